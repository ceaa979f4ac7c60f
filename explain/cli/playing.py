"""The commands that perform something: set the stage, play, take it down."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from explain import library
from explain.cli.app import Docker, Output
from explain.cli.report import reporting, say
from explain.errors import UsageProblem
from explain.hosts.registry import ACCOUNT, REGION, registry
from explain.library import Entry
from explain.render import Renderer
from explain.sandbox import Sandbox, default_folder
from explain.stage import offline
from explain.world import World

_LONGEST = 4 * 64 * 1024
"""Bytes that are read: as many as make too long a token, in UTF-16 and with JSON around it."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options that every command here takes."""

    region: str = REGION
    account: str = ACCOUNT
    output: Output = "auto"
    pause: bool = False
    docker: Docker = "auto"


def play_steps(spec: str, options: Options) -> None:
    """Play the lessons of some steps."""
    with reporting(options.output) as renderer:
        _play(library.steps(spec), "", options, renderer)


def play_act(
    act: str,
    options: Options,
    *,
    token: str | None = None,
) -> None:
    """Play the section that narrates one act."""
    with reporting(options.output) as renderer:
        entry = library.performing(act)
        _play((entry,), act, options, renderer, token=token)


def play_decode(given: str | None, options: Options) -> None:
    """Play decode, on a token from standard input where one was promised, or stands there.

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


def _play(
    entries: tuple[Entry, ...],
    act: str,
    options: Options,
    renderer: Renderer,
    *,
    token: str | None = None,
) -> None:
    """Play some lessons, or of one lesson the section that performs an act."""
    chosen = registry(options.account, options.region)
    sandbox = Sandbox(default_folder())
    with (
        sandbox.locked(),
        offline(chosen, sandbox, docker=options.docker, given_token=token) as world,
    ):
        needed = {act} if act else set().union(*(entry.acts for entry in entries))
        if "pipe" in needed and not options.pause:
            world.start_left_side()  # it wakes up while the lessons are parsed
        _perform(entries, act, options, renderer, world)


def _perform(
    entries: tuple[Entry, ...], act: str, options: Options, renderer: Renderer, world: World
) -> None:
    from explain.narration import ActEnded
    from explain.play import Player

    sections = [
        (lesson, section)
        for lesson in (entry.lesson() for entry in entries)
        for section in lesson.sections
        if not act or act in section.acts
    ]
    last = library.acts_of([section for _, section in sections])[-1]
    player = Player(world)
    for lesson, section in sections:
        for event in player.section(lesson, section):
            renderer.draw(event)
            if options.pause and isinstance(event, ActEnded) and event.act != last:
                _wait_for_enter()


def _promised() -> str:
    """Read the token that a `-` promises, however long it takes to come."""
    from explain.credentials.pasted import text_of, token_in

    if sys.stdin is None:  # closed by whoever started us (`<&-`)
        return ""
    return token_in(text_of(sys.stdin.buffer.read(_LONGEST)))


def _piped() -> str | None:
    """Read the token that stands on standard input; None where there is none."""
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


def _wait_for_enter() -> None:
    say("— Enter goes on —", error=True, end="")
    if sys.stdin is None or not sys.stdin.buffer.readline():
        say(error=True)
