"""The command for an error message: which page knows it, and what that page says."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import NamedTuple

from explain import library
from explain.cli.outputs import Output
from explain.cli.report import reporting, say
from explain.content.errorpages import ErrorPage, error_pages
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
from explain.trouble import topics
from explain.trouble.brief import ROWS, brief, height, in_one_line, origin
from explain.trouble.index import by_step
from explain.trouble.match import Found, Hit, recognise
from explain.trouble.octets import Readable
from explain.trouble.probes import knows
from explain.trouble.values import NO_VALUES, filled

SECTIONS = ("Fix", "Causes", "What happened", "See it in the lab")
"""The sections that --more shows: what the message looks like is known to anybody who asks."""

LISTED = 72
"""Characters of a page's name and title in a list: a line of 80 columns without what comes before it."""

LINE = 70
"""Columns of a log's line that is folded, at least."""

LEAST_ROOM = 14
"""Rows that a page is given at least, whatever else there is to tell."""


class Wishes(NamedTuple):
    """How much is to be told: one line each, everything, or (neither) what fits on a screen."""

    one_line: bool = False
    everything: bool = False


def why(words: list[str], output: Output, wishes: Wishes) -> None:
    """Say what a message means; exit with 1 where it, or an error that may be its cause, is not known."""
    with reporting(output, paged=not wishes.one_line) as renderer:
        message = " ".join(words).strip()
        about = [] if message in ("", "-") else _pages_about(message)
        found = _of(about[0]) if len(about) == 1 else Found((), "", ()) if about else _found(words)
        if wishes.one_line and output != "json" and not about[1:]:
            for line in _lines_of(found):
                say(line)
        else:
            for event in (
                _listed(about, message, output) if about[1:] else _events(found, output, wishes)
            ):
                renderer.draw(event)
        if found.message:
            raise SystemExit(1)


def list_pages(output: Output) -> None:
    """List every page, by the step of the flow at which its message comes."""
    with reporting(output, paged=True) as renderer:
        for step, pages in by_step(error_pages()):
            renderer.draw(_contents(step, pages, output))
        renderer.draw(Prose("`explain-ecr why PAGE-ID` shows one of them."))


def _pages_about(message: str) -> list[ErrorPage]:
    """Return the page of that name or title, or the pages about a topic; none for what is a message."""
    pages = error_pages()
    for page in pages:
        if message in (page.name, page.title):
            return [page]
    about = topics.about(message, pages)
    return [] if knows(message) else about


def _of(page: ErrorPage) -> Found:
    return Found((Hit(page, 0, "", "", 0, page.said_by, page.step),), "", ())


def _found(words: list[str]) -> Found:
    message = " ".join(words).strip()
    if words and message != "-":
        found = recognise(message)
    else:
        found = recognise(_standard_input(promised=message == "-"))
    if not found.hits and not found.message:
        raise UsageProblem(
            "There is no message to look for.",
            "Give the message, or pipe in a whole log: explain-ecr why - < build.log",
        )
    return found


def _standard_input(promised: bool) -> Readable:
    """Return standard input; if nobody said that it has the message, a terminal is not read."""
    if sys.stdin is None or (sys.stdin.isatty() and not promised):  # None: closed (`<&-`)
        return io.BytesIO()
    return sys.stdin.buffer


# --- what is told --------------------------------------------------------------------------------


def _events(found: Found, output: Output, wishes: Wishes) -> Iterator[Event]:
    if not found.hits:
        return _not_recognised(found)
    if output == "json" or wishes.everything:
        return _everything(found, output)
    return _screen(found)


def _not_recognised(found: Found) -> Iterator[Event]:
    near = topics.nearly(found.message, error_pages())
    yield NotRecognised(found.message, () if near else tuple(page.title for page in found.nearest))
    if near:
        yield Prose(
            f"Did you mean: {', '.join(f'`explain-ecr why {page.name}`' for page in near)}?"
        )
    elif found.nearest:
        names = ", ".join(page.name for page in found.nearest)
        yield Prose(
            "They may be about something else. `explain-ecr why PAGE-ID` shows one of them:"
            f" {names}. `explain-ecr why --list` lists all."
        )
    yield Prose("How to find the cause of any error: `explain-ecr lesson trouble`.")


def _screen(found: Found) -> Iterator[Event]:
    """Tell what fits on a screen: what happened, the fix, how to tell the causes apart."""
    cause, *others = found.hits
    page = brief(cause.page, found.values, max(ROWS - _rows_beside(found), LEAST_ROOM), cause.case)
    if found.message:
        yield _not_explained(found)
    yield _recognised(cause)
    yield from map(Prose, page.texts())
    if others:
        yield Lines("also found", tuple(map(_in_one_line, others)), verbatim=False)


def _rows_beside(found: Found) -> int:
    """Return how many rows are taken by all but the page itself."""
    cause, *others = found.hits
    heading = (
        height(cause.page.title) + 2 + (height(cause.text, LINE) if cause.text[64:] else 0) + 1
    )
    unknown = height(found.message) + 3 if found.message else 0
    return heading + unknown + (len(others) + 2 if others else 0)


def _everything(found: Found, output: Output) -> Iterator[Event]:
    """Tell all that is known: for a program, each page that was recognised, and what the log names."""
    cause, *others = found.hits
    if found.message:
        yield _not_explained(found)
    yield _recognised(cause)
    if cause.wording:
        yield Lines("wording", (Line(cause.wording, cause.wording),))
    if output == "json":
        yield from map(_recognised, others)
    yield from _told(found)
    if others and output != "json":
        yield Lines("also found", tuple(map(_in_one_line, others)), verbatim=False)


def _told(found: Found) -> Iterator[Event]:
    (cause, *_), values = found.hits, found.values
    page = cause.page
    if values != NO_VALUES:
        named = {name: value for name, value in values._asdict().items() if value}
        yield Lines("the log names", tuple(Line(*pair) for pair in named.items()), verbatim=False)
    yield Prose(filled(page.section(""), values))
    for title in SECTIONS:
        yield SectionBegan(2, title, page.name)
        text = _fixes(page, cause.case) if title == "Fix" else page.section(title)
        note = origin(text, values) if title == "Fix" else ""
        if note:
            yield Prose(f"{note.strip(' ()')[:1].upper()}{note.strip(' ()')[1:]}.")
        # The lab has the samples' registry, whatever the log names.
        yield Prose(text if title.startswith("See it") else filled(text, values))
    lesson = next(entry for entry in library.catalogue() if entry.file.name == page.lesson)
    yield Prose(f"The lesson: `explain-ecr lesson {lesson.lesson().name}`.")


def _fixes(page: ErrorPage, case: str) -> str:
    """Return the fixes of a page, that of the log's case first."""
    ordered = sorted(page.fixes.items(), key=lambda pair: pair[0] != case)
    return "\n\n".join(
        f"**{heading}:**\n\n{text}" if heading else text for heading, text in ordered
    )


def _not_explained(found: Found) -> Finding:
    told = f"Line {found.line} is an error that has no page here. It may be the cause."
    return Finding("unknown-error", "warning", found.message, told)


def _recognised(hit: Hit) -> Recognised:
    page = hit.page
    return Recognised(
        page.name, page.title, hit.said_by, hit.step, hit.line, hit.text, hit.wording, hit.times
    )


def _in_one_line(hit: Hit) -> Line:
    times = f", {hit.times} times" if hit.times > 1 else ""
    place = f" (line {hit.line}{times})"
    return Line(
        hit.page.name, f"{_cut(hit.page.title, LISTED - len(hit.page.name + place))}{place}"
    )


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"


def _lines_of(found: Found) -> Iterator[str]:
    """Tell each thing in one line, for the log of a CI: `PAGE-ID: message → fix`."""
    for hit in found.hits[:1]:
        fix = in_one_line(hit.page, found.values, hit.case)
        yield f"{hit.page.name}: {hit.text or hit.page.title} → {fix}"
    if found.message:
        near = ", ".join(page.name for page in found.nearest)
        yield f"unknown: {found.message}{f' → perhaps {near}' if near else ''}"


def _listed(pages: list[ErrorPage], topic: str, output: Output) -> Iterator[Event]:
    yield _contents(f"pages about {topic}", pages, output)
    yield Prose("`explain-ecr why PAGE-ID` shows one of them.")


def _contents(label: str, pages: list[ErrorPage], output: Output) -> Lines:
    """List some pages; people get a line for each, a program the whole titles."""
    room = sys.maxsize if output == "json" else LISTED
    lines = (Line(page.name, _cut(page.title, room - len(page.name))) for page in pages)
    return Lines(label, tuple(lines), verbatim=False)
