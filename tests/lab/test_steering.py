"""The control route: nothing without the key, and nothing that breaks with it."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.clock import Clock
from explain.cloud import WireLog
from explain.cloud.message import Answer, Disclosure
from explain.http.message import Request
from explain.lab.steering import FARTHEST, Steering
from explain.wire import Exchange

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@dataclass
class Cloud:
    """As much of a cloud as the control route touches."""

    wire: WireLog = field(default_factory=WireLog)
    followed: list[timedelta] = field(default_factory=list)

    def follow(self, within: timedelta) -> None:
        self.followed.append(within)

    def exchange(self, target: str = "/") -> None:
        request = Request("GET", target, "127.0.0.1", (("User-Agent", "test/1"),))
        self.wire.record("registry", NOON, request, Answer(200, disclosure=Disclosure(True)))


class Route:
    """A control route under test."""

    def __init__(self) -> None:
        self.cloud = Cloud()
        self.clock = Clock.fixed(NOON)
        self.ended = threading.Event()
        self.steering = Steering(self.cloud, self.clock, "the-key", self.ended.set)  # type: ignore[arg-type]
        self.steering.start()

    @property
    def place(self) -> str:
        return self.steering.url.removeprefix("http://")

    def ask(
        self, method: str, target: str, body: str | bytes | None = None, key: str = "Bearer the-key"
    ) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.place, timeout=30)
        connection.request(method, target, body, {"Authorization": key} if key else {})
        answer = connection.getresponse()
        found = answer.status, json.loads(answer.read())
        connection.close()
        return found

    def raw(self, data: bytes) -> bytes:
        host, _, port = self.place.partition(":")
        with socket.create_connection((host, int(port)), timeout=30) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while more := connection.recv(65536):
                answer += more
            return answer


@pytest.fixture(scope="module")
def shared() -> Iterator[Route]:
    route = Route()
    yield route
    route.steering.stop()


@pytest.fixture
def route() -> Iterator[Route]:
    route = Route()
    yield route
    route.steering.stop()


@pytest.mark.parametrize(
    "key", ["", "the-key", "Bearer", "Bearer ", "Bearer the-ke", "Bearer the-key2", "bearer the-key",
            "Basic the-key", "Bearer the-k\u00e9y", "Bearer the-key "]
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "target"),
    [("GET", "/wire"), ("GET", "/clock"), ("POST", "/clock"), ("POST", "/end"), ("GET", "/no"),
     ("POST", "/follow"), ("POST", "/clock/reset")],
)  # fmt: skip
def test_nothing_is_answered_without_the_key(
    shared: Route, method: str, target: str, key: str
) -> None:
    if key == "Bearer the-key ":
        key = "Bearer the-key x"  # a header's own blanks do not count
    status, found = shared.ask(method, target, '{"by": 60, "seconds": 60}', key)
    assert (status, found) == (403, {"message": "this is not the lab's key"})
    assert shared.clock.now() == NOON
    assert not shared.ended.is_set()
    assert shared.cloud.followed == []


@pytest.mark.parametrize("target", ["/", "/no", "/wire/more", "/clock/", "/end"])
def test_what_is_no_route_is_not_found(shared: Route, target: str) -> None:
    assert shared.ask("GET", target)[0] == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_not_known(shared: Route, method: str) -> None:
    head = f"{method} /clock HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer the-key\r\n\r\n"
    assert b" 404 " in shared.raw(head.encode()).split(b"\r\n")[0]


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", "1", '"by"', "{}", '{"by": null}', '{"by": "x"}', '{"by": []}',
        '{"by": NaN}', '{"by": Infinity}', '{"by": -1e300}', '{"by": 1e30}', "[" * 4000,
        b"\xff\xfe", '{"by": "1_0e"}',
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_turns_nothing(shared: Route, body: str | bytes) -> None:
    status, found = shared.ask("POST", "/clock", body)
    assert status == 400
    assert found["message"]
    assert shared.clock.now() == NOON


@pytest.mark.parametrize("query", ["since=x", "wait=x", "since=1.5", "since="])
def test_so_is_a_query(shared: Route, query: str) -> None:
    assert shared.ask("GET", f"/wire?{query}")[0] in (200, 400)


def test_too_much_is_refused_without_being_read(shared: Route) -> None:
    head = "POST /clock HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer the-key\r\nContent-Length: "
    for length in ("5000", "99999999999999999999", "-1", "x"):
        answer = shared.raw(f"{head}{length}\r\n\r\nGET /end HTTP/1.1\r\n\r\n".encode())
        assert answer.split()[1] in (b"400", b"413"), length
        assert answer.count(b"HTTP/1.1") == 1, length


@given(st.binary(max_size=200))
def test_garbage_breaks_nothing_and_is_not_told_on_the_terminal(shared: Route, data: bytes) -> None:
    shared.raw(data)
    assert shared.ask("GET", "/clock")[0] == 200


def test_who_goes_away_half_way_is_not_told_on_the_terminal(
    route: Route, capfd: pytest.CaptureFixture[str]
) -> None:
    host, _, port = route.place.partition(":")
    for data in (
        b"",
        b"GET /wire?wait=5 HTTP/1.1\r\n",
        b"POST /clock HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
    ):
        with socket.create_connection((host, int(port))) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(data)
    time.sleep(0.1)
    assert capfd.readouterr() == ("", "")


# --- the clock -------------------------------------------------------------------------------------


def test_the_clock_is_told_turned_and_put_back(route: Route) -> None:
    assert route.ask("GET", "/clock") == (200, {"now": "2026-01-31T12:00:00+00:00", "offset": 0.0})
    assert route.ask("POST", "/clock", '{"by": 46800}')[1]["now"] == "2026-02-01T01:00:00+00:00"
    assert route.ask("POST", "/clock", '{"by": -0.1}')[1]["offset"] == 46799.9
    assert route.ask("POST", "/clock/reset")[1]["offset"] == 0.0
    assert route.clock.now() == NOON


@pytest.mark.parametrize("sign", [1, -1])
def test_the_clock_cannot_be_turned_to_where_it_would_break(route: Route, sign: int) -> None:
    body = json.dumps({"by": sign * FARTHEST.total_seconds()})
    assert route.ask("POST", "/clock", body)[0] == 200
    status, found = route.ask("POST", "/clock", json.dumps({"by": sign}))
    assert (status, found) == (400, {"message": "the clock can be moved by ten years at most"})
    assert route.clock.offset == sign * FARTHEST
    assert route.ask("POST", "/clock/reset")[0] == 200


def test_many_who_turn_at_once_lose_no_turn(route: Route) -> None:
    threads = [
        threading.Thread(target=route.ask, args=("POST", "/clock", '{"by": 1}')) for _ in range(64)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert route.clock.offset == timedelta(seconds=64)


# --- the wire --------------------------------------------------------------------------------------


def test_the_wire_is_read_from_a_mark(route: Route) -> None:
    for number in range(3):
        route.cloud.exchange(f"/{number}")
    status, found = route.ask("GET", "/wire?since=1")
    assert (status, found["end"]) == (200, 3)
    assert [each["target"] for each in found["items"]] == ["/1", "/2"]
    assert found["items"][0]["at"] == "2026-01-31T12:00:00Z"
    assert set(found["items"][0]) == set(Exchange._fields)


@pytest.mark.parametrize(("since", "count"), [(-1, 2), (-(2**70), 2), (0, 2), (2, 0), (2**70, 0)])
def test_a_mark_may_be_anywhere(route: Route, since: int, count: int) -> None:
    route.cloud.exchange()
    route.cloud.exchange()
    assert len(route.ask("GET", f"/wire?since={since}")[1]["items"]) == count


def test_who_waits_is_answered_as_soon_as_there_is_something(route: Route) -> None:
    threading.Timer(0.2, route.cloud.exchange).start()
    begun = time.monotonic()
    _, found = route.ask("GET", "/wire?wait=20")
    assert 0.1 < time.monotonic() - begun < 10
    assert len(found["items"]) == 1


@pytest.mark.parametrize("wait", ["0.1", "nan", "-inf", "-1"])
def test_who_waits_in_vain_is_told_so(route: Route, wait: str) -> None:
    assert route.ask("GET", f"/wire?wait={wait}") == (
        200,
        {"items": [], "last": 0, "end": 0, "lost": 0},
    )


# --- the rest --------------------------------------------------------------------------------------


def test_following_is_handed_on(route: Route) -> None:
    assert route.ask("POST", "/follow", '{"seconds": 90}') == (200, {})
    assert route.cloud.followed == [timedelta(seconds=90)]


def test_the_end_is_handed_on(route: Route) -> None:
    assert route.ask("POST", "/end") == (200, {})
    assert route.ended.is_set()


def test_it_listens_on_loopback_alone(shared: Route) -> None:
    assert shared.place.startswith("127.0.0.1:")


def test_what_was_never_started_can_be_stopped() -> None:
    steering = Steering(Cloud(), Clock(), "key", lambda: None)  # type: ignore[arg-type]
    steering.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(steering.url.rpartition(":")[2])))


def test_stopping_does_not_wait_for_those_who_wait(route: Route) -> None:
    threading.Thread(target=_ignore_errors, args=(route,), daemon=True).start()
    time.sleep(0.1)
    begun = time.monotonic()
    route.steering.stop()
    assert time.monotonic() - begun < 10


def _ignore_errors(route: Route) -> None:
    with contextlib.suppress(OSError):
        route.ask("GET", "/wire?wait=20")
