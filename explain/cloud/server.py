"""Listening on loopback: ports that are open at once, and a thread for every visitor.

Nothing heavy is imported before a visitor comes: until then he waits in the port's backlog.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from explain.cloud.message import Answer, Application, FilePart, Request
from explain.wire import Evidence

_LOOPBACK = "127.0.0.1"
_PATIENCE = 2.0
"""How long, in seconds, a stopping server waits for the threads that still answer."""


class Server:
    """One port on loopback, with one application behind it that is loaded for its first visitor."""

    def __init__(
        self,
        name: str,
        load: Callable[[], Application],
        record: Callable[[str, Request, Answer], None],
        date: Callable[[], str],
        *,
        streams: bool = False,
    ) -> None:
        self.name = name
        self.streams = streams
        self.listener = socket.create_server((_LOOPBACK, 0), backlog=128)
        self.listener.setblocking(False)
        self.port: int = self.listener.getsockname()[1]
        self._load = load
        self._record = record
        self._date = date
        self._application: Application | None = None
        self._loading = threading.Lock()
        self._visitors: dict[socket.socket, threading.Thread] = {}
        self._visiting = threading.Lock()
        self._open = True

    def application(self) -> Application:
        """Return the application, loading it if nobody did before."""
        with self._loading:
            if self._application is None:
                self._application = self._load()
            return self._application

    def answer(self, request: Request) -> Answer:
        """Answer one request and record the exchange.

        It is recorded before the answer is sent: whoever has the answer finds it in the log.
        """
        try:
            answer = self.application()(request)
        except Exception as error:  # a fault of ours is a 500, as on any server
            answer = Answer(500, evidence=Evidence(failure=_place(error)))
        answer = self._dated(answer)
        self._record(self.name, request, answer)
        return answer

    def _dated(self, answer: Answer) -> Answer:
        """Add the headers that every answer has: its date, and how its body ends."""
        framing = ("Transfer-Encoding", "chunked")
        if isinstance(answer.body, bytes):
            framing = ("Content-Length", str(len(answer.body)))
        elif isinstance(answer.body, FilePart):
            framing = ("Content-Length", str(answer.body.length))
        return replace(answer, headers=(*answer.headers, ("Date", self._date()), framing))

    def welcome(self) -> None:
        """Accept one visitor and give him a thread."""
        try:
            visitor, _ = self.listener.accept()
        except OSError:  # he left again, or there are no more file descriptors
            time.sleep(0.01)
            return
        visitor.setblocking(True)  # on some systems it inherits the listener's mode
        thread = threading.Thread(
            target=self._serve, args=(visitor,), name=f"explain-ecr {self.name}", daemon=True
        )
        with self._visiting:
            if self._open:
                self._visitors[visitor] = thread
                thread.start()
            else:
                visitor.close()

    def close(self) -> None:
        """Close the port and hang up on every visitor."""
        self.listener.close()
        with self._visiting:
            self._open = False
            visitors = dict(self._visitors)
        for visitor in visitors:
            with contextlib.suppress(OSError):
                visitor.shutdown(socket.SHUT_RDWR)
        deadline = time.monotonic() + _PATIENCE
        for thread in visitors.values():
            thread.join(max(0.0, deadline - time.monotonic()))

    def entertain(self, visitor: socket.socket) -> None:
        """Serve one connection, for as long as it is kept."""
        from explain.cloud.connection import Connection

        Connection(visitor, self)

    def _serve(self, visitor: socket.socket) -> None:
        try:
            self.entertain(visitor)
        except OSError:
            pass  # the visitor hung up, or we did
        finally:
            visitor.close()
            with self._visiting:
                self._visitors.pop(visitor, None)


def _place(error: Exception) -> str:
    """Name an error and where it was raised; its text may quote a secret, so it stays out."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"
