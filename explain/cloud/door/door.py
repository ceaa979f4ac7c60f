"""The door: an HTTP proxy on loopback that leads to the sandbox, and nowhere else.

A client that knows nothing of sandboxes asks it to CONNECT to a host of AWS's (RFC 9110, 9.3.6), and
in the tunnel finds that host: TLS under the sandbox's authority, and the sandbox's own servers.
The door never connects to anything.
"""

from __future__ import annotations

import re
import socket

from explain.cloud.door.authority import Authority
from explain.cloud.hosts import api_host, public_registry, registry_host
from explain.cloud.message import Answer, Disclosure
from explain.http.message import Request
from explain.http.server import Server
from explain.wire import FOREIGN, OPENED, Evidence

_HOST = re.compile(r"[A-Za-z0-9.-]{1,255}(:[0-9]{1,5})?")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")


class Door:
    """One port for every host of the sandbox."""

    def __init__(self, authority: Authority, control: Server, registry: Server) -> None:
        self.authority = authority
        self._control = control
        self._registry = registry

    def serve(self, connection: socket.socket, server: Server) -> None:
        """Serve one connection to the door, whose own server that is."""
        from explain.cloud.door.tunnel import DoorConnection

        DoorConnection(connection, server, self).serve()

    def behind(self, host: str) -> Server | None:
        """Return the server that is this host; None if the sandbox has no such host."""
        if registry_host(host) or public_registry(host):
            return self._registry
        return self._control if api_host(host) else None

    def __call__(self, request: Request) -> Answer:
        """Say whether a tunnel may be opened. Anything else here is for a host outside the sandbox."""
        connects = request.method == "CONNECT"
        port = request.target.rpartition(":")[2] if connects else "443"
        if connects and port == "443" and self.behind(request.host):
            return Answer(200, evidence=Evidence(OPENED), disclosure=Disclosure(True))
        named = request.host if _HOST.fullmatch(request.host) else "that host"
        text = f"This proxy only leads to the explain-ecr sandbox, and {named} is not in it.\n"
        # What a client sends to somebody else is nobody's business here.
        return Answer(403, (_TEXT,), text.encode(), Evidence(FOREIGN, host=named))
