"""The board on a screen that textual simulates: it follows the room's folder, and its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input

from explain.player import board as player
from explain.player.board import BoardScreen, Desk
from explain.room import model
from explain.room.board import board, places
from explain.room.folder import LONGEST_HINT, RoomFolder
from explain.room.model import Board, Entry
from explain.room.seats import Seats
from tests.room.conftest import STUCK, record_of


class Room:
    """A desk on a real folder; it counts how often it was read, and keeps what was said."""

    def __init__(self, folder: RoomFolder) -> None:
        self.folder = folder
        self.reads = 0
        self.said: list[tuple[str, str]] = []

    def desk(self) -> Desk:
        return Desk(self.folder.changes, self.read, self._say("hint"), self._say("move"))

    def _say(self, kind: str) -> Callable[[str], None]:
        def said(text: str) -> None:
            self.folder.room()
            self.said.append((kind, text))

        return said

    def read(self) -> Board:
        self.reads += 1
        return board(self.folder.room(), self.folder.entries(), places())


def lines(app: BoardScreen) -> list[str]:
    """What stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def text(app: BoardScreen) -> str:
    """What stands on the screen, however its lines are broken."""
    return " ".join("\n".join(lines(app)).replace("▌", " ").replace("▐", " ").split())


def run(
    room: Room,
    play: Callable[[BoardScreen, Any], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
    **options: Any,
) -> BoardScreen:
    """Open a board on a room, let somebody use it, and return it."""

    async def opened() -> BoardScreen:
        app = BoardScreen(room.desk(), room.read(), **options)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await play(app, pilot)
        return app

    return asyncio.run(opened())


async def until(pilot: Any, is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(1000):
        if is_so():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came")


@pytest.mark.parametrize(
    ("count", "size"),
    [(0, (80, 24)), (1, (60, 20)), (300, (80, 24)), (300, (200, 60))],
)
def test_it_fits_any_screen_and_any_room(size: tuple[int, int], count: int) -> None:
    entries = [Entry(seat, record_of(seat, **STUCK.get(seat, {}))) for seat in range(1, count + 1)]
    seen = board(model.Room("0" * 16, "ecr-friday", 1_800_000_000), entries, places())

    async def opened() -> list[str]:
        app = BoardScreen(Desk(tuple, lambda: seen, str, str), seen)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            return lines(app)

    shown = asyncio.run(opened())
    assert len(shown) == size[1]
    assert max(map(len, shown)) <= size[0]
    assert f"{count} learner" in shown[0]
    assert " n  names " in shown[-1]
    assert "stuck" in "".join(shown)


def test_names_are_off_until_n_is_pressed(learn) -> None:
    async def play(app: BoardScreen, pilot: Any) -> None:
        assert "seat 9 " in text(app)
        assert "Learner" not in text(app)
        await pilot.press("n")
        assert "Learner 009" in text(app)
        await pilot.press("n")
        assert "Learner" not in text(app)

    run(Room(learn(30)), play)


def test_it_follows_the_folder_and_says_when_that_is_gone(learn, monkeypatch) -> None:
    monkeypatch.setattr(player, "LOOK", 0.01)
    room = Room(learn(3, {}))

    async def play(app: BoardScreen, pilot: Any) -> None:
        assert "0 stuck" in text(app)
        Seats(room.folder).write(2, record_of(2, flag="help"))
        await until(pilot, lambda: "asks for help" in text(app))
        room.folder.learners.rename(room.folder.path / "away")
        await until(pilot, lambda: "cannot be used" in text(app))
        assert "asks for help" in text(app), "what was read before stays"
        assert "s old" in text(app)
        (room.folder.path / "away").rename(room.folder.learners)
        await until(pilot, lambda: "cannot be used" not in text(app))
        assert "asks for help" in text(app)

    run(room, play)


def test_it_reads_again_only_when_something_has_changed(learn, monkeypatch) -> None:
    monkeypatch.setattr(player, "LOOK", 0.005)
    room = Room(learn(3, {}))
    looks = 0

    def changes() -> object:
        nonlocal looks
        looks += 1
        return room.folder.changes()

    async def play(_app: BoardScreen, pilot: Any) -> None:
        await until(pilot, lambda: looks > 30)
        assert room.reads <= 3
        before = room.reads
        Seats(room.folder).write(1, record_of(1))
        await until(pilot, lambda: room.reads > before)

    monkeypatch.setattr(room, "desk", lambda: Desk(changes, room.read, str, str))  # type: ignore[arg-type]
    run(room, play)


def test_time_alone_makes_it_read_again(learn, monkeypatch) -> None:
    monkeypatch.setattr(player, "LOOK", 0.005)
    monkeypatch.setattr(player, "LATEST", 0.02)
    room = Room(learn(1, {}))

    async def play(_app: BoardScreen, pilot: Any) -> None:
        await until(pilot, lambda: room.reads > 5)

    run(room, play)


def test_a_hint_to_all(learn) -> None:
    room = Room(learn(30))

    async def play(app: BoardScreen, pilot: Any) -> None:
        await pilot.press("h", *"Ask!")
        assert app.screen.query_one(Input).max_length == LONGEST_HINT
        await pilot.press("enter")
        assert room.said == [("hint", "Ask!")]
        await pilot.press("h", "escape")
        assert len(room.said) == 1

    run(room, play)


def test_where_the_room_is(learn) -> None:
    room = Room(learn(30))

    async def play(app: BoardScreen, pilot: Any) -> None:
        await pilot.press("c", "home", "down", "enter")
        assert room.said == [("move", places()[0].name)]
        await pilot.press("c", "home", "enter")
        assert room.said[1] == ("move", "")
        await pilot.press("c", "escape")
        assert len(room.said) == 2

    run(room, play)


def test_what_cannot_be_said_is_told_and_the_board_goes_on(learn) -> None:
    room = Room(learn(3, {}))

    async def play(app: BoardScreen, pilot: Any) -> None:
        (room.folder.path / "room.json").unlink()
        await pilot.press("h", "x", "enter")
        await until(pilot, lambda: "is not the folder of a room" in text(app))
        assert "3 learners" in text(app)

    run(room, play)


def test_help_and_quit(learn) -> None:
    async def play(app: BoardScreen, pilot: Any) -> None:
        await pilot.press("question_mark")
        assert "names on or off" in text(app)
        await pilot.press("x", "q")

    assert run(Room(learn(1, {})), play).return_code == 0


def test_a_long_board_scrolls(learn) -> None:
    stuck = {seat: {"since": 9000 - seat} for seat in range(1, 101)}

    async def play(app: BoardScreen, pilot: Any) -> None:
        assert "seat 100 " not in text(app)
        await pilot.press("end")
        await until(pilot, lambda: "seat 100 " in text(app))
        assert "100 learners" in lines(app)[0], "the head stays"

    run(Room(learn(100, stuck)), play)
