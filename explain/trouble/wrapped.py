"""A log that was copied out of a terminal: its long lines were broken wherever the terminal ended."""

from __future__ import annotations

from explain.trouble.log import PREFIX
from explain.trouble.octets import CHUNK, Readable, decoded, encoded, stream

WIDTHS = (80, 100, 120, 132)
"""Columns that terminals have. A log with lines of just that length and none longer was broken there."""


def unwrapped(data: bytes) -> tuple[bytes, list[int]] | None:
    """Return a log with its broken lines joined, and the number that each had; None if none was broken.

    A line that begins as logs' lines do, with a time, or that repeats the one before it, is one by itself.
    """
    lines = decoded(data).replace("\r\n", "\n").split("\n")
    width = max(map(len, lines))
    if width not in WIDTHS:
        return None
    joined, numbers, before = list[str](), list[int](), ""
    for number, line in enumerate(lines, start=1):
        match = PREFIX.match(line)
        if len(before) == width and line != before and not (match and match[0].strip(" ")):
            joined[-1] += line
        else:
            joined.append(line)
            numbers.append(number)
        before = line
    return (encoded("\n".join(joined)), numbers) if len(joined) < len(lines) else None


class _Again:
    """A stream whose beginning has been read already."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        if not self._head:
            return self._rest.read(size)
        begin, self._head = self._head[:size], self._head[size:]
        return begin


def joined(source: Readable) -> tuple[Readable, list[int]]:
    """Return a stream whose broken lines are joined, and their numbers: none if it stays as it is.

    What a terminal shows is short: a log that is longer than a chunk is left alone.
    """
    head = source.read(CHUNK)
    rest = source.read(CHUNK) if len(head) < CHUNK else b""
    whole = unwrapped(head) if not rest and len(head) < CHUNK and b"\0" not in head else None
    return (stream(whole[0]), whole[1]) if whole else (_Again(head + rest, source), [])
