"""What remains of a room: what was hard, how long it took, what was refused, and no name."""

from __future__ import annotations

import pytest

from explain.errors import RoomProblem
from explain.room import history as module
from explain.room.board import board, places
from explain.room.folder import RoomFolder
from explain.room.history import History, parsed, seen, summary, told, written
from explain.room.looking import look
from explain.room.model import NO_WORD, Entry, Room
from explain.room.record import Goals, Record, Verdict
from explain.room.seats import Seats

ROOM = Room("0" * 16, "ecr-friday", 0)


def at(history: History, now: float, *records: Record, age: float = 1) -> History:
    entries = [Entry(seat, record, age) for seat, record in enumerate(records, 1)]
    return seen(history, board(ROOM, entries, places()), now)


def working(
    name: str = "Ada", met: int = 0, cause: str = "nothing-failed", times: int = 0, **more: str
) -> Record:
    status = 400 if times else 0
    exercise = more.get("exercise", "wrong-region")
    return Record(
        name, exercise, Goals(met, 1), 5, more.get("flag", ""), Verdict(cause, status, times)
    )


def test_a_summary_says_what_was_hard_how_long_it_took_and_what_was_refused() -> None:
    history = at(History(), 1000, working("Ada"), working("Ben", exercise="monday"))
    history = at(
        history,
        1060,
        working("Ada", cause="other-region", times=1),
        working("Ben", exercise="monday"),
    )
    history = at(history, 1120, working("Ada", cause="other-region", times=3, flag="help"))
    history = at(history, 1300, working("Ada", met=1), working("Ben", met=1, exercise="monday"))
    hard, easy = summary(history, places())
    assert (hard.place.name, hard.tried, hard.solved, hard.needed, hard.minutes) == (
        "wrong-region",
        1,
        1,
        1,
        5,
    )
    assert hard.refusals == (("password of another region", 3),)
    assert (easy.place.name, easy.needed, easy.minutes) == ("monday", 0, 5)
    text = "\n".join(told("ecr-friday", history, (hard, easy)))
    assert "2 learners in an exercise, seen on the board over 5 min." in text
    assert "| wrong-region | 1 | 1 | 1 | 5 | 4 |" in text
    assert "- password of another region: 3" in text
    assert "Ada" not in text
    assert "Ben" not in text


def test_who_begins_again_counts_from_one_again() -> None:
    history = at(History(), 0, working(cause="expired", times=2))
    history = at(history, 60, working(cause="expired", times=1))
    history = at(history, 90, working(cause="unknown-user", times=1))
    assert summary(history, places())[0].refusals == (
        ("an expired password", 3),
        ("a user name other than AWS", 1),
    )


def test_who_is_silent_takes_no_time() -> None:
    history = at(History(), 100, working())
    history = at(history, 9000, working(), age=NO_WORD)
    assert history.stays[0].last == 100
    history = at(history, 9100, working(exercise="monday"), age=NO_WORD)
    assert [stay.exercise for stay in history.stays] == ["wrong-region", "monday"]


def test_a_history_comes_back_and_a_broken_one_is_none() -> None:
    history = at(History(), 100, working(cause="expired", times=2))
    assert parsed(written(history)) == history
    for text in ("", "[", "{}", "[" * 5000, '{"first": "x"}'):
        assert parsed(text) == History()


def test_a_room_in_which_nothing_happened_has_a_summary() -> None:
    text = "\n".join(told("x", History(), ()))
    assert "0 learners in an exercise" in text
    assert "| exercise" not in text


def test_one_learner_cannot_fill_the_history() -> None:
    history = History()
    for now in range(40):
        history = at(history, now, working(cause=("expired", "unknown-user")[now % 2], times=9))
    assert len(history.stays[0].refusals) == module.MOST_REFUSALS


def test_looking_keeps_what_it_shows(tmp_path: object) -> None:
    folder = RoomFolder(tmp_path)  # type: ignore[arg-type]
    folder.open("x")
    seats = Seats(folder)
    seats.write(seats.claim(), working())
    look(folder, keep=False)
    assert folder.history() == ""
    look(folder, keep=True)
    kept = parsed(folder.history())
    assert [stay.exercise for stay in kept.stays] == ["wrong-region"]
    assert "Ada" not in folder.history()


def test_a_board_is_shown_though_its_history_cannot_be_kept(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RoomFolder(tmp_path)  # type: ignore[arg-type]
    folder.open("x")

    def full(*_: object) -> None:
        raise RoomProblem("No space.", "Make some.")

    monkeypatch.setattr(RoomFolder, "keep_history", full)
    assert look(folder, keep=True).learners == ()
