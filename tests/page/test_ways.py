"""Exercises as pages: every way is gone in a lab, and judged by the reader before it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from html import unescape
from typing import Any

import pytest

pytest.importorskip("markdown")

from explain.errors import LessonProblem
from explain.page import exercise as page
from explain.page import ways
from explain.practice import course
from explain.practice.exercise import read

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
REFUSED = f"echo nonsense | docker login --username AWS --password-stdin {HOST}\n"
NOBODY = f"echo nonsense | docker login --username nobody --password-stdin {HOST}\n"

SMALL = f"""---
name: small
summary: a small one
kind: break
minutes: 2
number: 1
---

# A small one

This is what docker says:

```console run exit=1
{NOBODY}```

Have the password refused; see [the login](../03-the-login.md).

## Setup

Nothing is broken.

## Goal

```goal
ANY /v2/… 400 unreadable token: The registry could not read a password.
```

## Hints

1. What is read first?
2. Read [the login](../03-the-login.md).

## Wrong ways

```console wrong
echo "two lines" |
  cat
```

Nothing crosses the wire.

## Solution

```console solution
{REFUSED}```

It cannot be read.

## What you have learned

A `400` is about the text.
"""


class Here:
    """An executor that does everything at once, in this process."""

    def __init__(self, *_: object) -> None:
        pass

    def submit(self, call: Callable[..., Any], *arguments: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(call(*arguments, **more))
        return future

    def shutdown(self, *, wait: bool) -> None:
        """Nothing is left to do."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Make the page of an exercise that is the only one, with its labs in this process."""

    def made(source: str) -> str:
        monkeypatch.setattr(page, "_exercises", lambda: iter([(source, read(source, "small.md"))]))
        found = page.exercise_page(source.partition("\n---\n")[2])
        assert found is not None
        return found

    monkeypatch.setattr(ways, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(ways, "_begun", {})
    return made


def words(html: str) -> str:
    without_drawings = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_drawings)).split())


def test_an_exercise_is_a_page_in_which_the_reader_judges_first(
    small: Callable[[str], str],
) -> None:
    html = small(SMALL)
    said = words(html)
    assert "401 Unauthorized" in said[: said.index("Have the password refused")]  # the real symptom
    cause = "The user name is wrong"  # as `why` says it in that lab
    marks = (
        "What is read first?",
        cause,
        "GET /v2/",
        "Read the login",
        "Choose a way",
        "Way 1",
        "Way 2",
    )
    places = [said.index(mark) for mark in (*marks, "A 400 is about the text.")]
    assert places == sorted(places)
    assert '<a href="../03-the-login.md">the login</a>' in html
    right = re.findall(
        r'language-console">([^\n]*).*?data-right="(\d)".*?<details>(.*?)</details>',
        html,
        re.DOTALL,
    )
    shown = {line.split()[1]: (at, words(answer)) for line, at, answer in right}
    at, answer = shown["&quot;two"]
    assert at == "1"
    assert "It does not lead there." in answer
    assert "not met: The registry could not read a password." in answer
    assert "two lines" in answer
    assert "Nothing crossed the wire." in answer
    at, answer = shown["nonsense"]
    assert at == "0"
    assert "✓ met: The registry could not read a password." in answer
    assert "400 Bad Request" in answer
    assert "was run when it was built" in said


def test_a_page_is_the_same_each_time(small: Callable[[str], str]) -> None:
    first = small(SMALL)
    ways._begun.clear()
    assert small(SMALL) == first


@pytest.mark.parametrize(
    ("script", "instead", "complaint"),
    [
        ('echo "two lines" |\n  cat\n', REFUSED, "A way leads to the goal"),
        (REFUSED, NOBODY, "A way does not lead to the goal"),
    ],
)
def test_a_way_that_leads_elsewhere_fails_the_build(
    small: Callable[[str], str], script: str, instead: str, complaint: str
) -> None:
    with pytest.raises(LessonProblem, match=complaint) as caught:
        small(SMALL.replace(script, instead))
    assert caught.value.__notes__[0].startswith("What to do: ")
    assert ways._begun == {}  # nobody waits for the others


def test_a_symptom_that_does_not_come_fails_the_build(small: Callable[[str], str]) -> None:
    with pytest.raises(LessonProblem, match="could not be set up"):
        small(SMALL.replace("console run exit=1", "console run exit=3"))


def test_what_a_machine_lacks_is_said_and_the_page_is_there(small: Callable[[str], str]) -> None:
    html = small(SMALL.replace("minutes: 2\n", "minutes: 2\nneeds: no-such-program\n"))
    said = words(html)
    assert "without no-such-program , so nothing on it was run." in said
    assert "Nothing crosses the wire." in said
    assert re.findall(r'data-right="(\d)"', html).count("0") == 1


@pytest.mark.parametrize(
    ("chosen", "gone"), [("none", False), ("smaller", False), ("a,small", True)]
)
def test_an_author_of_other_pages_need_not_wait_for_the_ways(
    small: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, chosen: str, gone: bool
) -> None:
    monkeypatch.setenv(ways.CHOSEN, chosen)
    said = words(small(SMALL))
    assert "Way 2" in said
    assert ("400 Bad Request" in said) is gone
    assert (f"EXPLAIN_ECR_WAYS={chosen} , so nothing on it was run." in said) is not gone


def test_an_ordinary_page_is_not_an_exercise() -> None:
    assert page.exercise_page("# T\n\nText.\n") is None
    assert page.exercise_page("# T\n\n## What you have learned\n\nNothing.\n") is None


@pytest.mark.parametrize(
    ("name", "quick"),
    [("monday", True), ("leaks", True), ("may-not", False), ("three-refusals", True)],
)
def test_the_stand_in_is_asked_only_what_it_knows(name: str, quick: bool) -> None:
    scripts = ways._scripts(course.exercise(name))
    assert (not any(map(ways._MORE_OF_AWS.search, scripts))) is quick


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("a\n\nb\n", ["a", "b"]),
        ("a \\\n  b\nc", ["a \\\n  b", "c"]),
        ("a |\n  b\nc", ["a |\n  b", "c"]),
        ("cat > x <<END\na\nEND\nb", ["cat > x <<END\na\nEND\nb"]),
    ],
)
def test_a_script_is_split_where_a_shell_is_ready(script: str, lines: list[str]) -> None:
    assert ways.logical_lines(script) == lines
