"""A recording as a film of the player, for asciinema: one frame a step, a marker a beat.

asciicast v2: https://docs.asciinema.org/manual/asciicast/v2/
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from explain.narration import BeatBegan
from explain.player.app import Player
from explain.player.outline import WORDS_A_MINUTE, Outline
from explain.player.place import Place
from explain.player.source import Recorded
from explain.player.walk import Walk
from explain.recording import OURS, Recording, sections

WIDTH, HEIGHT = 80, 24

LEAST, MOST = 1.5, 20.0
"""Seconds that a step stays on the screen, however little or much there is to read."""


def cast(recording: Recording) -> str:
    """Return a film of the player at 80×24, in which a step lasts as long as it takes to read it."""
    head = {
        "version": 2,
        "width": WIDTH,
        "height": HEIGHT,
        "title": "aws ecr get-login-password | docker login",
        "command": f"{OURS.decode()} {recording.spec}",
    }
    return "".join(f"{json.dumps(line)}\n" for line in (head, *_frames(recording)))


def _frames(recording: Recording) -> Iterator[tuple[float, str, str]]:
    walk = Walk(Recorded(recording.events), Outline(sections(recording.events)))
    player = Player(walk, recording.registry, Place(None, recording.spec))
    time, shown = 0.0, -1
    while True:
        parts = player.parts(WIDTH, HEIGHT)
        for event in recording.events[shown + 1 : walk.event + 1]:
            if isinstance(event, BeatBegan):
                yield round(time, 3), "m", f"{event.act}: {event.beat}"
        yield round(time, 3), "o", "\x1b[H\x1b[2J" + _coloured(parts)
        if walk.at_end:
            return
        time += _seconds(walk)
        shown = walk.event
        walk.next()


def _seconds(walk: Walk) -> float:
    words = sum(len(row.text.plain.split()) for row in walk.rows[walk.new_from :])
    return min(max(60 * words / WORDS_A_MINUTE, LEAST), MOST)


def _coloured(parts: Iterable[list[Text]]) -> str:
    """Return the head, the text and the keys, which are at the bottom, as a terminal wants them."""
    head, body, foot = parts
    room = HEIGHT - len(head) - len(foot)
    lines = [*head, *body, *[Text()] * (room - len(body)), *foot]
    screen = Console(
        file=io.StringIO(),
        width=WIDTH,
        force_terminal=True,
        color_system="standard",
        highlight=False,
    )
    with screen.capture() as capture:
        for line in lines:
            screen.print(line, no_wrap=True, overflow="crop")
    return capture.get().rstrip("\n").replace("\n", "\r\n")
