"""Tables of minutes: a row says what the step's notes add up to, a table is as long as its heading."""

from __future__ import annotations

import pytest

from explain import library, timetable
from explain.content.lessons import parse
from explain.content.place import folder
from explain.lesson import Question

STEP = "---\nname: one\nstep: 1\nsummary: a step\n---\n\n# One\n\n{notes}\n\nText.\n"
PLAN = "---\nname: plan\nsummary: a plan\n---\n\n# Plan\n\nText.\n\n## 10 minutes: all\n\n{table}\n"
HEAD = "| minutes | what |\n|---|---|\n"
NOTES = "<!-- speaker 2 min: a -->\n\n<!-- speaker 5 min: b -->"


def found(table: str, notes: str = NOTES) -> list[str]:
    lessons = [
        parse(STEP.format(notes=notes), "one.md"),
        parse(PLAN.format(table=HEAD + table), "plan.md"),
    ]
    return [problem.message for problem in timetable.problems(lessons)]


def test_a_plan_that_fits_is_no_problem() -> None:
    assert found("| 7 | step 1 |\n| 3 | questions |") == []


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("| 6 | step 1 |\n| 4 | questions |", "plan.md:14: Step 1 is planned for 6"),
        (
            "| 7 | step 1 |\n| 4 | questions |",
            "plan.md:12: The minutes of '10 minutes: all' add up",
        ),
        ("| 7 | step 1 |\n| 3 | step 2 |", "plan.md:15: Step 2 is planned for 3"),
    ],
)
def test_a_plan_that_does_not_fit_is_told_with_its_line(table: str, words: str) -> None:
    (message,) = found(table)
    assert message.startswith(words)


def test_a_longer_plan_begins_with_the_one_before() -> None:
    longer = f"\n\n## 25 minutes: more\n\n{HEAD}| 15 | a lab |"
    assert found("| 7 | step 1 |\n| 3 | questions |" + longer) == []
    assert len(found("| 7 | step 1 |\n| 3 | questions |" + longer.replace("15", "16"))) == 1


def test_the_trainers_page_has_the_questions_of_the_walkthrough() -> None:
    page = (folder() / "for-trainers.md").read_text("utf-8")
    questions = [
        block.text
        for entry in library.steps("1..3")
        for section in entry.lesson().sections
        for block in section.blocks
        if isinstance(block, Question)
    ]
    listed = [f"{number}. {text}" for number, text in enumerate(questions, start=1)]
    assert questions
    assert "\n".join(listed) in page
