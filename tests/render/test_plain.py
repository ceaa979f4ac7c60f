from __future__ import annotations

import io
import re
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain import library
from explain.lesson import Cue, Text
from explain.narration import (
    ActEnded,
    BeatBegan,
    Corrected,
    Event,
    Failed,
    Line,
    Part,
    Prose,
    SectionBegan,
    Sighted,
    Value,
)
from explain.render.cleaned import cleaned
from explain.render.layout import Row, rows
from explain.render.plain import Plain, folded
from explain.wire import Evidence, Exchange, Header

WIDTHS = [40, 41, 60, 79, 80, 100]


def drawn(event: Event, width: int = 80) -> str:
    stream = io.StringIO()
    Plain(stream, width).draw(event)
    return stream.getvalue()


def filled(kind: type, text: str) -> Any:
    """Make an event or a part of one with the same text wherever a text belongs."""
    made: dict[Any, Any] = {
        str: text,
        bool: False,
        int: 1,
        tuple[Line, ...]: (Line(text, text, text), Line(text, text)),
        tuple[Header, ...]: (Header(text, text),),
        tuple[Part, ...]: (Part(0, 1, text, "program", text), Part(2, 3, text, "unknown", text)),
        tuple[Sighted, ...]: (Sighted(text, text),),
        tuple[str, ...]: (text, text),
    }
    hints = get_type_hints(kind)
    made[Evidence] = Evidence(text)
    made[Exchange] = filled(Exchange, text) if Exchange in hints.values() else None
    return kind(**{name: made[hint] for name, hint in hints.items()})


TEXTS = {
    "long word": "x" * 333,
    "long words": ("x" * 50 + " ") * 5 + "y",
    "many words": "a word and " * 40,
    "hyphens": "a-long-word-with-hyphens-" * 12,
    "lines": "one\ntwo\n\nfour " * 3,
    "spaces": "  spaces   everywhere   " * 9,
    "control": "\x1b[2J\t\x00" * 60,
    "short": "x",
    "empty": "",
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_no_line_is_wider_than_the_width_but_for_code(kind: type, text: str, width: int) -> None:
    event = filled(kind, text)
    kept = (row for row in rows(cleaned(event)) if row.is_kept)
    code = {line.strip() for row in kept for line in "\n".join(folded(row, width)).split("\n")}
    lines = drawn(event, width).split("\n")
    assert [line for line in lines if len(line) > width and line.strip() not in code] == []


def test_a_line_to_be_copied_is_never_broken() -> None:
    line = "docker login " * 20 + "x"
    assert drawn(Corrected(line), 40) == f"  corrected:\n    {line}\n\n"
    assert drawn(Corrected("one \\\n  two")) == "  corrected:\n    one \\\n      two\n\n"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_of_our_lessons_is_wider_than_the_width_but_for_code(width: int) -> None:
    for lesson in library.lessons():
        for section in lesson.sections:
            shown = [drawn(SectionBegan(section.level, section.title, lesson.name), width)]
            code: list[str] = []
            for block in section.blocks:
                if isinstance(block, Text) and "```" not in block.markdown:
                    shown.append(drawn(Prose(block.markdown), width))
                    found = re.findall("`([^`]+)`", block.markdown)
                    code += [" ".join(part.split()) for part in found]
                if isinstance(block, Cue):
                    shown += [drawn(Value(*pair), width) for pair in block.notes.items()]
            code = [part for part in code if len(part) > width - 10]
            wide = [line for text in shown for line in text.split("\n") if len(line) > width]
            assert [line for line in wide if not any(part in line for part in code)] == []


def test_below_40_columns_lines_are_as_at_40() -> None:
    assert drawn(Value("label", "x" * 100), 10) == drawn(Value("label", "x" * 100), 40)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_no_line_ends_in_spaces_and_no_event_in_two_blank_lines(kind: type) -> None:
    text = drawn(filled(kind, "a word "))
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert not text.endswith("\n\n\n")


def test_what_is_not_for_a_reader_leaves_nothing() -> None:
    for event in (BeatBegan("a", "b"), ActEnded("a"), Sighted("here", "abc")):
        assert drawn(event) == ""


def test_an_event_ends_with_one_blank_line() -> None:
    assert drawn(Value("label", "value", note="A note.")) == "  label: value\n      A note.\n\n"


@pytest.mark.parametrize(("level", "line"), [(1, "="), (2, "-")])
def test_a_heading_is_underlined(level: int, line: str) -> None:
    title = "Always `--password-stdin`, **ever**"
    assert drawn(SectionBegan(level, title, "x")) == (
        f"\nAlways `--password-stdin`, ever\n{line * 31}\n\n"
    )


def test_a_heading_that_begins_with_a_number_keeps_it() -> None:
    assert "1. Get it\n" in drawn(SectionBegan(2, "1. Get it", "x"))


def test_a_heading_too_long_for_a_line_takes_two() -> None:
    assert drawn(SectionBegan(1, "word " * 12, "x"), 40).split("\n")[1:4] == [
        "word word word word word word word word",
        "word word word word",
        "=" * 39,
    ]


def test_a_long_value_stands_below_its_label_and_goes_on_further_in() -> None:
    assert folded(Row(2, "x" * 100, "value", "label"), 60) == [
        "  label:",
        "      " + "x" * 54,
        "        " + "x" * 46,
    ]


def test_a_value_is_cut_at_a_space_that_comes_late_enough() -> None:
    assert folded(Row(0, "a" * 30 + " " + "b" * 30, "wire"), 40) == ["a" * 30, "  " + "b" * 30]
    assert folded(Row(0, "a " + "b" * 50, "wire"), 40) == ["a " + "b" * 38, "  " + "b" * 12]


@given(st.text(alphabet="ab ", max_size=200), st.integers(0, 8), st.integers(40, 100))
def test_nothing_of_a_value_is_lost(text: str, indent: int, width: int) -> None:
    lines = folded(Row(indent, text, "value", "label"), width)
    assert "".join("".join(lines).split()) == "label:" + "".join(text.split())
    assert max(len(line) for line in lines) <= width


@given(st.text(alphabet="ab ", max_size=200), st.integers(0, 8), st.integers(40, 100))
def test_prose_breaks_only_between_words(text: str, indent: int, width: int) -> None:
    words = [word for word in text.split() if len(word) <= width - 8]
    lines = folded(Row(indent, " ".join(words), "note"), width)
    assert " ".join(lines).split() == words
    assert max(len(line) for line in lines) <= width


def test_a_label_without_a_value_takes_one_line() -> None:
    assert folded(Row(2, "", "value", "request and answer"), 40) == ["  request and answer:"]


def test_a_label_too_long_for_a_line_is_cut_as_well() -> None:
    lines = folded(Row(2, "value", "value", "docker login with another region's token"), 40)
    assert lines == ["  docker login with another region's", "    token:", "      value"]


def test_an_error_of_several_lines_is_one_sentence_and_one_remedy() -> None:
    assert drawn(Failed("docker said:\nno\n\tway", "Do\nthis.", 1)) == (
        "error: docker said: no way\nremedy: Do this.\n\n"
    )


def test_no_event_can_steer_a_terminal() -> None:
    for kind in set(get_args(Event)) - {Prose, SectionBegan}:  # those are our own lessons' text
        assert [sign for sign in drawn(filled(kind, "\x1b[2J\x07")) if sign in "\x1b\x07"] == []


def test_each_event_is_flushed_so_that_a_listener_sees_it_at_once() -> None:
    class Stream(io.StringIO):
        flushed = ""

        def flush(self) -> None:
            self.flushed = self.getvalue()

    stream = Stream()
    Plain(stream).draw(Value("label", "value"))
    assert stream.flushed == "  label: value\n\n"


def test_every_field_of_every_event_has_a_type_that_these_tests_fill() -> None:
    for kind in get_args(Event):
        assert filled(kind, "x")
        assert get_type_hints(kind).keys() == set(kind._fields)
