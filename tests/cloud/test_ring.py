"""The ring of exchanges: it forgets the oldest, counts them, and never grows beyond its bounds."""

from __future__ import annotations

import json
import random
import threading
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from explain.cloud.disclosure import LONGEST_BODY, LONGEST_VALUE, kept
from explain.cloud.message import Answer, Disclosure
from explain.cloud.ring import Ring
from explain.cloud.wire import WireLog
from explain.http.message import Request
from explain.wire import Evidence, Exchange, Header, Login, summary

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LOGIN = Evidence("accepted", login=Login("AWS", "eyJw••••", "0123456789ab", 2700, "accepted"))


def exchange(number: int) -> Exchange:
    headers = (Header("Host", "x"), Header("Date", "today"))
    return Exchange(
        number, "2026-01-31T12:00:00Z", "docker", "engine", "GET", f"/{number}", "x", headers, "",
        200, "OK", headers, "{}", LOGIN if number % 2 else Evidence(),
    )  # fmt: skip


@given(
    count=st.integers(0, 60),
    most=st.integers(0, 30),
    page=st.integers(1, 9),
    mark=st.integers(0, 70),
)
def test_it_is_a_list_that_forgets_its_beginning(
    count: int, most: int, page: int, mark: int
) -> None:
    ring = Ring(most=most, page=page)
    whole = [exchange(number) for number in range(1, count + 1)]
    for one in whole:
        ring.add(one)
    kept = ring.since(0)
    assert ring.mark() == count
    assert list(kept) == whole[ring.lost :]
    assert min(count, most) <= len(kept) < most + 2 * page
    assert list(ring.since(mark)) == [one for one in kept if one.number > mark]
    read, at = [], mark
    while at < count:
        piece = ring.summaries(at)
        assert (piece.end, piece.lost) == (count, ring.lost)
        assert at < piece.last
        read += piece.items
        at = piece.last
    assert read == [summary(one) for one in kept if one.number > mark]


def test_many_may_add_at_once() -> None:
    ring = Ring(page=8)
    threads = [
        threading.Thread(target=lambda: [ring.add(exchange(0)) for _ in range(100)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.number for one in ring.since(0)] == list(range(1, 801))


def test_who_waits_is_told() -> None:
    ring = Ring()
    told: list[bool] = []
    waiting = threading.Thread(target=lambda: told.append(ring.wait(0, 60)))
    waiting.start()
    ring.add(exchange(1))
    waiting.join(30)
    assert told == [True]
    waiting = threading.Thread(target=lambda: told.append(ring.wait(1, 60)))
    waiting.start()
    ring.close()
    waiting.join(30)
    assert told == [True, False]


def test_bytes_are_bounded_too() -> None:
    ring = Ring(largest=50_000, page=4)
    noise = random.Random(7)
    for number in range(1, 101):
        body = noise.randbytes(4000).hex()
        ring.add(exchange(number)._replace(response_body=body))
    assert sum(page.size for page in ring._pages) <= 50_000
    assert ring.lost == 100 - len(ring.since(0)) > 50


def test_of_large_values_the_beginning_is_kept() -> None:
    wire = WireLog()
    request = Request("GET", "/v2/" + "x" * 30_000, "x", (("User-Agent", "y" * 30_000),))
    body = json.dumps(["z"] * 30_000)
    shown = Disclosure(True, response_body=body)
    wire.record("registry", NOON, request, Answer(401, disclosure=shown))
    (one,) = wire.since(0)
    more = 30_000 - LONGEST_VALUE
    assert one.request_headers[0].value == f"{'y' * LONGEST_VALUE}… ({more:,} characters more)"
    assert one.target.endswith(f"… ({more + 4:,} characters more)")
    assert (
        one.response_body
        == f"{body[:LONGEST_BODY]}… ({len(body) - LONGEST_BODY:,} characters more)"
    )


@settings(max_examples=20)
@given(st.integers(LONGEST_VALUE - 70, LONGEST_VALUE + 10))
def test_a_secret_at_the_cut_is_masked(before: int) -> None:
    secret = "aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    text = f"{'x ' * (before // 2)}{secret} {'y ' * 3000}"
    assert "wJal" not in kept(text, LONGEST_VALUE)
