"""Every exercise, played: as it begins, along each way that leads nowhere, and along each that solves it.

Each way has a lab of its own, in this process. The docker in it is the machine's, the aws this Python's.
"""

from __future__ import annotations

import pytest

from explain.practice import course
from explain.practice.exercise import Exercise, Way

EXERCISES = course.exercises()


def _apart(exercise: Exercise) -> list[tuple[Way, ...]]:
    """Return the wrong ways that need labs of their own: wrong answers change nothing, and share one."""
    return [exercise.wrong] if exercise.question else [(way,) for way in exercise.wrong]


WRONG = [
    pytest.param(exercise, ways, id=f"{exercise.name}-{number}")
    for exercise in EXERCISES
    for number, ways in enumerate(_apart(exercise))
]
SOLUTIONS = [
    pytest.param(exercise, number, id=f"{exercise.name}-{number}")
    for exercise in EXERCISES
    for number in range(len(exercise.solutions))
]

SYMPTOMS = {
    "two-messages": ("Unable to locate credentials", "Cannot perform an interactive login"),
    "wrong-region": ("--region eu-west-1", "failed with status: 400 Bad Request"),
    "cut-password": ("head -c 2048", "failed with status: 400 Bad Request"),
    "monday": ("denied: Your authorization token has expired. Reauthenticate and try again.",),
    "other-host": ("no basic auth credentials",),
    "helper": ("Login Succeeded", "denied: Your authorization token has expired."),
    "may-not": ("is not authorized to perform: ecr:PutImage", "with an explicit deny"),
    "leaks": ("./config.json.bak", "./token.txt", "docker/config.json"),
}
"""What a learner sees of what is broken, in this order; an exercise that breaks nothing shows nothing."""


@pytest.mark.parametrize(("exercise", "ways"), WRONG)
def test_a_wrong_way_leaves_it_unsolved(exercise: Exercise, ways: tuple[Way, ...], begin) -> None:
    with begin(exercise) as practice:
        shown = "\n".join(typed.output for typed in practice.found.symptoms)
        at = [shown.find(words) for words in SYMPTOMS.get(exercise.name, ())]
        assert -1 not in at, shown
        assert at == sorted(at)
        assert bool(shown) == (exercise.name in SYMPTOMS)
        for way in ways:
            practice.type(way.script)
            verdict = practice.found.verdict()
            assert not verdict.solved, (way, verdict)
            assert bool(verdict.answer) == bool(exercise.question)
        assert practice.progress.solved() == {}


@pytest.mark.parametrize(("exercise", "number"), SOLUTIONS)
def test_a_solution_solves_it(exercise: Exercise, number: int, begin) -> None:
    """The first one does so where the lab was set up twice: that is as if it had been once."""
    with begin(exercise, times=2 if number == 0 else 1) as practice:
        printed, _ = practice.type(exercise.solutions[number].script)
        verdict = practice.found.verdict()
        assert verdict.solved, (verdict, printed)
    assert practice.progress.solved()[exercise.name].edition == exercise.edition


def test_each_symptom_is_of_an_exercise() -> None:
    assert set(SYMPTOMS) <= {exercise.name for exercise in EXERCISES}
    assert len(EXERCISES) >= 12
