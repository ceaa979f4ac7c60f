"""Which of several names somebody meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=1_000)
def distance(left: str, right: str) -> int:
    """Count the characters to change, to add or to take out (Levenshtein)."""
    row = list(range(len(right) + 1))
    for number, one in enumerate(left, start=1):
        corner, row[0] = row[0], number
        for place, other in enumerate(right, start=1):
            change = corner if one == other else corner + 1
            corner = row[place]
            row[place] = min(change, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def meaning(typed: str, names: Sequence[str]) -> str:
    """Return the name that is a word of what was typed, or begins with it, or is near; else nothing."""
    words = "".join(letter if letter.isalnum() else " " for letter in typed).split()
    for name in names:
        if name in words or (len(typed) > 1 and name.startswith(typed)):
            return name
    return nearest(typed, names, max(1, len(typed) // 3))


def nearest(typed: str, names: Sequence[str], within: int) -> str:
    """Return the first of the nearest names, or nothing if none is within reach."""
    best, reach = "", within + 1
    for name in names:
        if abs(len(name) - len(typed)) < reach:
            away = distance(typed, name)
            if away < reach:
                best, reach = name, away
    return best
