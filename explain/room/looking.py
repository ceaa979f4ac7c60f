"""Looking at a room: its folder is read, a board is made of it, and what it shows is kept for the summary."""

from __future__ import annotations

import contextlib
from pathlib import Path

from explain.errors import RoomProblem
from explain.room import history
from explain.room.board import board, places
from explain.room.folder import RoomFolder
from explain.room.model import Board
from explain.room.own import Seat

KEPT_EVERY = 5
"""Seconds between two writings of the history."""


def look_from(seat: Seat) -> Board:
    """Return the board as a learner's machine can read it. Raises `RoomProblem`."""
    folder = RoomFolder(Path(seat.folder))
    return board(folder.room(), folder.entries(folder.seat(seat.number)), places())


def look(folder: RoomFolder, *, keep: bool, at_once: bool = False) -> Board:
    """Return the board of a room now. Raises `RoomProblem`.

    Its trainer will `keep` what it shows, now and then, or `at_once`.

    The board is also shown where its history cannot be written, as on a full disk.
    """
    found = board(folder.room(), folder.entries(), places())
    if keep:
        with contextlib.suppress(RoomProblem):
            _keep(folder, found, at_once=at_once)
    return found


def _keep(folder: RoomFolder, found: Board, *, at_once: bool) -> None:
    before, now = history.parsed(folder.history()), folder.now()
    if at_once or not before.last or now - before.last >= KEPT_EVERY:
        folder.keep_history(history.written(history.seen(before, found, now)))
