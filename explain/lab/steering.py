"""The lab's control route: its wire log, its clock and its end, for anybody who has its key.

It listens on loopback, on its own port. The key is in a file that only the lab's owner can read,
so no other user of the machine can turn the clock or read the log.
"""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from explain.clock import Clock
from explain.http.guard import loopback
from explain.http.limits import Limits, affordable
from explain.http.listening import Listening
from explain.http.message import Request, Response
from explain.http.server import Server, on_loopback
from explain.records import object_of

if TYPE_CHECKING:
    from explain.cloud import Cloud

LONGEST_WAIT = 20.0
"""Seconds that a request for what comes next is kept waiting before it is answered with nothing."""

_LIMITS = Limits(connections=affordable(5), body=4096)
"""The longest request has a few dozen bytes."""

FARTHEST = timedelta(days=3650)
"""How far the clock can be turned, all in all: no certificate and no calendar ends on the way."""

Answerer = Callable[[str, str, Any], Any]
"""Answers a method, a path and a body; with None if there is no such route."""


def _nothing(method: str, path: str, body: Any) -> None:
    """Have no route."""


class Refused(ValueError):
    """What was asked for cannot be; the text says why."""


class Steering:
    """The control route of one lab."""

    def __init__(self, cloud: Cloud, clock: Clock, key: str, end: Callable[[], None]) -> None:
        self._cloud = cloud
        self._clock = clock
        self.key = key
        self._end = end
        self.more: Answerer = _nothing
        """Answers what the lab itself has no route for: an exercise adds some."""
        self._turning = threading.Lock()
        server = Server("steering", self.respond, on_loopback(), hosts=loopback, limits=_LIMITS)
        self._listening = Listening([server])
        self.url = f"http://127.0.0.1:{server.port}"

    def start(self) -> None:
        """Begin to answer."""
        self._listening.open()

    def stop(self) -> None:
        """Close the port, and let go of who waits for what comes next."""
        self._cloud.wire.close()
        self._listening.close()

    def knows(self, authorization: str) -> bool:
        """Whether a request carries the lab's key."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self.key}".encode())

    def respond(self, request: Request) -> Response:
        """Answer one HTTP request: the key is asked for before anything else is looked at."""
        if not self.knows(request.header("Authorization")):
            return _json(403, {"message": "this is not the lab's key"})
        try:
            body = json.loads(request.body or b"{}")
            answer = self.answer(request.method, request.target, body)
        except Refused as refused:
            return _json(400, {"message": str(refused)})
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return _json(400, {"message": "this request cannot be read"})
        return (
            _json(404, {"message": "there is no such route"})
            if answer is None
            else _json(200, answer)
        )

    def answer(self, method: str, target: str, body: Any) -> Any:
        """Perform one request; None if there is no such route. Raises `Refused`."""
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
                return self.more(method, parts.path, body)

    def _turn(self, by: timedelta) -> None:
        with self._turning:
            if abs(self._clock.offset + by) > FARTHEST:
                raise Refused("the clock can be moved by ten years at most")
            self._clock.turn(by)


def _json(status: int, value: object) -> Response:
    return Response(status, (("Content-Type", "application/json"),), json.dumps(value).encode())
