"""What a trainer sees of a room: thirty learners of whom five are stuck, and rooms that are odd."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

import explain
from explain.export.board import is_ours, page
from explain.player.board_lines import View, body, clipped, head, wrapped
from explain.room import words
from explain.room.board import board, places
from explain.room.folder import RoomFolder
from explain.room.model import Board, Entry, Room
from explain.room.record import Goals, Record, Verdict
from explain.room.snapshot import as_object

OPENED = 1_800_000_000
NOW = OPENED + 840.0
ROOM = Room("0" * 16, "ecr-friday", OPENED, exercise="cut-password")
SEATS = View(NOW)
SIZES = [(20, 10), (60, 20), (80, 24), (200, 60)]

REASONS = {
    4: "asks for help",
    9: "password of another region ×4",
    17: "a user name other than AWS ×3",
    21: "no new goal",
    26: "nothing sent",
}
"""What is said of the five who are stuck (conftest.py), by seat."""


def seen(folder: RoomFolder) -> Board:
    """Read a room's folder as the board does."""
    return board(ROOM, folder.entries(), places())


def shown(seen: Board, width: int = 80, height: int = 24, view: View = SEATS) -> str:
    """Return a board as it is on a screen, all of it; no line is wider than the screen."""
    lines = [*head(seen, view, width), *body(seen, view, width, height - 4)]
    assert max(line.cell_len for line in lines) <= width
    return "\n".join(line.plain.rstrip() for line in lines)


def made(*records: Record, **room: object) -> Board:
    """Return the board of some records that were just written."""
    entries = [Entry(seat, record) for seat, record in enumerate(records, 1)]
    return board(ROOM._replace(**room), entries, places())


def record(name: str = "Ada", **other: object) -> Record:
    return Record(name, "cut-password", Goals(1, 3), 10)._replace(**other)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_thirty_learners_of_whom_five_are_stuck(learn, width, height) -> None:
    text = shown(seen(learn(30)), width, height)
    assert "5 stuck" in text
    flat = re.sub(r"[\s│]+", " ", text)
    for seat, reason in REASONS.items():
        assert f"seat {seat} " in flat
        assert reason in flat or width < 80 or "│" in text
    assert "Learner" not in text, "names are off"


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 60)])
def test_one_screen_names_the_five_and_their_reasons(learn, width, height) -> None:
    lines = shown(seen(learn(30)), width, height).split("\n")[: height - 2]
    for seat, reason in REASONS.items():
        (line,) = (line for line in lines if f"seat {seat} " in line and reason in line)
        assert " min " in line or " s " in line or " h " in line, "for how long"
    assert any("▲" in line and "seat 4 " in line for line in lines)
    text = "\n".join(lines)
    for words_ in ("30 learners", "▲ 1 help", "7 cut-password", "400 ×6", "open for 14 min"):
        assert words_ in text


def test_names_are_shown_where_somebody_asks_for_them(learn) -> None:
    text = shown(seen(learn(30)), view=View(NOW, named=True))
    for seat, reason in REASONS.items():
        assert re.search(rf"Learner {seat:03} .*{reason}", text)
    assert "seat" not in text


def test_who_is_stuck_comes_first_and_the_rest_of_a_long_list_last(learn) -> None:
    stuck = {seat: {"since": 5000 - seat} for seat in range(1, 101)}
    text = shown(seen(learn(300, stuck)))
    lines = text.split("\n")
    assert "300 learners" in lines[0]
    assert "100 stuck" in lines[0]
    where = lines.index(next(line for line in lines if line.startswith("Where they are")))
    assert where < 20, "one screen has something of everything"
    assert sum(bool(re.match(r". seat \d+ ", line)) for line in lines) == 100
    more = next(line for line in lines if line.endswith("more stuck"))
    assert lines.index(more) > where


def test_an_empty_room_says_how_to_join() -> None:
    text = shown(made(), view=View(NOW, join="explain-ecr room join --folder /srv/room"))
    assert "0 learners" in text
    assert "Nobody has joined yet. A learner types: explain-ecr room join" in text
    assert "0 stuck" in text


def test_one_learner() -> None:
    text = shown(made(record()))
    assert "1 learner ·" in text
    assert "Nobody is stuck." in text


def test_records_that_cannot_be_believed_are_counted_and_told(learn) -> None:
    folder = learn(6, {})
    folder.record(2).write_text("{")
    folder.record(3).write_text(json.dumps({"name": "Eve", "line": "docker login"}))
    folder.record(4).unlink()
    folder.record(4).symlink_to("/etc/passwd")
    folder.record(5).write_text("[" * 500)
    text = shown(seen(folder))
    assert "4 records not believed: seats 2 (" in text
    assert "Eve" not in text
    assert "docker" not in text
    assert "6 learners" in text


@pytest.mark.parametrize(
    "name", ["王小明王小明王小明王小明王小明王小明王小明王小明", "W" * 24, "é" * 24, "Ｗ" * 24]
)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_names_of_any_width_keep_the_columns(name: str, width: int, height: int) -> None:
    view = View(NOW, named=True)
    text = shown(made(record(name, flag="help"), record("Bo", flag="help")), width, height, view)
    rows = [line for line in text.split("\n") if "▲ " in line][1:]
    ends = {cell_len(row[: row.index("10 s")]) for row in rows if "10 s" in row}
    assert len(ends) <= 1
    assert name[:4] in text


@pytest.mark.parametrize(
    "name", ["\x1b[31mred", "a\u202eb", "a\u200bb", "🙂", "tab\there\x07", "\x9bm"]
)
def test_a_name_that_could_steer_a_terminal_is_in_no_view(learn, name: str) -> None:
    folder = learn(2, {})
    fields = json.loads(folder.record(2).read_text())
    folder.record(2).write_text(json.dumps({**fields, "name": name}))
    board = seen(folder)
    html = page(board, NOW, named=True)
    text = shown(board, view=View(NOW, named=True))
    told = json.dumps(as_object(board, named=True), ensure_ascii=False)
    for view in (text, html, told):
        assert name not in view
        assert re.sub(r"[^\n -\ud7ff]", "", view) == view or "\x1b" not in view
    assert "1 record not believed" in text


def test_a_board_says_that_it_is_old(learn) -> None:
    problem = "The room's folder /srv/room cannot be used: No such file or directory."
    text = shown(seen(learn(3, {})), view=View(NOW, problem=problem))
    assert " ".join(text.split("\n")[2:4]).startswith(problem[:60])
    assert 'role="alert"' in page(made(record()), NOW, problem=problem)


def test_silent_learners_are_apart_from_those_who_are_stuck() -> None:
    entries = [Entry(1, record(since=9000), 400), Entry(2, None), Entry(3, record(since=9000))]
    text = shown(board(ROOM, entries, places()))
    assert "No word for 2 min: seat 1" in text
    assert "No exercise open: seat 2" in text
    assert "1 stuck" in text
    assert "1, 1 silent" in text


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("nothing-crossed", "asks for help; nothing sent"),
        ("no-region", "asks for help; nothing sent, no region"),
        ("expired", "asks for help; last: an expired password"),
        ("nothing-failed", "asks for help"),
    ],
)
def test_a_reason_says_what_somebody_met_last(cause: str, said: str) -> None:
    (learner,) = made(record(flag="help", verdict=Verdict(cause))).learners
    assert words.why(learner) == said


def test_what_to_say_to_the_room() -> None:
    refused = [record(verdict=Verdict("other-region", 400, 1, 5)) for _ in range(3)]
    text = shown(made(*refused, record(verdict=Verdict("unknown-user", 401, 2, 5))))
    assert "→ Say to all: Fetch the password in the region that the host names." in text
    assert "3 of 4 who were refused have the same cause: password of another region." in text
    assert "400 ×3" in text
    assert "401 ×2" in text
    assert "password of another region (3)" in text


def test_the_page_loads_nothing_and_reloads_itself(learn) -> None:
    html = page(seen(learn(30)), NOW)
    assert is_ours(html.encode()[:200])
    assert "<script" not in html
    assert not re.search(r"(?:src|href|url)\s*[=(]", html)
    assert '<meta http-equiv="refresh" content="10">' in html
    assert "Learner" not in html
    for seat, reason in REASONS.items():
        assert re.search(rf'<th scope="row">seat {seat}</th>.*{reason}', html)
    assert html.count("<h1>") == 1
    assert html.count("<table>") == html.count("<thead>") == 3


def test_the_last_page_does_not_reload() -> None:
    html = page(made(record(), over=True), NOW, reload=False)
    assert "refresh" not in html
    assert "closed" in html


def test_the_page_escapes_what_a_trainer_typed() -> None:
    html = page(made(record(), name="<b>", hint="<script>alert(1)</script> & more"), NOW)
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_json_is_one_object_with_stable_keys(learn) -> None:
    told = as_object(seen(learn(30)), named=False)
    assert list(told) == [
        "version", "room", "learners", "stuck", "done", "counts", "refusals", "advice",
    ]  # fmt: skip
    assert told == json.loads(json.dumps(told))
    assert told["stuck"][0] == 4
    assert set(told["stuck"]) == set(REASONS)
    learner = told["learners"][3]
    assert list(learner) == [
        "seat", "name", "state", "exercise", "goals", "since", "age", "flag", "verdict", "reasons", "problem",
    ]  # fmt: skip
    assert learner["name"] is None
    page_of_it = (Path(explain.__file__).parents[1] / "lessons/reference/room.md").read_text(
        "utf-8"
    )
    parts = [told["room"], told["counts"][0], told["refusals"][0], told["refusals"][0]["causes"][0]]
    for key in {key for part in (told, learner, *parts) for key in part}:
        assert f"`{key}`" in page_of_it, f"{key} is not documented"
    assert learner["reasons"][0] == {"kind": "help", "text": "asks for help"}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3720, "1 h 02")],
)
def test_spans(seconds: float, said: str) -> None:
    assert words.span(seconds) == said


def test_lists_of_learners_stay_short() -> None:
    learners = made(*(record(f"L{n}") for n in range(1, 301))).learners
    assert words.listed(learners[:1], False, 12) == "seat 1"
    assert words.listed(learners, False, 3) == "seats 1, 2, 3 and 297 more"
    assert words.listed(learners[:2], True, 3) == "L1 and L2"


@pytest.mark.parametrize("width", [1, 2, 7, 40])
def test_broken_and_clipped_texts_fit(width: int) -> None:
    text = "王小明 asks for help; the authorization token, not the password in it ×5"
    lines = wrapped(text, width, indent=2)
    assert all(line.cell_len <= max(width, 4) for line in lines), "an indented wide character"
    assert cell_len(clipped(text, width)) <= width
