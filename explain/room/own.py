"""What is kept next to a sandbox: a learner's seat in a room, and the rooms that a trainer has opened."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from explain.errors import RoomProblem
from explain.files import write_whole
from explain.lock import try_lock
from explain.records import object_of, parsed
from explain.room.shared import me, read, told

_LONGEST = 100_000
"""Bytes of the longest of these files: a trainer's list of rooms."""

_Kind = TypeVar("_Kind")


class Seat(NamedTuple):
    """A learner's seat: in which room, in which folder, under which name, showing which flag.

    `heard` is how many hints to all were shown. Who has `left` keeps the seat, and sends nothing.
    """

    folder: str
    room: str
    number: int
    name: str
    flag: str = ""
    heard: int = 0
    left: bool = False


class Mine(NamedTuple):
    """A room that was opened from here: its folder and its id."""

    folder: str
    room: str


class _Rooms(NamedTuple):
    rooms: tuple[Mine, ...] = ()


class Own:
    """The files of one sandbox. Emptying the sandbox leaves them."""

    def __init__(self, sandbox: Path) -> None:
        self._seat = sandbox.with_name(f"{sandbox.name}-room.json")
        self._rooms = sandbox.with_name(f"{sandbox.name}-rooms.json")
        self._lock = sandbox.with_name(f".{sandbox.name}-room.lock")

    def seat(self) -> Seat | None:
        """Return the learner's seat; None if they never joined a room. Raises `RoomProblem`."""
        return _read(self._seat, Seat)

    def keep(self, seat: Seat) -> None:
        """Replace the seat that was kept before. Raises `RoomProblem`."""
        _write(self._seat, seat)

    def stamp(self) -> int:
        """Return when the seat was last changed, in nanoseconds; 0 if there is none."""
        try:
            return os.stat(self._seat).st_mtime_ns
        except OSError:
            return 0

    def rooms(self) -> tuple[Mine, ...]:
        """Return the rooms that were opened from here, the latest first. Raises `RoomProblem`."""
        return (_read(self._rooms, _Rooms) or _Rooms()).rooms

    def add(self, room: Mine) -> None:
        """Keep that a room was opened from here. Raises `RoomProblem`."""
        others = (each for each in self.rooms() if each.folder != room.folder)
        _write(self._rooms, _Rooms((room, *others)))

    def drop(self, room: Mine) -> None:
        """Forget a room that was opened from here. Raises `RoomProblem`."""
        _write(self._rooms, _Rooms(tuple(each for each in self.rooms() if each != room)))

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Tell whether nobody else writes this learner's record, and keep others from it meanwhile.

        It ends with the process that holds it, however that ends.
        """
        with told(self._lock.parent):
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            yield try_lock(descriptor)
        finally:
            os.close(descriptor)


def _read(file: Path, kind: type[_Kind]) -> _Kind | None:
    try:
        text = read(file, _LONGEST, me())
        return None if text is None else parsed(kind, text, "it")
    except (OSError, ValueError) as error:
        raise RoomProblem(
            f"{file} cannot be read: {error}", "Remove the file, and join the room again."
        ) from None


def _write(file: Path, record: Any) -> None:
    with told(file.parent):
        write_whole(file, f"{json.dumps(object_of(record))}\n")
