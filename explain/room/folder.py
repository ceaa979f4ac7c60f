"""The shared folder of a room: the trainer's file, and a file for each learner.

    room.json         what the trainer says of the room; theirs alone to write
    history.json      what the board has seen so far, by seat
    summary.md        what remains of a room that was closed
    .clock            touched to learn what time it is by the folder's own clock
    learners/007      an empty file: its owner has the seat 7
    learners/007.json the record of that seat

The folder of the learners has the sticky bit, by which only a file's owner (and the folder's) may replace or
remove it. Where all learners are one user, or the file system knows no owners (FAT, many network shares),
nothing keeps one learner from writing another's record; `is_kept_apart` tells.
Nothing here follows a link, waits for a FIFO or reads more than a record may have.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import secrets
import shlex
import stat
import time
from pathlib import Path

from explain.errors import RoomProblem
from explain.files import PUBLIC, write_whole
from explain.records import object_of, parsed
from explain.room import record as records
from explain.room.model import Entry, Room
from explain.room.shared import check_is_safe, create, is_folder, me, mode, read, removed, told
from explain.visible import visible

MARK = "this-is-a-room-of-explain-ecr"
LONGEST_HINT = 200
LONGEST_TITLE = 40
"""Characters of a hint to all, and of a room's name."""

_LONGEST_ROOM = 4000
_LONGEST_HISTORY = 2_000_000
"""Bytes of the longest `room.json` and `history.json`."""

_LATEST = 2**32
"""The latest time at which a room can have been opened, in seconds since 1970."""

_TOLERANCE = 5
"""Seconds by which a record may be newer than the folder's clock: FAT counts in twos."""

NEVER = 1e9
"""The age, in seconds, of a record whose time cannot be: it lies in the future."""

_READABLE, _EVERYBODYS = 0o755, 0o1777
"""The modes of the room's folder, and of the one in which every learner makes files."""

SEAT = re.compile(r"[0-9]{3}")
_ID = re.compile(r"[0-9a-f]{16}")

_OURS = re.compile(r"[0-9]{3}(?:\.json)?|\.[0-9]{3}\.json-[a-z0-9_]{8}")
"""The names that are made in the folder of the learners; the last eight characters are mkstemp's."""


class RoomFolder:
    """The folder of one room. It may be gone, and come back."""

    def __init__(self, path: Path) -> None:
        self.path = Path(os.path.realpath(path))
        self.learners = self.path / "learners"
        self.summary = self.path / "summary.md"

    # --- the trainer's ---

    def open(self, name: str) -> Room:
        """Make a room here, also in the folder of a room of ours that has ended. Raises `RoomProblem`."""
        title = visible(" ".join(name.split()))
        if not 0 < len(title) <= LONGEST_TITLE:
            raise RoomProblem(
                f"A room's name has 1 to {LONGEST_TITLE} characters.",
                "Give another one: `explain-ecr room open ecr-friday`.",
            )
        with told(self.path):
            check_is_safe(self.path)
            self._claim()
            room = Room(secrets.token_hex(8), title, round(self.now()))
            self._write_room(room)
        return room

    def room(self) -> Room:
        """Return what the trainer says of the room. Raises `RoomProblem`."""
        with told(self.path):
            if not is_folder(self.path):
                raise RoomProblem(
                    f"There is no folder {self.path}.",
                    "Ask your trainer for its path. If it was there before, wait until it is back.",
                )
            text = read(self.path / "room.json", _LONGEST_ROOM, self._owner())
            if text is None:
                raise RoomProblem(
                    f"{self.path} is not the folder of a room.",
                    "Give the folder that `explain-ecr room open` printed.",
                )
        return _room(self.path, text)

    def say(self, room: Room) -> None:
        """Replace what the trainer says of the room. Raises `RoomProblem`."""
        self.room()
        with told(self.path):
            self._write_room(room)

    def history(self) -> str:
        """Return what the board has kept so far; empty if that is nothing."""
        try:
            return read(self.path / "history.json", _LONGEST_HISTORY, self._owner()) or ""
        except (OSError, ValueError):
            return ""

    def keep_history(self, text: str) -> None:
        """Keep what the board has seen. Raises `RoomProblem`."""
        with told(self.path):
            write_whole(self.path / "history.json", text, PUBLIC)

    def keep_summary(self, text: str) -> None:
        """Keep what remains of the room. Raises `RoomProblem`."""
        with told(self.path):
            write_whole(self.summary, text, PUBLIC)

    def clear(self) -> int:
        """Remove all records, seats and the history; returns how many files could not be removed.

        Raises `RoomProblem`.
        """
        left = 0
        with told(self.path):
            for entry in os.scandir(self.learners):
                if _OURS.fullmatch(entry.name):
                    left += not removed(Path(entry.path))
        return left + (not removed(self.path / "history.json"))

    def is_ours(self) -> bool:
        """Tell whether the room's file is of the user who asks."""
        try:
            return os.lstat(self.path / "room.json").st_uid == me()
        except OSError:
            return False

    def is_kept_apart(self) -> bool:
        """Tell whether the system keeps one learner from another's record, if they are different users."""
        try:
            return bool(os.lstat(self.learners).st_mode & stat.S_ISVTX) and os.name == "posix"
        except OSError:
            return False

    def now(self, own: Path | None = None) -> float:
        """Return the time by the folder's own clock, in seconds since 1970.

        It is what the file system writes on a file that is touched; a learner may touch their own seat.
        """
        file = own or self.path / ".clock"
        try:
            os.utime(file)
            return file.stat(follow_symlinks=False).st_mtime
        except (OSError, NotImplementedError):
            return time.time()

    def entries(self, own: Path | None = None) -> tuple[Entry, ...]:
        """Read all seats, the first one first. Raises `RoomProblem` if the folder cannot be read.

        `own` is the file by which a learner learns the time: that of their seat.
        """
        now = self.now(own)
        with told(self.path):
            self.check_learners()
            names = sorted(os.listdir(self.learners))
        return tuple(self._entry(name, now) for name in names if SEAT.fullmatch(name))

    def changes(self) -> tuple[int, ...]:
        """Return what is another value once a file was replaced; reads none. Raises `RoomProblem`."""
        with told(self.path):
            self.check_learners()
            files = (self.learners, self.path / "room.json")
            return tuple(os.lstat(file).st_mtime_ns for file in files)

    # --- files ---

    def seat(self, seat: int) -> Path:
        """Return the file that claims a seat: the seat belongs to the account that owns it."""
        return self.learners / f"{seat:03}"

    def record(self, seat: int) -> Path:
        """Return the file with the record of a seat."""
        return self.learners / f"{seat:03}.json"

    def owner_of(self, seat: int) -> int | None:
        """Return the user who has a seat; None if nobody has it. Raises `OSError`."""
        try:
            return os.lstat(self.seat(seat)).st_uid
        except FileNotFoundError:
            return None

    def check_learners(self) -> None:
        """Raise `OSError` if there is no folder of learners, or a link to one."""
        if not is_folder(self.learners):
            raise FileNotFoundError(errno.ENOENT, "It has no folder of learners")

    def _owner(self) -> int:
        return os.lstat(self.path).st_uid

    def _entry(self, name: str, now: float) -> Entry:
        seat = int(name)
        try:
            owner = os.lstat(self.seat(seat)).st_uid
            text = read(self.record(seat), records.LONGEST, owner)
            if text is None:
                joined = os.lstat(self.seat(seat)).st_mtime
                return Entry(seat, None, max(0.0, now - joined))
            age = now - os.lstat(self.record(seat)).st_mtime
            record = records.parsed(text)
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            return Entry(seat, None, problem=said or "it cannot be read.")
        return Entry(seat, record, max(0.0, age) if age > -_TOLERANCE else NEVER)

    def _claim(self) -> None:
        """Make the folders, or take those of a room of ours that has ended."""
        is_new = not self.path.exists() or not any(self.path.iterdir())
        if not is_new:
            self._check_is_over()
        self.path.mkdir(mode=_READABLE, parents=True, exist_ok=True)
        create(self.path / MARK)
        create(self.path / ".clock")
        self.learners.mkdir(mode=_READABLE, exist_ok=True)
        self.check_learners()
        with contextlib.suppress(PermissionError):  # a disk without modes; `is_kept_apart` tells
            os.chmod(self.path, _READABLE)
            os.chmod(self.learners, _EVERYBODYS)
        if not is_new:
            self.clear()

    def _check_is_over(self) -> None:
        if not stat.S_ISREG(mode(self.path / MARK)) or not self.is_ours():
            raise RoomProblem(
                f"{self.path} contains other files, so no room is opened there.",
                "Give an empty folder, or one that does not exist yet: `--folder`.",
            )
        if not self.room().over:
            raise RoomProblem(
                f"The room in {self.path} is open already.",
                f"Close it first: `explain-ecr room close --folder {shlex.quote(str(self.path))}`.",
            )

    def _write_room(self, room: Room) -> None:
        write_whole(self.path / "room.json", f"{json.dumps(object_of(room))}\n", PUBLIC)


def _room(path: Path, text: str) -> Room:
    """Read what the trainer says of a room. Raises `RoomProblem`."""
    with told(path):
        room = parsed(Room, text, "room.json")
        fits = (
            _ID.fullmatch(room.id)
            and len(room.name) <= LONGEST_TITLE
            and len(room.hint) <= LONGEST_HINT
            and visible(room.hint + room.name + room.exercise)
            == room.hint + room.name + room.exercise
            and len(room.exercise) <= LONGEST_TITLE
            and 0 <= room.opened <= _LATEST
        )
        if not fits:
            raise ValueError("room.json has what no room can have.")
    return room
