from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain import library
from explain.content.errorpages import STEPS, ErrorPage, error_pages
from explain.content.errors import SECTIONS, read
from explain.content.place import folder
from explain.content.source import facts, fences
from explain.errors import LessonProblem
from explain.trouble import index

yaml = pytest.importorskip("yaml", reason="the site's builders are not installed")

ROOT = Path(__file__).parents[2]
PAGES = sorted(file for file in (folder() / "errors").glob("*.md") if file.name != "index.md")

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


def page(front: str = FRONT, body: str = BODY) -> ErrorPage:
    return read(f"{front}\n# Title\n\nIntroduction.\n{body}", "example.md")


# --- the front matter ----------------------------------------------------------------------------


@given(
    st.dictionaries(
        st.from_regex(r"[A-Za-z][\w.,+() /-]{0,20}[\w)]", fullmatch=True),
        st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1),
        min_size=1,
    )
)
def test_every_fact_is_read_as_it_is_written(values: dict[str, str]) -> None:
    pairs = [(key, value.replace("'", "''")) for key, value in values.items()]
    quoted = "\n".join(f"{key}: '{value}'" for key, value in pairs)
    read = facts(f"---\n{quoted}\n---\n", "x")
    assert read.values == values
    assert list(read.lines.values()) == list(range(2, len(values) + 2))


def outcome(source: str) -> Mapping[str, object] | int:
    """Read a front matter: its facts, or the line of what is wrong with it."""
    try:
        return facts(source, "x").values
    except LessonProblem as problem:
        return problem.line


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    for source in (text, f"---\n{text}\n---\n"):
        found = outcome(source)
        if isinstance(found, int):
            assert 1 <= found <= source.count("\n") + 2
        else:
            assert all(isinstance(value, str | dict) for value in found.values())


@pytest.mark.parametrize(
    ("front", "line", "words"),
    [
        ("# No front matter", 1, "no front matter"),
        ("---\nname: x\n", 1, "no front matter"),
        ("---\nname\n---", 2, "is empty"),
        ("---\nname: x\nname: y\n---", 3, "twice"),
        ("---\nname: x: y\n---", 2, "not YAML"),
        ("---\nname: [x]\n---", 2, "a text"),
        ("---\nname: 'x\n---", 2, "not YAML"),
        ("---\npatterns:\n  a: x\n  b: [y]\n---", 4, "a text"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(front: str, line: int, words: str) -> None:
    with pytest.raises(LessonProblem, match=words) as caught:
        facts(front, "x.md")
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
        ("seen: 3", "seen: three", "not a number"),
        ("step: docker login", "step: docker", "no step 'docker'"),
        ("said_by: docker", "said_by: nobody", "There is no program 'nobody'"),
        ("seen: 3", "seen: 3\ncolour: red", "A page cannot have: colour"),
        ("seen: 3", "seen: 3\nwarning:\n  a: b", "A page cannot have: warning"),
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
    assert fences(markdown) == [("console", "b\n\n  c"), ("text", "e"), ("text", "never closed")]


# --- all of them ---------------------------------------------------------------------------------


def test_every_page_is_in_the_catalogue() -> None:
    assert [page.name for page in error_pages()] == [file.stem for file in PAGES]
    assert len(PAGES) >= 50


def test_every_step_of_the_flow_has_pages_but_the_pipe_which_is_silent() -> None:
    assert {page.step for page in error_pages()} >= set(STEPS) - {"the pipe"}


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_a_page_can_be_listed_in_one_line(page: ErrorPage) -> None:
    assert 20 < len(page.summary) < 130
    assert "\n" not in page.title
    assert not page.summary.endswith(".")


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_a_page_ends_in_a_lesson(page: ErrorPage) -> None:
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
