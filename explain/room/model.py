"""What a room is made of, as a trainer sees it: the words that the board and its views share."""

from __future__ import annotations

from typing import Literal, NamedTuple

from explain.content.load import causes
from explain.room.record import FINE, Record

STUCK = 300
"""Seconds without a new goal after which nobody is called stuck before."""

REPEATS = 3
"""So often in a row is the same refusal a reason to go and look."""

NO_WORD = 120
"""Seconds without a beat after which a machine has gone silent: four beats."""

UNSENT_FOR = 120
"""Seconds after which it is worth saying that no request has come."""

RECENT = 300
"""Seconds for which a refusal is a part of what the room meets now."""

State = Literal["idle", "working", "solved", "unsent", "silent", "unread"]
"""What a learner is, by their record:

idle: joined, and has no exercise open · working · solved: all goals of the last exercise met, which needs no
beat · unsent: no request has come from their exercise for `UNSENT_FOR` · silent: no beat for `NO_WORD`, so
nobody knows · unread: their record
cannot be believed.
"""


class Room(NamedTuple):
    """What a trainer says of a room. `hints` counts the hints to all, `opened` is in seconds since 1970.

    `exercise` is where the trainer says that the room is; empty if they say nothing.
    """

    id: str
    name: str
    opened: int
    hint: str = ""
    hints: int = 0
    exercise: str = ""
    over: bool = False


class Entry(NamedTuple):
    """A seat in a room's folder: its number, its record, and how old that is in seconds.

    Without a record, `problem` says why it cannot be believed; it is empty if none was written yet.
    """

    seat: int
    record: Record | None
    age: float = 0
    problem: str = ""


class Place(NamedTuple):
    """An exercise of the course. `sends` tells whether a learner sends requests in it."""

    name: str
    title: str
    number: int
    minutes: int
    sends: bool


class Reason(NamedTuple):
    """Why a learner needs somebody: `help` (they ask), `repeat` or `slow`. `text` says it in a few words."""

    kind: Literal["help", "repeat", "slow"]
    text: str


class Learner(NamedTuple):
    """A learner: `name` is unique in the room, `since` is seconds since their last new goal, now.

    `age` is in seconds since the last word from them; `doing` says in a few words what they last met.
    """

    seat: int
    name: str
    state: State
    record: Record | None
    age: float
    since: float
    reasons: tuple[Reason, ...] = ()
    problem: str = ""

    @property
    def doing(self) -> str:
        """The label of what last went wrong; empty if nothing did."""
        cause = self.record.verdict.cause if self.record else ""
        return "" if cause in FINE else causes()[cause].label


class Count(NamedTuple):
    """How many learners have an exercise open, how many of these have solved it, and how many are silent."""

    place: Place
    here: int
    solved: int
    silent: int


class Met(NamedTuple):
    """A cause of refusals: how many learners met it, and how often. `cause` is its commonest name."""

    label: str
    cause: str
    learners: int
    times: int


class Refusals(NamedTuple):
    """The refusals with one status (0: it failed without one), by cause, the commonest first."""

    status: int
    times: int
    causes: tuple[Met, ...]


class Advice(NamedTuple):
    """What several learners have in common: `learners` of the `of` who were refused. `say` is what helps."""

    label: str
    learners: int
    of: int
    say: str


class Board(NamedTuple):
    """What a trainer sees. `counts` are all exercises in the course's order.

    `stuck` begins with those who ask for help, then those who wait longest. `unsent`, `silent`, `idle` and
    `unread` are the learners in these states; who is stuck is not in `unsent` as well. `at` is the exercise
    where the room is, or empty.
    """

    room: Room
    learners: tuple[Learner, ...]
    counts: tuple[Count, ...]
    stuck: tuple[Learner, ...]
    done: tuple[Learner, ...]
    idle: tuple[Learner, ...]
    unsent: tuple[Learner, ...]
    silent: tuple[Learner, ...]
    unread: tuple[Learner, ...]
    refusals: tuple[Refusals, ...]
    advice: Advice | None
    at: str
