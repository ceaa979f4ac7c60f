"""How much of a server one client can have: connections, time, and the size of what it sends."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

HEAD_BYTES = 64 * 1024
"""The largest head of a request that is read. A token of ECR's has 3 kB, and docker sends it twice over."""

HEAD_LINES = 100
"""The most header lines in it; AWS's clients send twenty."""

MOST = 128
"""Connections to one server at once; docker pushes five layers side by side."""

STRETCH = 64 * 1024
"""Bytes of a body that a client has to send within `Limits.stretch`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server grants: `connections` at once, `body` bytes of a body that is read whole, and seconds.

    `idle` is how long a kept connection may be silent, `head` how long a request's head may take
    from its first byte, `stretch` how long the server waits in all for 64 KiB of a body.
    """

    connections: int = MOST
    idle: float = 60
    head: float = 15
    stretch: float = 60
    body: int = 1024 * 1024  # what `docker login` and `aws ecr` send has a few kB


class Unreadable(Exception):
    """A request cannot be read, or may not be sent here. The status and the text are the answer."""

    def __init__(self, status: HTTPStatus, text: str = "") -> None:
        super().__init__(text or f"{status.value} {status.phrase}")
        self.status = status


def affordable(servers: int) -> int:
    """Return how many connections each of some servers may have, so that all together leave files over.

    A connection needs two files at the most: one through the door has a second handle, and the engine's
    to the registry has both its ends in this process.
    """
    allowed = open_files()
    return MOST if allowed is None else max(4, min(MOST, (allowed - KEPT) // (2 * servers)))


def open_files() -> int | None:
    """Return how many files this process may have open; None if nothing limits it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return None
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if allowed == resource.RLIM_INFINITY else allowed


KEPT = 64
"""Files that are left for everything else: layers, the modules of the first request, listeners."""
