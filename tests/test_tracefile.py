"""A trace in a file comes back as it was, and another's file is left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.errors import RecordingProblem, UsageProblem
from explain.tracefile import Trace, as_lines, read, save
from explain.wire import Change, Evidence, Exchange, Header, Login, Permission

LOGIN = Login(
    "AWS", "eyJw••••", "0123456789ab", 40, "unreadable token", change=Change("f", "end missing", 4)
)
EVIDENCE = Evidence(
    "DENIED", login=LOGIN, permission=Permission("ecr:PutImage", "x", False, "no-push")
)


def exchange(number: int, body: str = "{}", evidence: Evidence = EVIDENCE) -> Exchange:
    headers = (Header("Host", "x"), Header("Date", "today"))
    return Exchange(
        number, "2026-01-31T12:00:00Z", "docker", "engine", "GET", "/v2/", "x", headers, "", 200,
        "OK", headers, body, evidence,
    )  # fmt: skip


TRACE = Trace("lab-0123abcd", (exchange(8), exchange(9, evidence=Evidence())), lost=7)


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    save(file, TRACE)
    assert read(file) == TRACE
    assert oct(file.stat().st_mode)[-3:] == "600"
    save(file, Trace("lab-x", (), 0))  # over one of ours
    assert read(file) == Trace("lab-x", (), 0)
    assert [each.name for each in tmp_path.iterdir()] == ["trace.jsonl"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_comes_back_and_steers_no_terminal(tmp_path_factory, body: str) -> None:
    lines = as_lines(Trace("lab", (exchange(1, body),), 0))
    assert all(sign.isprintable() or sign == "\n" for sign in lines)
    assert lines.count("\n") == 2


def test_a_secret_that_somebody_wrote_into_a_file_is_masked(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_text(as_lines(Trace("lab", (exchange(1, "password=hunter2hunter2"),), 0)))
    assert "hunter2" not in as_lines(read(file))


@pytest.mark.parametrize("text", ["mine\n", '{"recording": 1}\n', " ", "\0"])
def test_anothers_file_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(text)
    with pytest.raises(UsageProblem, match="did not write it"):
        save(file, TRACE)
    assert file.read_text() == text


def test_what_is_not_a_place_for_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="no folder"):
        save(tmp_path / "no" / "trace", TRACE)
    with pytest.raises(UsageProblem, match="did not write it"):
        save(tmp_path, TRACE)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageProblem, match="did not write it"):
        save(tmp_path / "link", TRACE)


WHOLE = as_lines(TRACE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a trace"),
        ("x\n", "is not a trace"),
        ("[" * 9999, "is not a trace"),
        ('{"events": 1}\n', "is not a trace"),
        (WHOLE.replace('"trace": 1', '"trace": 2'), "version 2 of the format"),
        (WHOLE.replace('"lost": 7', '"lost": "7"'), r"line 1: the first line\.lost must be"),
        (WHOLE.replace('"exchanges": 2', '"exchanges": 3'), "2 exchanges, not 3"),
        (WHOLE[:-20], "line 3: This is not JSON"),
        (WHOLE.replace('"number": 9', '"number": true'), r"line 3: the object\.number must be"),
        (WHOLE.replace('"verdict": "DENIED"', '"verdicts": "DENIED"'), "line 2: the object"),
    ],
)
def test_what_is_no_whole_trace_is_refused_in_a_sentence(
    tmp_path: Path, text: str, said: str
) -> None:
    assert text in ("", "x\n", "[" * 9999, '{"events": 1}\n') or text != WHOLE
    file = tmp_path / "trace.jsonl"
    file.write_text(text)
    with pytest.raises(RecordingProblem, match=said):
        read(file)


def test_what_is_not_there_or_may_not_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="There is no file"):
        read(tmp_path / "nothing")
    with pytest.raises(UsageProblem, match="There is no file"):
        read(tmp_path)
    if os.geteuid():  # nothing is closed to root
        file = tmp_path / "closed"
        file.touch(mode=0)
        with pytest.raises(RecordingProblem, match="cannot be read"):
            read(file)
