"""What holds for every act: its beats come as its table says, and it shows only what is in there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from explain.acts import ACTS
from explain.clock import Clock
from explain.credentials.ecr import Call
from explain.narration import (
    ActBegan,
    ActEnded,
    BeatBegan,
    Event,
    Followed,
    Lines,
    Ran,
    Sighted,
    Substituted,
)
from explain.world import World

Labelled = tuple[str, str, str]


def labels(events: tuple[Event, ...]) -> Iterator[Labelled]:
    """Name every label that was shown, with the act and the beat in which it was."""
    act = beat = ""
    for event in events:
        if isinstance(event, BeatBegan):
            act, beat = event.act, event.beat
        elif label := getattr(event, "label", ""):
            yield act, beat, label
            if isinstance(event, Lines) and label not in ("sent but not signed", "logins"):
                # The lines of those two are named for what is found: headers, and hosts.
                yield from ((act, beat, line.label) for line in event.lines)


DECLARED = {
    (name, beat, label)
    for name, act in ACTS.items()
    for beat, declared in act.beats.items()
    for label in declared
}


def test_a_walkthrough_shows_no_label_that_is_not_declared_for_its_beat(walkthrough) -> None:
    shown = set(labels(walkthrough.events))
    assert len(shown) > 60
    assert shown <= DECLARED


def test_every_declared_label_is_shown_by_somebody(walkthrough) -> None:
    assert set(labels(walkthrough.events)) == DECLARED


def test_all_acts_are_played_in_order_with_all_their_beats(walkthrough, beats: Callable) -> None:
    assert [event.act for event in walkthrough.every(ActBegan)] == list(ACTS)
    for name, act in ACTS.items():
        assert list(dict.fromkeys(beats(walkthrough.of(name)))) == list(act.beats)


def test_an_act_is_over_before_the_next_begins(walkthrough) -> None:
    marks = [e for e in walkthrough.events if isinstance(e, ActBegan | ActEnded)]
    assert len(marks) == 2 * len(ACTS)
    assert all(began != ended for began, ended in pairwise(type(mark) for mark in marks))


@pytest.mark.parametrize("act", ACTS)
def test_an_act_performed_alone_begins_with_its_first_beat_and_has_all(
    act: str, perform, beats: Callable
) -> None:
    missing = ("aws",) if act == "pipe" else ()
    alone = perform(act, missing=missing, clock=Clock(), docker="stand-in")
    first = alone.events[1]
    assert isinstance(first, BeatBegan)
    assert beats(list(alone.events)) == list(ACTS[act].beats)
    assert set(labels(alone.events)) <= DECLARED


def test_one_secret_is_followed_through_five_places(walkthrough) -> None:
    (followed,) = walkthrough.every(Followed)
    assert followed.same
    assert [sighting.place for sighting in followed.sightings] == [
        "in the API's answer",
        "decoded from base64",
        "through the pipe, at the engine",
        "presented to the registry",
        "in config.json",
    ]
    prints = {sighting.fingerprint for sighting in followed.sightings}
    assert prints == {walkthrough.password.fingerprint}


def test_what_stands_in_says_so_and_what_is_real_does_not(walkthrough) -> None:
    substituted = {event.tool: event.reason for event in walkthrough.every(Substituted)}
    for ran in walkthrough.every(Ran):
        assert ran.stand_in == (ran.tool in substituted)
        assert ran.stand_in == ("(a stand-in for" in ran.stderr)
    for tool, reason in substituted.items():
        assert reason == f"because there is no `{tool}` on PATH"


def test_the_same_secret_is_handed_out_hours_later_so_a_talk_may_pause(perform) -> None:
    clock = Clock.fixed(datetime(2026, 1, 31, 12, tzinfo=UTC))
    turned = []

    def slow_asking(world: World) -> None:
        ask = world.ecr.get_authorization_token

        def asked_hours_later() -> Call:
            clock.turn(timedelta(hours=2))
            turned.append(clock.now())
            return ask()

        world.ecr.get_authorization_token = asked_hours_later

    played = perform("token", "token", clock=clock, prepare=slow_asking)
    assert len(turned) == 2
    assert len({event.fingerprint for event in played.every(Sighted)}) == 1
