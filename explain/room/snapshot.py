"""A board as one JSON object, for programs. Its keys are stable: what is added later is a new key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from explain.clock import iso
from explain.records import object_of
from explain.room.model import Board, Count, Learner

VERSION = 1


def as_object(board: Board, *, named: bool) -> dict[str, Any]:
    """Return a board as JSON has it. Times are in seconds; a name is null unless `named`."""
    room = board.room
    return {
        "version": VERSION,
        "room": {
            "name": room.name,
            "opened": iso(datetime.fromtimestamp(room.opened, UTC)),
            "over": room.over,
            "hint": room.hint,
            "exercise": board.at,
        },
        "learners": [_learner(learner, named) for learner in board.learners],
        "stuck": _seats(board.stuck),
        "done": _seats(board.done),
        "counts": [_count(count) for count in board.counts],
        "refusals": [object_of(group) for group in board.refusals],
        "advice": object_of(board.advice) if board.advice else None,
    }


def _learner(learner: Learner, named: bool) -> dict[str, Any]:
    record = learner.record
    return {
        "seat": learner.seat,
        "name": learner.name if named else None,
        "state": learner.state,
        "exercise": record.exercise if record else "",
        "goals": object_of(record.goals) if record else None,
        "since": round(learner.since),
        "age": round(learner.age),
        "flag": record.flag if record else "",
        "verdict": object_of(record.verdict) if record else None,
        "reasons": [object_of(reason) for reason in learner.reasons],
        "problem": learner.problem,
    }


def _count(count: Count) -> dict[str, Any]:
    return {
        "exercise": count.place.name,
        "here": count.here,
        "solved": count.solved,
        "silent": count.silent,
    }


def _seats(learners: Iterable[Learner]) -> list[int]:
    return [learner.seat for learner in learners]
