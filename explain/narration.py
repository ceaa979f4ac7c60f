"""The events of a walkthrough, and nothing else.

An act yields them, a renderer draws them, and neither knows the other. They are small frozen
records of text: a secret is in them only as its mask and its fingerprint. Of ours, this module imports
only the records of what crosses the wire.

They are named tuples, and no dataclasses: every command imports all of them, and thirty dataclasses would
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
    """An act begins; everything up to its `ActEnded` is performed by it or says what it does."""

    act: str


class BeatBegan(NamedTuple):
    """The act reached a named point; the lesson's prose is between beats."""

    act: str
    beat: str


class ActEnded(NamedTuple):
    """The act has ended."""

    act: str


class Value(NamedTuple):
    """One named value. `fingerprint` is set where the value is a masked secret."""

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
    """Several lines: one text as it is (a canonical request), or, not `verbatim`, named items."""

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
    """A program that was run to its end. `stand_in` is true where it was ours instead of the real one."""

    label: str
    tool: str
    stand_in: bool
    argv: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str
    note: str = ""


class Compared(NamedTuple):
    """The same thing as two sides have it, and the place of the first difference (-1: none)."""

    label: str
    left_name: str
    left: str
    right_name: str
    right: str
    same: bool
    differs_at: int = -1
    note: str = ""


class Stored(NamedTuple):
    """What a file holds, secrets masked. `mode` is as `ls` prints it; empty where the system has none."""

    label: str
    path: str
    mode: str
    text: str
    note: str = ""


class ClockMoved(NamedTuple):
    """The sandbox's clock was turned. `now` is ISO 8601, UTC."""

    label: str
    by: str
    now: str
    note: str = ""


class Substituted(NamedTuple):
    """A stand-in of ours takes the place of a program that is not there (or was not wanted)."""

    tool: str
    reason: str


class Sighted(NamedTuple):
    """The password was seen here."""

    place: str
    fingerprint: str


class Followed(NamedTuple):
    """All the places in which the password was seen so far; `same` if it was one secret throughout."""

    same: bool
    sightings: tuple[Sighted, ...]


class Asked(NamedTuple):
    """A question that the evidence is about to answer, and what the reader may choose from."""

    question: str
    choices: tuple[str, ...]


class Answered(NamedTuple):
    """What the evidence says to the question that was asked last.

    `right` is the place of a choice, from 0, and `choice` its text; -1 and empty where the evidence says
    none of them. `evidence` is its label, and `value` what it shows.
    """

    question: str
    right: int
    choice: str
    evidence: str
    value: str


class SpeakerNote(NamedTuple):
    """What a speaker may want to say here, and for how many minutes. It is for the speaker alone."""

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

    `line` counts from 1, and is the line at which the command begins; `note` says what the surroundings do.
    """

    id: str
    name: str
    line: int
    note: str


class Finding(NamedTuple):
    """Something that was looked at. `severity` is ok, note, warning or error; `remedy` may be empty.

    `id` names the rule, `subject` the thing: a host, a file, a part of the line.
    """

    id: str
    severity: str
    subject: str
    message: str
    remedy: str = ""


class CommandInFile(NamedTuple):
    """A command that is in a file, secrets masked; its lines count from 1, the last included.

    `surroundings` are the kinds of what it is in, the outermost first.
    """

    file: str
    line: int
    last_line: int
    text: str
    surroundings: tuple[str, ...]


class FindingInFile(NamedTuple):
    """A finding about a command in a file, and the line that it begins in, from 1."""

    file: str
    line: int
    id: str
    severity: str
    subject: str
    message: str
    remedy: str


class FileRead(NamedTuple):
    """A file was read to its end: how many commands are in it, and how many findings of each severity."""

    file: str
    commands: int
    errors: int
    warnings: int
    notes: int


class Corrected(NamedTuple):
    """The line as it should read, every finding corrected; secrets masked."""

    line: str


class Recognised(NamedTuple):
    """An error message that is known: its page, who printed it at which step, where it was in the input.

    `line` counts from 1; `text` is that line, cleaned and masked; `wording` says which versions write it so.
    `times` counts the lines that say it. All are empty or 0 where a page was asked for by its name.
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
    """A message that is not known, and the titles of the pages that come nearest to it."""

    text: str
    nearest: tuple[str, ...]


class StoredCredential(NamedTuple):
    """A login that some store on this machine holds. `state` is valid, expired, unknown, helper or broken.

    `expires_at` is ISO 8601, UTC, and `left` a span as people say it; both empty where nothing can tell.
    """

    host: str
    user: str
    store: str
    state: str
    expires_at: str
    left: str
    fingerprint: str


class Failed(NamedTuple):
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
