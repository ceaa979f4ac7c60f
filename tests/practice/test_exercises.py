"""Every exercise, played: as it begins, and along the first way that solves it.

Each has its own lab, in this process. The docker in it is the machine's, the aws this Python's. All other
ways, those that lead nowhere too, are gone when the site is built, which tests/site does: a way that leads
elsewhere than its page says fails the build (`explain.page.ways`).
"""

from __future__ import annotations

import re

import pytest

from explain.practice import course
from explain.practice.exercise import Exercise, Script

EXERCISES = course.exercises()


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


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_an_exercise_is_set_up_twice_shows_its_symptom_and_is_solved(
    exercise: Exercise, begin
) -> None:
    """Setting it up twice is as if it had been done once."""
    with begin(exercise, times=2) as practice:
        shown = "\n".join(typed.output for part in practice.found.symptoms for typed in part)
        at = [shown.find(words) for words in SYMPTOMS.get(exercise.name, ())]
        assert -1 not in at, shown
        assert at == sorted(at)
        assert bool(shown) == (exercise.name in SYMPTOMS), (
            f"Put what a learner sees of {exercise.name} into SYMPTOMS, and only if it is shown: {shown}"
        )
        for way in exercise.wrong if exercise.question else ():
            practice.type(way.script)
            verdict = practice.found.verdict()
            assert not verdict.solved, (way, verdict)
            assert verdict.answer
        assert practice.progress.solved() == {}
        printed, _ = practice.type(exercise.solutions[0].script)
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
