from __future__ import annotations

import pytest

from explain import library
from explain.acts import ACTS
from explain.content.lessons import parse
from explain.errors import UsageProblem


@pytest.mark.parametrize(
    ("spec", "numbers"),
    [("1", [1]), ("2", [2]), ("3", [3]), ("1..3", [1, 2, 3]), ("1-3", [1, 2, 3]), ("2..3", [2, 3]),
     ("2-2", [2]), ("all", [1, 2, 3]), (" 1..2 ", [1, 2])],
)  # fmt: skip
def test_steps_are_chosen_by_number_range_or_all(spec: str, numbers: list[int]) -> None:
    assert [entry.step for entry in library.steps(spec)] == numbers


@pytest.mark.parametrize(
    "spec",
    ["", " ", "0", "4", "01", "1..4", "0..3", "3..1", "1..", "..3", "1...3", "1.3", "1,2", "1--3", "one",
     "ALL", "1..3..3", "-1", "1 3", "١", "1\n2", "9" * 5_000],
)  # fmt: skip
def test_other_specs_are_told_of_with_what_there_is(spec: str) -> None:
    with pytest.raises(UsageProblem, match=r"no step|not name a step") as caught:
        library.steps(spec)
    assert "1 to 3" in caught.value.remedy


def test_the_front_page_comes_first_and_the_steps_in_order() -> None:
    found = library.lessons()
    assert found[0].where == "lessons/index.md"
    assert [lesson.step for lesson in found if lesson.step] == [1, 2, 3]


def test_a_lesson_is_found_by_its_name() -> None:
    for lesson in library.lessons():
        assert library.lesson(lesson.name) == lesson


@pytest.mark.parametrize("name", ["", "nothing", "../README", "index.md"])
def test_an_unknown_lesson_is_told_of_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UsageProblem, match="There is no lesson") as caught:
        library.lesson(name)
    for lesson in library.lessons():
        assert lesson.name in caught.value.remedy


@pytest.mark.parametrize(
    ("topic", "name"), [("OIDC", "where-nobody-types"), ("leak", "token-life")]
)
def test_a_topic_leads_to_its_lesson(topic: str, name: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        library.lesson(topic)
    assert f"`explain-ecr lesson {name}`" in caught.value.remedy


def test_a_glance_at_a_lesson_sees_what_its_parser_sees() -> None:
    for entry in library.catalogue():
        parsed = entry.lesson()
        assert entry.step == parsed.step
        assert entry.acts == {act for section in parsed.sections for act in section.acts}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_its_section(act: str) -> None:
    lesson, section = library.section_of(act)
    assert act in section.acts
    assert section in lesson.sections


def test_a_lesson_is_opened_once() -> None:
    entry = library.catalogue()[0]
    assert entry.lesson() is entry.lesson()


@pytest.mark.parametrize("entry", library.catalogue(), ids=lambda entry: entry.name)
def test_an_opened_lesson_is_what_its_page_says(entry: library.Entry) -> None:
    assert entry.lesson() == parse(entry.file.read_text("utf-8"), entry.where)
