"""The place in a walk: where to go from here, and where somebody was the last time."""

from __future__ import annotations

import contextlib

from explain.errors import ExplainError
from explain.player.walk import Walk
from explain.sandbox import Sandbox

KEPT = "walk"
"""What the sandbox calls the places."""


class Place:
    """Where to go from here. The sandbox keeps the block at which each choice of lessons was left."""

    def __init__(self, sandbox: Sandbox | None, spec: str) -> None:
        self._sandbox, self._spec = sandbox, spec
        self.wanted: int | None = None
        self._kept = 0
        self.words = ""

    def last(self) -> int:
        """Return the block at which somebody left these lessons, 0 if nobody did."""
        kept = self._all().get(self._spec, "")
        return int(kept) if kept.isdecimal() else 0

    def keep(self, walk: Walk) -> None:
        """Remember the place; a walk that was gone to its end begins at its beginning the next time."""
        block = 0 if walk.at_end and not walk.source.failed else max(walk.block - 1, 0)
        self._kept = block
        if self._sandbox is None:
            return
        with contextlib.suppress(ExplainError):  # a place is not worth an error at the end
            self._sandbox.remember(KEPT, {**self._all(), self._spec: str(block)})

    def follow(self, walk: Walk) -> None:
        """Remember the place where it has changed: a player that is killed does not come to `keep` it."""
        if max(walk.block - 1, 0) != self._kept:
            self.keep(walk)

    def beat(self, walk: Walk, by: int) -> int | None:
        """Return the block of the next beat, or of the one before; None if there is none."""
        return _beyond(walk, [at for at, item in enumerate(walk.outline.items) if item.beat], by)

    def act(self, walk: Walk, by: int) -> int | None:
        """Return the block at which the next act begins, or the one before; None if there is none."""
        items = walk.outline.items
        first = [at for at, item in enumerate(items) if item.act and items[at - 1].act != item.act]
        return _beyond(walk, first, by)

    def _all(self) -> dict[str, str]:
        return self._sandbox.recall(KEPT) if self._sandbox else {}


def _beyond(walk: Walk, blocks: list[int], by: int) -> int | None:
    here = walk.block - 1
    if by > 0:
        return next((block for block in blocks if block > here), None)
    return next((block for block in reversed(blocks) if block < here), None)
