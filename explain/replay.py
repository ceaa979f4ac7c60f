"""Acts out of a recording, played among acts that are performed: for the one that fails on a stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from explain.lesson import Cue, FollowCue, Lesson, Section
from explain.narration import (
    ActBegan,
    ActEnded,
    Answered,
    Asked,
    BeatBegan,
    Event,
    Followed,
    Prose,
    SectionBegan,
    SpeakerNote,
)
from explain.play import Player

OF_THE_LESSON = (Answered, Asked, Followed, Prose, SectionBegan, SpeakerNote)
"""The events that no act yields. They come from the lesson as it is now."""


class Replay:
    """Plays sections with the evidence of a recording, and the words of the lessons here."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._acts = _performances(events)
        self._followed = [event for event in events if isinstance(event, Followed)]

    def holds(self, section: Section) -> bool:
        """Tell whether the recording has all that a section shows: it may be of other lessons."""
        if any(isinstance(block, FollowCue) for block in section.blocks) and not self._followed:
            return False
        return all(_beats(self._acts.get(act, ())) == _cued(section, act) for act in section.acts)

    def section(self, lesson: Lesson, section: Section) -> Iterator[Event]:
        """Play a section that the recording `holds`. Where the password was seen is told from it, too."""
        for event in Player(lambda act: iter(self._acts[act])).section(lesson, section):
            yield self._followed[-1] if isinstance(event, Followed) else event


def _performances(events: Sequence[Event]) -> Mapping[str, list[Event]]:
    """Return what each act yielded, by its name."""
    acts: dict[str, list[Event]] = {}
    act: list[Event] | None = None
    for event in events:
        if isinstance(event, ActBegan):
            act = acts[event.act] = []
        elif isinstance(event, ActEnded):
            act = None
        elif act is not None and not isinstance(event, OF_THE_LESSON):
            act.append(event)
    return acts


def _beats(events: Sequence[Event]) -> list[str]:
    """Return the beats of an act, none if its events do not begin with one."""
    if not events or not isinstance(events[0], BeatBegan):
        return []
    return [event.beat for event in events if isinstance(event, BeatBegan)]


def _cued(section: Section, act: str) -> list[str]:
    cues = [block for block in section.blocks if isinstance(block, Cue)]
    return [cue.beat for cue in cues if cue.act == act]
