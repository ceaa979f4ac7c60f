"""The seats of a room: a learner takes one, and writes the record of that one alone."""

from __future__ import annotations

import contextlib
import os

from explain.errors import RoomProblem
from explain.files import PUBLIC, write_whole
from explain.room import record as records
from explain.room.folder import SEAT, RoomFolder
from explain.room.record import Record
from explain.room.shared import me, told

SEATS = 999
"""How many learners a room can have."""


class Seats:
    """The seats of a room's folder."""

    def __init__(self, folder: RoomFolder) -> None:
        self.folder = folder

    def claim(self, first: int = 0) -> int:
        """Take a seat that nobody has; the number `first` if that is free. Raises `RoomProblem`."""
        with told(self.folder.path):
            self.folder.check_learners()
            names = os.listdir(self.folder.learners)
            taken = [int(name) for name in names if SEAT.fullmatch(name)]
            behind = range(max(taken, default=0) + 1, SEATS + 1)
            seats = [*([first] if first else []), *behind, *range(1, SEATS + 1)]
            taken_now = next(filter(self._take, seats), 0)
        if taken_now:
            return taken_now
        raise RoomProblem(
            f"All {SEATS} seats of the room are taken.", "Ask your trainer to open another room."
        )

    def has(self, seat: int) -> bool:
        """Tell whether a seat is of the user who asks. Raises `RoomProblem` if the folder is gone."""
        with told(self.folder.path):
            self.folder.check_learners()
            return self.folder.owner_of(seat) == me()

    def write(self, seat: int, record: Record) -> None:
        """Replace the record of a seat of ours. Raises `RoomProblem`."""
        if not self.has(seat):
            raise RoomProblem(
                f"The seat {seat} is not yours any more.", "Join the room again: `room join`."
            )
        with told(self.folder.path):
            write_whole(self.folder.record(seat), records.written(record), PUBLIC)

    def age(self, seat: int) -> float | None:
        """Return how old the record of a seat of ours is, in seconds; None if there is none."""
        try:
            written = os.lstat(self.folder.record(seat)).st_mtime
        except OSError:
            return None
        return max(0.0, self.folder.now(self.folder.seat(seat)) - written)

    def remove(self, seat: int) -> None:
        """Remove the record of a seat of ours; the seat stays taken. Raises `RoomProblem`."""
        with told(self.folder.path), contextlib.suppress(FileNotFoundError):
            os.unlink(self.folder.record(seat))

    def _take(self, seat: int) -> bool:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            os.close(os.open(self.folder.seat(seat), flags, PUBLIC))
        except FileExistsError:
            return False
        try:
            # A record of somebody else's, which the sticky bit would keep us from replacing.
            return os.lstat(self.folder.record(seat)).st_uid == me()
        except FileNotFoundError:
            return True
