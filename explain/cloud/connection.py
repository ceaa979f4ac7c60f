"""One visitor's connection: HTTP/1.1 with keep-alive, each answer in one write.

The parsing is the standard library's. werkzeug's own server closes the connection after every
answer and waits 10 ms to see whether more is coming, which is why it is not used here.
"""

from __future__ import annotations

import re
import socket
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explain.cloud.message import Answer, Request

if TYPE_CHECKING:
    from explain.cloud.server import Server

LIMIT = 1024 * 1024
"""The largest request body that is read. What `docker login` and `aws ecr` send has a few kB."""

_METHOD = re.compile(r"[A-Z]{1,20}")  # all of RFC 9110's, and no noise
_LENGTH = re.compile(r"[0-9]{1,18}")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(;.*)?\r?\n")


class Unreadable(Exception):
    """The request cannot be read; the status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        self.status = status


class Connection(BaseHTTPRequestHandler):
    """Reads requests until either side has had enough, and hands each to the server."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def __init__(self, visitor: socket.socket, server: Server) -> None:
        self._server = server
        super().__init__(visitor, visitor.getpeername(), server)  # type: ignore[arg-type]

    def handle_one_request(self) -> None:
        """Read one request and answer it. Called again as long as the connection is kept."""
        self.close_connection = True
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            return
        try:
            request = self._request()
        except Unreadable as problem:
            self.send_error(problem.status)
            self._hear_out()
            return
        self._send(request.method, self._server.answer(request))

    def send_error(self, code: int, *_: str | None, **__: str | None) -> None:
        """Answer what is no HTTP request, or too much of one. It is neither served nor recorded."""
        self.close_connection = True
        body = f"{code} {HTTPStatus(code).phrase}\n".encode()
        headers = (("Content-Type", "text/plain"), ("Content-Length", str(len(body))))
        self._send("", Answer(code, headers, body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name
        """Print nothing: the wire log is the only log."""

    def _request(self) -> Request:
        if not _METHOD.fullmatch(self.command):
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        target, host = self._target()
        return Request(self.command, target, host, tuple(self.headers.items()), self._body())

    def _target(self) -> tuple[str, str]:
        """Return the target in origin form, and the host that it is meant for.

        A client that takes us for its proxy sends the absolute form, whose authority replaces
        the Host header (RFC 9112, 3.2.2).
        """
        try:
            url = urlsplit(self.path)
        except ValueError as problem:
            raise Unreadable(HTTPStatus.BAD_REQUEST) from problem
        query = f"?{url.query}" if url.query else ""
        authority = url.netloc.rpartition("@")[2]
        return f"{url.path or '/'}{query}", authority or self.headers.get("Host", "")

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length")
        if encoding := self.headers.get("Transfer-Encoding"):
            if length is not None or encoding.lower() != "chunked":
                raise Unreadable(HTTPStatus.BAD_REQUEST)
            return self._chunks()
        if length is None:
            return b""
        if not _LENGTH.fullmatch(length):
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        if int(length) > LIMIT:
            raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self._exactly(int(length))

    def _chunks(self) -> bytes:
        """Read a body of unknown length (RFC 9112, 7.1); its trailers are passed over."""
        body = b""
        while True:
            head = _CHUNK.fullmatch(self.rfile.readline(1024))
            if not head:
                raise Unreadable(HTTPStatus.BAD_REQUEST)
            if not (size := int(head[1], 16)):
                break
            if len(body) + size > LIMIT:
                raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            body += self._exactly(size)
            self.rfile.readline(3)
        while self.rfile.readline(65537) not in (b"\r\n", b"\n", b""):
            pass
        return body

    def _exactly(self, size: int) -> bytes:
        data = self.rfile.read(size)
        if len(data) < size:
            raise ConnectionResetError("the client went away within its request")
        return data

    def _send(self, method: str, answer: Answer) -> None:
        """Send head and body in one write: in two, the client's delayed ACK costs 40 ms."""
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self.wfile.write(head if method == "HEAD" else head + answer.body)

    def _hear_out(self) -> None:
        """Let a client send what we refused to read: hung up on, it never sees the answer."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(1)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline and self.connection.recv(LIMIT):
            pass
