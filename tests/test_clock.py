from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from explain.clock import Clock, in_words, iso, machine_time, span

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_a_clock_tells_the_machines_time_in_utc() -> None:
    before = machine_time()
    now = Clock().now()
    assert before <= now <= machine_time()
    assert now.utcoffset() == timedelta()


def test_a_fixed_clock_stands_still() -> None:
    clock = Clock.fixed(NOON)
    assert clock.now() == clock.now() == NOON


def test_a_turned_clock_is_seen_turned_by_everybody_who_holds_it() -> None:
    clock = Clock.fixed(NOON)
    tellers = [clock.now, clock.now]
    clock.turn(timedelta(hours=12, minutes=1))
    assert [tell() for tell in tellers] == [NOON + timedelta(hours=12, minutes=1)] * 2


def test_a_clock_turned_there_and_back_is_where_it_was() -> None:
    clock = Clock.fixed(NOON)
    clock.turn(timedelta(hours=12))
    clock.turn(timedelta(hours=-12))
    assert clock.now() == NOON


def test_a_turned_clock_still_runs() -> None:
    times = iter([NOON, NOON + timedelta(seconds=5)])
    clock = Clock(lambda: next(times))
    clock.turn(timedelta(hours=1))
    assert -(clock.now() - clock.now()) == timedelta(seconds=5)


def test_two_clocks_are_two() -> None:
    turned, other = Clock.fixed(NOON), Clock.fixed(NOON)
    turned.turn(timedelta(hours=1))
    assert other.now() == NOON


def test_a_moment_is_written_in_utc_whatever_zone_it_came_in() -> None:
    mumbai = timezone(timedelta(hours=5, minutes=30))
    assert iso(datetime(2026, 1, 31, 17, 30, 0, 999_999, mumbai)) == "2026-01-31T12:00:00Z"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "0 min"),
        (timedelta(seconds=29), "0 min"),
        (timedelta(seconds=31), "1 min"),
        (timedelta(minutes=3), "3 min"),
        (timedelta(minutes=59, seconds=59), "1 h 0 min"),
        (timedelta(hours=12, minutes=1), "12 h 1 min"),
        (timedelta(days=2), "2 days"),
        (timedelta(hours=-2), "-2 h 0 min"),
    ],
)
def test_a_length_of_time_is_written_as_people_say_it(length: timedelta, text: str) -> None:
    assert span(length) == text


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(seconds=0.5), "0.5 seconds"),
        (timedelta(seconds=-30), "30 seconds"),
        (timedelta(seconds=61), "1 minute and 1 second"),
        (timedelta(hours=13), "13 hours"),
        (timedelta(hours=37, minutes=5, seconds=1), "1 day, 13 hours and 5 minutes"),
        (timedelta(days=3650), "3650 days"),
    ],
)
def test_a_length_of_time_in_words(length: timedelta, words: str) -> None:
    assert in_words(length) == words
