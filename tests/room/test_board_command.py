"""`room board` and `room read` as a trainer types them; a learner's card, which has the codes."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from explain.cli import board as commands
from explain.cli.called import call
from explain.player.card import FACES
from explain.room.folder import RoomFolder
from explain.room.record import Goals, Record, Verdict
from explain.room.seats import Seats
from explain.room.spoken import code, read_code
from tests.room.conftest import STUCK, record_of


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of a trainer in this process."""
    monkeypatch.setenv("EXPLAIN_ECR_SANDBOX", str(tmp_path / "trainer"))
    monkeypatch.delenv("EXPLAIN_ECR_ROOM", raising=False)

    def ran(*words: str) -> Done:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr("sys.argv", ["explain-ecr", "room", *words])
        with redirect_stdout(out), redirect_stderr(err):
            try:
                ended = call(["room", *words], err.write)
            except SystemExit as left:
                ended = int(left.code or 0)
        return Done(ended, out.getvalue(), err.getvalue())

    return ran


@pytest.fixture
def room(run: Run, tmp_path: Path) -> RoomFolder:
    """Open a room with three learners, of whom one asks for help."""
    folder = RoomFolder(tmp_path / "shared")
    assert run("open", "ecr-friday", "--folder", str(folder.path)).code == 0
    seats = Seats(folder)
    for seat in range(1, 4):
        seats.write(seats.claim(), record_of(seat, flag="help" if seat == 2 else ""))
    return folder


def test_in_a_pipe_it_prints_the_board_once(run: Run, room: RoomFolder) -> None:
    done = run("board")
    assert done.code == 0, done.err
    assert "ecr-friday · 3 learners" in done.out
    assert "▲ seat 2" in done.out
    assert "Learner" not in done.out
    assert "\x1b" not in done.out
    assert "Learner 002" in run("board", "--names", "--folder", str(room.path)).out


@pytest.mark.usefixtures("room")
def test_json_is_one_object_on_one_line(run: Run) -> None:
    done = run("board", "--output", "json")
    assert done.out.count("\n") == 1
    assert json.loads(done.out)["stuck"] == [2]


def test_what_the_board_shows_is_kept_for_the_summary(run: Run, room: RoomFolder) -> None:
    run("board")
    assert "cut-password" in room.history()


def test_a_page_is_written_and_nothing_else_is_written_over(
    run: Run, room: RoomFolder, tmp_path: Path
) -> None:
    page = tmp_path / "board.html"
    for _ in range(2):
        assert run("board", "--output", "plain", "--page", str(page)).code == 0
    assert '<th scope="row">seat 2</th>' in page.read_text()
    assert page.stat().st_mode & 0o777 == 0o644
    page.write_text("my own")
    done = run("board", "--output", "plain", "--page", str(page))
    assert done.code == 2
    assert "did not write it" in done.err
    assert page.read_text() == "my own"
    assert run("board", "--page", str(tmp_path / "none" / "x.html")).code == 2
    nowhere = run("board", "--page", "/proc/x.html")  # a folder in which nobody can make a file
    assert (nowhere.code, nowhere.out) == (2, "")
    assert "The page /proc/x.html cannot be written" in nowhere.err


def test_without_a_terminal_the_page_is_kept_up_to_date_until_the_room_is_over(
    run: Run, room: RoomFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "PAUSE", 0.01)
    page, seen = tmp_path / "board.html", []

    def until(word: str) -> None:
        for _ in range(2000):
            if page.exists() and word in page.read_text():
                seen.append(word)
                return
            threading.Event().wait(0.005)

    def learners() -> None:
        until("▲ 1 help")
        Seats(room).write(1, record_of(1, flag="help"))
        until("▲ 2 help")
        room.learners.rename(room.path / "away")
        until("cannot be used")
        (room.path / "away").rename(room.learners)
        room.say(room.room()._replace(over=True))

    thread = threading.Thread(target=learners)
    thread.start()
    done = run("board", "--page", str(page))
    thread.join()
    assert done.code == 0, done.err
    assert str(page) in done.out
    assert seen == ["▲ 1 help", "▲ 2 help", "cannot be used"]
    assert "refresh" not in page.read_text()
    assert "closed" in page.read_text()


def test_no_room_and_a_folder_that_is_none(run: Run, tmp_path: Path) -> None:
    for words in (["board"], ["board", "--folder", str(tmp_path)], ["board", "--folder", "/none"]):
        done = run(*words)
        assert done.code == 1
        assert done.err.startswith("error: ")
        assert "remedy: " in done.err


def test_codes_that_were_read_out_make_the_same_board(run: Run) -> None:
    codes = [
        f"Learner {seat:03}={code(record_of(seat, **STUCK.get(seat, {})))}" for seat in range(1, 31)
    ]
    done = run("read", *codes)
    assert done.code == 0, done.err
    assert "30 learners" in done.out
    assert "5 stuck" in done.out
    for seat, reason in {
        4: "asks for help",
        9: "×4",
        17: "×3",
        21: "no new goal",
        26: "nothing",
    }.items():
        assert any(f"Learner {seat:03}" in line and reason in line for line in done.out.split("\n"))


def test_a_code_needs_no_name_and_is_read_as_people_type(run: Run) -> None:
    word = code(Record("", "cut-password", flag="help"))
    for typed in (word.lower(), word.replace("-", ""), word.replace("0", "O").replace("1", "l")):
        done = run("read", typed)
        assert done.code == 0, done.err
        assert "▲ seat 1" in done.out


def test_a_wrong_code_is_named_and_the_others_are_shown(run: Run) -> None:
    good = code(record_of(1))
    bad = good[:-1] + ("2" if good[-1] != "2" else "3")
    done = run("read", f"Ada={good}", f"Bo={bad}", "Eve=123")
    assert done.code == 1
    assert "1 learner" in done.out
    assert f"Code 2, Bo={bad}: " in done.err
    assert "Code 3, Eve=123: The code has 3 characters" in done.err


def test_codes_come_from_standard_input_as_well(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin",
        io.StringIO(f"{code(record_of(1))}\n\nBo={code(record_of(2))}\nEve {code(record_of(3))}\n"),
    )
    done = run("read", "-", "--output", "json")
    assert [learner["name"] for learner in json.loads(done.out)["learners"]] == [
        "seat 1",
        "Bo",
        "Eve",
    ]


def test_what_was_typed_in_the_place_of_a_code_is_short_and_no_password(run: Run) -> None:
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    done = run("read", "", secret, "x" * 3000)
    assert done.code == 1
    assert secret[:16] not in done.err
    assert "Code 1, " in done.err
    assert "x" * 30 not in done.err


def test_a_closed_standard_input_has_no_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    done = run("read", "-")
    assert done.code == 2
    assert "There is no code to read." in done.err


@pytest.mark.parametrize("name", ["\x1b[31m", "x" * 25, "🙂"])
def test_a_name_that_no_room_has_is_refused(run: Run, name: str) -> None:
    done = run("read", f"{name}={code(record_of(1))}")
    assert done.code == 1
    assert "name" in done.err
    assert "\x1b" not in done.err


# --- a learner without a room --------------------------------------------------------------------


class Steerer:
    """An exercise that is open, as its control route tells of it."""

    def ask(self, _method: str, _path: str) -> dict[str, object]:
        parts = [{"met": True}, {"met": False}]
        return {"name": "cut-password", "parts": parts, "since": 700, "opened": 3, "after": 5}


@pytest.mark.parametrize("flag", ["help", "done"])
def test_a_flag_without_a_room_is_a_card_with_a_code(run: Run, flag: str) -> None:
    done = run("flag", flag)
    assert done.code == 0, done.err
    first, second = done.out.splitlines()
    sign, word, spoken = first.split()
    assert (sign, word) == (FACES[flag].sign, FACES[flag].word)
    assert second == "no exercise open · nothing is sent: read the code to your trainer"
    assert read_code(spoken, "Ada") == Record("Ada", flag=flag)
    assert run("flag", "off").code == 1


def test_a_card_tells_of_the_exercise_that_is_open(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def latest(_exchanges: object, _state: object, opened: int, after: int) -> object:
        asked.append((opened, after))
        return Verdict("end-missing", 400, 4), 9

    monkeypatch.setattr("explain.cli.card.open_here", Steerer)
    monkeypatch.setattr("explain.cli.causes.exchanges_and_state", lambda: ((), None))
    monkeypatch.setattr("explain.room.reporter.latest", latest)
    spoken, said = run("card").out.splitlines()
    assert asked == [(3, 5)]
    assert said.startswith("cut-password · 1 of 2 goals")
    read = read_code(spoken, "Ada")
    assert read.goals == Goals(1, 2)
    assert read.since == 660, "in whole minutes"
    assert read.verdict == Verdict("end-missing", 400, 4)
    assert "asks for help" in run("read", run("flag", "help").out.split()[2]).out


def test_a_learner_in_a_room_has_no_card(run: Run, room: RoomFolder) -> None:
    assert run("join", "--folder", str(room.path), "--name", "Ada", "--yes").code == 0
    done = run("flag", "help")
    assert done.out.startswith("▲ Your trainer sees")
    entry = room.entries()[3]
    assert entry.record
    assert entry.record.flag == "help"
