"""The renderers: each turns events into text, and none ever calls anything else."""

from __future__ import annotations

from typing import Protocol

from explain.narration import Event


class Renderer(Protocol):
    """Draws one event at a time, on a stream that it was given."""

    def draw(self, event: Event) -> None:
        """Draw an event."""
