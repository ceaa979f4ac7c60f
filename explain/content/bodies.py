"""What a lesson or an exercise says, as a compiled file holds it."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

from explain.content.store import opened
from explain.lesson import Block, Brief, Cue, FollowCue, Lesson, Question, Remark, Section, Text

KINDS: tuple[type[Block], ...] = (Text, Cue, FollowCue, Question, Remark, Brief)
"""A block begins with the place of its kind in this list."""


def row(lesson: Lesson) -> list[object]:
    """Return a lesson as JSON has it."""
    sections = [
        [section.title, section.level, section.line, [_row(block) for block in section.blocks]]
        for section in lesson.sections
    ]
    return [lesson.facts, sections]


def _row(block: Block) -> list[object]:
    return [KINDS.index(type(block)), *(getattr(block, field.name) for field in fields(block))]


@cache
def lesson(body: bytes, where: str) -> Lesson:
    """Return the lesson of a compiled line. `where` is its page, for messages."""
    facts, sections = opened(body)
    return Lesson(facts, tuple([_section(*section) for section in sections]), where)


def _section(title: str, level: int, line: int, blocks: list[Any]) -> Section:
    return Section(title, level, line, tuple([KINDS[kind](*rest) for kind, *rest in blocks]))
