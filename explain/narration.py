"""The events of a walkthrough, and nothing else.

An act yields them, a renderer draws them, and neither knows the other. They are small frozen
records of text: a secret is in them only as its mask and its fingerprint. The only module of
this program that it imports has the records of what crosses the wire.

They are named tuples, not dataclasses: every command imports all of them, and thirty dataclasses would
take a tenth of the time in which `explain-ecr status` has answered. So two events of different kinds may be
equal: tell them apart by their kind.

Wherever an event has a `label`, the lesson may hold a note for it; the player puts that note
next to the event before anyone draws it.
"""

from __future__ import annotations

from typing import NamedTuple

from explain.wire import Exchange


class SectionBegan(NamedTuple):
    """A heading of the lesson. `level` is 1 for the lesson's title and 2 for a section."""

    level: int
    title: str
    lesson: str


class Prose(NamedTuple):
    """One block of the lesson (a paragraph, a list, a table), as its Markdown source."""

    markdown: str


class ActBegan(NamedTuple):
    """An act begins. Everything up to its `ActEnded` comes from it or explains it."""

    act: str


class BeatBegan(NamedTuple):
    """The act reached a named point. The lesson's prose comes between beats."""

    act: str
    beat: str


class ActEnded(NamedTuple):
    """An act has ended."""

    act: str


class Value(NamedTuple):
    """One named value. `fingerprint` is set if the value is a masked secret."""

    label: str
    value: str
    note: str = ""
    fingerprint: str = ""


class Line(NamedTuple):
    """One line of a longer text, with its own name."""

    label: str
    text: str
    note: str = ""


class Lines(NamedTuple):
    """Several lines. If `verbatim`, they are one text (a canonical request); if not, named items."""

    label: str
    lines: tuple[Line, ...]
    note: str = ""
    verbatim: bool = True


class Crossed(NamedTuple):
    """An exchange that crossed the wire."""

    label: str
    exchange: Exchange
    note: str = ""


class Ran(NamedTuple):
    """A program that ran and ended. `stand_in` is true if it was our stand-in for the real one."""

    label: str
    tool: str
    stand_in: bool
    argv: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str
    note: str = ""


class Compared(NamedTuple):
    """The same thing as each of two sides has it, and the place of the first difference (-1: none)."""

    label: str
    left_name: str
    left: str
    right_name: str
    right: str
    same: bool
    differs_at: int = -1
    note: str = ""


class Stored(NamedTuple):
    """The content of a file, secrets masked. `mode` is as `ls` prints it; empty if the system has none."""

    label: str
    path: str
    mode: str
    text: str
    note: str = ""


class ClockMoved(NamedTuple):
    """The sandbox's clock was moved. `now` is ISO 8601, UTC."""

    label: str
    by: str
    now: str
    note: str = ""


class Substituted(NamedTuple):
    """Our stand-in replaces a program that is not installed (or not wanted)."""

    tool: str
    reason: str


class Sighted(NamedTuple):
    """The password was seen here."""

    place: str
    fingerprint: str


class Followed(NamedTuple):
    """All the places where the password has been seen; `same` is true if it was always the same secret."""

    same: bool
    sightings: tuple[Sighted, ...]


class Asked(NamedTuple):
    """A question that the evidence is about to answer, and the reader's choices."""

    question: str
    choices: tuple[str, ...]


class Answered(NamedTuple):
    """How the evidence answers the last question.

    `right` is the index of the right choice, from 0, and `choice` its text; -1 and empty if none of them
    is right. `evidence` is its label, and `value` what it shows.
    """

    question: str
    right: int
    choice: str
    evidence: str
    value: str


class SpeakerNote(NamedTuple):
    """What a speaker may want to say here, and for how many minutes. Only the speaker sees it."""

    minutes: int
    text: str


class Part(NamedTuple):
    """One part of a command line: where it is (in characters), its text, what it is, what it does.

    `kind` is one of program, subcommand, option, value, argument, operator, redirection, variable,
    substitution, assignment, comment, surroundings, unknown.
    """

    start: int
    end: int
    text: str
    kind: str
    note: str = ""


class Annotated(NamedTuple):
    """A command line, secrets masked, and every part of it."""

    line: str
    parts: tuple[Part, ...]


class Surrounded(NamedTuple):
    """What surrounds a command: `id` is the kind of surroundings that were removed, `name` describes it.

    `line` counts from 1, and is the line where the command begins; `note` says what the surroundings do.
    """

    id: str
    name: str
    line: int
    note: str


class Finding(NamedTuple):
    """The result of one check. `severity` is ok, note, warning or error; `remedy` may be empty.

    `id` names the rule, `subject` the thing: a host, a file, a part of the line.
    """

    id: str
    severity: str
    subject: str
    message: str
    remedy: str = ""


class CommandInFile(NamedTuple):
    """A command in a file, secrets masked. Its lines count from 1, and include the last one.

    `surroundings` are the kinds of text around it, the outermost first.
    """

    file: str
    line: int
    last_line: int
    text: str
    surroundings: tuple[str, ...]


class FindingInFile(NamedTuple):
    """A finding about a command in a file, and the line where it begins, from 1."""

    file: str
    line: int
    id: str
    severity: str
    subject: str
    message: str
    remedy: str


class FileRead(NamedTuple):
    """A whole file was read: how many commands are in it, and how many findings of each severity."""

    file: str
    commands: int
    errors: int
    warnings: int
    notes: int


class Corrected(NamedTuple):
    """The line with every finding corrected, secrets masked."""

    line: str


class Recognised(NamedTuple):
    """A message that has a page: which page, who printed it at which step, and where in the input.

    `line` counts from 1; `text` is that line, cleaned and masked; `wording` says which versions print it so.
    `times` counts the lines that say it. All are empty or 0 if a page was asked for by name.
    """

    id: str
    title: str
    said_by: str
    step: str
    line: int
    text: str
    wording: str
    times: int


class NotRecognised(NamedTuple):
    """A message that has no page, and the titles of the most similar pages."""

    text: str
    nearest: tuple[str, ...]


class StoredCredential(NamedTuple):
    """A login that is stored on this machine. `state` is valid, expired, unknown, helper or broken.

    `expires_at` is ISO 8601, UTC, and `left` the time left in words; both are empty if that cannot be known.
    """

    host: str
    user: str
    store: str
    state: str
    expires_at: str
    left: str
    fingerprint: str


class Failed(NamedTuple):
    """The walkthrough stopped: why, in one sentence, and what to do next."""

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
    | Crossed
    | Ran
    | Compared
    | Stored
    | ClockMoved
    | Substituted
    | Sighted
    | Followed
    | Asked
    | Answered
    | SpeakerNote
    | Annotated
    | Surrounded
    | Finding
    | CommandInFile
    | FindingInFile
    | FileRead
    | Corrected
    | Recognised
    | NotRecognised
    | StoredCredential
    | Failed
)
