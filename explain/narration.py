"""The events of a walkthrough, and nothing else.

An act yields them, a renderer draws them, and neither knows the other. They are small frozen
records of text: a secret is in them only as its mask and its fingerprint. This module imports
nothing of ours.

Wherever an event has a `label`, the lesson may hold a note for it; the player puts that note
beside the event before anyone draws it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionBegan:
    """A heading of the lesson. `level` is 1 for the lesson's title and 2 for a section."""

    level: int
    title: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Prose:
    """One block of the lesson (a paragraph, a list, a table), as its Markdown source."""

    markdown: str


@dataclass(frozen=True, slots=True)
class ActBegan:
    """An act begins; everything up to its `ActEnded` is performed by it or says what it does."""

    act: str


@dataclass(frozen=True, slots=True)
class BeatBegan:
    """The act reached a named point; the lesson's prose stands between beats."""

    act: str
    beat: str


@dataclass(frozen=True, slots=True)
class ActEnded:
    """The act is over."""

    act: str


@dataclass(frozen=True, slots=True)
class Value:
    """One named value. `fingerprint` is set where the value is a masked secret."""

    label: str
    value: str
    note: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a longer text, with a name of its own."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Several lines: one text as it stands (a canonical request), or, not `verbatim`, named items."""

    label: str
    lines: tuple[Line, ...]
    note: str = ""
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Header:
    """One HTTP header. A credential in it is already masked."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One HTTP request and its answer, as they crossed the wire, secrets masked."""

    label: str
    client: str
    server: str
    request: str
    request_headers: tuple[Header, ...]
    status: int
    reason: str
    response_headers: tuple[Header, ...]
    body: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """A program that was run to its end. `stand_in` is true where it was ours in place of the real one."""

    label: str
    tool: str
    stand_in: bool
    argv: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """The same thing as two sides have it, and the place of the first difference (-1: none)."""

    label: str
    left_name: str
    left: str
    right_name: str
    right: str
    same: bool
    differs_at: int = -1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file holds, secrets masked. `mode` is as `ls` prints it; empty where the system has none."""

    label: str
    path: str
    mode: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """The sandbox's clock was turned. `now` is ISO 8601, UTC."""

    label: str
    by: str
    now: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Substituted:
    """A stand-in of ours takes the place of a program that is not there (or was not wanted)."""

    tool: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sighted:
    """The password was seen here."""

    place: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Followed:
    """All the places in which the password was seen so far; `same` if it was one secret throughout."""

    same: bool
    sightings: tuple[Sighted, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The walkthrough stopped: one sentence, and what to do next."""

    message: str
    remedy: str
    exit_code: int


Event = (
    SectionBegan
    | Prose
    | ActBegan
    | BeatBegan
    | ActEnded
    | Value
    | Lines
    | Exchanged
    | Ran
    | Compared
    | Stored
    | ClockMoved
    | Substituted
    | Sighted
    | Followed
    | Failed
)
