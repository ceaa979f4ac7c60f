"""expire: the clock moves on, the stored login dies, and a new login replaces it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from explain.acts.login import ask_with_login, log_in, require_login
from explain.acts.wire import ran
from explain.clock import iso, span
from explain.narration import BeatBegan, ClockMoved, Event, Value
from explain.world import World

BEATS = {
    "now": ("stored login, now",),
    "later": ("clock", "stored login, later"),
    "again": ("new password", "docker login again", "new login, at that time"),
}

LATER = timedelta(hours=12, minutes=1)
"""One minute more than a token lives."""


def perform(world: World) -> Iterator[Event]:
    """Turn the sandbox's clock, on a copy of the stored login, and turn it back at the end."""
    yield BeatBegan("expire", "now")
    yield from require_login(world)
    with world.sandbox.scratch() as folder:
        shutil.copy(world.sandbox.docker_config / "config.json", folder)
        yield ask_with_login(world, folder, "stored login, now")
        kept = world.authorization
        try:
            yield from _later(world, folder)
        finally:
            world.clock.turn(-LATER)
            world.keep(kept)


def _later(world: World, folder: Path) -> Iterator[Event]:
    world.clock.turn(LATER)
    yield BeatBegan("expire", "later")
    yield ClockMoved("clock", span(LATER), iso(world.clock.now()))
    yield ask_with_login(world, folder, "stored login, later")

    yield BeatBegan("expire", "again")
    fresh = world.authorized(world.ecr)
    world.keep(fresh)
    yield Value("new password", str(fresh.password), fingerprint=fresh.password.fingerprint)
    yield ran("docker login again", world.docker, log_in(world, folder).done)
    yield ask_with_login(world, folder, "new login, at that time")
