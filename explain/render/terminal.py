"""Events on a terminal, with colours and weights. The only place that knows rich."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator
from typing import Literal, TextIO

from rich.console import Console
from rich.text import Text

from explain.narration import Event, Prose, SectionBegan
from explain.render.cleaned import cleaned
from explain.render.layout import Row, Style, rows
from explain.render.plain import folded
from explain.render.prose import inline_plain, styled_lines

WIDEST = 100
"""Columns beyond which lines of prose are hard to read."""

_STYLES: dict[Style, str] = {
    "act": "bold cyan",
    "label": "bold",
    "value": "green",
    "secret": "magenta",
    "note": "italic",
    "wire": "green",
    "head": "bold blue",
    "good": "bold green",
    "bad": "bold red",
    "aside": "dim",
    "copy": "bold green",
    "code": "green",
}


_PIECES = {
    "code": "bold cyan",
    "command": "bold green",
    "code block": "cyan",
    "strong": "bold",
    "emphasis": "italic",
    "link": "underline",
    "heading": "bold",
}
"""How pieces of prose look."""


class Terminal:
    """Draws events on a terminal. rich itself respects dumb terminals."""

    def __init__(self, stream: TextIO, width: int | None = None) -> None:
        # For rich, NO_COLOR still lets bold and underline through; people mean "no escape codes".
        colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
        console = Console(file=stream, width=width, color_system=colours, highlight=False)
        self._console = console
        self._width = min(console.width, WIDEST)

    def draw(self, event: Event) -> None:
        """Draw an event."""
        for line in drawn(event, self._width):
            # rich would break a line, or pad it with spaces, and both would be copied.
            self._console.print(line, no_wrap=True, overflow="ignore", crop=False)


def drawn(event: Event, width: int) -> Iterator[Text]:
    """Draw an event as lines no wider than `width`; only what is there to be copied is never broken."""
    event = cleaned(event)
    if isinstance(event, SectionBegan):
        yield from _heading(event, width)
    elif isinstance(event, Prose):
        for line in styled_lines(event.markdown, width, mark=""):
            yield Text.assemble(*((piece.text, _PIECES.get(piece.style, "")) for piece in line))
        yield Text()
    else:
        for row in rows(event):
            yield from _row(row, width)


def _heading(event: SectionBegan, width: int) -> Iterator[Text]:
    style = "bold reverse cyan" if event.level == 1 else "bold underline cyan"
    yield Text()
    for line in textwrap.wrap(inline_plain(event.title), width):
        yield Text(line, style)
    yield Text()


def _row(row: Row, width: int) -> Iterator[Text]:
    for number, line in enumerate(folded(row, width)):
        text = Text(line, _STYLES[row.style])
        if row.label and number == 0:
            text.stylize("bold default not italic not dim", 0, row.indent + len(row.label) + 1)
        yield text
