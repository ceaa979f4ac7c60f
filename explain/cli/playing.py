"""The commands that perform something: set the stage, play, take it down."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from explain import library
from explain.cli.calling import as_called_here
from explain.cli.leading import leading_here
from explain.cli.outputs import Docker, Output
from explain.cli.report import reporting, say
from explain.errors import UsageProblem
from explain.hosts.registry import ACCOUNT, REGION, registry
from explain.narration import Event, Prose
from explain.render import Renderer
from explain.sandbox import Sandbox, default_folder

if TYPE_CHECKING:
    from explain.lesson import Lesson, Section
    from explain.play import Player

    Play = Callable[[Lesson, Section], Iterator[Event]]

_LONGEST = 4 * 64 * 1024
"""Bytes that are read: as many as make too long a token, in UTF-16 and with JSON around it."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options that every command here takes."""

    region: str = REGION
    account: str = ACCOUNT
    output: Output = "auto"
    docker: Docker = "auto"


def play_brief(spec: str, options: Options) -> None:
    """Play some steps in brief: of each act a sentence or two, and one piece of evidence."""
    with reporting(options.output, paged=True) as renderer, staged(options, brief=True) as play:
        _draw(library.walk(spec), play, renderer)


def play_steps(
    spec: str,
    options: Options,
    *,
    everything: bool = False,
    start: str = "",
    fallback: str | None = None,
) -> None:
    """Play the lessons of some steps, in the player if there is a terminal, else all at once."""
    with reporting(options.output) as renderer:
        if options.output == "auto" and not everything and has_screen():
            from explain.cli import walking

            walking.walk(walking.live(spec, options, fallback), start)
        else:
            acts = frozenset().union(*(entry.acts for entry in library.steps(spec)))
            with staged(options, acts) as play:
                _draw(library.walk(spec), play, renderer)


def give_talk(
    spec: str,
    options: Options,
    *,
    start: str = "",
    minutes: int | None = None,
    hold: bool = False,
    fallback: str | None = None,
) -> None:
    """Play the lessons of some steps to a room; without a terminal, all at once."""
    if not has_screen():
        play_steps(spec, options)
        return
    from explain.cli import walking

    with reporting(options.output):
        walking.talk(walking.live(spec, options, fallback, hold=hold), start, minutes)


def play_recording(
    file: str,
    output: Output,
    *,
    everything: bool = False,
    start: str = "",
    asked: bool = False,
    room: bool = False,
    minutes: int | None = None,
) -> None:
    """Play a recording, in the player if there is a terminal, else all at once. Nothing is performed.

    `asked` tells that somebody asked for some steps, or for less of them; a recording is played as it is.
    With `room`, the player is that of a talk.
    """
    from explain import recording

    with reporting(output) as renderer:
        if asked:
            raise UsageProblem(
                "A recording plays as it is: you cannot combine it with SPEC, --brief or --hold.",
                "Leave them out: `explain-ecr step --from-recording FILE`.",
            )
        kept = recording.read(Path(file))
        if output == "auto" and not everything and has_screen():
            from explain.cli import walking

            show = walking.recorded(kept)
            walking.talk(show, start, minutes) if room else walking.walk(show, start)
        else:
            for event in kept.events:
                renderer.draw(called_here(event, links=output != "json"))


def show_notes() -> None:
    """Show the notes of a talk that goes on in another terminal."""
    with reporting("auto"):
        if not has_screen():
            raise UsageProblem(
                "The notes need a terminal.", "Run it in one, next to the terminal of the talk."
            )
        from explain.cli import walking

        walking.follow_talk()


def play_act(act: str, options: Options, *, token: str | None = None) -> None:
    """Play the section that narrates one act."""
    with (
        reporting(options.output, paged=True) as renderer,
        staged(options, {act}, token) as play,
    ):
        _draw([library.section_of(act)], play, renderer)


def play_decode(given: str | None, options: Options) -> None:
    """Play decode, on a token from standard input where one was promised, or is there.

    A terminal, /dev/null and an empty pipe hold none: then the sandbox's own token is decoded.
    """
    with reporting(options.output):
        if given not in (None, "-"):
            # Anything else would be a token typed into an argument list, for every user to read.
            raise UsageProblem(
                "A token does not belong on a command line, where every user can read it.",
                "Pipe it in: aws ecr get-login-password | explain-ecr decode",
            )
    play_act("decode", options, token=_promised() if given else _piped())


def has_screen() -> bool:
    """Tell whether there is a terminal that a whole screen can be drawn on."""
    return (
        sys.stdin is not None
        and sys.stdin.isatty()
        and sys.stdout.isatty()
        and os.environ.get("TERM", "") not in ("", "dumb", "unknown")
    )


@contextmanager
def staged(
    options: Options,
    acts: Set[str] = frozenset(),
    token: str | None = None,
    *,
    brief: bool = False,
) -> Iterator[Play]:
    """Set up the world that some acts need, yield a function that plays a section in it, and close it."""
    with performing(options, acts, token) as player:
        part = player.brief if brief else player.section
        here = partial(called_here, links=options.output != "json")
        yield lambda lesson, section: map(here, part(lesson, section))


@contextmanager
def performing(
    options: Options, acts: Set[str] = frozenset(), token: str | None = None
) -> Iterator[Player]:
    """Set the stage for some acts, lend the player on it, and take it down."""
    from explain.stage import offline

    chosen = registry(options.account, options.region)
    sandbox = Sandbox(default_folder())
    with (
        sandbox.locked(),
        offline(chosen, sandbox, docker=options.docker, given_token=token) as world,
    ):
        if "pipe" in acts:
            world.start_left_side()  # it wakes up while the lessons are parsed
        from explain.acts import acts_in
        from explain.play import Player

        yield Player(acts_in(world))


def called_here(event: Event, *, links: bool = True) -> Event:
    """Return prose with commands, and ways to what it links to, that work here; a program keeps the links."""
    if not isinstance(event, Prose):
        return event
    return Prose(as_called_here(leading_here(event.markdown) if links else event.markdown))


def _draw(sections: Iterable[tuple[Lesson, Section]], play: Play, renderer: Renderer) -> None:
    for lesson, section in sections:
        for event in play(lesson, section):
            renderer.draw(event)


def _promised() -> str:
    """Read the token that a `-` promises, however long it takes to come."""
    from explain.credentials.pasted import text_of, token_in

    if sys.stdin is None:  # closed by the program that started us (`<&-`)
        return ""
    return token_in(text_of(sys.stdin.buffer.read(_LONGEST)))


def _piped() -> str | None:
    """Read the token that is on standard input; None if there is none."""
    from explain.cli.piped import piped
    from explain.credentials.pasted import text_of, token_in

    found = piped(_LONGEST)
    if found.silent:
        say(
            "Nothing came through the pipe, so this is the sandbox's own token."
            " To wait for yours, write `explain-ecr decode -`.",
            error=True,
        )
    text = text_of(found.data)
    # What came before the pipe has failed: a token of the sandbox's would hide that.
    return token_in(text) if text.strip() or found.ended else None
