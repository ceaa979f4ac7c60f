"""How the parts of a command line stand to each other: what is under what, and what was said before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from explain.narration import Part

_HEADS = ("program", "operator", "comment", "surroundings")


class Placed(NamedTuple):
    """A part with its depth (0 is a program of the line), and its note if it has not been told yet."""

    part: Part
    depth: int
    note: str


class _Level:
    """The parts inside another part, and where that ends."""

    def __init__(self, end: int, depth: int) -> None:
        self.end = end
        self.depth = depth
        self.in_command = False
        self.last: Part | None = None

    def depth_of(self, part: Part) -> int:
        """Options and arguments stand under their program, and a value under its option."""
        if part.kind in _HEADS:
            return self.depth
        under_option = (
            part.kind != "option" and self.last is not None and self.last.kind == "option"
        )
        return self.depth + self.in_command + (under_option and _follows(self.last, part))


def placed(parts: Iterable[Part]) -> Iterator[Placed]:
    """Place the parts, given in order, a whole before its own parts."""
    levels = [_Level(2**62, 0)]
    told: set[tuple[str, str]] = set()
    previous = ""
    for part in parts:
        while part.start >= levels[-1].end:
            levels.pop()
        level = levels[-1]
        depth = level.depth_of(part)
        # Of the words of a program that nobody knows, the first is told that it is not known.
        key = ("", part.note) if part.kind == "unknown" else (part.text, part.note)
        again = key in told
        yield Placed(part, depth, "" if again else part.note.removeprefix(previous).strip())
        told.add(key)
        previous = part.note
        level.in_command = part.kind == "program" or (level.in_command and part.kind != "operator")
        level.last = part
        levels.append(_Level(part.end, depth + 1))


def _follows(option: Part | None, part: Part) -> bool:
    """Whether a part may be the value of an option before it: programs tell by giving it that kind."""
    return option is not None and part.kind in ("value", "variable", "substitution")
