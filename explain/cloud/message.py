"""What the cloud's servers pass around: a request, its answer, and what may be written down of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explain.http.message import Request, Response
from explain.wire import NO_EVIDENCE, Evidence

NOT_RECORDED = "(not recorded)"


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
class Answer(Response):
    """One HTTP answer, and the server's reasoning behind it."""

    evidence: Evidence = NO_EVIDENCE
    disclosure: Disclosure = Disclosure()


Application = Callable[[Request], Answer]
