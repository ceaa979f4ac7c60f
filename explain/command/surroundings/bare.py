"""Lines that certainly have nothing around them: most lines, which are not searched."""

from __future__ import annotations

from collections.abc import Iterator

from explain.command.surroundings.family import PROGRAMS

_MARKS = ("\n", "$$", "/f ", "/F ", "cron", "alias ", "```", "~~~", "\t@", "[ ")


def is_bare(text: str) -> bool:
    """Whether there is certainly nothing around a text, as usual; then it is not searched."""
    first = text.split(" ", 1)[0]
    if first not in PROGRAMS or any(mark in text for mark in _MARKS):
        return False
    return not any(text[place : place + 1].isupper() for place in _behind(text, "$("))


def _behind(text: str, sign: str) -> Iterator[int]:
    """Give the places after each sign in a text."""
    at = text.find(sign)
    while at >= 0:
        yield at + len(sign)
        at = text.find(sign, at + len(sign))
