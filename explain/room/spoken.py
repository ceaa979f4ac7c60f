"""A learner's record as a short code, for a room without a shared place: read out, and typed in."""

from __future__ import annotations

from collections.abc import Mapping

from explain.content.load import causes
from explain.errors import UsageProblem
from explain.practice import course
from explain.room import code as codes
from explain.room.code import Field, Schema
from explain.room.record import FLAGS, Goals, Record, Verdict, check

_STATUSES = (0, 400, 401, 403, 404, 405, 429, 500)
"""The statuses that a code tells apart; any other is written as 500."""

# 35 bits, which are eight characters. In the fields of exercise and cause, 0 is none.
_BITS = {
    "exercise": 5, "met": 3, "of": 3, "minutes": 7, "flag": 2, "cause": 6, "status": 3, "times": 3,
    "ago": 3,
}  # fmt: skip
_SCHEMA = Schema(2, [Field(name, bits) for name, bits in _BITS.items()])


def code(record: Record) -> str:
    """Return a record without its name as a code that people read out. Times are in whole minutes."""
    goals, verdict = record.goals, record.verdict
    status = verdict.status if verdict.status in _STATUSES else 500
    numbers = {
        "exercise": _number(record.exercise, course.files()),
        "met": goals.met,
        "of": goals.of,
        "minutes": record.since // 60,
        "flag": FLAGS.index(record.flag),
        "cause": _number(verdict.cause, causes()),
        "status": _STATUSES.index(status),
        "times": verdict.times,
        "ago": verdict.ago // 60,
    }
    most = {field.name: field.most for field in _SCHEMA.fields}
    return codes.write(_SCHEMA, {name: min(number, most[name]) for name, number in numbers.items()})


def read_code(text: str, name: str) -> Record:
    """Read what `code` wrote, as the record of somebody with this name. Raises `UsageProblem`."""
    value = codes.read(_SCHEMA, text)
    try:
        record = Record(
            name,
            _named(value["exercise"], course.files()),
            Goals(value["met"], value["of"]),
            value["minutes"] * 60,
            FLAGS[value["flag"]],
            Verdict(
                _named(value["cause"], causes()),
                _STATUSES[value["status"]],
                value["times"],
                value["ago"] * 60,
            ),
        )
        check(record)
    except (IndexError, ValueError):
        raise UsageProblem(
            "The code is of another version of explain-ecr.",
            "Install the same version on all machines.",
        ) from None
    return record


def _number(name: str, names: Mapping[str, object]) -> int:
    """Return the place of a name in a list, counted from 1; 0 if there is no name."""
    return list(names).index(name) + 1 if name else 0


def _named(number: int, names: Mapping[str, object]) -> str:
    return list(names)[number - 1] if number else ""
