"""The layout: an event as rows of styled text, for the plain and the terminal renderer alike.

A row knows its words and what they are (a label, a value, a note), never how they look.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from explain.narration import (
    ActBegan,
    Annotated,
    Answered,
    Asked,
    ClockMoved,
    CommandInFile,
    Compared,
    Corrected,
    Crossed,
    Event,
    Failed,
    FileRead,
    Finding,
    FindingInFile,
    Followed,
    Line,
    Lines,
    NotRecognised,
    Ran,
    Recognised,
    Stored,
    StoredCredential,
    Substituted,
    Surrounded,
    Value,
)
from explain.render.nesting import Placed, placed
from explain.render.prose import inline_plain

Style = Literal[
    "act",
    "label",
    "value",
    "secret",
    "note",
    "wire",
    "head",
    "good",
    "bad",
    "aside",
    "copy",
    "code",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it begins, and its words. Only notes and asides are wrapped between words.

    What is code, in the styles "copy" and "code", is never broken, so that it can be copied.
    """

    indent: int
    text: str
    style: Style
    label: str = ""

    @property
    def wraps(self) -> bool:
        """Whether the text is prose, which breaks between words; a value is folded where it must be."""
        return self.style in ("note", "aside", "bad")

    @property
    def is_kept(self) -> bool:
        """Whether the text is one line of code, which nothing may break."""
        return self.style in ("copy", "code")


BLANK = Row(0, "", "aside")

NUMBERS = "123456789"
"""What the choices of a question are called."""

QUOTED = 60
"""Characters of evidence that an answer quotes."""

DEEPEST = 6
"""Levels of a command line that are indented; deeper levels are not indented further."""


def rows(event: Event) -> Iterator[Row]:
    """Lay an event out. Headings and prose are the renderers' own; they give no rows here."""
    draw = _LAYOUTS.get(type(event))
    if draw:
        yield from draw(event)
        is_well = isinstance(event, Finding) and event.severity == "ok"
        if not is_well and not isinstance(event, _WITHOUT_GAPS):
            yield BLANK  # what is well makes a list without gaps


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


def _crossed(event: Crossed) -> Iterator[Row]:
    exchange = event.exchange
    client, server = exchange.client, exchange.server
    yield Row(2, "", "value", event.label)
    yield from _note(event.note)
    yield Row(4, f"{client} → {server}: {exchange.request}", "head")
    for header in exchange.request_headers:
        yield Row(6, f"{header.name}: {header.value}", "wire")
    answer = f"{server} → {client}: {exchange.status} {exchange.reason}"
    yield Row(4, answer, "good" if exchange.status < 400 else "bad")
    for header in exchange.response_headers:
        yield Row(6, f"{header.name}: {header.value}", "wire")
    for text in exchange.response_body.strip().splitlines():
        yield Row(6, text, "wire")


def _ran(event: Ran) -> Iterator[Row]:
    yield Row(2, "", "value", event.label)
    yield from _note(event.note)
    yield Row(4, shlex.join(event.argv), "code")
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
        yield Row(
            2, f"they differ from character {event.differs_at + 1} onwards", "bad", event.label
        )
        for name, text in ((event.left_name, event.left), (event.right_name, event.right)):
            yield Row(4, name, "aside")
            for line in text.splitlines():
                yield Row(6, line, "wire")
    yield from _note(event.note)


def _stored(event: Stored) -> Iterator[Row]:
    yield Row(2, f"{event.path} {event.mode}".rstrip(), "value", event.label)
    yield from _note(event.note)
    for text in event.text.splitlines():
        yield Row(4, text, "code")


def _clock(event: ClockMoved) -> Iterator[Row]:
    yield Row(2, f"moved forward by {event.by}; it is now {event.now}", "value", event.label)
    yield from _note(event.note)


def _substituted(event: Substituted) -> Iterator[Row]:
    yield Row(2, f"Using our stand-in for {event.tool}, {event.reason}.", "aside")


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


def _asked(event: Asked) -> Iterator[Row]:
    yield Row(2, f"{inline_plain(event.question)} Choose before you read on.", "aside", "question")
    for number, choice in zip(NUMBERS, event.choices, strict=False):
        yield Row(6, inline_plain(choice), "note", number)


def _answered(event: Answered) -> Iterator[Row]:
    choice = inline_plain(event.choice) or "none of these"
    yield Row(2, f"{choice} ({event.evidence}: {shortened(event.value)})", "aside", "answer")


def shortened(value: str) -> str:
    """Return evidence as one line that can be quoted in a sentence."""
    value = " ".join(value.split())
    return value if len(value) <= QUOTED else f"{value[:QUOTED]}…"


def _annotated(event: Annotated) -> Iterator[Row]:
    for text in event.line.splitlines():
        yield Row(2, text, "code")
    for number, part in enumerate(placed(event.parts)):
        if part.depth == 0 or number == 0:
            yield BLANK
        yield from _part(part)


def _surrounded(event: Surrounded) -> Iterator[Row]:
    place = f" (line {event.line})" if event.line > 1 else ""
    yield Row(2, f"{event.name}{place}", "value", "inside")
    yield from _note(event.note)


def _part(placed: Placed) -> Iterator[Row]:
    part, indent = placed.part, 2 + 2 * min(placed.depth, DEEPEST)
    text = " ".join(part.text.split())
    if part.kind == "unknown":
        yield Row(indent, text, "bad", "not known")
    else:
        yield Row(indent, text, "act" if part.kind == "program" else "code")
    yield from _note(placed.note, indent + 4)


_SEVERITIES: Mapping[str, Style] = {"ok": "good", "note": "aside"}
"""How a finding is marked that is neither a warning nor an error."""


def _finding(event: Finding) -> Iterator[Row]:
    yield Row(2, event.subject, _SEVERITIES.get(event.severity, "bad"), event.severity)
    yield from _note(event.message)
    if event.remedy:
        yield Row(6, inline_plain(event.remedy), "note", "remedy")


def _command_in_file(event: CommandInFile) -> Iterator[Row]:
    text = " ".join(event.text.split())
    yield Row(0, f"{event.file}:{event.line}: command: {text}", "copy")


def _finding_in_file(event: FindingInFile) -> Iterator[Row]:
    said = " ".join(f"{event.subject}: {event.message} {event.remedy}".split())
    place = f"{event.file}:{event.line}: {event.severity}: {event.id}"
    yield Row(0, f"{place}: {inline_plain(said)}", "copy")


def _file_read(event: FileRead) -> Iterator[Row]:
    if not event.commands:
        yield Row(0, f"{event.file}: no command for aws, docker or similar tools.", "copy")
        return
    counts = (
        (event.commands, "command"),
        (event.errors, "error"),
        (event.warnings, "warning"),
        (event.notes, "note"),
    )
    said = ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)
    yield Row(0, f"{event.file}: {said}.", "copy")


_WITHOUT_GAPS = (CommandInFile, FindingInFile, FileRead)
"""What makes a list that other programs read by the line."""


def _corrected(event: Corrected) -> Iterator[Row]:
    yield Row(2, "", "label", "corrected")
    for text in event.line.splitlines():
        yield Row(4, text.rstrip(), "copy")


def _recognised(event: Recognised) -> Iterator[Row]:
    yield Row(0, event.title, "head")
    yield Row(2, f"{event.said_by}, at the step `{event.step}`", "value", "said by")
    if event.line:
        times = f" ({event.times} times)" if event.times > 1 else ""
        yield Row(2, event.text, "wire", f"line {event.line}{times}")


def _not_recognised(event: NotRecognised) -> Iterator[Row]:
    yield Row(0, "No page here matches this message", "bad")
    yield BLANK
    yield Row(2, event.text, "wire", "the message")
    if event.nearest:
        yield BLANK
        yield Row(2, "", "label", "the most similar messages")
    for title in event.nearest:
        yield Row(4, f"· {title}", "value")


_STATES: Mapping[str, Style] = {"valid": "good", "expired": "bad", "broken": "bad"}
"""How a stored login is marked; the other states are neither good nor bad."""


def _stored_credential(event: StoredCredential) -> Iterator[Row]:
    yield Row(2, event.host, _STATES.get(event.state, "value"), event.state)
    if until := lasting(event):
        yield Row(6, until, "value", "until")
    if event.user:
        yield Row(6, event.user, "value", "user")
    yield Row(6, event.store, "value", "in")
    if event.fingerprint:
        yield Row(6, event.fingerprint, "secret", "fingerprint")


def lasting(event: StoredCredential) -> str:
    """Say until when a login lasts, or why that cannot be told."""
    if event.expires_at:
        over = event.left.startswith("-")
        left = f"expired {event.left[1:]} ago" if over else f"{event.left} from now"
        return f"{event.expires_at} ({left})"
    if event.state == "helper":
        return "only the helper knows, and it was not asked"
    return "it does not say" if event.state == "unknown" else ""


_LAYOUTS: Mapping[type, Callable[[Any], Iterator[Row]]] = {
    ActBegan: _act,
    Annotated: _annotated,
    Answered: _answered,
    Asked: _asked,
    ClockMoved: _clock,
    CommandInFile: _command_in_file,
    Compared: _compared,
    Corrected: _corrected,
    Crossed: _crossed,
    Failed: _failed,
    FileRead: _file_read,
    Finding: _finding,
    FindingInFile: _finding_in_file,
    Followed: _followed,
    Lines: _lines,
    NotRecognised: _not_recognised,
    Ran: _ran,
    Recognised: _recognised,
    Stored: _stored,
    StoredCredential: _stored_credential,
    Substituted: _substituted,
    Surrounded: _surrounded,
    Value: _value,
}
