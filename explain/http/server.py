"""One port on loopback, or one socket in a folder, and a thread for each connection to it.

Nothing heavy is imported before a client comes: until then it waits in the listener's backlog.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

from explain.http.limits import Limits, Unreadable
from explain.http.message import Application, Request, Response

_LOOPBACK = "127.0.0.1"
_BACKLOG = 128
_PATIENCE = 2.0
"""How long, in seconds, a stopping server waits for the threads that still answer."""


class Server:
    """A listener with an application behind it. `hosts` says which Host headers are answered.

    With `streams` the application reads the bodies itself. With `pages` a web page may ask: its own
    pictures and scripts, for one. `serve` is told to serve one connection, where that is not to be done in
    the usual way, and `fault` what the application raised.
    """

    def __init__(
        self,
        name: str,
        application: Application,
        listener: socket.socket,
        *,
        hosts: Callable[[str], bool],
        limits: Limits | None = None,
        streams: bool = False,
        pages: bool = False,
        fault: Callable[[Exception], None] = lambda _: None,
        serve: Callable[[socket.socket, Server], None] | None = None,
    ) -> None:
        self.name = name
        self.hosts = hosts
        self.limits = limits or Limits()
        self.streams = streams
        self.pages = pages
        self._fault = fault
        self.listener = listener
        self.listener.setblocking(False)
        place = listener.getsockname()  # of a Unix socket its path
        self.port: int = place[1] if isinstance(place, tuple) else 0
        self._application = application
        self._serve_connection = serve or _serve
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()
        self._open = True

    def answer(self, request: Request) -> Response:
        """Answer one request; a fault of ours is a 500, as on any server.

        Raises `Unreadable`, `TimeoutError` and `ConnectionError` where the client is at fault.
        """
        try:
            return self._application(request)
        except (Unreadable, TimeoutError, ConnectionError):
            raise
        except Exception as error:
            self._fault(error)
            return Response(500)

    def take(self, connection: socket.socket) -> bool:
        """Give a new connection a thread; False if there is no room for it, or no thread."""
        connection.setblocking(True)  # on some systems it inherits the listener's mode
        thread = threading.Thread(
            target=self._run, args=(connection,), name=f"explain-ecr {self.name}", daemon=True
        )
        with self._guard:
            if not self._open or len(self._connections) >= self.limits.connections:
                return False
            self._connections[connection] = thread
            try:
                thread.start()
            except (RuntimeError, MemoryError):  # the system grants no more threads
                del self._connections[connection]
                return False
        return True

    def close(self) -> None:
        """Stop listening, and hang up on every client."""
        place = self.listener.getsockname() if self._open else ""
        self.listener.close()
        if isinstance(place, str) and place:
            Path(place).unlink(missing_ok=True)
        with self._guard:
            self._open = False
            connections = dict(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        deadline = time.monotonic() + _PATIENCE
        for thread in connections.values():
            thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, connection: socket.socket) -> None:
        try:
            self._serve_connection(connection, self)
        except OSError:
            pass  # the client hung up, or we did
        finally:
            connection.close()
            with self._guard:
                self._connections.pop(connection, None)


def on_loopback(port: int = 0) -> socket.socket:
    """Listen on a port of loopback; 0 lets the system choose."""
    return socket.create_server((_LOOPBACK, port), backlog=_BACKLOG)


def in_folder(file: Path) -> socket.socket | None:
    """Listen on a Unix socket that its owner alone can open; None if the system has none so named."""
    family = getattr(socket, "AF_UNIX", None)
    if family is None:
        return None
    listener = socket.socket(family)
    try:
        listener.bind(str(file))
        file.chmod(0o600)  # before it listens, so that nobody has come in until then
    except OSError:  # a path of more than 107 bytes, or a file system without sockets
        listener.close()
        return None
    listener.listen(_BACKLOG)
    return listener


def _serve(connection: socket.socket, server: Server) -> None:
    from explain.http.connection import Connection

    Connection(connection, server).serve()
