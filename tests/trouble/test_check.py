"""Whoever writes an error page is told of every mistake, with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from explain import check
from explain.content.errors import SECTIONS
from explain.trouble.check import problems

PAGE = """---
name: example
title: 'Error: the wombat `sleeps`'
summary: a wombat was needed, and it sleeps
said_by: docker
step: docker login
seen: 3
lesson: 02-the-pipe.md
patterns:
  every version: 'wombat .?sleeps'
---

# Error: the wombat `sleeps`

It sleeps. Wake it.

## What it looks like

```text
Error: the wombat `sleeps`
```
""" + "".join(f"\n## {title}\n\nText.\n" for title in SECTIONS[1:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "errors"
    folder.mkdir()
    (tmp_path / "02-the-pipe.md").write_text("# The pipe\n")
    return folder


def told(folder: Path, **changed: str) -> list[str]:
    """Write pages, and list what is told of them as `file:line: …`."""
    for name, source in changed.items():
        (folder / f"{name}.md").write_text(source)
    found = list(problems(sorted(folder.glob("*.md"))))
    assert all(problem.remedy for problem in found)
    return [problem.message.removeprefix(f"{folder}/") for problem in found]


def test_our_own_pages_have_no_problem() -> None:
    pages = sorted(check.folder().glob("errors/*.md"))
    assert [
        problem.message for problem in problems([p for p in pages if p.name != "index.md"])
    ] == []


def test_a_page_as_it_should_be_is_no_problem(folder: Path) -> None:
    assert told(folder, example=PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("name: example", "name: other", "example.md:2", "calls itself 'other'"),
        ("02-the-pipe", "09-nowhere", "example.md:8", "no lesson 09-nowhere.md"),
        ("\n# Error: the", "\n# Error: a", "example.md:13", "begins with"),
        ("## Fix\n\nText.", "## Fix\n", "example.md:31", "no text below"),
        (
            "## Fix",
            "## Mend",
            "example.md:17",
            "The sections are: What it looks like, What happened",
        ),
        ("```text", "```console", "example.md:17", "fences of text"),
        ("```text\nError: the wombat `sleeps`\n```", "Text.", "example.md:17", "fences of text"),
        ("'wombat .?", "'(?i)wombat .?", "example.md:10", "sets a flag"),
        ("'wombat .?sleeps'", "'wom'", "example.md:10", "nowhere 6 characters"),
        ("'wombat .?sleeps'", "'wombat sleeps'", "example.md:3", "recognised as: nothing"),
        ("```text\nError", "```text\nUnable", "", ""),
        ("seen: 3\n", "", "example.md:1", "lacks: seen"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    folder: Path, old: str, new: str, place: str, words: str
) -> None:
    assert old in PAGE
    found = told(folder, example=PAGE.replace(old, new))
    if not words:
        assert found == []
        return
    assert any(message.startswith(place) and words in message for message in found), found


def test_a_sample_that_another_page_claims_is_told_of_at_both(folder: Path) -> None:
    found = told(folder, example=PAGE, another=PAGE.replace("name: example", "name: another"))
    assert len(found) >= 1
    assert all("recognised as: another, example" in message for message in found)


def test_a_title_with_dots_for_what_varies_need_not_be_recognised(folder: Path) -> None:
    source = PAGE.replace("wombat `sleeps`", "wombat … sleeps", 1).replace(
        "# Error: the wombat `sleeps`", "# Error: the wombat … sleeps"
    )
    assert told(folder, example=source.replace("'wombat .?sleeps'", "'the wombat .sleeps'")) == []


def test_the_command_checks_pages_too(folder: Path, play) -> None:
    (folder / "example.md").write_text(PAGE)
    assert play(("check", str(folder / "example.md"))).exit_code == 0
    (folder / "example.md").write_text(PAGE.replace("## Fix", "See [x](nowhere.md).\n\n## Mend"))
    played = play(("check", str(folder / "example.md")))
    assert played.exit_code == 1
    assert "The link to nowhere.md is broken" in played.error
    assert "The sections are:" in played.error
