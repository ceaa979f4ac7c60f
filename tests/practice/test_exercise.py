"""An exercise's text is taken apart, and each fault of it is one sentence with file, line and remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.errors import LessonProblem
from explain.practice import course
from explain.practice.exercise import PARTS, Script, read

FENCE = "```"


def test_an_exercise_is_taken_apart(source: str) -> None:
    exercise = read(source, "example.md")
    assert (exercise.name, exercise.title) == ("example", "An example")
    assert (exercise.kind, exercise.minutes, exercise.number) == ("repair", 4, 1)
    assert exercise.task == ("It is broken:", Script("false", 1), "Repair it.")
    assert exercise.setup == (Script("true"),)
    assert [goal.sentence for goal in exercise.goals] == ["You are logged in."]
    assert exercise.in_order
    assert [state.word for state in exercise.states] == ["clock"]
    assert exercise.hints == ("A question?", "Read on.")
    assert [tuple(way) for way in exercise.wrong] == [
        ("true", "That does nothing."),
        ("false", "That does nothing, and fails."),
    ]
    assert [way.why for way in exercise.solutions] == ["It logs in."]
    assert exercise.learned == "Nothing much."


def test_a_prediction_has_a_question_in_place_of_goals(prediction: str) -> None:
    exercise = read(prediction, "guess.md")
    assert exercise.question
    assert list(exercise.question.choices) == ["One", "Two"]
    assert (exercise.goals, exercise.states) == ((), ())
    assert exercise.experiment == (Script("true"),)


def test_programs_that_it_needs_are_listed(source: str) -> None:
    assert read(source.replace("lesson:", "needs: curl, docker\nlesson:"), "x.md").needs == (
        "curl",
        "docker",
    )
    assert read(source, "x.md").needs == ()


def test_an_example_in_the_task_is_shown_and_not_run(source: str) -> None:
    example = f"{FENCE}text\n$ true\n{FENCE}"
    task = read(source.replace("Repair it.", example), "x.md").task
    assert task[-1] == example


@pytest.mark.parametrize(
    ("before", "after", "at", "words"),
    [
        ("name: example\n", "", "---", "no name"),
        ("summary: an example\n", "", "---", "no summary"),
        ("kind: repair", "kind: mend", "kind:", "kind 'mend'"),
        ("kind: repair\n", "", "---", "kind ''"),
        ("minutes: 4\n", "", "---", "no minutes"),
        ("minutes: 4", "minutes: four", "minutes:", "no minutes that is a number"),
        ("minutes: 4", "minutes: 0", "minutes:", "no minutes that is a number"),
        ("minutes: 4", "minutes: ٤", "minutes:", "no minutes that is a number"),
        ("number: 1", "number: 100", "number:", "no number that is a number"),
        ("# An example\n", "", "It is broken", "text before the lesson's title"),
        ("## Hints", "## Tips", "## Tips", "parts of the exercise are Setup, Goal, Tips"),
        ("## Setup", "## Goal", "## Goal", "parts of the exercise are Goal, Goal"),
        ("## Hints", "## Setup\n\n## Hints", "## Setup\n\n## Hints", "are Setup, Goal, Setup"),
        ("## What you have learned\n\nNothing much.\n", "", "## Solution", "the exercise are Setup"),
        ("kind: repair", "kind: predict", "## Goal", "parts of the exercise are Setup, Goal"),
        ("console run", "console rnu", "```console rnu", "fence 'console rnu exit=1' has no meaning"),
        ("exit=1", "exit=one", "```console run", "fence 'console run exit=one' has no meaning"),
        ("console setup", "console setpu", "```console setpu", "fence 'console setpu' has no meaning"),
        ("console wrong", "console solution", "```console solution", "'console solution' has no"),
        ("console solution", "console wrong", "```console wrong\ndocker", "'console wrong' has no"),
        (f"{FENCE}goal", f"{FENCE}goal anyorder", "```goal", "fence 'goal anyorder' has no meaning"),
        ("1. A question?", f"{FENCE}\nx\n{FENCE}", "```\nx", "has no meaning in this part"),
        ("1. A question?", "A question?", "## Hints", "text that is not in its list"),
        ("GET /v2/ 200", "GET /v2/ two hundred", "GET /v2/", "cannot be read as a goal"),
        ("clock at least 60 h ahead", "clock as it was", "clock as", "not a state"),
        (": You are logged in.", "", "GET /v2/", "cannot be read as a goal"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_with_file_and_line(
    before: str, after: str, at: str, words: str, source: str
) -> None:
    assert before in source
    changed = source.replace(before, after, 1)
    line = changed[: changed.index(at)].count("\n") + 1
    with pytest.raises(LessonProblem) as told:
        read(changed, "an-exercise.md")
    assert told.value.message.startswith(f"an-exercise.md:{line}: ")
    assert words in told.value.message
    assert "\n" not in told.value.message
    assert told.value.remedy


def test_without_goals_nothing_could_be_judged(source: str) -> None:
    start, end = source.index(f"{FENCE}goal"), source.index("## Hints")
    with pytest.raises(
        LessonProblem, match=r"x\.md:26: An exercise has either a question or goals"
    ):
        read(source[:start] + source[end:], "x.md")


@given(st.data())
def test_an_exercise_that_lost_lines_is_read_or_told_of(source: str, data: st.DataObject) -> None:
    lines = source.split("\n")
    first = data.draw(st.integers(0, len(lines) - 1))
    after = data.draw(st.integers(first, len(lines)))
    told: list[LessonProblem] = []
    try:
        read("\n".join(lines[:first] + lines[after:]), "x.md")
    except LessonProblem as problem:
        told.append(problem)
    assert all(1 <= problem.line <= len(lines) and problem.remedy for problem in told)
    assert told or after - first < len(lines)


def test_the_edition_is_of_what_is_judged_and_of_nothing_else(source: str, prediction: str) -> None:
    edition = read(source, "x.md").edition
    for same in ("Repair it.", "An example", "That does nothing.", "minutes: 4"):
        assert read(source.replace(same, f"{same}1", 1), "x.md").edition == edition
    for other in ("GET /v2/ 200 accepted", "60 h", "goal\n"):
        changed = source.replace(other, {"goal\n": "goal any-order\n"}.get(other, f"1{other}"), 1)
        if other.startswith("GET"):
            changed = source.replace(other, "GET /v2/ 401")
        assert read(changed, "x.md").edition != edition
    guess = read(prediction, "x.md").edition
    assert read(prediction.replace("no GET", "GET"), "x.md").edition != guess


def test_ours_come_in_the_recommended_order() -> None:
    exercises = course.exercises()
    assert [exercise.number for exercise in exercises] == list(range(1, len(exercises) + 1))
    assert [exercise.name for exercise in exercises] == list(course.files())
    for part in PARTS:
        assert any(f"## {part}" in file.read_text("utf-8") for file in course.files().values())


@pytest.mark.parametrize("name", course.files())
def test_an_opened_exercise_is_what_its_page_says(name: str) -> None:
    page = course.files()[name].read_text("utf-8")
    assert course.exercise(name) == read(page, f"lessons/practice/{course.files()[name].name}")
