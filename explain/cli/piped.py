"""What is on standard input, for commands that read a pipe without being told."""

from __future__ import annotations

import io
import os
import stat
import sys
from threading import Event, Thread
from typing import NamedTuple

PATIENCE = 10.0
"""Seconds that a pipe may stay silent. A cold AWS CLI takes three; some never write and never close."""


class Piped(NamedTuple):
    """What came. `silent` says that a pipe gave nothing in time, `ended` that it ended with nothing in it."""

    data: bytes = b""
    silent: bool = False
    ended: bool = False


def piped(limit: int, patience: float = PATIENCE) -> Piped:
    """Read a pipe or a file to its end, or to `limit` bytes; nothing from a terminal or /dev/null."""
    if sys.stdin is None:  # closed by the program that started us (`<&-`)
        return Piped()
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
    except io.UnsupportedOperation:  # no file of the system's: it cannot keep us waiting
        return Piped(sys.stdin.buffer.read(limit))
    except (OSError, ValueError):
        return Piped()
    if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)):
        return Piped()
    data = _read(descriptor, limit, patience)
    if data is None:
        return Piped(silent=True)
    return Piped(data, ended=not data)


def _read(descriptor: int, limit: int, patience: float) -> bytes | None:
    """Read to the end; None if the first byte takes longer than somebody has patience."""
    chunks: list[bytes] = []
    begun = Event()

    def read() -> None:
        # Not through sys.stdin: Python could not end while its own thread holds that one's lock.
        while sum(map(len, chunks)) < limit:
            try:
                chunk = os.read(descriptor, 65_536)
            except OSError:
                chunk = b""
            begun.set()
            if not chunk:
                return
            chunks.append(chunk)

    reader = Thread(target=read, daemon=True)
    reader.start()
    if not begun.wait(patience):
        return None
    reader.join()
    return b"".join(chunks)[:limit]
