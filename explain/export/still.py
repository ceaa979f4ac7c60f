"""A picture of what an act showed: a terminal of 80 columns, as SVG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from explain.export import WORDS
from explain.narration import ActBegan, ActEnded, BeatBegan, Event
from explain.player.deck import folded
from explain.recording import OURS, Recording
from explain.render.terminal import drawn

WIDTH = 80
"""Columns of the picture."""

# rich's own frame loads a font from the network.
_FRAME = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def beats(recording: Recording, act: str) -> list[str]:
    """List the beats of an act; none if the recording does not have that act."""
    return [
        event.beat
        for event in recording.events
        if isinstance(event, BeatBegan) and event.act == act
    ]


def still(recording: Recording, act: str, beat: str = "") -> str:
    """Return the picture of an act's evidence, or of one beat's, as SVG."""
    console = Console(
        file=io.StringIO(), record=True, width=WIDTH, force_terminal=True, color_system="truecolor"
    )
    for event in _shown(recording.events, act, beat):
        for line in drawn(event, WIDTH):
            for piece in folded(line, WIDTH):
                console.print(piece, no_wrap=True, crop=False)
    title = " ".join(filter(None, ("explain-ecr", act)))
    svg = console.export_svg(title=title, code_format=_FRAME, unique_id=f"explain-{act}")
    return f"<!-- {OURS.decode()} -->\n{svg}"


def _shown(events: Sequence[Event], act: str, beat: str) -> Iterator[Event]:
    """Give an act's events without the lesson's words, or those of one beat."""
    inside = on = False
    for event in events:
        if isinstance(event, ActBegan | ActEnded):
            inside = isinstance(event, ActBegan) and event.act == act
        elif isinstance(event, BeatBegan):
            on = beat in ("", event.beat)
        if inside and (on or isinstance(event, ActBegan)) and not isinstance(event, WORDS):
            yield event
