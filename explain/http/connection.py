"""One client's connection: HTTP/1.1 with keep-alive, each response in one write.

The standard library's server reads heads with its parser for e-mail, and takes a folded line or two
lengths as they come; this one is strict, and several times as fast. werkzeug's closes the connection
after every response and waits 10 ms to see whether more is coming.
"""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explain.http import guard
from explain.http.head import Head, read_head
from explain.http.incoming import BodyStream, Incoming
from explain.http.limits import STRETCH, Unreadable
from explain.http.message import FilePart, Request, Response, framing

if TYPE_CHECKING:
    from explain.http.server import Server

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_TOO_SLOW = Unreadable(HTTPStatus.REQUEST_TIMEOUT, "The request did not arrive in time.")


class Connection:
    """Reads requests until either side has had enough, and hands each to the server."""

    def __init__(self, connection: socket.socket, server: Server) -> None:
        self.connection = connection
        self.closing = False
        self._server = server
        self._incoming = Incoming(connection)
        self._file = io.BufferedReader(self._incoming, STRETCH)
        if connection.family != getattr(socket, "AF_UNIX", None):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def serve(self) -> None:
        """Answer one request after another. Raises `OSError` if the client hangs up."""
        while not self.closing:
            self._next()

    def _next(self) -> None:
        """Read a request and answer it. One that cannot be read is neither answered nor recorded."""
        try:
            head = self._head()
            if head is not None:
                self.closing = not head.keeps_open()
                self.respond(head)
        except Unreadable as problem:
            self._refuse(problem)
        except TimeoutError:
            self._refuse(_TOO_SLOW)

    def respond(self, head: Head) -> None:
        """Answer the request whose head was read. Raises `Unreadable` if its rest is not good."""
        request = self._request(head)
        response = self._server.answer(request)
        unread = isinstance(request.stream, BodyStream) and not request.stream.finished
        # What is left of the body would be read as a request. The answer says that this is the
        # last one (RFC 9112, 9.6), or the client would send its next request into the void.
        self.closing |= unread
        self.send(request.method, response)
        if unread:
            self._hear_out()

    def host(self, head: Head) -> str:
        """Return the host that a request is meant for. Raises `Unreadable` if it may not be sent."""
        _, host = _target(head)
        guard.check(head, host, self._server.hosts, self._server.pages)
        return host

    def send(self, method: str, response: Response) -> None:
        """Send head and body in one write: in two, the client's delayed ACK costs 40 ms."""
        self.connection.settimeout(self._server.limits.stretch)
        head = self._written(response)
        if method == "HEAD":
            self.connection.sendall(head)
        elif isinstance(response.body, bytes):
            self.connection.sendall(head + response.body)
        elif isinstance(response.body, FilePart):
            self._send_file(head, response.body)
        else:
            self._send_chunks(head, response.body)

    def _head(self) -> Head | None:
        """Wait for the next request and read its head; None if no more comes."""
        limits = self._server.limits
        if self._silent(limits.idle):
            return None
        self._incoming.allow(limits.head)
        head = read_head(self._file)
        self.closing = head is None
        return head

    def _silent(self, seconds: float) -> bool:
        """Wait for a first byte; whether none came in that time, and the connection is to be closed."""
        self._incoming.allow(seconds)
        try:
            self.closing = not self._file.peek(1)
        except TimeoutError:
            self.closing = True
        return self.closing

    def _request(self, head: Head) -> Request:
        host = self.host(head)
        target, _ = _target(head)
        stream = self._stream(head)
        if self._server.streams:
            return Request(head.method, target, host, head.headers, stream=stream)
        return Request(
            head.method, target, host, head.headers, _whole(stream, self._server.limits.body)
        )

    def _stream(self, head: Head) -> BodyStream:
        waits = head.minor and (head.header("expect") or "").lower() == "100-continue"

        def begin() -> None:
            self._incoming.allow(self._server.limits.stretch, STRETCH)
            if waits:
                self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

        return BodyStream(self._file, head.body_length(), begin)

    def _refuse(self, problem: Unreadable) -> None:
        """Answer what was not served, and hang up: where it ends, nobody knows."""
        self.closing = True
        self.send("", Response(problem.status, (_TEXT,), f"{problem}\n".encode()))
        self._hear_out()

    def _written(self, response: Response) -> bytes:
        lines = [f"HTTP/1.1 {response.status} {_PHRASES[response.status]}"]
        lines += [f"{name}: {value}" for name, value in response.headers]
        if not any(name in _FRAMING for name, _ in response.headers):
            lines.append("{}: {}".format(*framing(response.body)))
        if self.closing:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")

    def _send_file(self, head: bytes, part: FilePart) -> None:
        with part.path.open("rb") as file:
            self.connection.sendall(head)
            if part.length:  # sendfile takes a count of 0 for no limit, and would send everything
                self.connection.sendfile(file, part.start, part.length)

    def _send_chunks(self, head: bytes, chunks: Iterable[bytes]) -> None:
        """Send a body of unknown length (RFC 9112, 7.1)."""
        self.connection.sendall(head)
        for chunk in chunks:
            if chunk:
                self.connection.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        self.connection.sendall(b"0\r\n\r\n")

    def _hear_out(self) -> None:
        """Let a client send what we refused to read: hung up on, it never sees the answer."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(1)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline and self.connection.recv(_DRAINED):
            pass


_DRAINED = 1024 * 1024
_FRAMING = ("Content-Length", "Transfer-Encoding")


def _target(head: Head) -> tuple[str, str]:
    """Return the target in origin form, and the host that it is meant for.

    A client that takes us for its proxy sends the absolute form, whose authority replaces
    the Host header (RFC 9112, 3.2.2).
    """
    named = head.header("host") or ""
    if head.target.startswith("/"):
        return head.target.partition("#")[0], named
    try:
        url = urlsplit(head.target)
    except ValueError as problem:
        raise Unreadable(HTTPStatus.BAD_REQUEST) from problem
    query = f"?{url.query}" if url.query else ""
    return f"{url.path or '/'}{query}", url.netloc.rpartition("@")[2] or named


def _whole(stream: BodyStream, limit: int) -> bytes:
    """Read a body that is small. Raises `Unreadable` if it is not."""
    too_large = Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if (stream.length or 0) > limit:
        raise too_large
    body = b""
    while data := stream.read(limit):
        body += data
        if len(body) > limit:
            raise too_large
    return body
