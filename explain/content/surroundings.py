"""The compiler of what can be around a line, from lessons/reference/surroundings.md.

A section is ``### `name`: title``; its first paragraph is the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.content.source import parts
from explain.errors import LessonProblem

_HEADING = re.compile(r"`([a-z0-9-]+)`: (.+)")


def read(source: str, where: str) -> Iterator[tuple[str, str, str]]:
    """Give the name of each kind, its title and its note. Raises `LessonProblem`."""
    for part in parts(source):
        if part.level == 3 and (heading := _HEADING.fullmatch(part.title)):
            if not part.blocks or part.blocks[0].kind != "paragraph":
                raise LessonProblem(
                    where, part.line, f"{heading[1]} has no note.", "Write a paragraph below it."
                )
            yield heading[1], heading[2], part.blocks[0].text
