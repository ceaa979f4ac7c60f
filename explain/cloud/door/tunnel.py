"""One client's connection to the door, and the tunnel that it may become."""

from __future__ import annotations

import re
import socket
from http import HTTPStatus
from typing import TYPE_CHECKING

from explain.cloud.hosts import without_port
from explain.http import guard
from explain.http.connection import Connection
from explain.http.head import Head
from explain.http.limits import Unreadable
from explain.http.message import Request

if TYPE_CHECKING:
    from explain.cloud.door.door import Door
    from explain.http.server import Server

_AUTHORITY = re.compile(r"[A-Za-z0-9.-]{1,255}:[0-9]{1,5}")  # RFC 9112, 3.2.3; ours are names only
_HANDSHAKE = 10
"""Seconds within which a client has to be done with TLS."""


class DoorConnection(Connection):
    """Speaks as a proxy: opens tunnels, and answers requests in absolute form."""

    def __init__(self, connection: socket.socket, server: Server, door: Door) -> None:
        self._door = door
        self._own = server
        super().__init__(connection, server)

    def respond(self, head: Head) -> None:
        """Answer a request that was read, or become a tunnel."""
        if head.method != "CONNECT":
            super().respond(head)
        elif self._may_tunnel(head):
            self._tunnel(without_port(head.target))

    def host(self, head: Head) -> str:
        """Find who answers: one of the sandbox's servers, or the door itself, with a refusal."""
        host = super().host(head)
        self._server = self._door.behind(host) or self._own
        return host

    def _may_tunnel(self, head: Head) -> bool:
        """Answer a CONNECT. A 2xx answer to it has no body, not even an empty one (RFC 9110, 9.3.6)."""
        guard.check(head, head.target, guard.everybody)
        if not _AUTHORITY.fullmatch(head.target):
            raise Unreadable(HTTPStatus.BAD_REQUEST)
        answer = self._own.answer(Request("CONNECT", head.target, head.target, head.headers))
        if answer.status != 200:
            self.send("CONNECT", answer)
            return False
        self.connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return True

    def _tunnel(self, host: str) -> None:
        """Be that host. The door keeps its own handle on the connection, to hang up when it closes."""
        self.closing = True  # when the tunnel ends
        server = self._door.behind(host)
        assert server is not None
        self.connection.settimeout(_HANDSHAKE)
        context = self._door.authority.context(host)
        with context.wrap_socket(self.connection.dup(), server_side=True) as inside:
            TunnelConnection(inside, server, host).serve()


class TunnelConnection(Connection):
    """Requests inside of a tunnel, all of which are for the host at its end."""

    def __init__(self, inside: socket.socket, server: Server, host: str) -> None:
        self._host = host
        super().__init__(inside, server)

    def host(self, head: Head) -> str:
        """Refuse a request that went astray, as RFC 9110 has it (15.5.20)."""
        host = super().host(head)
        if without_port(host) != self._host:
            raise Unreadable(HTTPStatus.MISDIRECTED_REQUEST)
        return host
