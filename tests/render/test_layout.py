from __future__ import annotations

from typing import get_args

import pytest

from explain.narration import (
    ActBegan,
    ActEnded,
    Annotated,
    BeatBegan,
    ClockMoved,
    Compared,
    Corrected,
    Crossed,
    Event,
    Failed,
    Finding,
    Followed,
    Line,
    Lines,
    Part,
    Prose,
    Ran,
    SectionBegan,
    Sighted,
    SpeakerNote,
    Stored,
    Substituted,
    Surrounded,
    Value,
)
from explain.render.layout import BLANK, Row, rows
from explain.wire import Exchange, Header

SILENT = {SectionBegan, Prose, BeatBegan, ActEnded, Sighted, SpeakerNote}
"""Headings and prose are the renderers' own; the others say something to them, not to a reader."""


def laid_out(event: Event) -> list[Row]:
    *found, blank = rows(event)
    assert blank == BLANK
    return found


def words(event: Event) -> str:
    return "\n".join(f"{row.label}|{row.text}" for row in laid_out(event))


@pytest.mark.parametrize(
    "event",
    [SectionBegan(1, "T", "x"), Prose("x"), BeatBegan("a", "b"), ActEnded("a"), Sighted("x", "f")],
)
def test_what_is_not_for_a_reader_gives_no_row(event: Event) -> None:
    assert list(rows(event)) == []


def test_every_other_event_has_a_layout() -> None:
    from explain.render import layout

    assert set(layout._LAYOUTS) == set(get_args(Event)) - SILENT


def test_an_act_is_shown_as_the_command_that_performs_it_alone() -> None:
    assert words(ActBegan("token")) == "|▶ explain-ecr token"


def test_a_value_stands_behind_its_label_and_its_note_below() -> None:
    assert laid_out(Value("expiresAt", "noon", note="It *ends* `then`.")) == [
        Row(2, "noon", "value", "expiresAt"),
        Row(6, "It ends `then`.", "note"),
    ]


def test_a_masked_value_is_shown_with_its_fingerprint() -> None:
    assert laid_out(Value("password", "••••", fingerprint="abc123")) == [
        Row(2, "••••", "secret", "password"),
        Row(6, "abc123", "secret", "fingerprint"),
    ]


def test_a_text_that_stands_as_it_is_has_the_name_of_each_line_below_it() -> None:
    event = Lines(
        "request", (Line("method", "POST", "What to do."), Line("path", "/")), note="All."
    )
    assert laid_out(event) == [
        Row(2, "", "value", "request"),
        Row(6, "All.", "note"),
        Row(4, "│ POST", "wire"),
        Row(8, "What to do.", "note", "method"),
        Row(4, "│ /", "wire"),
        Row(8, "path", "note"),
    ]


def test_a_line_that_begins_with_its_name_is_not_named_again() -> None:
    event = Lines("request", (Line("Host", "host:example.com", "Where."), Line("a", "a:b")))
    assert words(event) == "request|\n|│ host:example.com\n|Where.\n|│ a:b"


def test_items_are_named_before_what_they_are() -> None:
    event = Lines("keys", (Line("kDate", "69da…", "One day."),), verbatim=False)
    assert words(event) == "keys|\n|│ kDate: 69da…\n|One day."


def test_an_empty_line_is_still_a_line() -> None:
    assert Row(4, "│", "wire") in laid_out(Lines("request", (Line("query", ""),)))


EXCHANGE = Exchange(
    1, "2026-01-31T12:00:00Z", "we", "ECR", "POST", "/", "api", (Header("Host", "api"),), "", 200, "OK",
    (Header("Date", "now"),), '{"a":\n1}\n',
)  # fmt: skip


def test_an_exchange_is_shown_as_it_crossed_the_wire() -> None:
    assert [row.text for row in laid_out(Crossed("question and answer", EXCHANGE, "All."))] == [
        "", "All.", "we → ECR: POST /", "Host: api", "ECR → we: 200 OK", "Date: now", '{"a":', "1}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "style"), [(200, "good"), (399, "good"), (400, "bad"), (500, "bad")]
)
def test_a_refusal_does_not_look_like_an_answer(status: int, style: str) -> None:
    event = Crossed("x", EXCHANGE._replace(status=status))
    assert [row.style for row in laid_out(event) if "→ we" in row.text] == [style]


@pytest.mark.parametrize(("code", "style"), [(0, "good"), (1, "bad")])
@pytest.mark.parametrize("stand_in", [True, False])
def test_a_program_is_shown_with_what_it_said_and_how_it_ended(code, style, stand_in) -> None:
    event = Ran("left side", "aws", stand_in, ("aws", "ecr"), code, "out\nput", "err\nor", "Note.")
    *said, ended = laid_out(event)
    assert [row.text for row in said] == ["", "Note.", "aws ecr", "out", "put", "err", "or"]
    whose = " (our stand-in)" if stand_in else ""
    assert (ended.text, ended.style) == (f"exit code {code}{whose}", style)


def test_what_is_the_same_is_shown_once() -> None:
    event = Compared("strings", "ours", "a\nb", "theirs", "a\nb", True, note="Note.")
    assert words(event) == "strings|the same on both sides\n|ours · theirs\n|a\n|b\n|Note."
    assert laid_out(event)[0].style == "good"


def test_what_differs_is_shown_twice_and_where() -> None:
    event = Compared("strings", "ours", "a\nb", "theirs", "a\nc", False, 2)
    assert words(event) == (
        "strings|they differ from character 3 onwards\n|ours\n|a\n|b\n|theirs\n|a\n|c"
    )
    assert laid_out(event)[0].style == "bad"


def test_a_stored_file_is_shown_with_its_mode() -> None:
    event = Stored("after", "/s/config.json", "-rw-------", "{\n}", "Note.")
    assert words(event) == "after|/s/config.json -rw-------\n|Note.\n|{\n|}"
    assert words(Stored("before", "/s", "", "")) == "before|/s"


def test_the_other_events_are_sentences() -> None:
    assert words(ClockMoved("clock", "12 h 1 min", "noon", "Note.")) == (
        "clock|moved forward by 12 h 1 min; it is now noon\n|Note."
    )
    assert words(Substituted("docker", "because it is not there")) == (
        "|Using our stand-in for docker, because it is not there."
    )
    assert words(Failed("It broke.", "Mend it.", 1)) == "error|It broke.\nremedy|Mend it."


def test_each_part_of_a_line_stands_with_its_note_under_its_program() -> None:
    parts = (
        Part(0, 3, "aws", "program", "The *CLI*."),
        Part(4, 9, "--foo", "option", "Says `foo`."),
        Part(10, 11, "x", "value", "Says `foo`."),
        Part(12, 13, "?", "unknown", "Unheard of."),
        Part(14, 15, "|", "operator", "The pipe."),
        Part(16, 19, "aws", "program", "The *CLI*."),
    )
    assert laid_out(Annotated("aws --foo x ? |\naws", parts)) == [
        Row(2, "aws --foo x ? |", "code"),
        Row(2, "aws", "code"),
        BLANK,
        Row(2, "aws", "act"),
        Row(6, "The CLI.", "note"),
        Row(4, "--foo", "code"),
        Row(8, "Says `foo`.", "note"),
        Row(6, "x", "code"),
        Row(4, "?", "bad", "not known"),
        Row(8, "Unheard of.", "note"),
        BLANK,
        Row(2, "|", "code"),
        Row(6, "The pipe.", "note"),
        BLANK,
        Row(2, "aws", "act"),
    ]


@pytest.mark.parametrize(
    ("severity", "style"), [("note", "aside"), ("warning", "bad"), ("error", "bad")]
)
def test_a_finding_says_what_is_wrong_and_what_to_do(severity: str, style: str) -> None:
    assert laid_out(Finding("x", severity, "-p", "It *shows*.", "Pipe it.")) == [
        Row(2, "-p", style, severity),
        Row(6, "It shows.", "note"),
        Row(6, "Pipe it.", "note", "remedy"),
    ]


def test_it_is_said_where_a_line_stands() -> None:
    event = Surrounded("yaml-item", "an item of a YAML list", 3, "The *dash*.")
    assert laid_out(event) == [
        Row(2, "an item of a YAML list (line 3)", "value", "inside"),
        Row(6, "The dash.", "note"),
    ]
    assert laid_out(event._replace(line=1))[0].text == "an item of a YAML list"


def test_what_is_well_makes_a_list_without_gaps() -> None:
    assert list(rows(Finding("x", "ok", "aws", "It is here."))) == [
        Row(2, "aws", "good", "ok"),
        Row(6, "It is here.", "note"),
    ]


def test_a_corrected_line_is_to_be_copied() -> None:
    assert laid_out(Corrected("a |\n  b")) == [
        Row(2, "", "label", "corrected"),
        Row(4, "a |", "copy"),
        Row(4, "  b", "copy"),
    ]


def test_one_secret_is_followed_through_its_places() -> None:
    event = Followed(True, (Sighted("here", "abc"), Sighted("there", "abc")))
    assert words(event) == "fingerprints|one secret, in 2 places\n|abc  here\n|abc  there"
    once = words(Followed(True, (Sighted("here", "abc"),)))
    assert once.startswith("fingerprints|one secret, in 1 place\n")


def test_two_secrets_are_not_called_one() -> None:
    first = laid_out(Followed(False, (Sighted("here", "abc"), Sighted("there", "def"))))[0]
    assert (first.text, first.style) == ("not all the same, in 2 places", "bad")
