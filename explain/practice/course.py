"""The exercises that ship with the package, in the recommended order, and courses of some of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from explain.content import bodies, load, place
from explain.errors import UsageProblem
from explain.nearness import meaning
from explain.practice.exercise import Exercise, made

COURSES: Mapping[int, tuple[str, ...]] = {
    30: ("what-crosses", "three-refusals", "wrong-region", "monday"),
    60: ("what-crosses", "succeeded", "three-refusals", "two-messages", "wrong-region", "cut-password",
         "monday", "may-not"),
    90: ("what-crosses", "succeeded", "three-refusals", "two-messages", "wrong-region", "cut-password",
         "monday", "other-host", "helper", "may-not"),
}  # fmt: skip
"""What fits into so many minutes, a talk of the same length not counted."""


def folder() -> Path:
    """Return the folder of the exercises."""
    return place.folder() / "practice"


@cache
def files() -> Mapping[str, Path]:
    """List the exercises' files by name, in the recommended order. None is opened for that."""
    return {entry.name: folder() / entry.file for entry, _ in load.exercises()}


@cache
def exercise(name: str) -> Exercise:
    """Open an exercise by its name. Raises `UsageProblem` with those that there are."""
    if name in files():
        return made(bodies.lesson(_bodies()[name], f"lessons/practice/{files()[name].name}"))
    meant = meaning(name.lower(), list(files()))
    raise UsageProblem(
        f"There is no exercise {name!r}.",
        f"{f'Did you mean `explain-ecr practice {meant}`? ' if meant else ''}"
        f"The exercises are: {', '.join(files())}.",
    )


def exercises() -> tuple[Exercise, ...]:
    """Open all of them."""
    return tuple(exercise(name) for name in files())


@cache
def _bodies() -> Mapping[str, bytes]:
    return {entry.name: body for entry, body in load.exercises()}
