"""What a talk tells its speaker's other terminals, through a small file in the sandbox.

The file is written whole or not at all. A lock tells whether a talk is on: it ends with its holder, so
that a talk that was killed is known from one that goes on.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from explain.lock import hold, is_held
from explain.player.outline import Item, Outline
from explain.render.prose import inline_plain
from explain.sandbox import Sandbox

FILE, LOCK = "talk", "talk.lock"


class Prompt(NamedTuple):
    """Where a talk is, and what its speaker wants to know there. Times are in seconds, `due` in minutes.

    `begun` is a time since 1970, 0 before the first step. `due` is the part of the plan that is used at
    the end of this note.
    """

    place: str
    note: str
    coming: str
    next_note: str
    begun: float = 0
    planned: float = 0
    due: float = 0
    ended: float = 0


@contextlib.contextmanager
def talking(sandbox: Sandbox) -> Iterator[None]:
    """Let readers know that a talk is on, as long as it is. Raises `SandboxProblem` if one is already."""
    with hold(sandbox.folder / LOCK, patience=2):
        try:
            yield
        finally:
            tell(sandbox, read(sandbox)._replace(ended=time.time()))


def is_on(sandbox: Sandbox) -> bool:
    """Tell whether a talk is on."""
    try:
        descriptor = os.open(sandbox.folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        return is_held(descriptor)
    finally:
        os.close(descriptor)


def tell(sandbox: Sandbox, prompt: Prompt) -> None:
    """Write down where a talk is."""
    sandbox.remember(FILE, {name: str(value) for name, value in prompt._asdict().items()})


def read(sandbox: Sandbox) -> Prompt:
    """Read where a talk is, or was at last; an empty place where there was none."""
    facts = sandbox.recall(FILE)
    place, note, coming, next_note = (facts.get(name, "") for name in Prompt._fields[:4])
    times = (_number(facts.get(name, "")) for name in Prompt._fields[4:])
    return Prompt(place, note, coming, next_note, *times)


def prompt_at(outline: Outline, block: int, begun: float, planned: float) -> Prompt:
    """Say what the speaker wants to know where so many blocks are revealed.

    A note holds from the moment when everything before it is seen, so that there is time to ask the room.
    """
    items = outline.items
    while block < len(items) and items[block].note:
        block += 1
    notes = [at for at, item in enumerate(items) if item.note]
    gone = [at for at in notes if at < block]
    share = sum(items[at].minutes for at in gone) / max(outline.planned, 1)
    here = items[max(block - 1, 0)]
    note = items[gone[-1]] if gone else None
    return Prompt(
        place=_place(here),
        note=note.note if note and note.section == here.section else "",
        coming=_coming(items[block:]),
        next_note=next((items[at].note for at in notes if at >= block), ""),
        begun=begun,
        planned=planned,
        due=share * planned,
    )


def _place(item: Item) -> str:
    return " · ".join(filter(None, (inline_plain(item.section), item.beat)))


def _coming(items: Sequence[Item]) -> str:
    """Name the next thing that is shown."""
    return next((f"{_place(item)}" for item in items if item.beat), "the end")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds: `7:05`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"
