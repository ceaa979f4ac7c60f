"""The speaker's second screen: it follows a talk that goes on in another terminal of this machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from textwrap import wrap

from rich.console import Console
from rich.live import Live
from rich.text import Text

from explain.player.notes import Prompt, clock, is_on, read
from explain.sandbox import Sandbox

PAUSE = 0.25
"""Seconds between two looks at the file."""

NONE = "There is no talk in this sandbox yet. Start one in another terminal: {talk}"


def follow(sandbox: Sandbox, talk: str, going: Callable[[], bool] = lambda: True) -> None:
    """Show the notes of a talk until Ctrl-C, and wait where none is on; `talk` is what starts one."""
    console = Console(highlight=False)
    with Live(console=console, screen=console.is_terminal, auto_refresh=False) as live:
        while going():
            prompt, on = read(sandbox), is_on(sandbox)
            lines = screen(prompt, on, talk, time.time(), *console.size)
            live.update(Text("\n").join(lines), refresh=True)
            time.sleep(PAUSE)


def screen(prompt: Prompt, on: bool, talk: str, now: float, width: int, height: int) -> list[Text]:
    """Return the lines of the second screen; what is to come is cut if there is no room for it."""
    if not on:
        return _wrapped(_off(prompt, talk, now), "", width)[:height]
    rule = Text("─" * width, "dim")
    head = [*_wrapped(prompt.place, "bold", width), _times(prompt, now), rule]
    note = _wrapped(prompt.note or "No note here.", "" if prompt.note else "dim", width)
    coming = [
        rule,
        *_wrapped(f"Next: {prompt.coming}", "bold", width),
        *_wrapped(prompt.next_note, "dim", width),
    ]
    return [*head, *note, Text(), *coming][:height]


def _off(prompt: Prompt, talk: str, now: float) -> str:
    if not prompt.place:
        return NONE.format(talk=talk)
    if prompt.ended:
        ago = clock(now - prompt.ended)
        length = f" after {clock(prompt.ended - prompt.begun)}" if prompt.begun else ""
        return f"The talk has ended{length}, {ago} ago. These notes will follow the next one, too: {talk}"
    return f"The talk was cut off at “{prompt.place}”. Start it again with: {talk}"


def _times(prompt: Prompt, now: float) -> Text:
    """Return the time that is gone and left, and how that fits the plan."""
    planned = 60 * prompt.planned
    if not prompt.begun:
        return Text(f"{clock(planned)} planned; the clock starts with your first step.")
    gone = max(now - prompt.begun, 0)
    left = planned - gone
    rest = f"{clock(left)} left" if left >= 0 else f"{clock(-left)} over time"
    behind = gone - 60 * prompt.due
    pace = f" · {clock(behind)} behind the plan" if behind >= 30 else ""
    return Text(f"{clock(gone)} gone · {rest}{pace}", "bold red" if left < 0 else "bold")


def _wrapped(text: str, style: str, width: int) -> list[Text]:
    return [Text(line, style) for line in wrap(text, width)]
