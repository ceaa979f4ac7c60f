"""The lab's control route: its wire log, its clock and its end, for whoever has its key.

It listens on loopback, on a port of its own. The key is in a file that only the lab's owner can read,
so no other user of the machine can turn the clock or read the log.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from explain.clock import Clock
from explain.lab.steering_server import Refused, SteeringServer
from explain.records import object_of

if TYPE_CHECKING:
    from explain.cloud import Cloud

LONGEST_WAIT = 20.0
"""Seconds that a request for what comes next is kept waiting before it is answered with nothing."""

FARTHEST = timedelta(days=3650)
"""How far the clock can be turned, all in all: no certificate and no calendar ends on the way."""


class Steering:
    """The control route of one lab."""

    def __init__(self, cloud: Cloud, clock: Clock, key: str, end: Callable[[], None]) -> None:
        self._cloud = cloud
        self._clock = clock
        self.key = key
        self._end = end
        self._turning = threading.Lock()
        self._server = SteeringServer(self.knows, self.answer)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._serve, name="explain-ecr steering", daemon=True
        )

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port, and let go of who waits for what comes next."""
        self._cloud.wire.close()
        if self._thread.is_alive():  # else it would wait for the end of what never began
            self._server.shutdown()
        self._server.server_close()

    def knows(self, authorization: str) -> bool:
        """Whether a request carries the lab's key."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self.key}".encode())

    def answer(self, method: str, target: str, body: Any) -> Any:
        """Answer one request; None where there is no such route."""
        parts = urlsplit(target)
        match method, parts.path:
            case "GET", "/wire" | "/wire/summaries":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                since = max(int(asked.get("since", 0)), 0)
                self._cloud.wire.wait(
                    since, max(0.0, min(float(asked.get("wait", 0)), LONGEST_WAIT))
                )
                if parts.path == "/wire":
                    piece = self._cloud.wire.exchanges(since)
                    return {**piece._asdict(), "items": list(map(object_of, piece.items))}
                return self._cloud.wire.summaries(since)._asdict()
            case "GET", "/clock":
                return {
                    "now": self._clock.now().isoformat(),
                    "offset": self._clock.offset.total_seconds(),
                }
            case "POST", "/clock":
                self._turn(timedelta(seconds=float(body["by"])))
                return self.answer("GET", "/clock", None)
            case "POST", "/clock/reset":
                with self._turning:
                    self._clock.turn(-self._clock.offset)
                return self.answer("GET", "/clock", None)
            case "POST", "/follow":
                self._cloud.follow(timedelta(seconds=float(body["seconds"])))
                return {}
            case "POST", "/end":
                self._end()
                return {}
            case _:
                return None

    def _turn(self, by: timedelta) -> None:
        with self._turning:
            if abs(self._clock.offset + by) > FARTHEST:
                raise Refused("the clock can be turned by ten years at most")
            self._clock.turn(by)

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)
