"""Heads and bodies: whatever two servers could read in two ways is refused, and its connection ended."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.http.head import Head, read_head
from explain.http.limits import HEAD_BYTES, HEAD_LINES, Limits, Unreadable
from explain.http.message import Response
from tests.http.conftest import Make, exchange

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
SECOND = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"

AMBIGUOUS = {
    "two lengths": POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "two lengths that differ": POST + b"Content-Length: 0\r\nContent-Length: 45\r\n\r\n",
    "two lengths in one": POST + b"Content-Length: 3, 3\r\n\r\nabc",
    "a length and chunks": CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
    "chunks and a length": POST
    + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks twice": CHUNKED + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks hidden behind another": POST + b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
    "chunks with a strange blank": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": POST + b"Content-Length : 3\r\n\r\nabc",
    "a folded line": POST + b"X: a\r\n Content-Length: 3\r\n\r\nabc",
    "a signed length": POST + b"Content-Length: +3\r\n\r\nabc",
    "a length in hexadecimal": POST + b"Content-Length: 0x3\r\n\r\nabc",
    "a length in other digits": POST + "Content-Length: \u0663\r\n\r\nabc".encode(),
    "a bare CR in a value": POST + b"X: a\rContent-Length: 3\r\n\r\nabc",
    "a NUL in a value": POST + b"X: a\0\r\n\r\n",
    "a name that is none": POST + b"X(y): a\r\n\r\n",
    "no name": POST + b": a\r\n\r\n",
    "two hosts": GET + b"Host: localhost\r\n\r\n",
    "chunks in HTTP/1.0": CHUNKED.replace(b"1.1", b"1.0") + b"\r\n0\r\n\r\n",
    "a blank in the target": b"GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n",
    "a chunk that is longer than it says": CHUNKED + b"\r\n3\r\nabcd\r\n0\r\n\r\n",
    "a chunk without a size": CHUNKED + b"\r\n\r\nabc\r\n",
    "a size with a sign": CHUNKED + b"\r\n-3\r\nabc\r\n0\r\n\r\n",
    "a size of nine digits": CHUNKED + b"\r\n000000003\r\nabc\r\n0\r\n\r\n",
    "trailers without an end": CHUNKED + b"\r\n0\r\n" + b"X: y\r\n" * 200 + b"\r\n",
}


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_is_ambiguous_is_refused_and_nothing_after_it_is_heard(
    make: Make, name: str, streams: bool
) -> None:
    answer = exchange(make(streams=streams), AMBIGUOUS[name] + SECOND)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert answer.split()[1] in (b"400", b"431"), answer
    assert b"Connection: close" in answer
    assert b"smuggled" not in answer


def test_what_is_good_is_heard(make: Make) -> None:
    place = make()
    chunks = CHUNKED + b"\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: z\r\n\r\n"
    answer = exchange(place, chunks + POST + b"Content-Length: 2\r\n\r\nab" + SECOND)
    for expected in (b"POST / 5", b"POST / 2", b"GET /smuggled 0"):
        assert expected in answer


def test_http_1_0_is_closed_unless_it_asks_to_be_kept(make: Make) -> None:
    place = make()
    old = GET.replace(b"1.1", b"1.0")
    assert exchange(place, old + b"\r\n" + SECOND).count(b"200 OK") == 1
    assert exchange(place, old + b"Connection: keep-alive\r\n\r\n" + SECOND).count(b"200 OK") == 2
    assert b"505 " in exchange(place, GET.replace(b"1.1", b"2.0") + b"\r\n")


def test_a_head_is_limited_in_bytes_and_in_lines(make: Make) -> None:
    place = make()
    long = b"X: " + b"y" * HEAD_BYTES + b"\r\n\r\n"
    assert b" 431 " in exchange(place, GET + long)
    assert b" 414 " in exchange(place, b"GET /" + long)
    assert b" 431 " in exchange(place, GET + b"X: y\r\n" * HEAD_LINES + b"\r\n")
    assert b" 200 " in exchange(place, GET + b"X: y\r\n" * (HEAD_LINES - 1) + b"\r\n")
    assert b" 200 " in exchange(place, GET + b"X: " + b"y" * (HEAD_BYTES - 100) + b"\r\n\r\n")


def test_a_body_that_is_read_whole_is_limited(make: Make) -> None:
    place, limit = make(limits=Limits(body=5000)), 5000
    assert b" 413 " in exchange(place, POST + b"Content-Length: %d\r\n\r\n" % (limit + 1))
    chunk = b"%x\r\n" % limit + bytes(limit) + b"\r\n"
    assert b" 413 " in exchange(place, CHUNKED + b"\r\n" + chunk * 2)


def test_who_waits_to_be_told_to_send_is_told(make: Make) -> None:
    head = POST + b"Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    answer = exchange(make(), head + b"ab")
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


def test_a_refusal_before_the_body_was_read_says_that_it_closes(make: Make) -> None:
    place = make(lambda _: Response(401), streams=True)
    answer = exchange(place, POST + b"Content-Length: 900000\r\n\r\n" + bytes(900000))
    assert answer.startswith(b"HTTP/1.1 401 Unauthorized\r\n")
    assert b"Connection: close\r\n" in answer


@given(st.binary(max_size=300))
def test_garbage_is_answered_or_hung_up_on(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        head = read_head(io.BytesIO(data))
        assert head is None or isinstance(head, Head)
