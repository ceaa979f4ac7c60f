"""What stands where: an event as rows of styled text, for the plain and the terminal renderer alike.

A row knows its words and what they are (a label, a value, a note), never how they look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explain.narration import (
    ActBegan,
    ClockMoved,
    Compared,
    Event,
    Exchanged,
    Failed,
    Followed,
    Line,
    Lines,
    Ran,
    Stored,
    Substituted,
    Value,
)
from explain.render.prose import inline_plain

Style = Literal["act", "label", "value", "secret", "note", "wire", "head", "good", "bad", "aside"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it begins, and its words. Only notes and asides are wrapped between words."""

    indent: int
    text: str
    style: Style
    label: str = ""

    @property
    def wraps(self) -> bool:
        """Whether the text is prose, which breaks between words; a value is folded where it must be."""
        return self.style in ("note", "aside", "bad")


BLANK = Row(0, "", "aside")


def printable(text: str) -> str:
    """Replace what could steer a terminal: a token, a file or an answer may hold anything."""
    return "".join(
        sign if sign.isprintable() else " " if sign.isspace() else "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )


def rows(event: Event) -> Iterator[Row]:
    """Lay an event out. Headings and prose are the renderers' own; they give no rows here."""
    draw = _LAYOUTS.get(type(event))
    if draw:
        yield from draw(event)
        yield BLANK


def _act(event: ActBegan) -> Iterator[Row]:
    yield Row(0, f"▶ explain-ecr {event.act}", "act")


def _note(note: str, indent: int = 6) -> Iterator[Row]:
    if note:
        yield Row(indent, inline_plain(note), "note")


def _value(event: Value) -> Iterator[Row]:
    yield Row(2, event.value, "secret" if event.fingerprint else "value", event.label)
    if event.fingerprint:
        yield Row(6, event.fingerprint, "secret", "fingerprint")
    yield from _note(event.note)


def _lines(event: Lines) -> Iterator[Row]:
    yield Row(2, "", "value", event.label)
    yield from _note(event.note)
    for line in event.lines:
        text = line.text if event.verbatim else f"{line.label}: {line.text}"
        yield Row(4, f"│ {text}".rstrip(), "wire")
        yield from _line_note(line, text)


def _line_note(line: Line, shown: str) -> Iterator[Row]:
    """Put a line's note below it, and its name too where the line itself does not begin with it."""
    named = shown.lower().startswith(line.label.lower())
    if line.note:
        yield Row(8, inline_plain(line.note), "note", "" if named else line.label)
    elif not named:
        yield Row(8, line.label, "note")


def _exchanged(event: Exchanged) -> Iterator[Row]:
    yield Row(2, "", "value", event.label)
    yield from _note(event.note)
    yield Row(4, f"{event.client} → {event.server}: {event.request}", "head")
    for header in event.request_headers:
        yield Row(6, f"{header.name}: {header.value}", "wire")
    answer = f"{event.server} → {event.client}: {event.status} {event.reason}"
    yield Row(4, answer, "good" if event.status < 400 else "bad")
    for header in event.response_headers:
        yield Row(6, f"{header.name}: {header.value}", "wire")
    for text in event.body.splitlines():
        yield Row(6, text, "wire")


def _ran(event: Ran) -> Iterator[Row]:
    yield Row(2, "", "value", event.label)
    yield from _note(event.note)
    yield Row(4, f"$ {' '.join(event.argv)}", "head")
    for text in (*event.stdout.splitlines(), *event.stderr.splitlines()):
        yield Row(6, text, "wire")
    whose = " (our stand-in)" if event.stand_in else ""
    yield Row(4, f"exit code {event.exit_code}{whose}", "good" if event.exit_code == 0 else "bad")


def _compared(event: Compared) -> Iterator[Row]:
    if event.same:
        yield Row(2, "the same on both sides", "good", event.label)
        yield Row(4, f"{event.left_name} · {event.right_name}", "aside")
        for text in event.left.splitlines():
            yield Row(6, text, "wire")
    else:
        yield Row(2, f"they differ, from character {event.differs_at + 1} on", "bad", event.label)
        for name, text in ((event.left_name, event.left), (event.right_name, event.right)):
            yield Row(4, name, "aside")
            for line in text.splitlines():
                yield Row(6, line, "wire")
    yield from _note(event.note)


def _stored(event: Stored) -> Iterator[Row]:
    yield Row(2, f"{event.path} {event.mode}".rstrip(), "value", event.label)
    yield from _note(event.note)
    for text in event.text.splitlines():
        yield Row(4, f"│ {text}", "wire")


def _clock(event: ClockMoved) -> Iterator[Row]:
    yield Row(2, f"moved on by {event.by}; it is now {event.now}", "value", event.label)
    yield from _note(event.note)


def _substituted(event: Substituted) -> Iterator[Row]:
    yield Row(2, f"{event.tool} is played by a stand-in of ours, {event.reason}.", "aside")


def _failed(event: Failed) -> Iterator[Row]:
    yield Row(0, event.message, "bad", "error")
    yield Row(0, event.remedy, "aside", "remedy")


def _followed(event: Followed) -> Iterator[Row]:
    places = len(event.sightings)
    if event.same:
        verdict = f"one secret, in {places} {'place' if places == 1 else 'places'}"
        yield Row(2, verdict, "good", "fingerprints")
    else:
        yield Row(2, f"not all the same, in {places} places", "bad", "fingerprints")
    for sighting in event.sightings:
        yield Row(4, f"{sighting.fingerprint}  {sighting.place}", "secret")


_LAYOUTS: Mapping[type, Callable[[Any], Iterator[Row]]] = {
    ActBegan: _act,
    ClockMoved: _clock,
    Compared: _compared,
    Exchanged: _exchanged,
    Failed: _failed,
    Followed: _followed,
    Lines: _lines,
    Ran: _ran,
    Stored: _stored,
    Substituted: _substituted,
    Value: _value,
}
