"""The walkthrough on a terminal: the player, with what it performs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from explain import library
from explain.cli.playing import Options, staged
from explain.errors import UsageProblem
from explain.hosts.registry import registry
from explain.player.source import Live
from explain.sandbox import Sandbox, default_folder

if TYPE_CHECKING:
    from explain.hosts.registry import Registry
    from explain.player.app import Player
    from explain.player.place import Place
    from explain.player.walk import Walk


def walk(spec: str, options: Options, start: str = "") -> None:
    """Open the player on some steps, at an act or where somebody left them."""
    from explain.player.app import Player

    _run(spec, options, start, Player)


def talk(spec: str, options: Options, start: str, minutes: int | None, hold: bool) -> None:
    """Open the player for a room. Without `minutes`, the plan is what the speaker's notes add up to."""
    from explain.player.talk import Talk

    def made(walk: Walk, registry: Registry, place: Place) -> Talk:
        planned = minutes or walk.outline.planned or walk.outline.minutes_left(0)
        return Talk(walk, registry, place, planned, _lab)

    _run(spec, options, start, made, kept_as=f"talk {spec}", hold=hold)


def _run(
    spec: str,
    options: Options,
    start: str,
    made: Callable[[Walk, Registry, Place], Player],
    *,
    kept_as: str = "",
    hold: bool = False,
) -> None:
    from explain.player.outline import Outline
    from explain.player.place import Place
    from explain.player.walk import Walk

    sections = library.walk(spec)
    outline = Outline(sections)
    chosen = registry(options.account, options.region)
    place = Place(Sandbox(default_folder()), kept_as or spec)
    source = Live(sections, lambda: staged(options), hold=hold)
    app = made(Walk(source, outline), chosen, place)
    source.changed = app.arrived
    place.wanted = _block_of(start, outline.acts, [item.act for item in outline.items])
    source.start()
    try:
        code = app.run()
    finally:
        source.close()
    if app.fault:
        raise app.fault
    if code:
        raise typer.Exit(code)


def _lab() -> None:
    """Open a lab shell in this terminal, in a process of its own, and wait until it is left."""
    subprocess.run([sys.executable, "-m", "explain.cli", "lab"], check=False)


def _block_of(act: str, acts: Sequence[str], blocks: Sequence[str]) -> int | None:
    """Return the block at which an act begins. Raises `UsageProblem` where the steps have no such act."""
    if not act:
        return None
    if act not in acts:
        raise UsageProblem(
            f"These steps perform no {act!r}.", f"Their acts are: {', '.join(acts)}."
        )
    return blocks.index(act)
