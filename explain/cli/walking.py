"""The walkthrough on a terminal: the player, with what it performs."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from explain import library
from explain.cli.playing import Options, staged
from explain.errors import UsageProblem
from explain.hosts.registry import registry
from explain.player.source import Live
from explain.sandbox import Sandbox, default_folder


def walk(spec: str, options: Options, start: str = "") -> None:
    """Open the player on some steps, at an act or where somebody left them."""
    from explain.player.app import Player
    from explain.player.outline import Outline
    from explain.player.place import Place
    from explain.player.walk import Walk

    sections = library.walk(spec)
    outline = Outline(sections)
    chosen = registry(options.account, options.region)
    sandbox = Sandbox(default_folder())
    place = Place(sandbox, spec)
    source = Live(sections, lambda: staged(options))
    app = Player(Walk(source, outline), chosen, place)
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


def _block_of(act: str, acts: Sequence[str], blocks: Sequence[str]) -> int | None:
    """Return the block at which an act begins. Raises `UsageProblem` where the steps have no such act."""
    if not act:
        return None
    if act not in acts:
        raise UsageProblem(
            f"These steps perform no {act!r}.", f"Their acts are: {', '.join(acts)}."
        )
    return blocks.index(act)
