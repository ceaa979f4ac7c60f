"""Too many, too slow, and no more threads or files: what a server does when it can take no more."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from explain.http import incoming
from explain.http.limits import STRETCH, Limits
from explain.http.message import Request, Response
from tests.http.conftest import Make, Place, exchange, read_all

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"


def answers(place: Place) -> bool:
    return exchange(place, LAST).startswith(b"HTTP/1.1 200 ")


def comes_back(place: Place) -> None:
    deadline = time.monotonic() + 20
    while not answers(place):
        assert time.monotonic() < deadline


def test_the_newest_is_told_that_there_is_no_room_and_is_heard_when_there_is(make: Make) -> None:
    place = make(limits=Limits(connections=3))
    held = [socket.create_connection(place, timeout=20) for _ in range(3)]
    for connection in held:
        connection.sendall(GET)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    refused = exchange(place, LAST)
    assert refused.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"as many connections as it can take" in refused
    held[0].sendall(GET)  # those who are in stay in
    assert held[0].recv(65536).startswith(b"HTTP/1.1 200 ")
    for connection in held:
        connection.close()
    comes_back(place)


def test_hundreds_who_come_at_once_and_say_nothing(make: Make) -> None:
    place = make(limits=Limits(connections=16))
    count = min(500, _files() // 4)
    held = [socket.create_connection(place, timeout=20) for _ in range(count)]
    assert exchange(place, LAST).startswith(b"HTTP/1.1 503 ")
    for connection in held:
        connection.close()
    comes_back(place)
    assert threading.active_count() < 40


def _files() -> int:
    resource = pytest.importorskip("resource")
    return int(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def test_no_more_threads_and_then_some(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make()
    begun = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        for _ in range(50):
            assert exchange(place, LAST).startswith(b"HTTP/1.1 503 ")
    assert threading.Thread.start is begun
    assert answers(place)


STARVED = """
    import os, resource, socket, sys, threading
    from explain.http import guard
    from explain.http.limits import Limits
    from explain.http.listening import Listening
    from explain.http.message import Response
    from explain.http.server import Server, on_loopback

    server = Server("test", lambda request: Response(200), on_loopback(), hosts=guard.loopback,
                    limits=Limits(connections=1000))
    listening = Listening([server])
    listening.open()
    socket.create_connection(("127.0.0.1", server.port)).close()  # so that everything is imported
    {limit}
    print(server.port, flush=True)
    sys.stdin.read()
    listening.close()
"""
THREADS = "threading.stack_size(2**30); resource.setrlimit(resource.RLIMIT_AS, (12 * 2**30,) * 2)"
FILES = "resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))"


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are Linux's")
@pytest.mark.parametrize("limit", [THREADS, FILES])
def test_a_process_that_is_really_out_of_them(limit: str) -> None:
    code = textwrap.dedent(STARVED.format(limit=limit))
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout
    place = ("127.0.0.1", int(process.stdout.readline()))
    with contextlib.ExitStack() as stack:
        held = [
            stack.enter_context(socket.create_connection(place, timeout=20)) for _ in range(100)
        ]
        assert exchange(place, LAST).startswith(b"HTTP/1.1 503 ")
        held[0].sendall(GET)
        assert held[0].recv(65536).startswith(b"HTTP/1.1 200 ")
    comes_back(place)
    assert process.communicate(timeout=30)[1] == b""
    assert process.returncode == 0


# --- too slow --------------------------------------------------------------------------------------


def drip(place: Place, data: bytes, pause: float) -> tuple[bytes, float]:
    """Send a byte now and then until the server has had enough; return its answer, and after how long."""
    began = time.monotonic()
    with socket.create_connection(place, timeout=20) as connection:
        with contextlib.suppress(OSError):
            for byte in data:
                connection.sendall(bytes([byte]))
                connection.settimeout(pause)
                with contextlib.suppress(TimeoutError):
                    return read_all_from(connection), time.monotonic() - began
        connection.settimeout(20)
        return read_all(connection), time.monotonic() - began


def read_all_from(connection: socket.socket) -> bytes:
    first = connection.recv(65536)
    connection.settimeout(20)
    return first + read_all(connection)


def test_a_head_that_comes_byte_by_byte_has_a_deadline(make: Make, quick: Limits) -> None:
    answer, seconds = drip(make(limits=quick), GET, 0.1)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"did not arrive in time" in answer
    assert seconds > 0.4


@pytest.mark.parametrize("streams", [False, True])
def test_so_has_each_stretch_of_a_body(make: Make, quick: Limits, streams: bool) -> None:
    answer, seconds = drip(make(limits=quick, streams=streams), POST % 1000 + bytes(1000), 0.02)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert seconds < 15  # all of it would take twenty


class Trickle:
    """As much of a socket as is read from: 16 KiB after every so many seconds of a clock of its own."""

    def __init__(self, seconds: float) -> None:
        self.now = 0.0
        self._seconds = seconds
        self._allowed = 0.0

    def settimeout(self, seconds: float) -> None:
        self._allowed = seconds

    def recv_into(self, buffer: memoryview) -> int:
        if self._seconds > self._allowed:
            raise TimeoutError
        self.now += self._seconds
        return min(len(buffer), 16 * 1024)


@pytest.mark.parametrize(("seconds", "arrives"), [(0.2, True), (0.3, False)])
def test_a_large_body_may_take_longer_than_one_stretch(
    monkeypatch: pytest.MonkeyPatch, seconds: float, arrives: bool
) -> None:
    source = Trickle(seconds)
    monkeypatch.setattr(incoming, "time", SimpleNamespace(monotonic=lambda: source.now))
    stream = incoming.Incoming(source)  # type: ignore[arg-type]
    stream.allow(1.0, STRETCH)
    outcome = contextlib.nullcontext() if arrives else pytest.raises(TimeoutError)
    with outcome:
        for _ in range(32):
            assert len(stream.read(16 * 1024)) == 16 * 1024
    assert (source.now > 6) == arrives


def test_who_says_nothing_is_hung_up_on(make: Make, quick: Limits) -> None:
    place = make(limits=quick)
    with socket.create_connection(place, timeout=20) as connection:
        assert connection.recv(10) == b""
    with socket.create_connection(place, timeout=20) as connection:
        connection.sendall(GET)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert connection.recv(10) == b""


def test_our_own_time_does_not_count_against_a_sender(make: Make, quick: Limits) -> None:
    def slow(request: Request) -> Response:
        assert request.stream
        size = 0
        while piece := request.stream.read(1000):
            size += len(piece)
            time.sleep(0.1)  # as a disk that is busy
        return Response(200, (), b"%d" % size)

    place = make(slow, limits=quick, streams=True)
    assert exchange(place, POST % 10_000 + bytes(10_000)).endswith(b"10000")


# --- who may ask -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        "Host: localhost\r\nOrigin: https://evil.example",
        "Host: localhost\r\nOrigin: null",
        "Host: localhost\r\nOrigin:",
        "Host: localhost\r\nSec-Fetch-Site: cross-site",
        "Host: localhost\r\nSec-Fetch-Site: same-origin",
        "Host: evil.example",
        "Host: evil.example:80",
        "Host: 127.0.0.1.evil.example",
        "Host: 127.0.0.1@evil.example",
        "Host: localhost:80:80",
        "Host: 2130706433",
        "Host: 127.0.0.2",
        "Host:",
        "X: y",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_web_page_may_not_ask(make: Make, headers: str, method: str) -> None:
    asked: list[Request] = []

    def application(request: Request) -> Response:
        asked.append(request)
        return Response(200)

    place = make(application)
    answer = exchange(place, f"{method} / HTTP/1.1\r\n{headers}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:1", "LocalHost:80", "[::1]:80"])
def test_loopbacks_own_names_may(make: Make, host: str) -> None:
    answer = exchange(make(), f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_socket_in_a_folder_is_its_owners_alone(tmp_path: Path) -> None:
    from explain.http.server import in_folder

    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("this system has none")
    before = os.umask(0)
    try:
        listener = in_folder(tmp_path / "x.sock")
    finally:
        os.umask(before)
    assert listener
    assert (tmp_path / "x.sock").stat().st_mode & 0o777 == 0o600
    listener.close()
    assert in_folder(tmp_path / ("x" * 108)) is None
