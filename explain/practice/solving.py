"""Solving an exercise without a learner: its first solution is played in a lab, and judged like anybody's."""

from __future__ import annotations

from typing import NamedTuple

from explain.lab.process import running
from explain.lab.scripted import output_of
from explain.practice.exercise import Exercise
from explain.practice.opening import PATIENCE, Opened
from explain.practice.progress import Progress


class Played(NamedTuple):
    """What was done for an exercise: the lines that were run, or the answer, and whether that solved it."""

    lines: tuple[str, ...]
    solved: bool


def solve(exercise: Exercise, progress: Progress) -> Played:
    """Play the first solution of an exercise in a lab, and note it as solved if it is.

    Raises `SandboxProblem` if it cannot be set up; `subprocess.TimeoutExpired` if it does not end.
    """
    with running() as lab:
        opened = Opened(lab, exercise, progress)
        if exercise.question:
            lines = [f"answer: {_answered(opened, list(exercise.question.choices))}"]
        else:
            script = exercise.solutions[0].script
            lines = script.splitlines()
            output_of(script, lab.environment(), lab.sandbox.home, PATIENCE)
        return Played(tuple(lines), opened.verdict().solved)


def _answered(opened: Opened, choices: list[str]) -> str:
    """Give the answer that comes true. The experiment of the first answer tells which."""
    right = opened.answer("POST", "/exercise/predict", {"number": 1}).get("right", choices[0])
    opened.answer("POST", "/exercise/predict", {"number": choices.index(right) + 1})
    return str(right)
