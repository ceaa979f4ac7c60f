"""A learner's place on a hub, used through its API and its web terminal, as a browser uses it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

PATIENCE = 600
"""Seconds for anything; thirty places on two cores are slow."""

_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\(B|\x1b[=>]|\x1b\][^\x07]*\x07|[\x0e\x0f]")


class Hub:
    """A hub's API, on loopback."""

    def __init__(self, port: int, token: str) -> None:
        self.url = f"127.0.0.1:{port}"
        self.headers = {"Authorization": f"token {token}"}

    async def ask(self, path: str, method: str = "GET", body: Any = None) -> HTTPResponse:
        request = HTTPRequest(
            f"http://{self.url}{path}",
            method,
            self.headers,
            None if body is None else json.dumps(body),
            request_timeout=PATIENCE,
            allow_nonstandard_methods=True,
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    async def ready(self) -> set[str]:
        """Return the names of the learners whose places run; none while the hub itself starts."""
        try:
            answer = await self.ask("/hub/api/users?state=ready&limit=1000")
        except OSError:
            return set()
        return {user["name"] for user in json.loads(answer.body)} if answer.code == 200 else set()


class Seat:
    """A learner at a web terminal."""

    def __init__(self, hub: Hub, name: str) -> None:
        self.hub, self.name = hub, name
        self.shown = ""
        self._socket: WebSocketClientConnection | None = None

    async def sit_down(self) -> None:
        """Open the terminal, and wait for its prompt."""
        answer = await self.hub.ask(f"/user/{self.name}/api/terminals", "POST", {})
        assert answer.code == 200, (answer.code, answer.body)
        terminal = json.loads(answer.body)["name"]
        path = f"/user/{self.name}/terminals/websocket/{terminal}"
        self._socket = await websocket_connect(
            HTTPRequest(f"ws://{self.hub.url}{path}", headers=self.hub.headers)
        )
        await self.send("set_size", 24, 80, 480, 640)
        await self.until(r"\$ $")

    async def send(self, *message: Any) -> None:
        assert self._socket
        await self._socket.write_message(json.dumps(message))

    async def type(self, line: str) -> None:
        """Type a line, and press Enter."""
        self.shown = ""
        await self.send("stdin", f"{line}\r")

    async def until(self, pattern: str) -> re.Match[str]:
        """Wait until the screen has shown something; returns it."""
        assert self._socket
        deadline = time.monotonic() + PATIENCE
        while not (match := re.search(pattern, self.shown)):
            left = deadline - time.monotonic()
            try:
                text = await asyncio.wait_for(self._socket.read_message(), max(0.1, left))
            except TimeoutError:
                text = None
            assert isinstance(text, str), f"{self.name} waited for {pattern!r}:\n{self.shown}"
            kind, *said = json.loads(text)
            if kind == "stdout":
                self.shown += _CODES.sub("", said[0])
        return match

    async def said(self, line: str, prompt: str = r"\$ $") -> str:
        """Type a line, and return what was shown until the next prompt."""
        await self.type(line)
        await self.until(rf"\n[^\n]*{prompt}")
        return self.shown
