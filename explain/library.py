"""The lessons that ship with the package: finding them, ordering them, choosing what to play.

A lesson is only opened when it is asked for. Which step it is and which acts it performs is in the compiled
list, and that is all that is needed to choose.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from explain.content import bodies, load
from explain.content.place import folder
from explain.errors import UsageProblem
from explain.nearness import meaning

if TYPE_CHECKING:
    from explain.lesson import Lesson, Section

_SPEC = re.compile(r"([1-9])(?:(?:\.\.|-)([1-9]))?")


class Entry(NamedTuple):
    """A lesson's file, and what is known of it without opening it."""

    file: Path
    name: str
    step: int
    acts: frozenset[str]
    also: frozenset[str]
    """The words by which people look for it, in lower case."""
    body: bytes

    @property
    def where(self) -> str:
        """Return the place that messages name."""
        return f"lessons/{self.file.name}"

    def lesson(self) -> Lesson:
        """Open the lesson."""
        return bodies.lesson(self.body, self.where)


@cache
def catalogue() -> tuple[Entry, ...]:
    """List every lesson: the front page first, then by file name."""
    return tuple(
        Entry(
            folder() / row.file, row.name, row.step, frozenset(row.acts), frozenset(row.also), body
        )
        for row, body in load.lessons()
    )


def lessons() -> tuple[Lesson, ...]:
    """Open every lesson, in order."""
    return tuple(entry.lesson() for entry in catalogue())


def lesson(name: str) -> Lesson:
    """Find a lesson by its name, its step or its file. Raises `UsageProblem` with those that there are."""
    for entry in catalogue():
        names = (entry.name, entry.file.stem, str(entry.step or entry.name))
        if name in names:
            return entry.lesson()
    all_names = [entry.name for entry in catalogue()]
    topics = (entry.name for entry in catalogue() if name.lower() in entry.also)
    meant = next(topics, "") or meaning(name.lower(), all_names)
    raise UsageProblem(
        f"There is no lesson {name!r}.",
        f"{f'Did you mean `explain-ecr lesson {meant}`? ' if meant else ''}"
        f"The lessons are: {', '.join(all_names)}.",
    )


def steps(spec: str) -> tuple[Entry, ...]:
    """Find the lessons of `2`, `1..3`, `1-3` or `all`, in order. Raises `UsageProblem`."""
    by_step = {entry.step: entry for entry in catalogue() if entry.step}
    match = _SPEC.fullmatch(spec.strip())
    if spec.strip() == "all":
        chosen = sorted(by_step)
    elif match:
        chosen = list(range(int(match[1]), int(match[2] or match[1]) + 1))
    else:
        chosen = []
    if not chosen or not set(chosen) <= set(by_step):
        raise UsageProblem(
            f"There is no step {spec!r}." if spec.strip() else "You did not name a step.",
            f"The steps are 1 to {max(by_step)}; `1..3` and `all` name several. Try `explain-ecr step 1`.",
        )
    return tuple(by_step[number] for number in chosen)


def walk(spec: str) -> list[tuple[Lesson, Section]]:
    """List the sections of some steps, and of where to go on after them. Raises `UsageProblem`."""
    chosen = [*(entry.lesson() for entry in steps(spec)), lesson("next")]
    return [(each, section) for each in chosen for section in each.sections]


def performing(act: str) -> Entry:
    """Find the lesson that performs an act."""
    return next(entry for entry in catalogue() if act in entry.acts)


def section_of(act: str) -> tuple[Lesson, Section]:
    """Find the section that narrates an act."""
    found = performing(act).lesson()
    return found, next(section for section in found.sections if act in section.acts)
