"""One visitor's connection to the door, and the tunnel that it may become."""

from __future__ import annotations

import re
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING

from explain.cloud.connection import Connection, Unreadable
from explain.cloud.hosts import without_port
from explain.cloud.message import Request

if TYPE_CHECKING:
    from explain.cloud.door import Door
    from explain.cloud.server import Server

_AUTHORITY = re.compile(r"[A-Za-z0-9.-]{1,255}:[0-9]{1,5}")  # RFC 9112, 3.2.3; ours are names only
_HANDSHAKE = 10
"""Seconds within which a client has to be done with TLS."""


class DoorConnection(Connection):
    """Speaks as a proxy: opens tunnels, and answers requests in absolute form."""

    def __init__(self, visitor: socket.socket, door: Door) -> None:
        self._door = door
        super().__init__(visitor, door)

    def respond(self) -> None:
        """Answer a request that was read, or become a tunnel."""
        if self.command != "CONNECT":
            super().respond()
        elif self._may_tunnel():
            self._tunnel(without_port(self.path))

    def _may_tunnel(self) -> bool:
        """Answer a CONNECT. A 2xx answer to it has no body, not even an empty one (RFC 9110, 9.3.6)."""
        if not _AUTHORITY.fullmatch(self.path):
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        headers = tuple(self.headers.items())
        answer = self._door.answer(Request("CONNECT", self.path, self.path, headers))
        if answer.status != 200:
            self._send("CONNECT", answer)
            return False
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return True

    def _tunnel(self, host: str) -> None:
        """Be that host. The door keeps its own handle on the connection, to hang up when it closes."""
        self.close_connection = True  # when the tunnel ends
        server = self._door.behind(host)
        assert server is not None
        self.connection.settimeout(_HANDSHAKE)
        context = self._door.authority.context(host)
        with context.wrap_socket(self.connection.dup(), server_side=True) as inside:
            TunnelConnection(inside, server, host)

    def _request(self) -> Request:
        """Find who answers: one of the sandbox's servers, or the door itself, with a refusal."""
        _, host = self._target()
        self._server = self._door.behind(host) or self._door
        return super()._request()


class TunnelConnection(Connection):
    """Requests inside of a tunnel, all of which are for the host at its end."""

    def __init__(self, inside: socket.socket, server: Server, host: str) -> None:
        self._host = host
        super().__init__(inside, server)

    def _request(self) -> Request:
        """Refuse a request that went astray, as RFC 9110 has it (15.5.20)."""
        _, host = self._target()
        if without_port(host) != self._host:
            raise Unreadable(HTTPStatus.MISDIRECTED_REQUEST)
        return super()._request()
