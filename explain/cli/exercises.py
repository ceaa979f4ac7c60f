"""The list of the exercises, what is solved of them, and which one comes next."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from explain.cli.calling import name_here
from explain.cli.report import reporting, say
from explain.errors import UsageProblem
from explain.lab import environment
from explain.practice import course
from explain.practice import progress as progress_
from explain.practice.exercise import Exercise
from explain.practice.progress import Progress, Solved
from explain.sandbox import VARIABLE, default_folder

WIDTH = 80


def own_sandbox() -> Path:
    """Return the learner's sandbox, in a lab as well: there the sandbox is the lab's own folder."""
    if environment.LAB in os.environ:
        return Path(environment.left(os.environ)[VARIABLE])
    return default_folder()


def own_progress() -> Progress:
    """Return the learner's progress, which is kept next to their sandbox."""
    return Progress.beside(own_sandbox())


def list_(minutes: int | None, output: str) -> None:
    """List all exercises, or those of a course."""
    with reporting("plain"):
        chosen = _course(minutes)
        solved = own_progress().solved()
        if output == "json":
            say(json.dumps([_as_object(exercise, solved) for exercise in chosen], indent=1))
            return
        done = sum(is_solved(exercise, solved) for exercise in chosen)
        title = f"A course of {minutes} minutes" if minutes else "Practice"
        say(f"{title}: {done} of {len(chosen)} solved\n")
        for line in table(chosen, solved):
            say(line)
        say(f"\n{what_next(chosen, solved)}")


def _course(minutes: int | None) -> Sequence[Exercise]:
    if minutes is None:
        return course.exercises()
    if minutes not in course.COURSES:
        raise UsageProblem(
            f"There is no course of {minutes} minutes.",
            f"There are courses of {', '.join(map(str, course.COURSES))} minutes.",
        )
    return [course.exercise(name) for name in course.COURSES[minutes]]


def is_solved(exercise: Exercise, solved: Mapping[str, Solved]) -> bool:
    """Tell whether the edition of an exercise that is here was solved."""
    return exercise.name in solved and solved[exercise.name].edition == exercise.edition


def first_open(exercises: Sequence[Exercise], solved: Mapping[str, Solved]) -> Exercise | None:
    """Return the first exercise that is not solved."""
    return next((each for each in exercises if not is_solved(each, solved)), None)


def table(exercises: Sequence[Exercise], solved: Mapping[str, Solved]) -> list[str]:
    """Write a line an exercise, 80 columns at most; an arrow leads to the one that comes next."""
    upcoming = first_open(exercises, solved)
    lines = []
    for exercise in exercises:
        mark = "✓" if is_solved(exercise, solved) else "→" if exercise is upcoming else " "
        changed = exercise.name in solved and not is_solved(exercise, solved)
        summary = f"{exercise.summary}{' (solved, in an earlier version)' if changed else ''}"
        head = f"  {mark} {exercise.name:15}{exercise.kind:8}{exercise.minutes:2} min  "
        room = WIDTH - len(head)
        lines.append(head + (summary if len(summary) <= room else f"{summary[: room - 1]}…"))
    return lines


def what_next(
    exercises: Sequence[Exercise], solved: Mapping[str, Solved], after: Exercise | None = None
) -> str:
    """Return what to type for the next open exercise: a later one than `after`, if there is one."""
    at = exercises.index(after) if after else 0
    upcoming = first_open([*exercises[at:], *exercises[:at]], solved)
    if upcoming is None:
        return "You have solved all of them. You can do any of them again, in a new lab."
    return f"Next:  {name_here()} practice {upcoming.name}"


def _as_object(exercise: Exercise, solved: Mapping[str, Solved]) -> dict[str, Any]:
    known = solved.get(exercise.name)
    return {
        "name": exercise.name,
        "title": exercise.title,
        "kind": exercise.kind,
        "minutes": exercise.minutes,
        "solved": is_solved(exercise, solved),
        "solved_at": known.at if known else None,
        "seconds": known.seconds if known else None,
    }


def export() -> None:
    """Print the progress as one word."""
    with reporting("plain"):
        say(progress_.code(own_progress().solved()))


def import_(code: str) -> None:
    """Take over the progress of another machine."""
    with reporting("plain"):
        news = own_progress().merge(progress_.read_code(code))
        say(f"{news} exercises are new here." if news != 1 else "1 exercise is new here.")
