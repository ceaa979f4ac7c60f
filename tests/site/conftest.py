"""The built site, and a page with everything on it, in a real browser from which nothing gets out.

`built` is the site's folder and `served` its address on loopback; `page` is a page of a browser, and
`opened` makes one with settings of its own. A test fails whose page asked for anything off the site, or
in whose page a script failed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from explain.cli.site import Site
from explain.lock import hold

ROOT = Path(__file__).parent.parent.parent
# The first of these is the same engine without windows, and takes two thirds of the processor time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), "")
# What Playwright's routes do not see (prefetched names, web sockets) finds no name to go to.
CLOSED = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")

RECORDING = """
import json, sys
from explain.secret import Secret
from mkdocs.__main__ import cli

seen, plain = set(), Secret.__init__

def recording(self, value):
    seen.add(value)
    plain(self, value)

Secret.__init__ = recording
cli.main(["build", "--strict", "--site-dir", sys.argv[1]], standalone_mode=False)
print(json.dumps(sorted(seen)))
"""
"""A build that also tells every secret there was in it: whatever was ever wrapped in a `Secret`."""


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run Python in a checkout: `run("-m", "mkdocs", …)`."""

    def in_checkout(*command: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return in_checkout


@pytest.fixture(scope="session")
def build(run: Run) -> Run:
    """Build a site strictly, by MkDocs or by ProperDocs: `build("mkdocs", config, site)`."""

    def by(builder: str, config: Path, site: Path) -> subprocess.CompletedProcess[str]:
        pytest.importorskip(builder)
        arguments = ("build", "--strict", "--config-file", str(config), "--site-dir", str(site))
        return run("-m", builder, *arguments)

    return by


@dataclass(frozen=True)
class Recorded:
    """The site's folder, and every secret that there was while it was built."""

    site: Path
    secrets: list[str] = field(repr=False)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder that all processes of a run of pytest share: pytest-xdist puts theirs into it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


Once = Callable[[str, Callable[[Path], str]], tuple[Path, str]]


@pytest.fixture(scope="session")
def once(run_folder: Path) -> Once:
    """Do something once in a run: the first process fills a folder of that name, the others wait.

    Returns the folder, and what was said of it when it was filled.
    """

    def filled(name: str, fill: Callable[[Path], str]) -> tuple[Path, str]:
        folder = run_folder / name
        folder.mkdir(exist_ok=True)
        said = folder / "said"
        with hold(folder / "lock", patience=300):
            if not said.exists():
                said.write_text(fill(folder), "utf-8")
        return folder, said.read_text("utf-8")

    return filled


@pytest.fixture(scope="session")
def recorded(once: Once, run: Run) -> Recorded:
    """The site, built as `make site` does."""
    pytest.importorskip("mkdocs")

    def fill(folder: Path) -> str:
        done = run("-c", RECORDING, str(folder / "site"))
        assert done.returncode == 0, done.stderr
        return done.stdout

    folder, secrets = once("built", fill)
    return Recorded(folder / "site", json.loads(secrets))


@pytest.fixture(scope="session")
def built(recorded: Recorded) -> Path:
    """The folder of the built site."""
    return recorded.site


@pytest.fixture(scope="session")
def configured() -> Callable[[Path], Path]:
    """Put the site's own configuration into a folder, without its pages."""

    yaml = pytest.importorskip("yaml", reason="the site's builder is not installed")

    def into(folder: Path) -> Path:
        settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
        del settings["nav"]
        settings["theme"]["custom_dir"] = str(ROOT / settings["theme"]["custom_dir"])
        settings["hooks"] = [str(ROOT / hook) for hook in settings["hooks"]]
        shutil.copytree(ROOT / "lessons" / "assets", folder / "lessons" / "assets")
        (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
        return folder / "mkdocs.yml"

    return into


@pytest.fixture(scope="session")
def kitchen(once: Once, configured: Callable[[Path], Path], build: Run) -> Path:
    """A site of one page that has everything, and of many error pages."""

    def fill(folder: Path) -> str:
        config = configured(folder)
        (folder / "lessons" / "errors").mkdir()
        shutil.copy(Path(__file__).parent / "kitchen.md", folder / "lessons" / "index.md")
        for number in range(14):
            page = (
                f"---\nname: e{number}\nsummary: s\nsaid_by: docker\nstep: docker login\n---\n\n"
                f'# Error {number}: no `<host>` & "no port" … given\n\nIt says so.\n'
            )
            (folder / "lessons" / "errors" / f"e{number}.md").write_text(page, "utf-8")
        done = build("mkdocs", config, folder / "site")
        assert done.returncode == 0, done.stderr
        return done.stderr

    return once("kitchen", fill)[0] / "site"


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[str]:
    """The site's address on loopback, with a slash at its end; `explain-ecr site` serves it."""
    with Site(built) as site:
        yield site.url


# --- the browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Any]]:
    """Start Chromium, as the system has it: `launch("--a-switch")`; it ends with the run."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not BROWSER:
        pytest.skip("there is no chromium")
    with playwright.sync_playwright() as driver, ExitStack() as ends:

        def start(*switches: str) -> Any:
            chromium = driver.chromium.launch(executable_path=BROWSER, args=[*CLOSED, *switches])
            ends.callback(chromium.close)
            return chromium

        yield start


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Any]) -> Any:
    """A browser to play with."""
    return launch()


@pytest.fixture(scope="session")
def unpainted(launch: Callable[..., Any]) -> Any:
    """A browser that lays pages out and paints no frame: one that only looks takes a third less time.

    It never calls what waits for a frame (`requestAnimationFrame`), so nothing can be clicked in it. A
    browser with windows does not know the switch, and paints.
    """
    return launch("--enable-begin-frame-control")


@dataclass(frozen=True)
class Watched:
    """What pages asked of elsewhere, and what failed in them; a test may expect some, and clear it."""

    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def heard(self, kind: str, text: str, where: Mapping[str, Any]) -> None:
        """Note what a browser's console says, where it is an error, or a warning of the page's Python."""
        if kind == "error" or (kind == "warning" and "/assets/python/" in where["url"]):
            self.failed.append(f"{text} ({where['url']})")


@pytest.fixture(scope="session")
def new_watched() -> type[Watched]:
    """Begin to note what pages do, for a fixture that opens some for several tests."""
    return Watched


@pytest.fixture
def watched() -> Watched:
    """What this test's pages did that no page may do."""
    return Watched()


Opened = Callable[..., Any]
Watching = Callable[[Any, Watched], AbstractContextManager[Opened]]


@pytest.fixture(scope="session")
def watching(run_folder: Path) -> Watching:
    """Lend a function that opens an address, or a file, in a new context."""
    ours = (
        run_folder.as_uri(),
        "data:",
        "blob:",
        "http://127.0.0.1:",
        "about:",
    )
    elsewhere = re.compile(f"^(?!{'|'.join(map(re.escape, ours))})")

    @contextmanager
    def lend(browser: Any, watched: Watched) -> Iterator[Opened]:
        contexts = []

        def refuse(route: Any) -> None:
            watched.asked.append(route.request.url)
            route.abort()

        def open_(address: Path | str, width: int = 1280, script: str = "", **settings: Any) -> Any:
            context = browser.new_context(viewport={"width": width, "height": 800}, **settings)
            contexts.append(context)
            context.set_default_timeout(30_000)  # milliseconds; everything is on this machine
            context.route(elsewhere, refuse)
            if script:
                context.add_init_script(script)
            page = context.new_page()
            page.on("pageerror", lambda error: watched.failed.append(str(error)))
            page.on("console", lambda said: watched.heard(said.type, said.text, said.location))
            page.goto(address if isinstance(address, str) else address.as_uri())
            return page

        yield open_
        for context in contexts:
            context.close()

    return lend


@pytest.fixture
def opened(browser: Any, watching: Watching, watched: Watched) -> Iterator[Opened]:
    """Open an address or a file; at the end, nothing was asked of a network and no script failed."""
    with watching(browser, watched) as open_:
        yield open_
    assert watched.asked == []
    assert watched.failed == []


@pytest.fixture
def looked(unpainted: Any, watching: Watching, watched: Watched) -> Iterator[Opened]:
    """Do as `opened` does, in the browser that paints no frame."""
    with watching(unpainted, watched) as open_:
        yield open_
    assert watched.asked == []
    assert watched.failed == []


@pytest.fixture(scope="session")
def running(
    browser: Any, watching: Watching, built: Path
) -> Callable[[str, str], AbstractContextManager[Any]]:
    """Lend a page to play with, once its Python is there. That takes a while, so many tests share one.

    `running("line.html", condition)`: the page is opened as a file, and waited for until a script's
    condition holds. At the end, nothing was asked of a network and no script failed.
    """

    @contextmanager
    def lend(name: str, condition: str) -> Iterator[Any]:
        watched = Watched()
        with watching(browser, watched) as open_:
            page = open_(built / "play" / name, reduced_motion="reduce")
            page.wait_for_function(condition, timeout=60_000)
            yield page
        assert watched.asked == []
        assert watched.failed == []

    return lend


@pytest.fixture
def page(opened: Opened) -> Any:
    """A page on which nothing is open yet: `page.goto(f"{served}play/line.html")`."""
    return opened("about:blank")


JUDGE = """
async ([options, kinds]) => {
  if (kinds) {
    for (const name of kinds) window.drawn.get(name).forEach((element) => { element.dataset.judged = ""; });
    axe.configure({ rules: [
      { id: "color-contrast", selector: "[data-judged]" },
      { id: "link-in-text-block", selector: "a[href][data-judged]" },
    ] });
  }
  const { violations } = await axe.run(document, options);
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`));
}
"""
"""Without `preload`, which fetches the style sheets: a page opened as a file may not."""


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe."""
    base = pytest.importorskip("axe_playwright_python.base", reason="axe is not installed")
    return str(base.AXE_FILE_PATH.read_text("utf-8"))


@pytest.fixture(scope="session")
def violations(axe: str) -> Callable[..., list[str]]:
    """Have axe judge a page as it stands, by named rules or by all: `violations(page) == []`.

    With `kinds`, colours are judged only of the elements that `window.drawn` has under these names.
    """

    def judged(page: Any, *rules: str, kinds: Sequence[str] | None = None) -> list[str]:
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(axe)
        options = {"preload": False, "resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = list(rules)
        return list(page.evaluate(JUDGE, [options, kinds]))

    return judged


@pytest.fixture(params=[("light", 320), ("dark", 1280)], ids=["light and narrow", "dark and wide"])
def on_any_screen(request: Any, built: Path, opened: Opened) -> Callable[[str], Any]:
    """Open a page to play with, on a small light screen and on a large dark one."""
    scheme, width = request.param
    return lambda name: opened(built / "play" / f"{name}.html", width, color_scheme=scheme)


@pytest.fixture
def assert_readable(violations: Callable[..., list[str]]) -> Callable[[Any], None]:
    """See that everybody can read a page as it stands, and that nothing of it is beside the screen."""

    def check(page: Any) -> None:
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return check
