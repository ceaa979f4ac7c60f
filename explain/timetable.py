"""The tables of minutes in lessons for trainers, held against what the speaker's notes add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explain.errors import LessonProblem
from explain.lesson import Lesson, Remark, Section, Text

_ROW = re.compile(r"\| *([0-9]+) *\|(.*)")
_STEP = re.compile(r"\bstep ([1-9])\b")
_LENGTH = re.compile(r"([0-9]+) minutes\b")


def minutes(lesson: Lesson) -> int:
    """Return the minutes that a lesson's notes for its speaker add up to."""
    blocks = (block for section in lesson.sections for block in section.blocks)
    return sum(block.minutes for block in blocks if isinstance(block, Remark))


def problems(lessons: Sequence[Lesson]) -> Iterator[LessonProblem]:
    """Find rows `| 10 | … step 1 |` with another number, and tables that are not as long as their heading.

    A heading `60 minutes` means the table of the one before, and then its own.
    """
    planned = {lesson.step: minutes(lesson) for lesson in lessons if lesson.step}
    for lesson in lessons:
        before = 0
        for section in lesson.sections:
            length = _LENGTH.match(section.title)
            yield from _in_section(section, lesson.where, planned, before)
            before = int(length[1]) if length else 0


def _in_section(
    section: Section, where: str, planned: dict[int, int], before: int
) -> Iterator[LessonProblem]:
    length = _LENGTH.match(section.title)
    for block in section.blocks:
        if not isinstance(block, Text) or not block.markdown.startswith("| minutes |"):
            continue
        total = 0
        for line, text in enumerate(block.markdown.splitlines(), start=block.line):
            if row := _ROW.match(text):
                total += int(row[1])
                yield from _in_row(int(row[1]), row[2], where, line, planned)
        if length and total != int(length[1]) - before:
            yield LessonProblem(
                where,
                block.line,
                f"The minutes of {section.title!r} add up to {total}.",
                f"They should be {int(length[1]) - before}, as its heading says.",
            )


def _in_row(
    said: int, text: str, where: str, line: int, planned: dict[int, int]
) -> Iterator[LessonProblem]:
    step = _STEP.search(text)
    if step and said != (notes := planned.get(int(step[1]), 0)):
        yield LessonProblem(
            where,
            line,
            f"Step {step[1]} is planned for {said} minutes here.",
            f"Its speaker's notes add up to {notes}: change one of them.",
        )
