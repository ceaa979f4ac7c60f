"""What performs in the background: what goes wrong there is told on the screen, and masked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Signal

import pytest

from explain import library
from explain.errors import ToolProblem
from explain.narration import Failed
from explain.player.source import Live, Play

SECRET = "dckr_pat_abcdefghijklmnopqrstuvwxyz0"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ToolProblem(f"docker said: {SECRET}", "Run it again."), "docker said:"),
        (ZeroDivisionError(SECRET), "The act has a fault: ZeroDivisionError."),
    ],
)
def test_a_failure_of_any_kind_is_an_event_without_a_secret(error: Exception, said: str) -> None:
    @contextmanager
    def performing() -> Iterator[Play]:
        raise error
        yield

    ended = Signal()
    live = Live(library.walk("1"), performing)
    live.changed = lambda: ended.set() if live.ended else None
    live.start()
    assert ended.wait(60)
    (event,) = live.events
    assert isinstance(event, Failed)
    assert event.message.startswith(said)
    assert SECRET not in f"{event.message} {event.remedy}"
    assert live.failed
    ended.clear()
    assert live.again() == 0
    assert ended.wait(60)
    assert len(live.events) == 1
    live.close()
