"""Looking at a room: its folder is read, a board is made of it, and what it shows is kept for the summary."""

from __future__ import annotations

import contextlib

from explain.errors import RoomProblem
from explain.room import history
from explain.room.board import board, places
from explain.room.folder import RoomFolder
from explain.room.model import Board

KEPT_EVERY = 5
"""Seconds between two writings of the history."""


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
