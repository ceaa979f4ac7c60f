from __future__ import annotations

import io
import re

import pytest

from explain import library
from explain.lesson import Text
from explain.narration import (
    ActBegan,
    Annotated,
    Compared,
    Corrected,
    Crossed,
    Event,
    Failed,
    Finding,
    Line,
    Lines,
    Prose,
    Ran,
    SectionBegan,
    Value,
)
from explain.render.plain import Plain
from explain.render.terminal import WIDEST, Terminal
from explain.wire import Exchange, Header

ESCAPE = "\x1b"


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "TERM",
        "COLORTERM",
        "TTY_COMPATIBLE",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rich take the stream for a terminal that knows colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")


def drawn(event: Event, width: int = 60) -> str:
    stream = io.StringIO()
    Terminal(stream, width).draw(event)
    return stream.getvalue()


def lines(event: Event, width: int = 60) -> list[str]:
    return [line.rstrip() for line in drawn(event, width).split("\n")]


EXCHANGE = Exchange(
    1, "2026-01-31T12:00:00Z", "we", "ECR", "GET", "/v2/", "", (Header("A", "b" * 100),), "", 401,
    "No", (), "body " * 30,
)  # fmt: skip

EVENTS = [
    SectionBegan(1, "A title with `code` and **words**", "x"),
    SectionBegan(
        2, "A section that is called by a name which is longer than any line of sixty", "x"
    ),
    Prose("A paragraph with `code`, **bold** and [a link](x.md). " * 4),
    Prose("> [!TIP]\n> " + "some words " * 20),
    Prose("- " + "item " * 30 + "\n- " + "x" * 100),
    Prose("| a | b |\n|---|---|\n| " + "cell " * 20 + " | " + "x" * 90 + " |"),
    ActBegan("token"),
    Value("password", "x" * 150, note="A note of `some` words. " * 5, fingerprint="abc123"),
    Lines("request", (Line("method", "x" * 100, "word " * 20),), note="All. " * 20),
    Crossed("x", EXCHANGE),
    Compared("x", "ours", "a" * 100, "theirs", "b" * 100, False, 0),
    Failed("It broke. " * 10, "Mend it. " * 10, 1),
]


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_no_line_is_wider_than_the_terminal(event: Event, width: int) -> None:
    assert [line for line in drawn(event, width).split("\n") if len(line) > width] == []


def test_our_own_lessons_keep_to_sixty_columns_but_for_code() -> None:
    for lesson in library.lessons():
        for section in lesson.sections:
            texts = [block.markdown for block in section.blocks if isinstance(block, Text)]
            events = [Prose(text) for text in texts if "```" not in text]
            shown = [drawn(SectionBegan(section.level, section.title, "x")), *map(drawn, events)]
            code = [
                code for text in texts for code in re.findall("`([^`]+)`", text) if len(code) > 50
            ]
            wide = [line for text in shown for line in text.split("\n") if len(line) > 60]
            assert [line for line in wide if not any(part in line for part in code)] == []


@pytest.mark.parametrize("width", [40, 60, 100])
def test_code_is_one_line_without_anything_around_it_but_blanks(width: int) -> None:
    line = "aws ecr get-login-password | docker login " + "--option word " * 20 + "x"
    for event in (
        Prose(f"```console\n{line}\n```"),
        Prose(f"- Ask it: `{line}`. Then go on."),
        Corrected(line),
        Annotated(line, ()),
        Ran("x", "aws", False, tuple(line.replace("|", "x").split()), 0, "", ""),
        Finding("x", "error", "x", "x", f"Run `{line}`."),
    ):
        shown = [text for text in drawn(event, width).split("\n") if "aws ecr" in text]
        assert [text.strip().replace(" x ", " | ") for text in shown] == [line]
        assert shown == [text.rstrip() for text in shown]


def test_prose_on_a_wide_terminal_is_no_wider_than_can_be_read() -> None:
    shown = lines(Prose("word " * 100), 200)
    assert 90 < max(len(line) for line in shown) <= WIDEST


# Colours


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_a_terminal_gets_colours(event: Event, colours) -> None:
    assert ESCAPE in drawn(event)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_with_no_color_there_is_no_escape_code(event: Event, colours, monkeypatch) -> None:
    with_colours = drawn(event)
    monkeypatch.setenv("NO_COLOR", "1")
    assert ESCAPE not in drawn(event)
    assert drawn(event) != with_colours


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_what_is_no_terminal_gets_no_escape_code(event: Event) -> None:
    assert ESCAPE not in drawn(event)


def test_an_empty_no_color_is_none(colours, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    assert ESCAPE in drawn(Value("label", "value"))


# Prose


def test_prose_reads_as_it_does_in_plain_text_but_for_the_backquotes() -> None:
    for event in EVENTS:
        if isinstance(event, Prose):
            stream = io.StringIO()
            Plain(stream, 60).draw(Prose(event.markdown.replace("`", "")))
            bare = event.markdown.replace("`code`", "code")
            assert lines(Prose(bare)) == stream.getvalue().split("\n")


def test_the_name_of_an_alert_stands_out(colours) -> None:
    shown = drawn(Prose("> [!TIP]\n> Some `code` and words."))
    assert shown.startswith("\x1b[1mTip: \x1b[0mSome \x1b[")


def test_a_heading_inside_prose_stands_at_the_left() -> None:
    assert [line for line in lines(Prose("### Use `code`")) if line] == ["Use code"]


def test_code_is_shown_with_every_character() -> None:
    shown = "".join(line.strip() for line in lines(Prose("```console\naws | docker\n```")))
    assert shown == "aws | docker"


# Headings


@pytest.mark.parametrize("level", [1, 2])
def test_a_headings_code_keeps_its_backquotes_and_nothing_else_its_markup(level: int) -> None:
    shown = lines(SectionBegan(level, "Always `--password-stdin`, **ever** [so](x)", "x"))
    assert [line.strip() for line in shown if line] == ["Always `--password-stdin`, ever so"]


def test_a_heading_in_square_brackets_is_no_style() -> None:
    assert "[bold]" in drawn(SectionBegan(2, "[bold] move", "x"))


# Rows


def test_a_value_in_square_brackets_is_no_style() -> None:
    assert "[red]value[/red]" in drawn(Value("[bold]label", "[red]value[/red]"))


def test_rows_are_those_of_the_plain_renderer() -> None:
    for event in EVENTS:
        if not isinstance(event, Prose | SectionBegan):
            stream = io.StringIO()
            Plain(stream, 60).draw(event)
            assert lines(event) == stream.getvalue().split("\n")


def test_a_label_stands_out_from_its_value(colours) -> None:
    shown = drawn(Value("label", "value"))
    assert (
        shown.index("label:")
        < shown.index(ESCAPE, shown.index("label:"))
        < shown.index("value\x1b")
    )


def test_no_value_can_steer_the_terminal(colours) -> None:
    assert "\x1b[2J" not in drawn(Value("label", "\x1b[2J"))
