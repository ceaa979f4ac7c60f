from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain import library
from explain.errors import LessonProblem
from explain.trouble import frontmatter, index, pages
from explain.trouble.pages import SECTIONS, STEPS, Page, catalogue, fences, parse

yaml = pytest.importorskip("yaml", reason="the site's builders are not installed")

ROOT = Path(__file__).parents[2]
PAGES = sorted(file for file in pages.place_of_pages().glob("*.md") if file.name != "index.md")

FRONT = """---
name: example
title: 'Error: it''s broken'
summary: it is broken
said_by: docker
step: docker login
seen: 3
lesson: 02-the-pipe.md
patterns:
  every version: 'it is broken: \\d+'
  docker 29 and later: it is badly broken
---
"""
BODY = "".join(f"\n## {title}\n\nText.\n" for title in SECTIONS)


def page(front: str = FRONT, body: str = BODY) -> Page:
    return parse(f"{front}\n# Title\n\nIntroduction.\n{body}", "example.md")


# --- the front matter ----------------------------------------------------------------------------


def as_text(facts: dict[str, object]) -> dict[str, object]:
    """What YAML made numbers and truths of, as it was written."""
    words = {True: "yes", False: "no"}
    return {
        key: value
        if isinstance(value, dict)
        else words[value]
        if isinstance(value, bool)
        else str(value)
        for key, value in facts.items()
    }


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_the_front_matter_of_our_pages_says_the_same_to_yaml(file: Path) -> None:
    source = file.read_text("utf-8")
    facts, body, before = frontmatter.read(source, file.name)
    assert facts == as_text(yaml.safe_load(source.split("---\n")[1]))
    assert source == "\n".join([*source.split("\n")[:before], *body])


@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z][\w.,+() /-]{0,20}[\w)]", fullmatch=True),
        st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1),
        min_size=1,
    )
)
def test_whatever_is_accepted_says_the_same_to_yaml(facts: dict[str, str]) -> None:
    plain = "\n".join(f"{key}: {value}" for key, value in facts.items())
    try:
        read, _, _ = frontmatter.read(f"---\n{plain}\n---\n", "x")
    except LessonProblem:
        read = {}
    for key, value in read.items():
        expected = yaml.load(f"{key}: {value}", yaml.BaseLoader)
        assert expected in ({key: value}, {key.strip("'"): value}), value
    quoted = "\n".join(
        f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in facts.items()
    )
    assert frontmatter.read(f"---\n{quoted}\n---\n", "x")[0] == yaml.load(quoted, yaml.BaseLoader)


def outcome(source: str) -> frontmatter.Facts | int:
    """Read a front matter: its facts, or the line of what is wrong with it."""
    try:
        return frontmatter.read(source, "x")[0]
    except LessonProblem as problem:
        return problem.line


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for source in (text, f"---\n{text}\n---\n"):
        found = outcome(source)
        if isinstance(found, int):
            assert 1 <= found <= source.count("\n") + 1
        else:
            assert all(isinstance(value, str | dict) for value in found.values())


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("# No front matter", 1, "no front matter"),
        ("---\nname: x\n", 1, "no front matter"),
        ("---\nname\n---", 2, "no fact"),
        ("---\n  name: x\n---", 2, "no fact"),
        ("---\nname: x\nname: y\n---", 3, "twice"),
        ("---\nname: x: y\n---", 2, "something else to YAML"),
        ("---\nname: x #y\n---", 2, "something else to YAML"),
        ("---\nname: [x]\n---", 2, "something else to YAML"),
        ('---\nname: "x"\n---', 2, "something else to YAML"),
        ("---\nname: 'x\n---", 2, "something else to YAML"),
        ("---\npatterns:\n  a: x\n  b:\n---", 4, "something else to YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(front: str, line: int, words: str) -> None:
    with pytest.raises(LessonProblem, match=words) as caught:
        frontmatter.read(front, "x.md")
    assert caught.value.line == line
    assert caught.value.remedy


# --- a page --------------------------------------------------------------------------------------


def test_a_page_is_taken_apart() -> None:
    found = page()
    assert (found.title, found.seen, found.place) == ("Error: it's broken", 3, 2)
    assert not found.consequence
    assert not found.warning
    assert [wording.versions for wording in found.wordings] == [
        "every version",
        "docker 29 and later",
    ]
    assert found.wordings[0].pattern == r"it is broken: \d+"
    assert tuple(section.title for section in found.sections) == ("", *SECTIONS)
    assert found.section("") == "Introduction."
    assert found.section("Fix") == "Text."
    assert found.section("Nowhere") == ""


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("no", False)])
@pytest.mark.parametrize("key", ["consequence", "warning"])
def test_what_follows_or_only_warns_says_so(key: str, said: str, meant: bool) -> None:
    found = page(FRONT.replace("seen: 3", f"seen: 3\n{key}: {said}"))
    assert getattr(found, key) is meant


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("seen: 3\n", "", "lacks: seen"),
        ("seen: 3", "seen: three", "no number"),
        ("step: docker login", "step: docker", "no step 'docker'"),
        ("said_by: docker", "said_by: nobody", "Nobody is called 'nobody'"),
        ("seen: 3", "seen: 3\ncolour: red", "No page has: colour"),
        ("seen: 3", "seen: 3\nwarning:\n  a: b", "No page has: warning"),
        (FRONT[FRONT.index("patterns") : -4], "patterns: x\n", "lacks: patterns"),
        (FRONT[FRONT.index("patterns") : -4], "patterns:\n", "lacks: patterns"),
    ],
)
def test_a_page_that_lacks_something_is_told_of(old: str, new: str, words: str) -> None:
    with pytest.raises(LessonProblem, match=words):
        page(FRONT.replace(old, new))


def test_a_heading_inside_a_fence_is_none() -> None:
    body = "\n## What it looks like\n\n````text\n## x\n```\n# y\n````\n\n~~~text\nz\n~~~\n\n## Fix\n\nText.\n"
    found = page(body=body)
    assert found.samples == ("## x\n```\n# y", "z")
    assert found.section("Fix") == "Text."


def test_fences_are_listed_with_their_kind() -> None:
    markdown = "a\n\n```console\nb\n\n  c\n```\n\n1. d\n\n   ```text\n   e\n   ```\n\n```text\nnever closed"
    assert list(fences(markdown)) == [("console", "b\n\n  c"), ("text", "   e")]


# --- all of them ---------------------------------------------------------------------------------


def test_every_page_is_in_the_catalogue() -> None:
    assert [page.name for page in catalogue()] == [file.stem for file in PAGES]
    assert len(PAGES) >= 50


def test_every_step_of_the_flow_has_pages_but_the_pipe_which_is_silent() -> None:
    assert {page.step for page in catalogue()} >= set(STEPS) - {"the pipe"}


@pytest.mark.parametrize("page", catalogue(), ids=lambda page: page.name)
def test_a_page_can_be_listed_in_one_line(page: Page) -> None:
    assert 20 < len(page.summary) < 130
    assert "\n" not in page.title
    assert not page.summary.endswith(".")


@pytest.mark.parametrize("page", catalogue(), ids=lambda page: page.name)
def test_a_page_ends_in_a_lesson(page: Page) -> None:
    assert page.lesson in {entry.file.name for entry in library.catalogue()}


def test_the_contents_of_the_site_list_the_folder() -> None:
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    nav = yaml.safe_load(settings.partition("\nnav:")[2].partition("\n\n")[0])
    (errors,) = (each["Errors"] for each in nav if "Errors" in each)
    first, *steps = errors
    assert first == {"All of them": "errors/index.md"}
    listed = [path for step in steps for paths in step.values() for path in paths]
    assert sorted(listed) == [f"errors/{file.name}" for file in PAGES]


def test_the_index_lists_every_page_those_that_were_seen_most_first() -> None:
    one, two, three = (
        page(FRONT.replace("name: example", f"name: {name}").replace("seen: 3", f"seen: {seen}"))
        for name, seen in (("a", 1), ("b", 9), ("c", 1))
    )
    text = "\n".join(index.markdown([one, two, three]))
    entries = [line for line in text.splitlines() if line.startswith("- [")]
    assert entries == [f"- [Error: it's broken]({name}.md): it is broken" for name in "bac"]
    assert "## docker login" in text


def test_a_title_in_the_index_is_no_markdown() -> None:
    odd = page(FRONT.replace("Error: it''s broken", "out: `a_b` <c> [d]*"))
    assert "[out: \\`a\\_b\\` \\<c\\> \\[d\\]\\*](example.md)" in "\n".join(index.markdown([odd]))
