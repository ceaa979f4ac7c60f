"""Every exercise, played: as it begins, along each way that leads nowhere, and along each that solves it.

Each way has a lab of its own, in this process; the aws and docker in it are the machine's.
"""

from __future__ import annotations

import pytest

from explain.practice import course

WRONG = [(name, n) for name in course.files() for n in range(len(course.exercise(name).wrong))]
SOLUTIONS = [
    (name, n) for name in course.files() for n in range(len(course.exercise(name).solutions))
]

SYMPTOMS = {
    "two-messages": ("Unable to locate credentials", "Cannot perform an interactive login"),
    "wrong-region": ("--region eu-west-1", "failed with status: 400 Bad Request"),
    "cut-password": ("head -c 2048", "failed with status: 400 Bad Request"),
    "monday": ("denied: Your authorization token has expired. Reauthenticate and try again.",),
    "other-host": ("no basic auth credentials",),
    "helper": ("Login Succeeded", "denied: Your authorization token has expired."),
    "may-not": ("is not authorized to perform: ecr:PutImage", "with an explicit deny"),
    "leaks": ("config.json.bak", "token.txt", "-rw-r--r--"),
}
"""What a learner sees of what is broken, in this order; an exercise that breaks nothing shows nothing."""


@pytest.mark.parametrize(("name", "number"), WRONG)
def test_a_wrong_way_leaves_it_unsolved(name: str, number: int, begin) -> None:
    with begin(course.exercise(name)) as practice:
        shown = "\n".join(typed.output for typed in practice.found.symptoms)
        at = [shown.find(words) for words in SYMPTOMS.get(name, ())]
        assert -1 not in at, shown
        assert at == sorted(at)
        assert bool(shown) == (name in SYMPTOMS)
        practice.type(practice.found.exercise.wrong[number].script)
        verdict = practice.found.verdict()
        assert not verdict.solved, verdict
        assert practice.progress.solved() == {}


@pytest.mark.parametrize(("name", "number"), SOLUTIONS)
def test_a_solution_solves_it(name: str, number: int, begin) -> None:
    """The first one does so where the lab was set up twice: that is as if it had been once."""
    exercise = course.exercise(name)
    with begin(exercise, times=2 if number == 0 else 1) as practice:
        printed, _ = practice.type(exercise.solutions[number].script)
        verdict = practice.found.verdict()
        assert verdict.solved, (verdict, printed)
    assert practice.progress.solved()[name].edition == exercise.edition


def test_each_symptom_is_of_an_exercise() -> None:
    assert set(SYMPTOMS) <= set(course.files())
    assert len(course.files()) >= 12
