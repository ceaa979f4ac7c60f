"""What the servers pass around: a request, its answer, and what may be written down of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

NOT_RECORDED = "(not recorded)"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read to its end. `target` is in origin form: a path and a query."""

    method: str
    target: str
    host: str
    headers: Headers
    body: bytes = b""

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
class Answer:
    """One HTTP answer, and the server's reasoning behind it."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    findings: Mapping[str, str] = field(default_factory=dict)
    disclosure: Disclosure = Disclosure()


Application = Callable[[Request], Answer]
