"""The head of a request, read strictly (RFC 9112): what two servers could read in two ways is refused."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from http import HTTPStatus

from explain.http.limits import HEAD_BYTES, HEAD_LINES, Unreadable
from explain.http.message import Headers

_REQUEST = re.compile(rb"([A-Z]{1,20}) ([^\x00-\x20\x7f]+) HTTP/([0-9])\.([0-9])\r?\n")
# No space may come before the colon, and no line may continue in the next one (RFC 9112, 5.1 and 5.2).
_FIELD = re.compile(
    rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*?)[ \t]*\r?\n"
)
_LENGTH = re.compile(r"[0-9]{1,18}")
_ONCE = ("host", "content-length", "transfer-encoding")
"""Headers that decide where a request goes and where it ends: two of one kind are refused."""


@dataclass(frozen=True, slots=True)
class Head:
    """The request line and the headers. `minor` is 1 for HTTP/1.1, and 0 for HTTP/1.0."""

    method: str
    target: str
    minor: int
    headers: Headers

    def header(self, name: str) -> str | None:
        """Return a header's first value by its name in lower case; None if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def keeps_open(self) -> bool:
        """Whether the client wants to go on with this connection (RFC 9112, 9.3)."""
        options = (self.header("connection") or "").lower()
        return "close" not in options if self.minor else "keep-alive" in options

    def body_length(self) -> int | None:
        """Return how many bytes the body has; None if it comes in chunks (RFC 9112, 6.3)."""
        length = self.header("content-length")
        if encoding := self.header("transfer-encoding"):
            if length is not None or encoding.lower() != "chunked" or not self.minor:
                raise Unreadable(HTTPStatus.BAD_REQUEST)
            return None
        if length is not None and not _LENGTH.fullmatch(length):
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        return int(length or 0)


def read_head(file: io.BufferedIOBase) -> Head | None:
    """Read the head of the next request; None if the client has hung up. Raises `Unreadable`."""
    line = file.readline(HEAD_BYTES)
    if line in (b"\r\n", b"\n"):  # a client may end a body with one too many (RFC 9112, 2.2)
        line = file.readline(HEAD_BYTES)
    if not line:
        return None
    match = _REQUEST.fullmatch(line)
    if not match:
        too_long = len(line) == HEAD_BYTES
        raise Unreadable(HTTPStatus.REQUEST_URI_TOO_LONG if too_long else HTTPStatus.BAD_REQUEST)
    if match[3] != b"1":
        raise Unreadable(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    headers = _headers(file, HEAD_BYTES - len(line))
    minor = int(match[4] != b"0")
    return Head(match[1].decode(), match[2].decode("latin-1"), minor, headers)


def _headers(file: io.BufferedIOBase, room: int) -> Headers:
    headers: list[tuple[str, str]] = []
    seen: set[str] = set()
    while (line := file.readline(room + 1)) not in (b"\r\n", b"\n"):
        room -= len(line)
        if room < 0 or len(headers) == HEAD_LINES:
            raise Unreadable(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        match = _FIELD.fullmatch(line)
        if not match:
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        name, value = match[1].decode(), match[2].decode("latin-1")
        lowered = name.lower()
        if lowered in _ONCE and lowered in seen:
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        seen.add(lowered)
        headers.append((name, value))
    return tuple(headers)
