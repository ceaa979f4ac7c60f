"""The whole site, built as `make site` does, and by the other builder, in processes of their own."""

import base64
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Set
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from explain.content.errorpages import error_pages
from explain.practice import course

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]

INDEX = "assets/search-index.js"
LARGEST = 5_000_000
"""Bytes of the site without Brython."""


def pages(site: Path) -> dict[str, str]:
    found = {str(file.relative_to(site)): file.read_text("utf-8") for file in site.rglob("*.html")}
    assert "03-the-login.html" in found
    return found


def article(page: str) -> str:
    return page.partition("<article")[2].partition("</article>")[0]


def test_every_page_of_the_lessons_is_built_and_in_the_contents(built: Path) -> None:
    sources = [file.relative_to(ROOT / "lessons") for file in (ROOT / "lessons").rglob("*.md")]
    for source in sources:
        page = source.with_suffix(".html")
        assert (built / page).is_file()
        listed = page.parent.name in ("errors", "practice") and page.name != "index.html"
        from_, name = (
            (page.with_name("index.html"), page.name) if listed else ("index.html", page.as_posix())
        )
        assert f'href="{name}"' in (built / from_).read_text("utf-8"), name


def test_acts_are_on_their_pages(built: Path) -> None:
    found = pages(built)
    assert "explain-ecr sign" in found["01-get-the-password.html"]
    assert "explain-ecr pipe" in found["02-the-pipe.html"]
    assert "one secret, in 5 places" in found["03-the-login.html"]
    assert not re.search(r"```|language-act|language-follow", found["03-the-login.html"])


def test_a_pages_heading_is_the_message_that_people_search_for(built: Path) -> None:
    for page in error_pages():
        shown = (built / "errors" / f"{page.name}.html").read_text("utf-8")
        (heading,) = re.findall(r"<h1[^>]*>(.*?)<a class=\"headerlink\"", shown)
        assert unescape(re.sub("<[^>]*>", "", heading)) == page.title


def test_no_address_has_lost_its_scheme(built: Path) -> None:
    for name, page in pages(built).items():
        assert not re.search(r"(?<![a-z0-9])://", re.sub("<[^>]*>", "", article(page))), name


def test_links_between_lessons_lead_to_pages(built: Path) -> None:
    for name, page in pages(built).items():
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


def test_nothing_is_fetched_from_elsewhere(built: Path) -> None:
    for name, page in pages(built).items():
        loaded = _Loaded()
        loaded.feed(page)
        assert loaded.addresses, name
        assert [url for url in loaded.addresses if re.match(r"(https?:)?//", url)] == [], name
    for sheet in built.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", sheet.read_text("utf-8")), (
            sheet
        )


def test_the_site_works_without_a_server(built: Path) -> None:
    """Pages that are opened as files may load classic scripts, but neither modules nor JSON."""
    index = (built / "assets" / "search-index.js").read_text("utf-8")
    sections = json.loads(index.removeprefix("explainSearch(").removesuffix(");\n"))
    assert ["01-get-the-password.html#open-the-token", "Step 1: get the password"] in [
        section[:2] for section in sections
    ]
    assert all("  " not in section[3] for section in sections)
    also = [section[0] for section in sections if len(section) == 5]
    assert [address for address in also if address.startswith("13-")] == [
        "13-kubernetes.html#kubernetes-ecs-and-ec2"
    ]
    assert len({len(section) for section in sections} - {4, 5}) == 0
    for page in pages(built).values():
        assert 'type="module"' not in page
    left_out = [file.name for file in built.rglob("*") if file.suffix in (".json", ".xml", ".gz")]
    assert left_out == ["events.schema.json"]


def test_the_whole_site_is_small(built: Path) -> None:
    without_python = [
        data for name, data in contents(built).items() if not name.startswith("assets/python/")
    ]
    assert 100_000 < sum(map(len, without_python)) < LARGEST


TRIED_AGAIN = ("by-hand", "may-not", "three-refusals", "what-crosses")
"""Exercises of each kind. The labs of all twelve take longer than all else of a build."""


def test_two_builds_are_the_same_bytes(
    built: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another builder, other folders of the project and the site, another time, other hash seeds."""
    pytest.importorskip("properdocs")
    project = tmp_path / "elsewhere" / "a project"
    project.mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", project)
    for part in ("explain", "lessons"):
        shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("EXPLAIN_ECR_WAYS", ",".join(TRIED_AGAIN))
    done = run("-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml", root=project)
    assert done.returncode == 0, done.stderr
    untried = {f"practice/{name}.html" for name in course.files() if name not in TRIED_AGAIN}
    ours, theirs = contents(built, untried), contents(project / "site", untried)
    assert ours.keys() == theirs.keys()
    assert [name for name, data in ours.items() if data != theirs[name]] == []
    assert len(untried) == len(course.files()) - len(TRIED_AGAIN)


def contents(folder: Path, without: Set[str] = frozenset()) -> dict[str, bytes]:
    """Read a site, without some pages and without what the search knows of these."""
    names = (str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    found = {name: (folder / name).read_bytes() for name in names if name not in without}
    start, index, end = re.fullmatch(rb"(\w+\()(.*)(\);?\s*)", found[INDEX], re.DOTALL).groups()
    kept = [entry for entry in json.loads(index) if entry[0].partition("#")[0] not in without]
    return found | {INDEX: start + json.dumps(kept).encode() + end}


def broken(folder: Path, *pages: str) -> list[str]:
    """Have lychee follow every link and anchor of some pages, and list those that lead nowhere."""
    lychee = Path(sys.executable).parent / "lychee"
    if not lychee.exists():
        pytest.skip("lychee is not installed")
    command = [str(lychee), "--offline", "--include-fragments", "--format", "json", "--no-progress"]
    done = subprocess.run(
        [*command, "--root-dir", str(folder), *pages],
        cwd=folder, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert found["total"] > 0, done.stderr
    return [link["url"] for links in found["error_map"].values() for link in links]


def test_no_link_and_no_anchor_of_the_site_is_broken(built: Path) -> None:
    assert broken(built, "**/*.html") == []


def test_no_link_and_no_anchor_of_the_sources_is_broken() -> None:
    """They are read on GitHub as well. (`error:` is an address with gaps, which is only quoted.)"""
    assert set(broken(ROOT, "README.md", "lessons/**/*.md")) <= {"error:"}


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text('<h1 id="here">B</h1>')
    links = ("b.html", "b.html#here", "b.html#gone", "c.html", "#gone")
    (tmp_path / "a.html").write_text("".join(f'<a href="{link}">x</a>' for link in links))
    found = broken(tmp_path, "a.html")
    assert sorted(link.rpartition("/")[2] for link in found) == [
        "a.html#gone",
        "b.html#gone",
        "c.html",
    ]


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


def test_no_secret_is_in_any_file(recorded: Any) -> None:
    # A whole configuration is wrapped as a secret, too. What is secret in it is in the list by itself.
    secrets = [secret for secret in recorded.secrets if len(secret) >= 16 and secret[0] != "{"]
    assert any(len(secret) == 40 for secret in secrets)  # an access key's
    assert any(len(secret) > 2_000 for secret in secrets)  # a password
    whole = {form for secret in secrets for form in forms(secret)}
    parts = whole.union(*(pieces(secret) for secret in secrets))
    leaking = []
    for file in recorded.site.rglob("*"):
        if file.is_file():
            text = text_of(file)
            ours = file.suffix in (".html", ".json") or file.name == "search-index.js"
            leaking += [file.name for form in (parts if ours else whole) if form in text]
    assert leaking == []  # never the secret itself: this line is printed
