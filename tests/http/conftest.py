"""A server of the plainest kind, and a client that sends bytes as they are."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from explain.http import guard
from explain.http.limits import Limits
from explain.http.listening import Listening
from explain.http.message import Request, Response
from explain.http.server import Server, on_loopback

Place = tuple[str, int]


def echo(request: Request) -> Response:
    """Answer with what was understood of a request."""
    body = request.body
    if request.stream:
        while piece := request.stream.read(65536):
            body += piece
    return Response(200, (), f"{request.method} {request.target} {len(body)}".encode())


Make = Callable[..., Place]


@pytest.fixture
def make() -> Iterator[Make]:
    """Start servers, and stop them afterwards."""
    with contextlib.ExitStack() as stack:

        def start(application: Any = echo, **options: Any) -> Place:
            options = {"hosts": guard.loopback, **options}
            server = Server("test", application, on_loopback(), **options)
            listening = Listening([server])
            stack.callback(listening.close)
            listening.open()
            return ("127.0.0.1", server.port)

        yield start


@pytest.fixture
def quick() -> Limits:
    """Deadlines that a test can wait for."""
    return Limits(connections=4, idle=0.5, head=0.5, stretch=0.5)


def exchange(place: Place, data: bytes) -> bytes:
    """Send bytes, and read until the server hangs up."""
    with socket.create_connection(place, timeout=20) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Read until the server hangs up."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while more := connection.recv(65536):
            received += more
    return received
