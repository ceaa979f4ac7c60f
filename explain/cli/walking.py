"""The walkthrough on a terminal: the player, with what it performs."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from explain import library
from explain.cli import rehearsal
from explain.cli.calling import name_here
from explain.cli.playing import Options, called_here, staged
from explain.cli.screens import end_with_the_terminal
from explain.errors import ExplainError, UsageProblem
from explain.hosts.registry import Registry, registry
from explain.nearness import meaning
from explain.player.source import Live, Recorded
from explain.programs import stop_everything
from explain.sandbox import Sandbox, default_folder
from explain.visible import visible

if TYPE_CHECKING:
    from explain.lesson import Lesson, Section
    from explain.narration import Event
    from explain.player.app import Player
    from explain.player.place import Place
    from explain.player.walk import Walk
    from explain.recording import Recording


@dataclass(frozen=True, slots=True)
class Show:
    """What the player is opened on: where events come from, of which sections, and what they are called."""

    source: Live | Recorded
    sections: Sequence[tuple[Lesson, Section]]
    registry: Registry
    spec: str


def live(spec: str, options: Options, fallback: str | None = None, *, hold: bool = False) -> Show:
    """Return what performs some steps; with `hold`, an act only when it is told to.

    When an act fails, `fallback` is the recording that may replace it, by default that of the last walk
    which was performed to its end here.
    """
    sections = library.walk(spec)
    chosen = registry(options.account, options.region)
    find = rehearsal.named(fallback, chosen) if fallback else rehearsal.kept(spec, chosen)
    source = Live(sections, lambda: staged(options), _read, hold=hold, fallback=find)
    return Show(source, sections, chosen, spec)


def _read(lesson: Lesson, section: Section) -> Iterator[Event]:
    """Play a section in which nothing is performed."""
    from explain.play import Player

    return map(called_here, Player(lambda _: iter(())).section(lesson, section))


def recorded(recording: Recording) -> Show:
    """Return what plays a recording, and performs nothing."""
    from explain.recording import sections
    from explain.render.cleaned import cleaned

    # Whatever is in a file may have come from anywhere, and the player draws titles as they are.
    events = [cleaned(called_here(event)) for event in recording.events]
    spec = visible(recording.spec)
    return Show(Recorded(events), sections(events), recording.registry, spec)


def walk(show: Show, start: str = "") -> None:
    """Open the player, at an act or where somebody left these steps."""
    from explain.player.app import Player

    _run(show, start, Player, show.spec)


def talk(show: Show, start: str, minutes: int | None) -> None:
    """Open the player for a room. Without `minutes`, the plan is what the speaker's notes add up to."""
    from explain.player import notes
    from explain.player.talk import Talk

    sandbox = Sandbox(default_folder())

    def tell(prompt: notes.Prompt) -> None:
        with contextlib.suppress(ExplainError):  # a full disk is not worth the end of a talk
            notes.tell(sandbox, prompt)

    def made(walk: Walk, registry: Registry, place: Place) -> Talk:
        planned = minutes or walk.outline.planned or walk.outline.minutes_left(0)
        return Talk(walk, registry, place, planned, _lab, tell)

    with notes.talking(sandbox):
        _run(show, start, made, f"talk {show.spec}")


def follow_talk() -> None:
    """Show the speaker's notes of a talk in another terminal, until Ctrl-C."""
    from explain.player import listener

    with contextlib.suppress(KeyboardInterrupt):
        listener.follow(Sandbox(default_folder()), f"{name_here()} talk")


def _run(
    show: Show, start: str, made: Callable[[Walk, Registry, Place], Player], kept_as: str
) -> None:
    from explain.player.outline import Outline
    from explain.player.place import Place
    from explain.player.walk import Walk

    outline, source = Outline(show.sections), show.source
    place = Place(Sandbox(default_folder()), kept_as)
    app = made(Walk(source, outline), show.registry, place)
    place.wanted = _block_of(start, outline.acts, [item.act for item in outline.items])
    if isinstance(source, Live):
        source.changed = app.arrived
        source.start()
    end_with_the_terminal(lambda: _keep(app))
    try:
        code = app.run()
    finally:
        source.close()
    if isinstance(source, Live) and source.whole:
        rehearsal.keep(show.spec, show.registry, source.events)
    if app.fault:
        raise app.fault
    if code:
        raise typer.Exit(code)


def _keep(app: Player) -> None:
    app.place.keep(app.walk)
    stop_everything()


def _lab() -> None:
    """Open a lab shell in this terminal, in its own process, and wait until it is left."""
    subprocess.run([sys.executable, "-m", "explain.cli", "lab"], check=False)


def _block_of(act: str, acts: Sequence[str], blocks: Sequence[str]) -> int | None:
    """Return the block at which an act begins. Raises `UsageProblem` if the steps have no such act."""
    if not act:
        return None
    if act not in acts:
        meant = meaning(act.lower(), acts)
        raise UsageProblem(
            f"These steps have no act {act!r}.",
            f"{f'Did you mean `--from {meant}`? ' if meant else ''}Their acts are: {', '.join(acts)}.",
        )
    return blocks.index(act)
