"""The whole site, built as `make site` does, by both builders, in processes of their own."""

import base64
import json
import os
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml", reason="the site's builders are not installed")
pytest.importorskip("material", reason="the site's theme is not installed")

ROOT = Path(__file__).parent.parent
BUILDERS = ("mkdocs", "properdocs")

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


def run(*command: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )


def build(builder: str, config: Path, site: Path) -> subprocess.CompletedProcess[str]:
    pytest.importorskip(builder)
    arguments = ("build", "--strict", "--config-file", str(config), "--site-dir", str(site))
    return run("-m", builder, *arguments)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    pytest.importorskip("mkdocs")
    site = tmp_path_factory.mktemp("site") / "mkdocs"
    done = run("-c", RECORDING, str(site))
    assert done.returncode == 0, done.stderr
    return site, json.loads(done.stdout)


@pytest.fixture(scope="module")
def site(recorded: tuple[Path, list[str]]) -> Path:
    return recorded[0]


def pages(site: Path) -> dict[str, str]:
    found = {str(file.relative_to(site)): file.read_text("utf-8") for file in site.rglob("*.html")}
    assert "03-the-login.html" in found
    return found


def article(page: str) -> str:
    return page.partition("<article")[2].partition("</article>")[0]


def skeleton(page: str) -> list[str]:
    """All of an article's tags with their attributes, for the words change with each build."""
    return re.findall(r"<[^>]+>", article(page))


def test_both_builders_build_the_same_articles(site: Path, tmp_path: Path) -> None:
    done = build("properdocs", ROOT / "mkdocs.yml", tmp_path)
    assert done.returncode == 0, done.stderr
    ours, theirs = pages(site), pages(tmp_path)
    assert ours.keys() == theirs.keys()
    for name, page in ours.items():
        assert skeleton(page) == skeleton(theirs[name]), name


def test_every_page_of_the_lessons_is_built_and_in_the_contents(site: Path) -> None:
    sources = [file.relative_to(ROOT / "lessons") for file in (ROOT / "lessons").rglob("*.md")]
    index = (site / "index.html").read_text("utf-8")
    for source in sources:
        assert (site / source.with_suffix(".html")).is_file()
        assert f'href="{source.with_suffix(".html").as_posix()}"' in index


def test_acts_are_on_their_pages(site: Path) -> None:
    found = pages(site)
    assert "explain-ecr sign" in found["01-get-the-password.html"]
    assert "explain-ecr pipe" in found["02-the-pipe.html"]
    assert "one secret, in 5 places" in found["03-the-login.html"]
    assert not re.search(r"```|language-act|language-follow", found["03-the-login.html"])


def test_links_between_lessons_lead_to_pages(site: Path) -> None:
    for name, page in pages(site).items():
        assert not re.search(r'href="(?!https?:)[^"]*\.md[#"]', article(page)), name


class _Loaded(HTMLParser):
    """Collects what a browser fetches by itself when it opens a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        kept = tag == "link" and facts.get("rel") in ("prev", "next", "canonical")
        keys = () if tag == "a" or kept else ("src", "href", "srcset", "data", "poster")
        self.addresses += [value for key in keys if (value := facts.get(key))]


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for name, page in pages(site).items():
        loaded = _Loaded()
        loaded.feed(page)
        assert loaded.addresses, name
        assert [url for url in loaded.addresses if re.match(r"(https?:)?//", url)] == [], name
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", sheet.read_text("utf-8")), (
            sheet
        )


def test_the_site_works_without_a_server(site: Path) -> None:
    assert (site / "search" / "search_index.js").is_file()
    assert 'src="assets/vendor/iframe-worker-shim.js"' in (site / "index.html").read_text("utf-8")


def forms(secret: str) -> set[str]:
    """A secret as it is, in hexadecimal, and in base64 at each of its offsets."""
    raw = secret.encode()
    shifted = (base64.b64encode(b"\0" * offset + raw).decode() for offset in range(3))
    return {secret, raw.hex(), *(text[4:-4] for text in shifted)}


def pieces(secret: str) -> set[str]:
    """What of a secret a mask must not let through: any 20 characters after the first few."""
    return {secret[at : at + 20] for at in range(8, len(secret) - 20, 12)}


def text_of(file: Path) -> str:
    """What can be read in a file, without its tags and without the white space that folds it."""
    text = file.read_bytes().decode("utf-8", "ignore")
    return "".join(unescape(re.sub(r"<[^>]*>", "", text)).split())


def test_no_secret_is_in_any_file(recorded: tuple[Path, list[str]]) -> None:
    site, seen = recorded
    secrets = [secret for secret in seen if len(secret) >= 16]
    assert any(len(secret) == 40 for secret in secrets)  # an access key's
    assert any(len(secret) > 2_000 for secret in secrets)  # a password
    whole = {form for secret in secrets for form in forms(secret)}
    parts = whole.union(*(pieces(secret) for secret in secrets))
    leaking = []
    for file in site.rglob("*"):
        if file.is_file():
            text = text_of(file)
            ours = file.suffix in (".html", ".json") or file.name == "search_index.js"
            leaking += [file.name for form in (parts if ours else whole) if form in text]
    assert leaking == []  # never the secret itself: this line is printed


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The site's own configuration around a single page."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    del settings["nav"]
    (tmp_path / "lessons").mkdir()
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return tmp_path


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("All is [well](#t).", ""),
        ("A [link](nowhere.md).", "nowhere.md"),
        ("A [link](#nowhere).", "#nowhere"),
        ("A [link](/index.html).", "absolute link"),
        ("```act token answer\nauthorizationToken: See [this](nowhere.md).\n```", "nowhere.md"),
        ("```act token nowhere\n```", "There is no act 'token' with a beat 'nowhere'"),
    ],
)
def test_a_fault_fails_the_build(small: Path, builder: str, text: str, complaint: str) -> None:
    page = f"---\nname: small\nsummary: small\n---\n\n# T\n\n{text}\n"
    (small / "lessons" / "index.md").write_text(page, "utf-8")
    done = build(builder, small / "mkdocs.yml", small / "site")
    assert (done.returncode == 0) == (not complaint), done.stderr
    assert complaint in done.stderr


FAILING = """
import runpy, sys
from explain.acts import ACTS, Act
from explain.errors import ToolProblem
from explain.narration import BeatBegan

def perform(world):
    yield BeatBegan("token", "answer")
    raise ToolProblem("It hangs.", "Mend it.")

ACTS["token"] = Act(perform, ACTS["token"].beats)
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
"""A build in which one act fails half-way."""


@pytest.mark.parametrize("builder", BUILDERS)
def test_an_act_that_fails_fails_the_build(small: Path, builder: str) -> None:
    pytest.importorskip(builder)
    page = "# T\n\nAsk:\n\n```act token answer\n```\n"
    (small / "lessons" / "index.md").write_text(page, "utf-8")
    config, site = str(small / "mkdocs.yml"), str(small / "site")
    done = run("-c", FAILING, builder, "build", "--config-file", config, "--site-dir", site)
    assert done.returncode != 0
    assert "It hangs." in done.stderr
    assert "What to do: Mend it." in done.stderr
