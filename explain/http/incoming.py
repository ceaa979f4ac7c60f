"""What comes in on a connection: read no longer than a deadline allows, and never past a message's end."""

from __future__ import annotations

import io
import re
import socket
import time
from collections.abc import Callable
from http import HTTPStatus

from explain.http.limits import STRETCH, Unreadable

_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(;[^\r\n]*)?\r?\n")
_END_OF_LINE = (b"\r\n", b"\n")
_TRAILER_LINES = 100


class Incoming(io.RawIOBase):
    """The bytes of a connection. What counts against a deadline is the time spent waiting for them."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._seconds = self._left = 0.0
        self._stretch = self._received = 0

    def allow(self, seconds: float, stretch: int = 0) -> None:
        """Wait this long, all in all, for what comes now; or each time for a stretch of so many bytes."""
        self._seconds = self._left = seconds
        self._stretch, self._received = stretch, 0

    def readable(self) -> bool:
        """Say that this can be read, as `io.BufferedReader` asks."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read the bytes that have arrived. Raises `TimeoutError` if none arrive in time."""
        if self._left <= 0:
            raise TimeoutError("the client is sending too slowly")
        self._connection.settimeout(self._left)
        began = time.monotonic()
        size = self._connection.recv_into(buffer)
        self._left -= time.monotonic() - began
        self._received += size
        if self._stretch and self._received >= self._stretch:
            self.allow(self._seconds, self._stretch)
        return size


class BodyStream:
    """A request's body: of a known length, or in chunks (RFC 9112, 7.1), whose trailers are dropped.

    `begin` is called once, before the first byte is read: a client may wait to be told to send.
    """

    def __init__(
        self, file: io.BufferedIOBase, length: int | None, begin: Callable[[], None]
    ) -> None:
        self._file = file
        self._left = length or 0  # of the body, or of the chunk that is being read
        self._begin: Callable[[], None] | None = begin
        self.length = length
        self.finished = length == 0

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, and none only at the end."""
        if self._begin and not self.finished:
            self._begin()
            self._begin = None
        if self.length is None and not self._left and not self.finished:
            self._left = self._next_chunk()
        if self.finished:
            return b""
        data = self._file.read1(min(size, self._left))
        if not data:
            raise ConnectionResetError("the client disconnected during its request")
        self._left -= len(data)
        if not self._left:
            self._piece_ends()
        return data

    def _piece_ends(self) -> None:
        if self.length is not None:
            self.finished = True
        elif self._file.readline(3) not in _END_OF_LINE:
            raise Unreadable(HTTPStatus.BAD_REQUEST)

    def _next_chunk(self) -> int:
        head = _CHUNK.fullmatch(self._file.readline(1024))
        if not head:
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        size = int(head[1], 16)
        if not size:
            self._drop_trailers()
            self.finished = True
        return size

    def _drop_trailers(self) -> None:
        for _ in range(_TRAILER_LINES):
            line = self._file.readline(STRETCH)
            if line in _END_OF_LINE:
                return
            if not line.endswith(b"\n"):
                break
        raise Unreadable(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
