"""The player: lessons and what performs acts in, events out. It neither formats nor decides anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from explain.lesson import Brief, Cue, FollowCue, Lesson, Question, Remark, Section, Text
from explain.narration import (
    ActBegan,
    ActEnded,
    Asked,
    BeatBegan,
    Event,
    Followed,
    Line,
    Lines,
    Prose,
    SectionBegan,
    Sighted,
    SpeakerNote,
    Substituted,
    Value,
)
from explain.prediction import answered, evidence

Perform = Callable[[str], Iterator[Event]]
"""Performs an act, given by its name."""


class Player:
    """Plays sections, and remembers where the password was seen."""

    def __init__(self, perform: Perform) -> None:
        self._perform = perform
        self._sightings: list[Sighted] = []
        self._question: Question | None = None

    def lesson(self, lesson: Lesson) -> Iterator[Event]:
        """Play a whole lesson."""
        for section in lesson.sections:
            yield from self.section(lesson, section)

    def section(self, lesson: Lesson, section: Section) -> Iterator[Event]:
        """Play one section: its prose as it is, its acts beat by beat."""
        yield SectionBegan(section.level, section.title, lesson.name)
        performance: Iterator[Event] = iter(())
        act = ""
        for block in section.blocks:
            if isinstance(block, Text):
                yield Prose(block.markdown)
            elif isinstance(block, FollowCue):
                yield self._followed()
            elif isinstance(block, Remark):
                yield SpeakerNote(block.minutes, block.text)
            elif isinstance(block, Brief):
                continue
            elif isinstance(block, Question):
                self._question = block
                yield Asked(block.text, tuple(block.choices))
            else:
                if block.act != act:
                    yield from self._rest(performance, act)
                    act, performance = block.act, self._opened(block.act)
                    yield ActBegan(act)
                yield from self._beat(block, performance)
        yield from self._rest(performance, act)

    def brief(self, _lesson: Lesson, section: Section) -> Iterator[Event]:
        """Play one section in brief: what it comes to, and the one piece of evidence for that."""
        briefs = [block for block in section.blocks if isinstance(block, Brief)]
        for at, brief in enumerate(briefs):
            heading = f"**{section.title}.** " if brief.label else ""
            yield from map(Prose, f"{heading}{brief.text}".split("\n\n"))
            if brief.label:
                yield from self._shown(section.acts[at], brief.label)

    def _shown(self, act: str, label: str) -> Iterator[Event]:
        """Perform an act, and show of it only what has this label, and which programs are stand-ins."""
        is_shown = False
        for event in self._perform(act):
            if isinstance(event, Substituted):
                yield event
            elif not is_shown and label in (shown := dict(evidence(event))):
                is_shown = True
                yield Value(label, shown[label], fingerprint=getattr(event, "fingerprint", ""))

    def _beat(self, cue: Cue, performance: Iterator[Event]) -> Iterator[Event]:
        """Play up to the next beat's beginning, and put the lesson's notes next to what is shown."""
        yield BeatBegan(cue.act, cue.beat)
        for event in performance:
            if isinstance(event, BeatBegan):
                return
            if isinstance(event, Sighted):
                self._sightings.append(event)
            yield noted(event, cue.notes)
            yield from self._answered(event)

    def _answered(self, event: Event) -> Iterator[Event]:
        """Answer the question that is open, where this event shows what it is about."""
        open_ = self._question
        if open_ and (answer := answered(open_.text, open_.label, open_.choices, event)):
            self._question = None
            yield answer

    def _rest(self, performance: Iterable[Event], act: str) -> Iterator[Event]:
        yield from performance
        if act:
            yield ActEnded(act)

    def _opened(self, act: str) -> Iterator[Event]:
        """Begin an act: its first event marks its first beat, which the cue has announced already."""
        performance = self._perform(act)
        first = next(performance)
        assert isinstance(first, BeatBegan), f"the act {act} does not begin with a beat"
        return performance

    def _followed(self) -> Followed:
        prints = {sighting.fingerprint for sighting in self._sightings}
        return Followed(len(prints) == 1, tuple(self._sightings))


def noted(event: Event, notes: Mapping[str, str]) -> Event:
    """Put the notes next to an event that has a label, and next to each of its lines."""
    if isinstance(event, Lines):
        lines = tuple(line._replace(note=_note(line, notes)) for line in event.lines)
        return event._replace(lines=lines, note=notes.get(event.label, ""))
    label = getattr(event, "label", "")
    if label not in notes:
        return event
    noted_event: Event = event._replace(note=notes[label])  # type: ignore[call-arg]
    return noted_event


def _note(line: Line, notes: Mapping[str, str]) -> str:
    return notes.get(line.label, "")
