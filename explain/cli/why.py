"""The command for an error message: which page knows it, and what that page says."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import typer

from explain import library
from explain.cli.app import Output
from explain.cli.report import reporting
from explain.errors import UsageProblem
from explain.narration import (
    Event,
    Finding,
    Line,
    Lines,
    NotRecognised,
    Prose,
    Recognised,
    SectionBegan,
)
from explain.trouble.log import Readable
from explain.trouble.match import Found, Hit, recognise
from explain.trouble.pages import Page, catalogue

SHOWN = ("What happened", "Causes", "Fix", "See it in the lab")
"""The sections that are shown: what the message looks like is known to whoever asks."""


def why(words: list[str], output: Output) -> None:
    """Say what a message means; exit with 1 where it, or an error that may be its cause, is not known."""
    with reporting(output) as renderer:
        found = _found(words)
        for event in _events(found):
            renderer.draw(event)
        if found.message:
            raise typer.Exit(1)


def _found(words: list[str]) -> Found:
    """Look for the message that was given; the name or the title of a page stands for its message."""
    message = " ".join(words).strip()
    if words and message != "-":
        named = _named(message)
        found = Found((Hit(named, 0, "", "", 0),), "", ()) if named else recognise(message)
    else:
        found = recognise(_standard_input(promised=message == "-"))
    if not found.hits and not found.message:
        raise UsageProblem(
            "There is no message to look for.",
            "Give the message, or pipe a whole log in: explain-ecr why - < build.log",
        )
    return found


def _named(message: str) -> Page | None:
    return next((page for page in catalogue() if message in (page.name, page.title)), None)


def _standard_input(promised: bool) -> Readable:
    """Return standard input; where nobody said that it has the message, a terminal is not read."""
    if sys.stdin is None or (sys.stdin.isatty() and not promised):  # None: closed (`<&-`)
        return io.BytesIO()
    return sys.stdin.buffer


def _events(found: Found) -> Iterator[Event]:
    if not found.hits:
        yield NotRecognised(found.message, tuple(page.title for page in found.nearest))
        for page in found.nearest[:1]:
            yield Prose(f"Read one of them: `explain-ecr why {page.name}`.")
        yield Prose("How to find the cause of any of them: `explain-ecr lesson trouble`.")
        return
    if found.message:
        yield _not_explained(found)
    cause, *others = found.hits
    yield _recognised(cause)
    yield from _told(cause.page)
    if others:
        yield Lines("also found", tuple(_in_one_line(hit) for hit in others), verbatim=False)


def _not_explained(found: Found) -> Finding:
    told = f"Line {found.line} is an error that I do not know. It may be the cause."
    return Finding("unknown-error", "warning", found.message, told)


def _recognised(hit: Hit) -> Recognised:
    page = hit.page
    return Recognised(
        page.name, page.title, page.said_by, page.step, hit.line, hit.text, hit.wording, hit.times
    )


def _told(page: Page) -> Iterator[Event]:
    yield Prose(page.section(""))
    for title in SHOWN:
        yield SectionBegan(2, title, page.name)
        yield Prose(page.section(title))
    lesson = next(entry for entry in library.catalogue() if entry.file.name == page.lesson)
    yield Prose(f"The lesson: `explain-ecr lesson {lesson.lesson().name}`.")


def _in_one_line(hit: Hit) -> Line:
    times = f", {hit.times} times" if hit.times > 1 else ""
    return Line(hit.page.name, f"{hit.page.title} (line {hit.line}{times})")
