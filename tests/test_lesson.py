from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.content.lessons import parse
from explain.errors import LessonProblem
from explain.lesson import Cue, FollowCue, Lesson, Text, parser

FRONT = "---\nname: example\nstep: 2\nsummary: 'what it is: an example'\n---\n"
FENCE = "```"


def lesson(body: str, front: str = FRONT) -> Lesson:
    return parse(f"{front}{body}", "lessons/x.md")


def problem(source: str) -> LessonProblem:
    with pytest.raises(LessonProblem) as caught:
        parse(source, "lessons/x.md")
    assert caught.value.where == "lessons/x.md"
    assert caught.value.message.startswith(f"lessons/x.md:{caught.value.line}: ")
    assert caught.value.remedy
    return caught.value


# What a lesson is made of


def test_the_front_matter_says_what_a_lesson_is() -> None:
    found = lesson("# Title\n")
    assert (found.name, found.step, found.where) == ("example", 2, "lessons/x.md")
    assert found.summary == "what it is: an example"
    assert found.title == "Title"


def test_a_lesson_without_a_step_is_no_step() -> None:
    assert lesson("# Title\n", "---\nname: x\nsummary: y\n---\n").step == 0


def test_sections_begin_at_headings_of_the_first_two_levels() -> None:
    found = lesson("# Title\n\nOne.\n\n## Second `code`\n\nTwo.\n\n### Deeper\n\nThree.\n")
    assert [(section.title, section.level, section.line) for section in found.sections] == [
        ("Title", 1, 6),
        ("Second `code`", 2, 10),
    ]
    assert found.sections[0].blocks == (Text("One.", 8),)
    assert found.sections[1].blocks == (
        Text("Two.", 12), Text("### Deeper", 14), Text("Three.", 16)
    )  # fmt: skip


def test_headings_may_be_underlined() -> None:
    found = lesson("Title\n=====\n\nSecond\n------\n")
    assert [section.level for section in found.sections] == [1, 2]


def test_every_block_keeps_its_source() -> None:
    blocks = [
        "Two\nlines.",
        "- a\n- b\n\n  c",
        "> [!TIP]\n> x",
        "| a |\n|---|\n| b |",
        "```console\n$ x\n```",
    ]
    found = lesson("# Title\n\n" + "\n\n".join(blocks) + "\n")
    assert [block.markdown for block in found.sections[0].blocks] == blocks


def test_a_heading_inside_a_quotation_begins_no_section() -> None:
    assert len(lesson("# Title\n\n> ## Quoted\n").sections) == 1


def test_a_cue_names_an_act_and_a_beat_and_holds_notes() -> None:
    found = lesson(f"# Title\n\n{FENCE}act token expiry\nexpiresAt: Its end.\n{FENCE}\n")
    assert found.sections[0].blocks == (Cue("token", "expiry", {"expiresAt": "Its end."}, 8),)


def test_a_note_may_go_on_in_lines_that_are_indented() -> None:
    notes = "a: One\n  two\n   three.\n\nb:\n  All of it below.\nc d (e): With a colon: here.\n"
    cue = lesson(f"# Title\n\n{FENCE}act x y\n{notes}{FENCE}\n").sections[0].blocks[0]
    assert isinstance(cue, Cue)
    assert cue.notes == {
        "a": "One two three.",
        "b": "All of it below.",
        "c d (e)": "With a colon: here.",
    }


@pytest.mark.parametrize("label", ["a", "a:"])
def test_an_empty_note_is_kept_for_the_check_to_find(label: str) -> None:
    cue = (
        lesson(f"# Title\n\n{FENCE}act x y\n{label.removesuffix(':')}:\n{FENCE}\n")
        .sections[0]
        .blocks[0]
    )
    assert isinstance(cue, Cue)
    assert cue.notes == {"a": ""}


def test_a_cue_needs_no_notes() -> None:
    cue = lesson(f"# Title\n\n{FENCE}act x y\n{FENCE}\n").sections[0].blocks[0]
    assert cue == Cue("x", "y", {}, 8)


def test_follow_is_a_cue_of_its_own() -> None:
    assert lesson(f"# T\n\n{FENCE}follow\n{FENCE}\n").sections[0].blocks == (FollowCue(8),)


def test_another_fence_is_prose() -> None:
    source = f"{FENCE}action token expiry\nx\n{FENCE}"
    assert lesson(f"# T\n\n{source}\n").sections[0].blocks == (Text(source, 8),)


def test_a_section_lists_its_acts_in_order_each_once() -> None:
    cues = "".join(f"{FENCE}act {act} x\n{FENCE}\n" for act in ("b", "a", "b"))
    assert lesson(f"# T\n\n{cues}").sections[0].acts == ("b", "a")


@pytest.mark.parametrize(
    ("text", "is_link"),
    [
        ("https://api.ecr.ap-south-1.amazonaws.com/", True),
        ("See www.example.com.", True),
        ("no host in https://", False),
        ("https://api.ecr.….amazonaws.com/ timed out", False),
        ("GET https://registry.example/v2/…/manifests/latest", False),
        ("**https://…**: the *rest*", False),
        ("read [it](https://example.com/…)", True),
    ],
)
def test_an_address_with_gaps_is_quoted_and_no_link(text: str, is_link: bool) -> None:
    shown = parser().render(text)
    assert ("<a " in shown) == is_link
    assert ("https://" in re.sub("<[^>]*>", "", shown)) == ("https://" in text and "](" not in text)


def test_windows_line_ends_make_no_difference() -> None:
    source = f"{FRONT}# T\n\nOne\ntwo.\n\n{FENCE}act x y\na: b\n  c\n{FENCE}\n"
    ours, theirs = parse(source, "x"), parse(source.replace("\n", "\r\n"), "x")
    assert ours.sections == theirs.sections


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_what_only_python_takes_for_a_line_end_shifts_nothing(sign: str) -> None:
    found = lesson(f"# T\n\nOne{sign}one.\n\nTwo.\n\n{FENCE}act x y\na: b{sign}c\n{FENCE}\n")
    assert found.sections[0].blocks == (
        Text(f"One{sign}one.", 8), Text("Two.", 10), Cue("x", "y", {"a": f"b{sign}c"}, 12)
    )  # fmt: skip


# What is no lesson


@pytest.mark.parametrize(
    "front",
    ["", "---\nname: x\n---\n", "---\nsummary: x\n---\n", "---\nname:\nsummary: x\n---\n", "name: x\n",
     "---\nname: x\nsummary: y\n", "\n---\nname: x\nsummary: y\n---\n"],
)  # fmt: skip
def test_a_lesson_without_a_name_or_a_summary_is_told_how_to_begin(front: str) -> None:
    found = problem(f"{front}# Title\n")
    assert found.line == 1
    assert re.search("(?:lesson|page) has no (?:name|summary|front matter)", found.message)
    assert "---" in found.remedy


@pytest.mark.parametrize("step", ["two", "-1", "1.5", "2²"])
def test_a_step_that_is_no_number_is_told_of(step: str) -> None:
    found = problem(f"---\nname: x\nsummary: y\nstep: {step}\n---\n# Title\n")
    assert (found.line, step in found.message) == (4, True)


def test_two_titles_are_told_of_at_the_second() -> None:
    found = problem(f"{FRONT}# One\n\nText.\n\n# Two\n")
    assert (found.line, "exactly one title" in found.message) == (10, True)


@pytest.mark.parametrize(
    ("body", "line"), [("", 1), ("## Section\n", 1), ("## Section\n\n# Title\n", 8)]
)
def test_a_lesson_that_does_not_begin_with_a_title_is_told_of(body: str, line: int) -> None:
    found = problem(f"{FRONT}{body}")
    assert (found.line, "exactly one title" in found.message) == (line, True)


@pytest.mark.parametrize("text", ["Text.", "- item", "> quote", f"{FENCE}act x y\n{FENCE}"])
def test_text_before_the_title_is_told_of(text: str) -> None:
    found = problem(f"{FRONT}\n{text}\n\n# Title\n")
    assert (found.line, "before the lesson's title" in found.message) == (7, True)


@pytest.mark.parametrize("words", ["act", "act token", "act token expiry more"])
def test_an_acts_fence_with_too_few_or_too_many_words_is_told_of(words: str) -> None:
    found = problem(f"{FRONT}# Title\n\nText.\n\n{FENCE}{words}\n{FENCE}\n")
    assert (found.line, "an act and a beat" in found.message) == (10, True)


def test_a_line_that_is_no_note_is_told_of_where_it_stands() -> None:
    found = problem(f"{FRONT}# Title\n\n{FENCE}act x y\na: b\nno note here\n{FENCE}\n")
    assert (found.line, "'no note here' is not a note" in found.message) == (10, True)


def test_a_note_that_begins_with_an_indented_line_is_told_of() -> None:
    assert problem(f"{FRONT}# Title\n\n{FENCE}act x y\n  goes on\n{FENCE}\n").line == 9


def test_two_notes_for_one_label_are_told_of() -> None:
    found = problem(f"{FRONT}# Title\n\n{FENCE}act x y\na: b\nc: d\na: e\n{FENCE}\n")
    assert (found.line, "'a' has two notes" in found.message) == (11, True)


def test_a_fence_that_is_never_closed_is_told_of() -> None:
    assert problem(f"{FRONT}# Title\n\n{FENCE}act x y\na: b\n\nThe text goes on.\n").line == 11


PIECES = st.sampled_from(
    [FRONT, "# T\n", "## S\n", "text\n", "\n", f"{FENCE}act x y\n", f"{FENCE}\n", "a: b\n", "  c\n", "---\n",
     "> q\n", "- i\n", "|a|\n|-|\n", "[x]: y\n", "\x00", "\t", "<div>\n", "===\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=80))
def test_any_text_is_a_lesson_or_a_lessons_problem(text: str) -> None:
    for source in (text, FRONT + text, f"{FRONT}# T\n{text}"):
        told = parsed_or_told(source)
        if isinstance(told, LessonProblem):
            lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            assert 1 <= told.line <= len(lines)
        else:
            assert told.sections[0].level == 1


def parsed_or_told(source: str) -> Lesson | LessonProblem:
    try:
        return parse(source, "x.md")
    except LessonProblem as told:
        return told
