"""A request and its response. Small bodies are bytes, and what may be large streams.

A request's `stream` is read by the server that understands it; a response's body may be a piece of a file, or
be made while it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Headers = tuple[tuple[str, str], ...]


class Stream(Protocol):
    """A request's body, as it comes in."""

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, and none only at the end.

        Raises `ConnectionResetError` if the client goes away before that, and `TimeoutError`
        where it sends too slowly.
        """


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `target` is in origin form: a path and a query.

    A server that streams finds the body in `stream`; every other has it whole in `body`.
    """

    method: str
    target: str
    host: str
    headers: Headers
    body: bytes = b""
    stream: Stream | None = None

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str:
        """Return a header's first value; the empty text if there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class FilePart:
    """A piece of a file, as the body of a response."""

    path: Path
    start: int
    length: int


Body = bytes | FilePart | Iterable[bytes]
"""What a response carries. An iterable is sent in chunks, each as soon as it is there."""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response. How its body ends is said when it is sent (`framing`)."""

    status: int
    headers: Headers = ()
    body: Body = b""


Application = Callable[[Request], Response]


def framing(body: Body) -> tuple[str, str]:
    """Return the header that says how a body ends."""
    if isinstance(body, bytes):
        return ("Content-Length", str(len(body)))
    if isinstance(body, FilePart):
        return ("Content-Length", str(body.length))
    return ("Transfer-Encoding", "chunked")
