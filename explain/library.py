"""The lessons that ship with the package: finding them, ordering them, choosing what to play."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from explain.errors import UsageProblem
from explain.lesson import Lesson, Section, parse

_SPEC = re.compile(r"([1-9])(?:(?:\.\.|-)([1-9]))?")


def folder() -> Path:
    """Return the folder of lessons: inside the wheel, or at the top of a checkout."""
    inside = Path(__file__).parent / "lessons"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "lessons"


@cache
def lessons() -> tuple[Lesson, ...]:
    """Read every lesson: the front page first, then by file name."""
    files = sorted(folder().glob("*.md"), key=lambda file: (file.name != "index.md", file.name))
    return tuple(parse(file.read_text("utf-8"), f"lessons/{file.name}") for file in files)


def lesson(name: str) -> Lesson:
    """Find a lesson by its name. Raises `UsageProblem` with the names that there are."""
    for found in lessons():
        if found.name == name:
            return found
    names = ", ".join(found.name for found in lessons())
    raise UsageProblem(f"There is no lesson {name!r}.", f"The lessons are: {names}.")


def steps(spec: str) -> tuple[Lesson, ...]:
    """Find the lessons of `2`, `1..3`, `1-3` or `all`, in order. Raises `UsageProblem`."""
    by_step = {found.step: found for found in lessons() if found.step}
    match = _SPEC.fullmatch(spec.strip())
    if spec.strip() == "all":
        chosen = sorted(by_step)
    elif match:
        chosen = list(range(int(match[1]), int(match[2] or match[1]) + 1))
    else:
        chosen = []
    if not chosen or not set(chosen) <= set(by_step):
        raise UsageProblem(
            f"There is no step {spec!r}.",
            f"The steps are 1 to {max(by_step)}: try `explain-ecr step 1`, `step 1..3` or `step all`.",
        )
    return tuple(by_step[number] for number in chosen)


def section_of(act: str) -> tuple[Lesson, Section]:
    """Find the section that narrates an act."""
    for found in lessons():
        for section in found.sections:
            if act in section.acts:
                return found, section
    raise UsageProblem(f"No lesson performs {act!r}.", "See the acts with `explain-ecr --help`.")


def acts_of(sections: Sequence[Section]) -> tuple[str, ...]:
    """List the acts that some sections perform, in order."""
    return tuple(act for section in sections for act in section.acts)
