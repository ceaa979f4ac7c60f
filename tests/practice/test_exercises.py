"""Every exercise, played: as it begins, along each way that leads nowhere, and along each that solves it.

Each way has a lab of its own, in this process. The docker in it is the machine's, the aws this Python's.
"""

from __future__ import annotations

import re

import pytest

from explain.practice import course
from explain.practice.exercise import Exercise, Script, Way

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
        shown = "\n".join(typed.output for part in practice.found.symptoms for typed in part)
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


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_what_a_stand_in_cannot_do_is_told_beforehand(exercise: Exercise) -> None:
    """What is run when the exercise is opened, and what solves it, has to be within reach."""
    shown = [part for part in exercise.task if isinstance(part, Script)]
    begin = [script.text for script in (*exercise.setup, *exercise.experiment, *shown)]
    if not all(map(_by_aws_stand_in, begin)) or not any(
        _by_aws_stand_in(way.script) for way in exercise.solutions
    ):
        assert "aws" in exercise.needs
    if any(re.search(r"docker (?:push|pull) -|docker logout", text) for text in begin):
        assert "docker" in exercise.needs


def _by_aws_stand_in(text: str) -> bool:
    """Tell whether a script calls aws as the stand-in for it knows it (`explain.standins.aws`)."""
    calls = re.findall(r"\baws ([a-z].*)", text)
    return all(
        re.fullmatch(r"ecr get-login-password --region [\w-]+ ?(?:[|>)].*)?", call)
        for call in calls
    )


def test_each_symptom_is_of_an_exercise() -> None:
    assert set(SYMPTOMS) <= {exercise.name for exercise in EXERCISES}
    assert len(EXERCISES) >= 12
