"""The sandbox's clock: the machine's, moved by as much as somebody turned it.

"Thirteen hours later" is a different clock, never a sleep.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def machine_time() -> datetime:
    """Return the machine's time, in UTC."""
    return datetime.now(UTC)


class Clock:
    """A clock that can be turned. Anybody who holds the same clock sees the same time."""

    def __init__(self, read: Callable[[], datetime] = machine_time) -> None:
        self._read = read
        self._offset = timedelta()

    @property
    def offset(self) -> timedelta:
        """By how much this clock was turned."""
        return self._offset

    def now(self) -> datetime:
        """Return this clock's time, in UTC."""
        return self._read() + self._offset

    def turn(self, by: timedelta) -> None:
        """Move this clock on (or, by a negative amount, back)."""
        self._offset += by

    @classmethod
    def fixed(cls, at: datetime) -> Clock:
        """Return a clock that stands still at `at` until it is turned."""
        return cls(lambda: at)


def iso(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC, to the second: 2026-01-31T12:00:00Z."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def span(length: timedelta) -> str:
    """Write a length of time as people say it: "11 h 59 min", "3 min", "-2 h 0 min"."""
    hours, minutes = divmod(round(abs(length.total_seconds()) / 60), 60)
    text = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    if hours >= 48:
        text = f"{hours // 24} days"
    return f"-{text}" if length < timedelta() else text


def in_words(length: timedelta) -> str:
    """Write a length of time, without its sign, exactly and in words: "1 day, 13 hours and 5 minutes"."""
    minutes, seconds = divmod(abs(length.total_seconds()), 60)
    hours, minutes = divmod(int(minutes), 60)
    days, hours = divmod(hours, 24)
    amounts = {"day": days, "hour": hours, "minute": minutes, "second": round(seconds, 3)}
    if days or hours:  # a second more or less tells nothing then
        del amounts["second"]
    parts = [
        f"{amount:g} {unit}{'' if amount == 1 else 's'}"
        for unit, amount in amounts.items()
        if amount
    ]
    *first, last = parts or ["0 seconds"]
    return f"{', '.join(first)} and {last}" if first else last


def until(ends: datetime, now: datetime) -> str:
    """Say when something ends, and how long that is from now."""
    left = ends - now
    past = left.total_seconds() <= 0
    return f"{iso(ends)} ({f'expired {span(-left)} ago' if past else f'{span(left)} from now'})"
