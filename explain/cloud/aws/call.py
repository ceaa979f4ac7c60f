"""One authenticated call of AWS's API, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from explain.cloud.iam import Caller
from explain.http.message import Request


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks for which operation of which service, in which region."""

    service: str
    operation: str
    region: str
    caller: Caller
    access_key_id: str
    request: Request

    @property
    def action(self) -> str:
        """The action that policies name."""
        return f"{self.service}:{self.operation}"


@dataclass(frozen=True, slots=True)
class Result:
    """A body to answer with, and the same without its secrets, for the wire log."""

    body: str
    shown: str
    status: int = 200
    verdict: str = "accepted"
