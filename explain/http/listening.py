"""One thread that accepts the connections of several servers, and that nothing but `close` ends."""

from __future__ import annotations

import collections
import contextlib
import errno
import os
import selectors
import socket
import threading
import time
from collections.abc import Sequence

from explain.http.server import Server

_TEXT = (
    b"This server has as many connections as it can take. Try again when some of them have left.\n"
)
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Retry-After: 1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(_TEXT), _TEXT)
)
_LINGER = 2.0
"""Seconds that a refused client has to read why, and how many of them at once."""
_LINGERING = 16
_OUT_OF_FILES = (errno.EMFILE, errno.ENFILE)
_BREATH = 0.05
"""Seconds to wait where a connection can be neither accepted nor refused: it stays in the backlog."""


class Listening:
    """Accepts for several servers. What they have no room for is told so, and hung up on."""

    def __init__(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self._woken, self._waker = socket.socketpair()
        # Given up for a moment if there are no more files, to accept one connection and refuse it.
        self._spare: int | None = os.open(os.devnull, os.O_RDONLY)
        self._refused: collections.deque[tuple[float, socket.socket]] = collections.deque()
        self._selector = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._run, name="explain-ecr", daemon=True)

    def open(self) -> None:
        """Begin to accept. Raises `RuntimeError` if the system grants no thread for it."""
        self._thread.start()

    def close(self) -> None:
        """Close every server. Nothing is left behind: no port, no thread."""
        self._waker.close()
        if self._thread.is_alive():
            self._thread.join()
        self._woken.close()
        self._selector.close()
        while self._refused:
            self._refused.popleft()[1].close()
        if self._spare is not None:
            os.close(self._spare)
            self._spare = None
        for server in self._servers:
            server.close()

    def _run(self) -> None:
        self._selector.register(self._woken, selectors.EVENT_READ)
        for server in self._servers:
            self._selector.register(server.listener, selectors.EVENT_READ, server)
        while True:
            try:
                if self._turn():
                    return
            except Exception:  # whatever it was, the other clients are to be heard
                time.sleep(_BREATH)

    def _turn(self) -> bool:
        """Wait for the next event and deal with it; whether it is the end."""
        for key, _ in self._selector.select(_LINGER if self._refused else None):
            if key.fileobj is self._woken:
                return True
            if isinstance(key.data, Server):
                self._accept(key.data)
            elif isinstance(key.fileobj, socket.socket):
                self._drain(key.fileobj)
        while self._refused and self._refused[0][0] < time.monotonic():
            self._forget()
        return False

    def _accept(self, server: Server) -> None:
        try:
            connection, _ = server.listener.accept()
        except OSError as error:
            if error.errno in _OUT_OF_FILES:
                self._accept_to_refuse(server)
            return  # else the client left again
        if not server.take(connection):
            self._refuse(connection)

    def _accept_to_refuse(self, server: Server) -> None:
        if self._spare is None:
            self._spare = os.open(os.devnull, os.O_RDONLY)
        os.close(self._spare)
        self._spare = None
        try:
            connection, _ = server.listener.accept()
        except OSError:
            time.sleep(_BREATH)
        else:
            with connection, contextlib.suppress(OSError):
                connection.setblocking(False)
                _say_full(connection)
        self._spare = os.open(os.devnull, os.O_RDONLY)

    def _refuse(self, connection: socket.socket) -> None:
        """Say why, and wait a moment for the client to read it: hung up on at once, it may not."""
        connection.setblocking(False)
        try:
            _say_full(connection)
            self._selector.register(connection, selectors.EVENT_READ)
        except OSError:  # it left already
            connection.close()
            return
        self._refused.append((time.monotonic() + _LINGER, connection))
        if len(self._refused) > _LINGERING:
            self._forget()

    def _drain(self, connection: socket.socket) -> None:
        """Read what a refused client still sends, until it has hung up."""
        try:
            gone = not connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            gone = True
        if gone:
            for entry in list(self._refused):
                if entry[1] is connection:
                    self._refused.remove(entry)
            self._selector.unregister(connection)
            connection.close()

    def _forget(self) -> None:
        """Hang up on the client that was refused the longest ago."""
        _, connection = self._refused.popleft()
        self._selector.unregister(connection)
        connection.close()


def _say_full(connection: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        connection.recv(65536)  # what was read is not answered with a reset
    connection.send(_FULL)
    connection.shutdown(socket.SHUT_WR)
