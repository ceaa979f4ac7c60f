"""Questions: read from a lesson, and answered by what an act showed."""

from __future__ import annotations

import pytest

from explain.content.lessons import parse
from explain.errors import LessonProblem
from explain.lesson import Question, Remark
from explain.narration import (
    Answered,
    Asked,
    ClockMoved,
    Compared,
    Crossed,
    Event,
    Line,
    Lines,
    Prose,
    Ran,
    Stored,
    Value,
)
from explain.prediction import answered, evidence, fits
from explain.wire import Exchange

EXCHANGE = Exchange(
    1, "2026-01-31T12:00:00Z", "c", "s", "GET", "/", "", (), "", 401, "Unauthorized", (), ""
)

LESSON = """\
---
name: a
summary: a lesson
---

# A

<!-- speaker 2 min: Ask first.
Let them guess. -->

```predict how often
How often
is it there?

never: 0
once, as `x`: 1
```
"""


def test_a_question_and_a_remark_are_read_from_a_lesson() -> None:
    remark, question = parse(LESSON, "a.md").sections[0].blocks
    assert remark == Remark("Ask first. Let them guess.", 2, 8)
    assert question == Question(
        "How often is it there?", "how often", {"never": "0", "once, as `x`": "1"}, 11
    )


@pytest.mark.parametrize(
    "fence",
    [
        "```predict\nWhat?\n\na: 0\nb: 1\n```",
        "```predict label\na: 0\nb: 1\n```",
        "```predict label\nWhat?\n\na: 0\n```",
        "```predict label\nWhat?\n\na: 0\nb:\n```",
    ],
    ids=["no label", "no text", "one choice", "no value"],
)
def test_a_question_that_lacks_something_is_refused(fence: str) -> None:
    start = LESSON.index("```predict")
    with pytest.raises(LessonProblem, match="A question needs"):
        parse(LESSON[:start] + fence, "a.md")


SHOWN: list[tuple[Event, dict[str, str]]] = [
    (Value("a", "1"), {"a": "1"}),
    (Lines("all", (Line("a", "1"), Line("b", "2"))), {"a": "1", "b": "2"}),
    (Crossed("a", EXCHANGE), {"a": "401 Unauthorized"}),
    (Ran("a", "docker", False, ("docker",), 1, "", ""), {"a": "exit code 1"}),
    (Compared("a", "l", "1", "r", "1", True), {"a": "the same"}),
    (Compared("a", "l", "1", "r", "2", False, 0), {"a": "different"}),
    (Stored("a", "/f", "", "text"), {"a": "text"}),
    (ClockMoved("a", "12 h", "now"), {"a": "12 h"}),
    (Prose("a"), {}),
]


@pytest.mark.parametrize(("event", "labels"), SHOWN)
def test_each_kind_of_evidence_is_read(event: Event, labels: dict[str, str]) -> None:
    assert dict(evidence(event)) == labels


@pytest.mark.parametrize(
    ("pattern", "value", "does"),
    [
        ("0", "0", True), ("0", "10", False), ("…0", "10", True), ("401…", "401 Unauthorized", True),
        ("…--password…", "docker --password x", True), ("….*…", "abc", False), ("…", "a\nb", True),
    ],
)  # fmt: skip
def test_what_a_choice_names(pattern: str, value: str, does: bool) -> None:
    assert fits(pattern, value) is does


def test_the_evidence_decides_which_choice_is_right() -> None:
    choices = {"never": "0", "once": "1"}
    assert answered("?", "a", choices, Value("b", "0")) is None
    assert answered("?", "a", choices, Value("a", "1")) == Answered("?", 1, "once", "a", "1")
    assert answered("?", "a", choices, Value("a", "2")) == Answered("?", -1, "", "a", "2")
    both = {"one": "1", "any": "…"}
    assert answered("?", "a", both, Value("a", "1")) == Answered("?", -1, "", "a", "1")


def test_each_question_of_the_walkthrough_is_answered_by_its_evidence(performed) -> None:
    """Exactly one choice is right, and the evidence comes after the question and before the next one."""
    questions = [event for event in performed if isinstance(event, Asked)]
    answers = [event for event in performed if isinstance(event, Answered)]
    assert [each.question for each in answers] == [each.question for each in questions]
    for question, said in zip(questions, answers, strict=True):
        assert question.choices[said.right] == said.choice
        assert said.right >= 0
    order = [event for event in performed if isinstance(event, Asked | Answered)]
    assert all(isinstance(event, Asked) for event in order[::2])
    assert len(questions) >= 5
    places = [said.right for said in answers]
    assert all(places.count(place) >= 2 for place in range(3)), "one place is right too often"
