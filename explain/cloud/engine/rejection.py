"""What a registry answered to the engine, and how docker words it when that is a no."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass


class TransferFailed(Exception):
    """A push or a pull cannot go on. The message is what docker prints."""


class Refused(TransferFailed):
    """The registry said no, with an error code of the distribution protocol."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code.replace('_', ' ').lower()}: {message}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Reply:
    """A registry's whole answer; header names as the registry spells them, title-cased."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def expect(self, *statuses: int) -> Reply:
        """Return the answer if its status is one of those expected."""
        if self.status not in statuses:
            raise self.refusal()
        return self

    def strings(self, name: str) -> list[str]:
        """Return a list of texts from a JSON answer; an empty one if there is none."""
        try:
            return [one for one in json.loads(self.body)[name] or () if isinstance(one, str)]
        except (ValueError, LookupError, TypeError, RecursionError):
            return []

    def refusal(self) -> TransferFailed:
        """Word a refusal (distribution, registry/client/errors.go, HandleErrorResponse)."""
        if not 400 <= self.status < 500:
            reason = http.client.responses.get(self.status, "")
            status = f"{self.status} {reason}"
            return TransferFailed(f"received unexpected HTTP status: {status}")
        if errors := self._errors():
            return errors[0] if len(errors) == 1 else TransferFailed(_listed(errors))
        if self.status == 401:
            return Refused("UNAUTHORIZED", "authentication required")
        text = json.dumps(self.body[:200].decode(errors="replace"), ensure_ascii=False)
        return TransferFailed(f"error parsing HTTP {self.status} response body: {text}")

    def _errors(self) -> list[Refused]:
        """Read the errors of the OCI distribution specification (Error Codes)."""
        try:
            listed = json.loads(self.body)["errors"]
            return [Refused(str(one["code"]), str(one["message"])) for one in listed]
        except (ValueError, LookupError, TypeError, RecursionError):
            return []


def _listed(errors: list[Refused]) -> str:
    return "\n".join(["errors:", *map(str, errors), ""])
