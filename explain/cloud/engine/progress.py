"""The lines in which an engine reports a push or a pull (moby, pkg/streamformatter)."""

from __future__ import annotations

import json
import time

SHORT = 12
"""As many digits of a digest as docker shows."""

_INTERVAL = 0.1
"""Seconds between two lines about the same transfer, as moby limits them (pkg/progress)."""


def status(text: str, about: str = "") -> bytes:
    """Say something, of the whole or of one tag."""
    return _line({"status": text} | ({"id": about} if about else {}))


def step(digest: str, action: str) -> bytes:
    """Say what is being done with a layer."""
    return _line({"status": action, "progressDetail": {}, "id": short(digest)})


def moved(digest: str, action: str, current: int, total: int) -> bytes:
    """Say how far it is done; the CLI draws its bar from this, and only on a terminal."""
    detail = {"current": current, "total": total}
    return _line({"status": action, "progressDetail": detail, "id": short(digest)})


def pushed(tag: str, digest: str, size: int) -> bytes:
    """Say what was pushed, for programs (moby, api/types.PushResult)."""
    return _line({"progressDetail": {}, "aux": {"Tag": tag, "Digest": digest, "Size": size}})


def failure(message: str) -> bytes:
    """Say that it failed: after the first line it is too late for another HTTP status."""
    return _line({"errorDetail": {"message": message}, "error": message})


def short(digest: str) -> str:
    """Return the first characters of a digest, as many as docker shows."""
    return digest.partition(":")[2][:SHORT]


class Meter:
    """Keeps progress lines from being most of the traffic."""

    def __init__(self) -> None:
        self._next = 0.0

    def is_due(self) -> bool:
        """Tell whether the last line is long enough ago."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _INTERVAL
        return True


def _line(fields: object) -> bytes:
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode() + b"\r\n"
