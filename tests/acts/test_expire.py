"""expire: 12 hours and a minute later the same stored login is refused; a new one mends it."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from explain.clock import Clock, iso
from explain.narration import BeatBegan, ClockMoved, Crossed, Ran


def test_refused_later_and_mended_by_a_new_login(walkthrough) -> None:
    labels = ("stored login, now", "stored login, later", "new login, at that time")
    answers = [walkthrough.shown("expire", label, Crossed).exchange for label in labels]
    assert [answer.status for answer in answers] == [200, 403, 200]


def test_the_refusal_has_ecrs_words_and_no_challenge(walkthrough) -> None:
    refused = walkthrough.shown("expire", "stored login, later", Crossed).exchange
    assert json.loads(refused.response_body) == {
        "errors": [
            {
                "code": "DENIED",
                "message": "Your authorization token has expired. Reauthenticate and try again.",
            }
        ]
    }
    assert "www-authenticate" not in {header.name.lower() for header in refused.response_headers}


def test_the_same_credential_was_presented_both_times(walkthrough) -> None:
    now, later = (
        {
            header.name: header.value
            for header in walkthrough.shown("expire", label).exchange.request_headers
        }
        for label in ("stored login, now", "stored login, later")
    )
    assert now["Authorization"] == later["Authorization"]
    assert walkthrough.password.fingerprint in now["Authorization"]


def test_the_new_password_is_another_one_and_is_the_one_presented(walkthrough) -> None:
    fresh = walkthrough.shown("expire", "new password").fingerprint
    assert fresh != walkthrough.password.fingerprint
    answer = walkthrough.shown("expire", "new login, at that time").exchange
    assert fresh in {h.name: h.value for h in answer.request_headers}["Authorization"]
    ran = walkthrough.shown("expire", "docker login again", Ran)
    assert (ran.exit_code, ran.stdout) == (0, "Login Succeeded")


def test_the_clock_moves_by_a_minute_more_than_a_token_lives(walkthrough) -> None:
    moved = walkthrough.shown("expire", "clock", ClockMoved)
    assert moved.by == "12 h 1 min"
    assert moved.now == iso(walkthrough.now + timedelta(hours=12, minutes=1))


def test_the_stored_login_is_as_it_was(walkthrough) -> None:
    """The new login went into a copy: what `login` stored is still there, byte for byte."""
    stored = json.loads(walkthrough.stored)["auths"]
    (entry,) = stored.values()
    assert entry["auth"] == walkthrough.token.reveal()


@pytest.mark.parametrize("docker", ["auto", "stand-in"])
def test_the_file_is_not_even_written_again(docker: str, perform) -> None:
    states = []

    def look(world) -> None:
        from explain.acts.login import log_in

        log_in(world)
        states.append(_state(world))
        close = world.close

        def look_again() -> None:
            states.append(_state(world))
            close()

        world.close = look_again

    perform("expire", docker=docker, prepare=look)
    before, after = states
    assert before == after


def _state(world) -> tuple[bytes, int, str, set[str]]:
    file = world.sandbox.docker_config / "config.json"
    names = {entry.name for entry in world.sandbox.folder.iterdir()}
    return (
        file.read_bytes(),
        file.stat().st_mtime_ns,
        stat.filemode(file.stat().st_mode),
        names - {"home"},
    )


def test_the_clock_is_back_also_when_nobody_watches_to_the_end(perform) -> None:
    from explain.acts import ACTS

    clock = Clock.fixed(datetime(2026, 1, 31, 12, tzinfo=UTC))

    def stop_in_the_middle(world) -> None:
        kept = world.authorization
        performance = ACTS["expire"].perform(world)
        for event in performance:
            if event == BeatBegan("expire", "again"):
                break
        assert clock.now() == datetime(2026, 2, 1, 0, 1, tzinfo=UTC)
        performance.close()
        assert clock.now() == datetime(2026, 1, 31, 12, tzinfo=UTC)
        assert world.authorization == kept
        assert not list(world.sandbox.folder.glob("scratch-*"))

    perform("decode", docker="stand-in", clock=clock, prepare=stop_in_the_middle)


def test_a_login_that_ran_out_meanwhile_is_renewed_first(perform) -> None:
    clock = Clock.fixed(datetime(2026, 1, 31, 12, tzinfo=UTC))

    def a_day_ago(world) -> None:
        from explain.acts.login import log_in

        clock.turn(timedelta(days=-1))
        log_in(world)
        clock.turn(timedelta(days=1))
        world.keep(world.authorized(world.ecr))

    played = perform("expire", docker="stand-in", clock=clock, prepare=a_day_ago)
    assert played.shown("expire", "stored login, now").exchange.status == 200
