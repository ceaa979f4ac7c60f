"""What is going to come: the acts and beats of some lessons, and how much there is to read of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from explain.lesson import Block, Brief, Cue, FollowCue, Lesson, Question, Remark, Section, Text
from explain.narration import Asked, BeatBegan, Event, Followed, Prose, SpeakerNote

WORDS_A_MINUTE = 200
"""How fast people read, in words; https://doi.org/10.1016/j.jml.2019.104047 has 238 for prose they know."""

EVIDENCE = 40
"""Words that a beat's evidence counts for, in addition to its notes."""

BLOCKS = (Prose, BeatBegan, Followed, Asked, SpeakerNote)
"""The events of which each begins a block of a lesson, and no other event does."""


class Item(NamedTuple):
    """A block of a lesson: the lesson, the section and the act it belongs to, and its words to read.

    `text` is what is known of it before it is performed. A speaker's note has its text, and the minutes
    that it plans for.
    """

    lesson: str
    section: str
    act: str
    beat: str
    words: int
    note: str = ""
    minutes: int = 0
    text: str = ""


class Outline:
    """The blocks of some sections, in the order in which they are played."""

    def __init__(self, sections: Sequence[tuple[Lesson, Section]]) -> None:
        self.items = [item for lesson, section in sections for item in _items(lesson, section)]
        self.acts = list(dict.fromkeys(item.act for item in self.items if item.act))
        self.planned = sum(item.minutes for item in self.items)
        self._read = [0]
        for item in self.items:
            self._read.append(self._read[-1] + item.words)

    def progress(self, block: int) -> float:
        """Return how much is read at the end of so many blocks, from 0 to 1."""
        return self._read[min(block, len(self.items))] / max(self._read[-1], 1)

    def minutes_left(self, block: int) -> int:
        """Return the minutes of reading from a block on, rounded up."""
        left = self._read[-1] - self._read[min(block, len(self.items))]
        return -(-left // WORDS_A_MINUTE)

    def find(self, words: str, block: int) -> int | None:
        """Return the first block from this one on that will have these words, as far as the lessons tell."""
        sought = _bare(words)
        return next(
            (
                at
                for at, item in enumerate(self.items)
                if at >= block and sought in _bare(item.text)
            ),
            None,
        )

    def act_at(self, block: int) -> str:
        """Return the act that a block belongs to; before the first act of a section, the one to come."""
        return self.items[min(max(block - 1, 0), len(self.items) - 1)].act


def blocks_in(events: Sequence[Event]) -> int:
    """Count the blocks that some events begin."""
    return sum(isinstance(event, BLOCKS) for event in events)


def _items(lesson: Lesson, section: Section) -> list[Item]:
    items: list[Item] = []
    act = next(iter(section.acts), "")
    for block in section.blocks:
        if isinstance(block, Brief):
            continue  # it is in no full walk
        if isinstance(block, Cue):
            act = block.act
        beat = block.beat if isinstance(block, Cue) else ""
        remark = (block.text, block.minutes) if isinstance(block, Remark) else ("", 0)
        words = _words(block)
        items.append(Item(lesson.title, section.title, act, beat, words, *remark, _text(block)))
    return items


def _words(block: Block) -> int:
    match block:
        case Text():
            return len(re.findall(r"\w+", block.markdown))
        case Cue():
            return EVIDENCE + sum(len(note.split()) for note in block.notes.values())
        case Question():
            return len(block.text.split()) + sum(len(choice.split()) for choice in block.choices)
        case FollowCue():
            return EVIDENCE
        case Remark() | Brief():
            return 0


_MARKS = re.compile(r"[`*\[]|\]\([^)]*\)")


def _bare(markdown: str) -> str:
    """Return about what is read of some Markdown, to be searched: in lower case, without its marks."""
    return " ".join(_MARKS.sub("", markdown).lower().split())


def _text(block: Block) -> str:
    match block:
        case Text():
            return block.markdown
        case Cue():
            return "\n".join(f"{label}: {note}" for label, note in block.notes.items())
        case Question():
            return "\n".join([block.text, *block.choices])
        case FollowCue() | Remark() | Brief():
            return ""
