"""The clock against a server's, which here is one of ours."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

SERVERS = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture(params=[200, 302, 404])
def server(request, place) -> Iterator[None]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(request.param)
            self.send_header("Date", format_datetime(SERVERS, usegmt=True))
            self.send_header("Location", "http://192.0.2.1/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        place.environment["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{listening.server_port}"
        listening.socket.settimeout(10)  # so that a connection that is gone again holds nobody up
        place.wishes["online"] = True
        yield
        listening.shutdown()


@pytest.mark.parametrize(
    ("off", "found"),
    [
        (timedelta(), "clock"),
        (timedelta(minutes=-4), "clock"),
        (timedelta(minutes=6), "clock-off"),
        (timedelta(minutes=-6), "clock-off"),
        (timedelta(minutes=16), "clock-refused"),
        (timedelta(hours=-13), "clock-refused"),
    ],
)
def test_the_clock_is_compared(place, server, off: timedelta, found: str) -> None:
    ours = {each.id: each for each in place.findings(SERVERS + off) if each.id.startswith("clock")}
    assert set(ours) == {found}, place.findings(SERVERS + off)
    if off >= timedelta(minutes=6):
        assert "ahead of" in ours[found].message
    elif off <= timedelta(minutes=-6):
        assert "behind" in ours[found].message


def test_nobody_is_asked_unless_told(place, server) -> None:
    place.wishes["online"] = False
    assert "clock-not-checked" in {each.id for each in place.findings()}


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "nonsense", "http://127.0.0.1:9", "http://"]
)
def test_a_server_that_is_none_is_told_of(place, address: str) -> None:
    place.wishes["online"] = True
    place.environment["AWS_ENDPOINT_URL"] = address
    assert "no-answer" in place.ids()
