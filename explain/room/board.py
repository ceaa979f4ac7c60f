"""The board of a room: who is where, who is stuck and why, and what the room's refusals have in common. Pure.

`board(room, entries, places())` makes a `Board` (explain.room.model) of what `explain.room.folder` has read.
The words about a cause are those of lessons/reference/causes.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from explain.content.load import causes
from explain.practice import course
from explain.room.model import (
    NO_WORD,
    REPEATS,
    STUCK,
    UNSENT_FOR,
    Board,
    Count,
    Entry,
    Learner,
    Place,
    Reason,
    Room,
    State,
)
from explain.room.record import UNSENT, Record
from explain.room.refusals import advice, is_refused, refusals


def places() -> tuple[Place, ...]:
    """Return the exercises of the course."""
    return tuple(
        Place(each.name, each.title, each.number, each.minutes, each.kind != "predict")
        for each in course.exercises()
    )


def board(room: Room, entries: Iterable[Entry], places: Sequence[Place]) -> Board:
    """Make a board of what was read in a room's folder."""
    by_name = {place.name: place for place in places}
    learners = tuple(_learners(sorted(entries), by_name))
    refused = [learner for learner in learners if is_refused(learner)]
    groups = tuple(refusals(refused))
    return Board(
        room,
        learners,
        tuple(_count(place, learners) for place in places),
        tuple(sorted(filter(_needs_somebody, learners), key=_urgency)),
        tuple(each for each in learners if each.record and each.record.flag == "done"),
        _in(learners, "idle"),
        tuple(each for each in _in(learners, "unsent") if not each.reasons),
        _in(learners, "silent"),
        _in(learners, "unread"),
        groups,
        advice(groups, len(refused)),
        _at(room, learners, places),
    )


def _in(learners: Iterable[Learner], state: State) -> tuple[Learner, ...]:
    return tuple(learner for learner in learners if learner.state == state)


def _needs_somebody(learner: Learner) -> bool:
    return bool(learner.reasons)


def _urgency(learner: Learner) -> tuple[bool, float]:
    return learner.reasons[0].kind != "help", -learner.since


def _learners(entries: Iterable[Entry], places: Mapping[str, Place]) -> Iterator[Learner]:
    """Make the learners, each with a name that nobody else has."""
    seen: Counter[str] = Counter()
    for entry in entries:
        record = entry.record
        name = record.name if record else f"seat {entry.seat}"
        seen[name.casefold()] += 1
        if seen[name.casefold()] > 1:
            name = f"{name} (seat {entry.seat})"
        place = places.get(record.exercise) if record else None
        since = record.since + entry.age if record else entry.age
        state = _state(entry, place, since)
        reasons = tuple(_reasons(record, state, place, since)) if record else ()
        yield Learner(entry.seat, name, state, record, entry.age, since, reasons, entry.problem)


def _state(entry: Entry, place: Place | None, since: float) -> State:
    record = entry.record
    if entry.problem:
        return "unread"
    if record is None or place is None:
        return "idle"
    if record.solved:  # which stays true when the exercise is left, or its machine is off
        return "solved"
    if entry.age >= NO_WORD:
        return "silent"
    is_unsent = place.sends and record.verdict.cause in UNSENT
    return "unsent" if is_unsent and since >= UNSENT_FOR else "working"


def _reasons(record: Record, state: State, place: Place | None, since: float) -> Iterator[Reason]:
    """Give why somebody should go to a learner. A machine that went silent says nothing but its flag."""
    if record.flag == "help":
        yield Reason("help", "asks for help")
    if place is None or state not in ("working", "unsent"):
        return
    verdict = record.verdict
    if verdict.times >= REPEATS:
        yield Reason("repeat", f"{causes()[verdict.cause].label} ×{verdict.times}")
    if since >= max(STUCK, 2 * 60 * place.minutes):
        unsent = ", nothing sent" if state == "unsent" else ""
        yield Reason("slow", f"no new goal for {int(since) // 60} min{unsent}")


def _count(place: Place, learners: Iterable[Learner]) -> Count:
    here = [each for each in learners if each.record and each.record.exercise == place.name]
    awake = [learner for learner in here if learner.state not in ("silent", "unread")]
    solved = sum(learner.state == "solved" for learner in awake)
    return Count(place, len(awake), solved, len(here) - len(awake))


def _at(room: Room, learners: Iterable[Learner], places: Sequence[Place]) -> str:
    """Return where the room is: as the trainer says, else where the learner in the middle is."""
    if room.exercise:
        return room.exercise
    numbers = {place.name: number for number, place in enumerate(places)}
    at = sorted(
        numbers[learner.record.exercise]
        for learner in learners
        if learner.record and learner.record.exercise in numbers and learner.state != "silent"
    )
    return places[at[len(at) // 2]].name if at else ""
