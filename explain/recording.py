"""A recording: what a walk yielded, as JSON lines, to be played with no cloud and no network.

The first line is an object that says what the recording is, each other line an event. Secrets are in it as
they are in events: as masks and fingerprints.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from explain import __version__, files, kept
from explain.errors import RecordingProblem
from explain.hosts.registry import Registry, owner_of
from explain.lesson import Block, Cue, FollowCue, Lesson, Question, Remark, Section, Text
from explain.narration import (
    ActBegan,
    Asked,
    BeatBegan,
    Event,
    Followed,
    Lines,
    Prose,
    SectionBegan,
    SpeakerNote,
)
from explain.render.jsonl import as_event, as_object
from explain.visible import as_json

VERSION = 2
"""The number of this way to write a recording. Another way gets another number."""

OURS = b"explain-ecr record"
"""Words near the beginning of every file that is made of a recording, so that it may be replaced."""

_WANTED = "Give a file that `explain-ecr record` wrote."
_AGAIN = "Record it again: explain-ecr record FILE"
_FORM = kept.Form("recording", "a recording", VERSION, "events", _WANTED, _AGAIN)


class Facts(NamedTuple):
    """The first line: the version of the format, what was played, by which program, how many events."""

    recording: int
    spec: str
    program: str
    region: str
    account: str
    acts: tuple[str, ...]
    events: int


class Recording(NamedTuple):
    """What a walk yielded, and which walk it was. `spec` are its steps, as in `1..3`."""

    spec: str
    registry: Registry
    events: tuple[Event, ...]

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that were performed, in order."""
        return tuple(event.act for event in self.events if isinstance(event, ActBegan))

    @property
    def facts(self) -> Facts:
        """The facts in the first line."""
        at = self.registry
        number = len(self.events)
        return Facts(VERSION, self.spec, __version__, at.region, at.account, self.acts, number)


def as_lines(recording: Recording) -> str:
    """Return a recording as the text of its file."""
    objects = (recording.facts._asdict(), *map(as_object, recording.events))
    return "".join(f"{as_json(value)}\n" for value in objects)


def check_place(path: Path) -> None:
    """See that a file may be written here. Raises `UsageProblem` if it would replace something else."""
    files.check_place(
        path,
        lambda head: head.startswith(b'{"recording": ') or OURS in head,
        "explain-ecr record",
    )


def read(path: Path) -> Recording:
    """Read a recording.

    Raises `UsageProblem` if there is no file, `RecordingProblem` if it is not a whole recording.
    """
    facts, events = kept.read(path, _FORM, Facts, as_event)
    registry = Registry(facts.account, facts.region)
    if owner_of(registry.host) != registry:
        raise RecordingProblem(f"{path}, line 1: no registry has this account and region.", _AGAIN)
    return Recording(facts.spec, registry, events)


# --- the lessons that were played ----------------------------------------------------------------


def sections(events: Sequence[Event]) -> list[tuple[Lesson, Section]]:
    """Return the sections as they were played: the lessons here may be others by now."""
    found: list[tuple[SectionBegan, list[Block]]] = []
    for event in events:
        if isinstance(event, SectionBegan):
            found.append((event, []))
        elif found and isinstance(event, Prose | BeatBegan | Followed | Asked | SpeakerNote):
            found[-1][1].append(_block(event))
        elif found and found[-1][1] and isinstance(cue := found[-1][1][-1], Cue):
            found[-1][1][-1] = _with_notes(cue, event)
    made = [(began, Section(began.title, began.level, 0, tuple(blocks))) for began, blocks in found]
    return [
        (_lesson(began, [section for other, section in made if other.lesson == began.lesson]), part)
        for began, part in made
    ]


def _lesson(began: SectionBegan, parts: Sequence[Section]) -> Lesson:
    return Lesson({"name": began.lesson, "summary": ""}, tuple(parts), "")


def _block(event: Prose | BeatBegan | Followed | Asked | SpeakerNote) -> Block:
    match event:
        case Prose():
            return Text(event.markdown, 0)
        case BeatBegan():
            return Cue(event.act, event.beat, {}, 0)
        case Followed():
            return FollowCue(0)
        case Asked():
            return Question(event.question, "", dict.fromkeys(event.choices, ""), 0)
        case SpeakerNote():
            return Remark(event.text, event.minutes, 0)


def _with_notes(cue: Cue, event: Event) -> Cue:
    """Add the notes next to what a beat showed."""
    shown = (event, *event.lines) if isinstance(event, Lines) else (event,)
    said = {
        getattr(each, "label", ""): note for each in shown if (note := getattr(each, "note", ""))
    }
    return Cue(cue.act, cue.beat, {**cue.notes, **said}, 0)
