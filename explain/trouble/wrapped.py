"""A log that was copied out of a terminal: its long lines were broken wherever the terminal ended."""

from __future__ import annotations

import io

from explain.trouble.log import CHUNK, PREFIX, Readable

WIDTHS = (80, 100, 120, 132)
"""Columns that terminals have. A log with lines of just that length and none longer was broken there."""


def unwrapped(data: bytes) -> tuple[bytes, list[int]] | None:
    """Return a log with its broken lines joined, and the number that each had; None if none was broken.

    A line that begins as logs' lines do, with a time, or that repeats the one before it, is one by itself.
    """
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
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
    return (
        ("\n".join(joined).encode("utf-8", "replace"), numbers)
        if len(joined) < len(lines)
        else None
    )


class _Again:
    """A stream whose beginning has been read already."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        if not self._head:
            return self._stream.read(size)
        begin, self._head = self._head[:size], self._head[size:]
        return begin


def joined(stream: Readable) -> tuple[Readable, list[int]]:
    """Return a stream whose broken lines are joined, and their numbers: none if it stays as it is.

    What a terminal shows is short: a log that is longer than a chunk is left alone.
    """
    head = stream.read(CHUNK)
    rest = stream.read(CHUNK) if len(head) < CHUNK else b""
    whole = unwrapped(head) if not rest and len(head) < CHUNK and b"\0" not in head else None
    return (io.BytesIO(whole[0]), whole[1]) if whole else (_Again(head + rest, stream), [])
