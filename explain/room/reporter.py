"""What an exercise tells a room: a record of its learner whenever something changes, and a beat.

It has a thread for itself: a shared folder may keep a writer waiting, and no exercise waits with it.
It is made for a learner who has joined a room, and for nobody else.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from explain.causes import Cause, State, cause, causes
from explain.causes.state import state_of
from explain.clock import iso
from explain.errors import RoomProblem
from explain.lab.process import Lab
from explain.logins.machine import Machine
from explain.practice.exercise import Exercise
from explain.practice.referee import Verdict as Judged
from explain.room.folder import RoomFolder
from explain.room.own import Own, Seat
from explain.room.record import FINE, Goals, Record, Verdict
from explain.room.seats import Seats
from explain.wire import Exchange

BEAT = 30.0
"""Seconds between two records if nothing changes."""

_BLINK = 1.0
"""Seconds between two looks."""

_PATIENCE = 3.0
"""Seconds that the end of an exercise waits for its last record."""

LATEST = 400
"""Exchanges that are looked at for a verdict."""

NEWS = "a hint for all: explain-ecr practice"
"""What a prompt says where the trainer has said something that was not shown yet."""


class Progressing:
    """How far a learner is in one exercise, as records have it. Times are by a clock that nobody turns."""

    def __init__(self, lab: Lab, exercise: Exercise, opened: int) -> None:
        self._lab = lab
        self._exercise = exercise
        self._opened = self._after = opened
        self._goal_at = self._refused_at = time.monotonic()
        self._met = self._refused = self._looked = 0
        self._verdict = Verdict()

    def record(self, seat: Seat, judged: Judged) -> Record:
        """Return the record of a learner now."""
        if judged.met > self._met:
            self._met, self._after = judged.met, self._lab.wire.mark()
            self._goal_at = time.monotonic()
            self._looked = 0
        return Record(
            seat.name,
            self._exercise.name,
            Goals(judged.met, len(judged.parts)),
            round(time.monotonic() - self._goal_at),
            seat.flag,
            self._judgement(),
        )

    def _judgement(self) -> Verdict:
        """Say why the last thing went wrong, found out again when something has crossed the wire."""
        if self._exercise.question:  # what crosses the wire there is the exercise's own
            return Verdict("nothing-failed")
        end = self._lab.wire.mark()
        if not self._looked or end != self._looked:
            self._looked = end
            self._verdict = self._found(self._lab.wire.since(max(0, end - LATEST)))
        ago = round(time.monotonic() - self._refused_at) if self._verdict.times else 0
        return self._verdict._replace(ago=ago)

    def _found(self, exchanges: tuple[Exchange, ...]) -> Verdict:
        machine = Machine(self._lab.environment(), self._lab.sandbox.home, sys.platform)
        state = state_of(machine, iso(self._lab.clock.now()))
        verdict, number = latest(exchanges, state, self._opened, self._after)
        if number and number != self._refused:
            self._refused, self._refused_at = number, time.monotonic()
        return verdict


def latest(
    exchanges: Sequence[Exchange], state: State, opened: int, after: int
) -> tuple[Verdict, int]:
    """Say what went wrong last in an exercise, and which exchange shows it; 0 where none does.

    `opened` and `after` are bookmarks: where the exercise began, and where the last new goal was met.
    """
    if not any(each.number > opened for each in exchanges):
        return Verdict(cause((), state).id), 0
    alike = list(_alike(causes(exchanges, state), after))
    if not alike:
        return Verdict("nothing-failed"), 0
    number = alike[0].number
    status = next(each.status for each in exchanges if each.number == number)
    return Verdict(alike[0].id, status if status >= 400 else 0, len(alike)), number


def _alike(found: Iterator[Cause], after: int) -> Iterator[Cause]:
    """Give the latest failures as long as they have the same cause, and are newer than a bookmark."""
    first = next(found)
    if first.number > after and first.id not in FINE:
        yield first
        yield from takewhile(lambda each: each.id == first.id and each.number > after, found)


class Reporter:
    """Keeps the record of the learner of one sandbox while they have an exercise open.

    `opened` is the bookmark of the wire at which the exercise began.
    """

    def __init__(self, own: Own, lab: Lab, exercise: Exercise, opened: int) -> None:
        self._own = own
        self._progressing = Progressing(lab, exercise, opened)
        self._judged: Judged | None = None
        self._changed = threading.Event()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._news = ""

    def saw(self, judged: Judged) -> str:
        """Take a verdict of the referee. Returns what the prompt is to say of the room; mostly nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="explain-ecr room", daemon=True)
            self._thread.start()
        if self._judged is None or judged.met != self._judged.met:
            self._changed.set()
        self._judged = judged
        return self._news

    def close(self) -> None:
        """Write that the exercise was left, as far as that can be done in a moment."""
        self._over.set()
        self._changed.set()
        if self._thread:
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(RoomProblem, OSError), self._own.writing() as is_ours:
                if is_ours:  # else another exercise of this learner is open, and was first
                    self._write_until_over()
            self._over.wait(_BLINK)

    def _write_until_over(self) -> None:
        writer = _Writer(self._own)
        while not self._over.is_set():
            self._changed.wait(_BLINK)
            self._changed.clear()
            self._news = writer.news()
            if self._judged and (seat := writer.seat()):
                writer.write(seat, self._progressing.record(seat, self._judged))
        if seat := writer.seat():
            writer.leave(seat, self._judged)


class _Writer:
    """Writes the records of a learner, and reads what the trainer says."""

    def __init__(self, own: Own) -> None:
        self._own = own
        self._written: Record | None = None
        self._written_at = 0.0
        self._known: Seat | None = None
        self._stamp = 0

    def seat(self) -> Seat | None:
        """Return the learner's seat in a room that is open; None if they have none, or have left."""
        if self._own.stamp() != self._stamp:
            self._stamp = self._own.stamp()
            self._written = None
            with contextlib.suppress(RoomProblem):
                self._known = self._own.seat()
        return None if self._known is None or self._known.left else self._known

    def news(self) -> str:
        """Return what the prompt says where the trainer has said something new."""
        seat = self.seat()
        with contextlib.suppress(RoomProblem):
            room = RoomFolder(Path(seat.folder)).room() if seat else None
            if seat and room and not room.over and room.id == seat.room:
                return NEWS if room.hints > seat.heard else ""
        return ""

    def write(self, seat: Seat, record: Record) -> None:
        """Write a record if it says something new, or if it is time for a beat."""
        now = time.monotonic()
        is_new = self._written is None or _lasting(record) != _lasting(self._written)
        if (is_new or now - self._written_at >= BEAT) and self._send(seat, record):
            self._written, self._written_at = record, now

    def leave(self, seat: Seat, judged: Judged | None) -> None:
        """Write the last record of an exercise: what was solved stays, what was not is left."""
        if judged and self._written and judged.solved:
            self._send(seat, self._written._replace(goals=Goals(judged.met, len(judged.parts))))
        else:
            self._send(seat, Record(seat.name, flag=seat.flag))

    def _send(self, seat: Seat, record: Record) -> bool:
        """Write a record, if the room is there and open. What cannot be written now is tried again."""
        with contextlib.suppress(RoomProblem):
            return send(seat, record)
        return False


def send(seat: Seat, record: Record) -> bool:
    """Write a record to a room; tells whether the room is still the one that was joined.

    Raises `RoomProblem` if that cannot be done.
    """
    folder = RoomFolder(Path(seat.folder))
    room = folder.room()
    if room.over or room.id != seat.room:
        return False
    Seats(folder).write(seat.number, record)
    return True


def _lasting(record: Record) -> Record:
    """Return a record without the times that only go on."""
    return record._replace(since=0, verdict=record.verdict._replace(ago=0))
