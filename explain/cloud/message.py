"""What the servers pass around: a request, its answer, and what may be written down of both.

Small bodies are bytes. What may be large streams: a request's `stream` is read by who understands it,
an answer's body may be a piece of a file, or be made while it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from explain.wire import NO_EVIDENCE, Evidence

NOT_RECORDED = "(not recorded)"

Headers = tuple[tuple[str, str], ...]


class Stream(Protocol):
    """A request's body, as it comes in."""

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, and none only at the end.

        Raises `ConnectionResetError` where the client goes away before that.
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
        """Return a header's first value; the empty text where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What the wire log may hold of an exchange. By default that is its first line and its status.

    Only the server that understood a request knows which of its parts are secret, so each part
    that is to be written down is handed over in the form in which it may be.
    """

    headers: bool = False
    authorization: str = NOT_RECORDED
    request_body: str = NOT_RECORDED
    response_body: str | None = None


@dataclass(frozen=True, slots=True)
class FilePart:
    """A piece of a file, as the body of an answer."""

    path: Path
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, and the server's reasoning behind it.

    A body that is an iterable is sent in chunks, each as soon as it is there.
    """

    status: int
    headers: Headers = ()
    body: bytes | FilePart | Iterable[bytes] = b""
    evidence: Evidence = NO_EVIDENCE
    disclosure: Disclosure = Disclosure()


Application = Callable[[Request], Answer]
