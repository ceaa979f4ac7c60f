"""Acts to look at: one walkthrough for each choice of programs, and acts performed on their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from explain import library, stage
from explain.acts import ACTS, acts_in
from explain.clock import Clock
from explain.hosts.registry import Registry
from explain.narration import ActBegan, ActEnded, BeatBegan, Event
from explain.play import Player
from explain.sandbox import Sandbox
from explain.secret import Secret
from explain.wire import Exchange
from explain.world import World

AT = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)


@dataclass
class Played:
    """What happened in one world: events, what crossed the wire, and the secrets behind the masks."""

    events: tuple[Event, ...]
    wire: tuple[Exchange, ...]
    access_key: Secret
    config: Path
    stored: bytes
    now: datetime
    token: Secret = field(default_factory=lambda: Secret(""))
    password: Secret = field(default_factory=lambda: Secret(""))

    def of(self, act: str) -> list[Event]:
        """Return one act's events, from its beginning to its end."""
        marks = [
            place
            for place, event in enumerate(self.events)
            if isinstance(event, ActBegan | ActEnded) and event.act == act
        ]
        return list(self.events[marks[0] : marks[1]])

    def shown(self, act: str, label: str, kind: type = object) -> Any:
        """Return the one event of an act that has this label."""
        found = [e for e in self.of(act) if getattr(e, "label", None) == label]
        (event,) = [e for e in found if isinstance(e, kind)]
        return event

    def every(self, kind: type) -> list[Any]:
        """Return all events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]


@contextmanager
def _without(*programs: str) -> Iterator[None]:
    """Be on a machine on which some programs are not installed."""
    which = shutil.which

    def found(name: str, *given: Any, **named: Any) -> str | None:
        return None if name in programs else which(name, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "which", found)
        yield


@pytest.fixture(scope="session")
def without() -> Callable[..., Any]:
    return _without


def _events_of_acts(world: World, acts: tuple[str, ...]) -> Iterator[Event]:
    for act in acts:
        yield ActBegan(act)
        yield from ACTS[act].perform(world)
        yield ActEnded(act)


def _events_of_steps(world: World) -> Iterator[Event]:
    player = Player(acts_in(world))
    for entry in library.steps("1..3"):
        yield from player.lesson(entry.lesson())


@pytest.fixture(scope="session")
def perform(new_learner: Callable, at: Callable) -> Callable[..., Played]:
    """Perform some acts (or, without names, the walkthrough) in a new sandbox of a poisoned home."""

    def perform(
        *acts: str,
        missing: tuple[str, ...] = (),
        clock: Clock | None = None,
        registry: Registry | None = None,
        prepare: Callable[[World], None] = lambda world: None,
        **given: Any,
    ) -> Played:
        with ExitStack() as stack:
            learner = stack.enter_context(at(new_learner()))
            stack.enter_context(_without(*missing))
            sandbox = Sandbox(learner.sandbox)
            scene = stage.offline(
                registry or Registry(), sandbox, clock=clock or Clock.fixed(AT), **given
            )
            world = stack.enter_context(scene)
            prepare(world)
            events = _events_of_acts(world, acts) if acts else _events_of_steps(world)
            played = Played(
                events=tuple(events),
                wire=world.cloud.wire.since(0),
                access_key=sandbox.access_key.secret,
                config=learner.config,
                stored=learner.config.read_bytes() if learner.config.exists() else b"",
                now=world.clock.now(),
            )
            played.token = world.authorization.authorization_token
            played.password = world.authorization.password
        return played

    return perform


PROGRAMS = {
    "real docker, real aws": (),
    "real docker, no aws": ("aws",),
    "no docker, real aws": ("docker",),
    "no docker, no aws": ("docker", "aws"),
}


@pytest.fixture(scope="session", params=PROGRAMS)
def walkthrough(request: pytest.FixtureRequest, perform: Callable[..., Played]) -> Played:
    """Steps 1 to 3, at the machine's time (the real aws knows no other), with real programs and ours."""
    missing = PROGRAMS[request.param]
    for program in {"docker", "aws"} - set(missing):
        if not shutil.which(program):
            pytest.skip(f"there is no {program}")
    now = datetime.now(UTC).replace(microsecond=0)
    played = perform(missing=missing, clock=Clock.fixed(now))
    assert played.now == now, "the clock was not turned back"
    return played


@pytest.fixture(scope="session")
def step_one(perform: Callable[..., Played]) -> Played:
    """sign, token and decode at noon of a January day: no program is run for them."""
    return perform("sign", "token", "decode")


def _beats(events: list[Event]) -> list[str]:
    return [event.beat for event in events if isinstance(event, BeatBegan)]


@pytest.fixture(scope="session")
def beats() -> Callable[[list[Event]], list[str]]:
    """List the beats of some events."""
    return _beats
