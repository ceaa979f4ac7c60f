"""A learner in a room: they join, look, show a flag and leave; and their exercises tell the room."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from explain.cli.asking import ask
from explain.cli.calling import name_here
from explain.cli.report import reporting, say, tell
from explain.cli.room import own, rooms
from explain.errors import ExplainError, RoomProblem, UsageProblem
from explain.lab.shells import quoted
from explain.room.folder import RoomFolder
from explain.room.model import Entry, Room
from explain.room.own import Own, Seat
from explain.room.record import LONGEST_NAME, Record, as_said, name_of
from explain.room.seats import Seats

if TYPE_CHECKING:
    from explain.lab.process import Lab
    from explain.practice.exercise import Exercise
    from explain.practice.referee import Verdict
    from explain.room.reporter import Reporter

SIGNS = {"help": "▲", "done": "●"}
"""What a flag looks like: told apart by its shape."""


def join(folder: Path | None, name: str, *, yes: bool) -> None:
    """Show the six fields, ask, and take a seat."""
    from explain.cli.card import record_here

    with reporting("plain"):
        before = own().seat()
        found = RoomFolder(folder) if folder else _room_before(before) or _only_room()
        room = _opened(found.room())
        known = before if before and before.room == room.id else None
        called = name_of(name or (known.name if known else _account()))
        seat = Seat(str(found.path), room.id, 0, called, heard=room.hints)
        if known:
            seat = known._replace(folder=str(found.path), name=called, left=False)
        record = record_here()._replace(name=called, flag=seat.flag)
        _show(f"The trainer of {room.name} will see these six fields of you:", record)
        tell(
            f"They are all that is sent. They go into one file in {found.path}, which everyone who can read"
            " that folder can read. No line that you type, no password and no path is in it."
        )
        if not yes:
            ask("Join?", "You have not joined, and nothing was written.")
        if before and before.room != room.id:
            _forgotten(before)
        _take(found, seat)


def _take(folder: RoomFolder, seat: Seat) -> None:
    seats = Seats(folder)
    number = seat.number if seat.number and seats.has(seat.number) else seats.claim(seat.number)
    seat = seat._replace(number=number)
    own().keep(seat)
    _write(folder, seat)
    say(f"You have joined, on seat {number}. For help: {name_here()} room flag help")
    same = [
        entry
        for entry in folder.entries()
        if entry.record
        and entry.seat != number
        and entry.record.name.casefold() == seat.name.casefold()
    ]
    if same:
        tell(f"Somebody else is called {seat.name} too: tell your trainer the number of your seat.")


def status() -> None:
    """Say which room this is, and what the trainer sees."""
    with reporting("plain"):
        seat = _my_seat()
        folder = RoomFolder(Path(seat.folder))
        room = _opened(folder.room(), seat)
        hear()
        entry = _entry(folder, seat)
        say(f"You are in the room {room.name}, on seat {seat.number}.")
        if entry is None or entry.record is None:
            why = entry.problem if entry else "it is gone."
            raise RoomProblem(
                f"Your trainer cannot see your record: {why or 'none was written yet.'}",
                f"Join again: `{name_here()} room join`.",
            )
        _show(f"This is what your trainer sees, written {round(entry.age)} s ago:", entry.record)


def flag(value: str) -> None:
    """Show the trainer a flag, or take it down; where no room was joined, on a card on this screen."""
    with reporting("plain"):
        known = own().seat()
        if value and (known is None or known.left):
            from explain.cli import card

            card.show(value)
            return
        seat = _my_seat()._replace(flag=value)
        folder = RoomFolder(Path(seat.folder))
        _opened(folder.room(), seat)
        own().keep(seat)
        _write(folder, seat)
        said = {"help": "you need help", "done": "you are done"}
        if value:
            say(f"{SIGNS[value]} Your trainer sees that {said[value]}.")
        else:
            say("Your flag is down.")


def leave() -> None:
    """Leave the room, and delete the record."""
    with reporting("plain"):
        seat = _my_seat()
        own().keep(seat._replace(left=True, flag=""))
        Seats(RoomFolder(Path(seat.folder))).remove(seat.number)
        say("You have left the room. To come back:\n")
        say(f"  {name_here()} room join --folder {quoted('posix', seat.folder)}")


def _my_seat() -> Seat:
    """Return the seat in the room that was joined. Raises `RoomProblem`."""
    seat = own().seat()
    if seat is None or seat.left:
        raise RoomProblem("You are not in a room.", f"Join one: `{name_here()} room join`.")
    return seat


def _opened(room: Room, seat: Seat | None = None) -> Room:
    """Return a room that is open, and still the one that was joined. Raises `RoomProblem`."""
    if room.over or (seat and seat.room != room.id):
        raise RoomProblem(
            "The room is closed." if room.over else "The room that you joined is closed.",
            f"Nothing is sent any more. To join another: `{name_here()} room join`.",
        )
    return room


def _room_before(seat: Seat | None) -> RoomFolder | None:
    """Return the room that was joined before; None if it is closed or gone."""
    if seat is not None:
        folder = RoomFolder(Path(seat.folder))
        with contextlib.suppress(RoomProblem):
            _opened(folder.room(), seat)
            return folder
    return None


def _only_room() -> RoomFolder:
    """Return the one room that is open among this account's own. Raises `RoomProblem`."""
    folders = [RoomFolder(path) for path in sorted(rooms().glob("*"))]
    is_open = []
    for folder in folders:
        with contextlib.suppress(RoomProblem):
            is_open += [] if folder.room().over else [folder]
    if len(is_open) != 1:
        raise RoomProblem(
            f"There are {len(is_open)} open rooms of this account."
            if is_open
            else "You have not named a room.",
            f"Name its folder, which your trainer knows: `{name_here()} room join --folder FOLDER`.",
        )
    return is_open[0]


def _account() -> str:
    """Return the account's name, as far as it can be a name in a room."""
    with contextlib.suppress(ExplainError, OSError, KeyError):
        return name_of(getpass.getuser()[:LONGEST_NAME])
    raise UsageProblem("You need a name in the room.", "Give one: `--name Ada`.")


def _forgotten(seat: Seat) -> None:
    """Delete the record in the room of before; where that is gone, so is the record."""
    with contextlib.suppress(RoomProblem):
        Seats(RoomFolder(Path(seat.folder))).remove(seat.number)


def _entry(folder: RoomFolder, seat: Seat) -> Entry | None:
    entries = folder.entries(folder.seat(seat.number))
    return next((each for each in entries if each.seat == seat.number), None)


def _write(folder: RoomFolder, seat: Seat) -> None:
    """Write the record of a learner who has no exercise open; an open one does it within a second.

    What was solved last is still so. What was not may be of an exercise that was killed.
    """
    with own().writing() as is_ours:
        if is_ours:
            entry = _entry(folder, seat)
            solved = entry.record if entry and entry.record and entry.record.solved else None
            record = solved or Record(seat.name)
            Seats(folder).write(seat.number, record._replace(name=seat.name, flag=seat.flag))


def _show(head: str, record: Record) -> None:
    say(f"{head}\n")
    for field, value in as_said(record).items():
        say(f"  {field:14}{value}")
    say()


# --- in an exercise ------------------------------------------------------------------------------


def hear() -> None:
    """Show what the trainer has said to all, once."""
    mine = own()
    with contextlib.suppress(RoomProblem):
        seat = mine.seat()
        if seat is None or seat.left:
            return
        room = RoomFolder(Path(seat.folder)).room()
        if room.id == seat.room and not room.over and room.hints > seat.heard:
            tell(f"Your trainer, to all: {room.hint}")
            say()
            mine.keep(seat._replace(heard=room.hints))


@contextmanager
def following(mine: Own, lab: Lab, exercise: Exercise) -> Iterator[Callable[[Verdict], str]]:
    """Lend what tells the learner's room of an exercise, from the moment at which they have joined one."""
    opened = lab.wire.mark()
    with contextlib.suppress(RoomProblem):
        if (seat := mine.seat()) and seat.flag == "done":  # that was the exercise before
            mine.keep(seat._replace(flag=""))
    reporters: list[Reporter] = []

    def follow(verdict: Verdict) -> str:
        if not reporters and mine.stamp():
            from explain.room.reporter import Reporter  # here: who has not joined does without

            reporters.append(Reporter(mine, lab, exercise, opened))
        return reporters[0].saw(verdict) if reporters else ""

    try:
        yield follow
    finally:
        for reporter in reporters:
            reporter.close()
