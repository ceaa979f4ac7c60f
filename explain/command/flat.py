"""A word as the shell would hand it on, every character with its place in the line.

What only the shell can know, a variable or a substitution, stands as a hole: a run of `HOLE` as long
as what was typed, so that `$ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com` still has its labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HOLE = "\x00"

_VARIABLE = re.compile(r"\$(?:(?:env:)?[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?])")
_CMD_VARIABLE = re.compile(r"%[A-Za-z_][A-Za-z0-9_]*%")
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")


@dataclass(frozen=True, slots=True)
class Flat:
    """A text without its quotes. `at[i]` is where its character `i` stands in the line."""

    text: str
    at: tuple[int, ...]
    start: int
    end: int

    @property
    def known(self) -> bool:
        """Whether the shell would hand on exactly this text."""
        return HOLE not in self.text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the text stands in the line."""
        if start >= end:
            place = self.at[start] if start < len(self.at) else self._behind
            return place, place
        return self.at[start], self.at[end - 1] + 1

    @property
    def _behind(self) -> int:
        return self.at[-1] + 1 if self.at else self.end


def flat(line: str, start: int, end: int) -> Flat:
    """Take the quotes off a piece of a line, and mark its holes."""
    text: list[str] = []
    at: list[int] = []
    quote = ""
    place = start
    while place < end:
        character = line[place]
        after = place if quote == "'" else _hole(line, place, end, first=place == start)
        if after > place:
            text.extend(HOLE * (after - place))
            at.extend(range(place, after))
            place = after
            continue
        if character == quote or (not quote and character in "'\""):
            quote = "" if quote else character
        elif character == "\\" and quote != "'" and place + 1 < end:
            place += 1
            if line[place] != "\n":
                text.append(line[place])
                at.append(place)
        else:
            text.append(character)
            at.append(place)
        place += 1
    return Flat("".join(text), tuple(at), start, end)


def _hole(line: str, place: int, end: int, *, first: bool) -> int:
    """Return the end of the hole that begins here; the place itself where none does."""
    if line[place] not in "$%`{}":
        return place
    if line.startswith(("$(", "${"), place):
        return _closing(line, place + 1, end)
    if line[place] == "`":
        close = line[:end].find("`", place + 1)
        return close + 1 if close > 0 else end
    if first and line.startswith("}}", place):  # the end of `${{ … }}`, which is several words here
        return place + 2
    for pattern in (_VARIABLE, _CMD_VARIABLE, _TEMPLATE):
        match = pattern.match(line, place)
        if match and match.end() <= end:
            return match.end()
    return place


def _closing(line: str, place: int, end: int) -> int:
    """Return where a bracket that opens here is closed, or the end."""
    opening = line[place]
    closing = ")" if opening == "(" else "}"
    depth = 0
    while place < end:
        if line[place] == opening:
            depth += 1
        elif line[place] == closing:
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return end
