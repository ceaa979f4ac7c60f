from __future__ import annotations

import pytest

from explain import errors
from explain.errors import ExplainError, LessonProblem, UsageProblem

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ExplainError)
]


def one_of(kind: type[ExplainError]) -> ExplainError:
    if kind is LessonProblem:
        return LessonProblem("lessons/x.md", 7, "It is so.", "Do this.")
    return kind("It is so.", "Do this.")


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_was_typed_wrongly_ends_with_2_and_every_other_failure_with_1(kind) -> None:
    assert one_of(kind).exit_code == (2 if kind is UsageProblem else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_one_sentence_and_a_remedy(kind) -> None:
    error = one_of(kind)
    assert error.message.endswith("It is so.")
    assert str(error) == error.message
    assert error.remedy == "Do this."


def test_there_are_more_kinds_than_the_root() -> None:
    assert len(KINDS) > 5  # so that the tests above are about something


def test_a_lessons_problem_names_the_file_and_the_line_as_editors_read_them() -> None:
    problem = LessonProblem("lessons/x.md", 7, "It is so.", "Do this.")
    assert problem.message == "lessons/x.md:7: It is so."
    assert (problem.where, problem.line) == ("lessons/x.md", 7)
