"""The control route's HTTP: the key is asked for before anything else is looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LARGEST = 4096
"""Bytes of the longest request that is read; ours have a few dozen."""


class Refused(ValueError):
    """What was asked for cannot be; the text says why."""


class SteeringServer(ThreadingHTTPServer):
    """Listens on loopback. `knows` judges an Authorization header, `answer` answers method, target, body.

    An answer of None is a 404, a `Refused` a 400.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, knows: Callable[[str], bool], answer: Callable[[str, str, Any], Any]
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.knows = knows
        self.answer = answer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing into the learner's terminal: most likely a client went away."""


class _Handler(BaseHTTPRequestHandler):
    server: SteeringServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Print nothing."""

    def _answer(self) -> None:
        body = self._body()
        if self.server.knows(self.headers.get("Authorization", "")):
            self._send(*self._answered(body))
        else:
            self._send(403, {"message": "this is not the lab's key"})

    def _answered(self, body: bytes) -> tuple[int, object]:
        try:
            found = self.server.answer(self.command, self.path, json.loads(body or b"{}"))
        except Refused as refused:
            return 400, {"message": str(refused)}
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return 400, {"message": "this cannot be read"}
        return (404, {"message": "there is no such route"}) if found is None else (200, found)

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isdecimal() and len(length) < 10 else _LARGEST + 1
        if size > _LARGEST:
            self.close_connection = True  # what is left of it would be read as a request
            return b"too much"
        return self.rfile.read(size)

    def _send(self, status: int, value: object) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
