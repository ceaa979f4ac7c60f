"""One visitor's connection: HTTP/1.1 with keep-alive, each answer in one write.

The parsing is the standard library's. werkzeug's own server closes the connection after every
answer and waits 10 ms to see whether more is coming, which is why it is not used here.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from explain.cloud.message import Answer, FilePart, Request

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


class BodyStream:
    """A request's body: of a known length, or in chunks (RFC 9112, 7.1), whose trailers are dropped."""

    def __init__(self, file: BufferedIOBase, length: int | None) -> None:
        self._file = file
        self._left = length or 0  # of the body, or of the chunk that is being read
        self.length = length
        self.finished = length == 0

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, and none only at the end."""
        if self.length is None and not self._left and not self.finished:
            self._left = self._next_chunk()
        if self.finished:
            return b""
        data = self._file.read1(min(size, self._left))
        if not data:
            raise ConnectionResetError("the client went away within its request")
        self._left -= len(data)
        if not self._left:
            self._piece_ends()
        return data

    def _piece_ends(self) -> None:
        if self.length is None:
            self._file.readline(3)
        else:
            self.finished = True

    def _next_chunk(self) -> int:
        head = _CHUNK.fullmatch(self._file.readline(1024))
        if not head:
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        size = int(head[1], 16)
        if not size:
            self.finished = True
            while self._file.readline(65537) not in (b"\r\n", b"\n", b""):
                pass
        return size


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
            self.respond()
        except Unreadable as problem:
            self.send_error(problem.status)
            self._hear_out()

    def respond(self) -> None:
        """Answer the request whose head was read. Raises `Unreadable` where its rest is not good."""
        request = self._request()
        answer = self._server.answer(request)
        unread = isinstance(request.stream, BodyStream) and not request.stream.finished
        # What is left of the body would be read as a request. The answer says that this is the
        # last one (RFC 9112, 9.6), or the client would send its next request into the void.
        self.close_connection |= unread
        self._send(request.method, answer)
        if unread:
            self._hear_out()

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
        headers = tuple(self.headers.items())
        stream = self._stream()
        if self._server.streams:
            return Request(self.command, target, host, headers, stream=stream)
        return Request(self.command, target, host, headers, self._whole(stream))

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

    def _stream(self) -> BodyStream:
        length = self.headers.get("Content-Length")
        if encoding := self.headers.get("Transfer-Encoding"):
            if length is not None or encoding.lower() != "chunked":
                raise Unreadable(HTTPStatus.BAD_REQUEST)
            return BodyStream(self.rfile, None)
        if length is not None and not _LENGTH.fullmatch(length):
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        return BodyStream(self.rfile, int(length or 0))

    def _whole(self, stream: BodyStream) -> bytes:
        if (stream.length or 0) > LIMIT:
            raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = b""
        while data := stream.read(LIMIT):
            body += data
            if len(body) > LIMIT:
                raise Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return body

    def _send(self, method: str, answer: Answer) -> None:
        """Send head and body in one write: in two, the client's delayed ACK costs 40 ms."""
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        if method == "HEAD":
            self.wfile.write(head)
        elif isinstance(answer.body, bytes):
            self.wfile.write(head + answer.body)
        elif isinstance(answer.body, FilePart):
            self._send_file(head, answer.body)
        else:
            self._send_chunks(head, answer.body)

    def _send_file(self, head: bytes, part: FilePart) -> None:
        with part.path.open("rb") as file:
            self.connection.sendall(head)
            if part.length:  # a count of 0 is none to sendfile, and it would send all
                self.connection.sendfile(file, part.start, part.length)

    def _send_chunks(self, head: bytes, chunks: Iterable[bytes]) -> None:
        """Send a body of unknown length (RFC 9112, 7.1)."""
        self.wfile.write(head)
        for chunk in chunks:
            if chunk:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def _hear_out(self) -> None:
        """Let a client send what we refused to read: hung up on, it never sees the answer."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(1)
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline and self.connection.recv(LIMIT):
            pass
