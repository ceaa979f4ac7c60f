"""What a board has seen of a room so far, and what remains of that: a summary without names.

A record says how things are now. So each look at the board keeps what it showed, and a summary tells of
the time in which somebody looked. Pure.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from explain.content.load import causes
from explain.records import object_of, record_of
from explain.room.model import Board, Learner, Place
from explain.room.record import FINE, UNSENT


class Stay(NamedTuple):
    """A learner's time at one exercise, in seconds by the folder's clock.

    `solved` is when all goals were seen met, 0 before. `needed` tells whether they were stuck or asked for
    help. `cause` and `times` are what was seen last, and `refusals` are labels, one for each refusal.
    """

    seat: int
    exercise: str
    first: int
    last: int
    solved: int = 0
    needed: bool = False
    cause: str = ""
    times: int = 0
    refusals: tuple[str, ...] = ()


class History(NamedTuple):
    """What was seen, and when the board was first and last looked at."""

    first: int = 0
    last: int = 0
    stays: tuple[Stay, ...] = ()


MOST_REFUSALS = 50
"""So many refusals of one learner at one exercise are kept."""


def seen(history: History, board: Board, now: float) -> History:
    """Add what a board shows at a moment of the folder's clock."""
    stays = {(stay.seat, stay.exercise): stay for stay in history.stays}
    for learner in board.learners:
        record = learner.record
        if record is None or not record.exercise:
            continue
        key = learner.seat, record.exercise
        if learner.state == "silent" and key in stays:  # what it did since, nobody knows
            continue
        before = stays.get(key, Stay(*key, round(now), round(now)))
        stays[key] = _later(before, learner, round(now))
    return History(history.first or round(now), round(now), tuple(stays.values()))


def _later(before: Stay, learner: Learner, now: int) -> Stay:
    record = learner.record
    assert record
    cause, _, times, _ = record.verdict
    known = before.times if cause == before.cause and times >= before.times else 0
    fresh = 0 if cause in FINE + UNSENT else times - known
    labels = [causes()[cause].label] * fresh
    return before._replace(
        last=now,
        solved=before.solved or (now if learner.state == "solved" else 0),
        needed=before.needed or bool(learner.reasons),
        cause=cause,
        times=times,
        refusals=(*before.refusals, *labels)[:MOST_REFUSALS],
    )


def written(history: History) -> str:
    """Return the history as JSON."""
    return f"{json.dumps(object_of(history))}\n"


def parsed(text: str) -> History:
    """Read a history; return an empty one if the text is not valid."""
    try:
        return record_of(History, json.loads(text), "the history")
    except (ValueError, RecursionError):
        return History()


# --- what remains ----------------------------------------------------------------------------------


class Row(NamedTuple):
    """An exercise in a summary: how many tried and solved it, how many needed help, the median's minutes.

    `minutes` is None if nobody was seen to solve it; `refusals` are counted by label, the commonest first.
    """

    place: Place
    tried: int
    solved: int
    needed: int
    minutes: int | None
    refusals: tuple[tuple[str, int], ...]


def summary(history: History, places: Sequence[Place]) -> tuple[Row, ...]:
    """Return a row for each exercise that somebody has tried, the hardest first."""
    by_exercise: defaultdict[str, list[Stay]] = defaultdict(list)
    for stay in history.stays:
        by_exercise[stay.exercise].append(stay)
    rows = [_row(place, by_exercise[place.name]) for place in places if place.name in by_exercise]
    return tuple(sorted(rows, key=_ease))


def _row(place: Place, stays: Sequence[Stay]) -> Row:
    took = [stay.solved - stay.first for stay in stays if stay.solved]
    refusals = Counter(label for stay in stays for label in stay.refusals)
    needed = sum(stay.needed for stay in stays)
    minutes = round(median(took) / 60) if took else None
    return Row(place, len(stays), len(took), needed, minutes, tuple(refusals.most_common()))


def _ease(row: Row) -> tuple[float, float]:
    return -row.needed / row.tried, row.solved / row.tried


def told(name: str, history: History, rows: Iterable[Row]) -> Iterator[str]:
    """Write a summary as Markdown, line by line."""
    minutes = (history.last - history.first) // 60
    learners = len({stay.seat for stay in history.stays})
    yield f"# {name}"
    yield ""
    people = "1 learner" if learners == 1 else f"{learners} learners"
    yield f"{people} in an exercise, seen on the board over {minutes} min."
    yield ""
    if learners:
        yield from _rows(rows)


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    yield "The hardest exercise comes first."
    yield ""
    yield "| exercise | tried | solved | needed help | minutes (median) | planned |"
    yield "|---|--:|--:|--:|--:|--:|"
    total: Counter[str] = Counter()
    for row in rows:
        total.update(dict(row.refusals))
        took = "" if row.minutes is None else row.minutes
        cells = (row.place.name, row.tried, row.solved, row.needed, took, row.place.minutes)
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""
    yield "Refusals by cause:" if total else "Nothing was refused."
    yield ""
    yield from (f"- {label}: {times}" for label, times in total.most_common())
