"""The way to the engine that DOCKER_HOST names: a port, or a socket in a folder."""

from __future__ import annotations

import http.client
import os
import socket

AGENT = "Docker-Client/stand-in (explain-ecr)"


def connection(seconds: float) -> http.client.HTTPConnection:
    """Return a connection to the engine, which waits so long for each answer."""
    scheme, _, place = os.environ["DOCKER_HOST"].partition("://")
    if scheme == "unix":
        return _SocketConnection(place, seconds)
    return http.client.HTTPConnection(place, timeout=seconds)


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, file: str, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._file = file

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._file)
