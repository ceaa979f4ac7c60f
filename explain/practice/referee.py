"""Judging one exercise in one lab: what its goals come to, from the wire and from what is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from explain.errors import UsageProblem
from explain.practice import goal as goals
from explain.practice.exercise import Exercise
from explain.practice.goal import Goal
from explain.practice.state import Machine
from explain.wire import Exchange


class Wire(Protocol):
    """A wire log, as a referee reads it."""

    def mark(self) -> int:
        """Return a bookmark for `since`."""

    def since(self, mark: int) -> Sequence[Exchange]:
        """Return what was answered after a bookmark."""


class Part(NamedTuple):
    """One goal: what it means, and whether it is met."""

    sentence: str
    met: bool


class Verdict(NamedTuple):
    """How far somebody is."""

    name: str
    parts: tuple[Part, ...]
    answer: str = ""

    @property
    def met(self) -> int:
        """How many goals are met."""
        return sum(part.met for part in self.parts)

    @property
    def solved(self) -> bool:
        """Tell whether all goals and states are met."""
        return all(part.met for part in self.parts)

    @property
    def short(self) -> str:
        """The words for a prompt, such as `monday 1/2`."""
        return f"{self.name} {self.met}/{len(self.parts)}{' ✓' if self.solved else ''}"


ANSWERED = "You have predicted what crosses the wire."


class Referee:
    """Judges an exercise. A goal that the wire has met stays met; states are judged each time."""

    def __init__(self, exercise: Exercise, wire: Wire, machine: Machine) -> None:
        self.exercise = exercise
        self._wire = wire
        self._machine = machine
        self._seen = wire.mark()
        self._met = [False] * len(exercise.goals)
        self._answer = ""
        self._right = ""
        self._one_at_a_time = threading.Lock()

    def verdict(self) -> Verdict:
        """Judge what has happened since the exercise was opened."""
        with self._one_at_a_time:
            news = self._wire.since(self._seen)
            self._seen = max((each.number for each in news), default=self._seen)
            self._met = goals.met(
                self.exercise.goals, news, self._met, in_order=self.exercise.in_order
            )
            parts = [
                Part(goal.sentence, is_met)
                for goal, is_met in zip(self.exercise.goals, self._met, strict=True)
            ]
        parts += self._states(counted=all(part.met for part in parts))
        if self.exercise.question:
            parts.append(Part(ANSWERED, bool(self._answer) and self._answer == self._right))
        return Verdict(self.exercise.name, tuple(parts), self._answer)

    def _states(self, *, counted: bool) -> list[Part]:
        """Judge the states. They count after the wire has met its goals: many hold from the start."""
        return [
            Part(state.sentence, counted and state.is_met_by(self._machine))
            for state in self.exercise.states
        ]

    def predict(self, number: int, experiment: Callable[[], object]) -> str:
        """Take an answer; the first one performs the experiment. Returns the choice that came true.

        Raises `UsageProblem` if there is no such choice.
        """
        choices = list(self.exercise.question.choices) if self.exercise.question else []
        if not 1 <= number <= len(choices):
            raise UsageProblem(
                f"There is no answer {number}.",
                f"Give a number from 1 to {len(choices)}."
                if choices
                else "This exercise asks no question.",
            )
        with self._one_at_a_time:
            if not self._right:
                begin = self._wire.mark()
                experiment()
                self._right = right_choice(self.exercise, self._wire.since(begin))
            self._answer = choices[number - 1]
            return self._right


class Claim(NamedTuple):
    """A goal that a choice of a prediction has crossing the wire, or with `no` before it, not."""

    goal: Goal
    crosses: bool

    def holds(self, exchanges: Sequence[Exchange]) -> bool:
        """Tell whether the exchanges confirm the claim."""
        return any(map(self.goal.is_met_by, exchanges)) is self.crosses


def claims(patterns: str, where: str, number: int) -> list[Claim]:
    """Read the claims of a choice, joined by ` + `. Raises `LessonProblem` with the line's number."""
    return [
        Claim(
            goals.read(f"{pattern.strip().removeprefix('no ')}: holds", where, number),
            not pattern.strip().startswith("no "),
        )
        for pattern in patterns.split(" + ")
    ]


def right_choice(exercise: Exercise, exchanges: Sequence[Exchange]) -> str:
    """Return the choice that came true. Raises `UsageProblem` if that is not one alone."""
    assert exercise.question
    true = [
        text
        for text, patterns in exercise.question.choices.items()
        if all(
            claim.holds(exchanges)
            for claim in claims(patterns, exercise.where, exercise.question.line)
        )
    ]
    if len(true) != 1:
        raise UsageProblem(
            f"The experiment of {exercise.name} made {len(true)} of its answers true.",
            "Run `explain-ecr practice reset`, and report it if it happens again.",
        )
    return true[0]
