"""Thirty simulated learners, who write their records into a room's folder as their machines do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from explain.room.folder import RoomFolder
from explain.room.record import Goals, Record, Verdict
from explain.room.seats import Seats

Learn = Callable[..., RoomFolder]

STUCK: Mapping[int, dict[str, object]] = {
    4: {"flag": "help", "since": 700, "verdict": Verdict("end-missing", 400, 2, 30)},
    9: {"verdict": Verdict("other-region", 400, 4, 20)},
    17: {"verdict": Verdict("unknown-user", 401, 3, 10)},
    21: {"since": 1500},
    26: {"since": 3700, "verdict": Verdict("nothing-crossed")},
}
"""Five who are stuck: one asks for help, two meet the same refusal again and again, two get nowhere."""


def name_of(seat: int) -> str:
    """Name the learner of a seat."""
    return f"Learner {seat:03}"


def record_of(seat: int, **other: object) -> Record:
    """Return the record of somebody who works, and whom nothing keeps from it."""
    exercise = ("wrong-region", "cut-password", "cut-password")[seat % 3]
    record = Record(name_of(seat), exercise, Goals(1, 3), 20, "", Verdict("nothing-failed"))
    return record._replace(**other)


@pytest.fixture
def learn(tmp_path: Path) -> Learn:
    """Return what opens a room with so many learners, five of them stuck where there are thirty or more."""

    def learned(count: int, others: Mapping[int, dict[str, object]] = STUCK) -> RoomFolder:
        folder = RoomFolder(tmp_path / "room")
        folder.open("ecr-friday")
        seats = Seats(folder)
        for seat in range(1, count + 1):
            seats.write(seats.claim(), record_of(seat, **others.get(seat, {})))
        return folder

    return learned


def older(path: Path, seconds: float) -> None:
    """Let a file be older, as if its writer had been killed."""
    status = path.stat()
    os.utime(path, (status.st_atime, status.st_mtime - seconds))
