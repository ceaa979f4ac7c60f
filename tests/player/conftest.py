"""One walk that was performed for all tests here, and walks on what it yielded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explain import library, steady
from explain.acts import acts_in
from explain.hosts.registry import Registry
from explain.narration import Event
from explain.play import Player
from explain.player.outline import Outline
from explain.player.source import Recorded
from explain.player.walk import Walk

Begin = Callable[..., Walk]

SPEC = "1..3"


@pytest.fixture(scope="session")
def performed() -> list[Event]:
    """All that the walkthrough yields, performed once."""
    with steady.offline(Registry()) as world:
        player = Player(acts_in(world))
        return [
            event
            for lesson, section in library.walk(SPEC)
            for event in player.section(lesson, section)
        ]


@pytest.fixture(scope="session")
def outline() -> Outline:
    return Outline(library.walk(SPEC))


@pytest.fixture
def begin(performed: list[Event], outline: Outline) -> Begin:
    """Begin a walk of everything in a room of some columns and rows."""

    def begun(width: int = 78, height: int = 18, events: list[Event] | None = None) -> Walk:
        return Walk(Recorded(performed if events is None else events), outline, width, height)

    return begun
