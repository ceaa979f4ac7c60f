"""A learner's record: the six fields that a trainer sees of them, and nothing else.

A record is written whole and read strictly. Each field is a number, a word of a closed list, or the name
that the learner chose: no line, value, path or fingerprint has a place in it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from explain import records
from explain.content.load import causes
from explain.errors import UsageProblem
from explain.practice import course

LONGEST = 1000
"""Bytes of the longest record; one has some 200."""

LONGEST_NAME = 24
"""Characters of a learner's name."""

MOST_GOALS = 15
MOST_TIMES = 99
MOST_SECONDS = 24 * 3600
"""What a number is at most: what is more is written as this."""

FLAGS = ("", "help", "done")
"""What a learner shows: nothing, that they ask for help, or that they are done."""

UNSENT = ("nothing-crossed", "no-key", "no-region")
"""Causes of a learner whose exercise has got no request yet."""

FINE = ("", "nothing-failed")
"""Causes of a learner for whom nothing has failed, or what failed has worked since."""

_SIGNS = " .-_'\u2019"

_KEY = re.compile("[A-Z0-9]{16}|[0-9]{12}")
"""What is the ID of a key or of an account, and no name."""


class Goals(NamedTuple):
    """How many goals of an exercise are met, of how many."""

    met: int = 0
    of: int = 0


class Verdict(NamedTuple):
    """Why the last thing went wrong.

    `cause` is a name in lessons/reference/causes.md, or empty without an exercise. `status` is that of the
    answer, 0 if it refused nothing. `times` is how often in a row the same went wrong since the last new
    goal, and `ago` how long ago the last time was, in seconds as of writing.
    """

    cause: str = ""
    status: int = 0
    times: int = 0
    ago: int = 0


class Record(NamedTuple):
    """What a learner's machine says: `since` is seconds since the last new goal, as of writing.

    `exercise` is empty while none is open. `flag` is one of `FLAGS`.
    """

    name: str
    exercise: str = ""
    goals: Goals = Goals()
    since: int = 0
    flag: str = ""
    verdict: Verdict = Verdict()

    @property
    def solved(self) -> bool:
        """Whether all goals of the exercise are met."""
        return 0 < self.goals.of == self.goals.met


def name_of(text: str) -> str:
    """Return a learner's name as records have it. Raises `UsageProblem` if it cannot be one."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise UsageProblem(
            "A name in a room has 1 to 24 characters.", "Give another one: `--name Ada`."
        )
    if not all(map(_is_in_a_name, name)):
        raise UsageProblem(
            "A name in a room has letters, digits, spaces, and . - _ ' only.",
            "Give a plain one: `--name Ada`.",
        )
    if _KEY.search(name):
        raise UsageProblem(
            "That name looks like the ID of a key or of an account.",
            "Give a plain one: `--name Ada`.",
        )
    return name


def _is_in_a_name(sign: str) -> bool:
    return sign in _SIGNS or unicodedata.category(sign)[0] in "LMN"


def written(record: Record) -> str:
    """Write a record as JSON, its numbers cut to what one may have. Raises `ValueError`."""
    goals = Goals(*(_at_most(number, MOST_GOALS) for number in record.goals))
    cause, status, times, ago = record.verdict
    verdict = Verdict(cause, status, _at_most(times, MOST_TIMES), _at_most(ago, MOST_SECONDS))
    since = _at_most(record.since, MOST_SECONDS)
    cut = record._replace(goals=goals, since=since, verdict=verdict)
    check(cut)
    return f"{json.dumps(records.object_of(cut), ensure_ascii=True)}\n"


def parsed(text: str) -> Record:
    """Read what `written` wrote. Raises `ValueError` with a sentence."""
    record = records.parsed(Record, text, "the record")
    check(record)
    return record


def _at_most(number: int, most: int) -> int:
    return max(0, min(number, most))


def check(record: Record) -> None:
    """Check that each field has a value that it is allowed to have. Raises `ValueError`."""
    try:
        is_name = name_of(record.name) == record.name
    except UsageProblem:
        is_name = False
    goals, verdict = record.goals, record.verdict
    fits = {
        "name": is_name,
        "exercise": not record.exercise or record.exercise in course.files(),
        "goals": 0 <= goals.met <= goals.of <= MOST_GOALS,
        "since": 0 <= record.since <= MOST_SECONDS,
        "flag": record.flag in FLAGS,
        "verdict": _is_verdict(verdict),
    }
    if wrong := [field for field, it_fits in fits.items() if not it_fits]:
        raise ValueError(f"the record has a {wrong[0]} that no record can have.")


def _is_verdict(verdict: Verdict) -> bool:
    return (
        (not verdict.cause or verdict.cause in causes())
        and verdict.status in (0, *range(400, 600))
        and 0 <= verdict.times <= MOST_TIMES
        and 0 <= verdict.ago <= MOST_SECONDS
    )


def as_said(record: Record) -> Mapping[str, str]:
    """Return the six fields in words, by their names, as a learner sees them before the first is written."""
    verdict = record.verdict
    label = causes()[verdict.cause].label if verdict.cause else "none"
    return {
        "name": record.name,
        "exercise": record.exercise or "none",
        "goals met": f"{record.goals.met} of {record.goals.of}",
        "since": f"{record.since // 60} min without a new goal",
        "flag": record.flag or "none",
        "last verdict": f"{label}{f' ×{verdict.times}' if verdict.times else ''}",
    }
