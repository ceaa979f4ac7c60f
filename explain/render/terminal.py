"""Events on a terminal, with colours and weights. The only place that knows rich."""

from __future__ import annotations

import os
from typing import ClassVar, Literal, TextIO

from rich.console import Console
from rich.markdown import BlockQuote, Heading, Markdown, Paragraph
from rich.padding import Padding
from rich.text import Text

from explain.lesson import parser
from explain.narration import Event, Prose, SectionBegan
from explain.render.cleaned import cleaned
from explain.render.layout import Row, Style, rows
from explain.render.plain import folded
from explain.render.prose import inline_plain

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
}


class _LeftHeading(Heading):
    """A heading inside prose, at the left and without a frame."""

    def __rich_console__(self, *_: object):  # type: ignore[no-untyped-def]
        self.text.stylize("bold")
        yield self.text


class _Alert(BlockQuote):
    """An alert of GitHub's dialect (Note, Tip, Important…): a quotation with a title."""


class _AlertTitle(Paragraph):
    """The title of an alert."""

    def __rich_console__(self, *_: object):  # type: ignore[no-untyped-def]
        self.text.stylize("bold")
        yield self.text


class _Prose(Markdown):
    """rich's Markdown over the tokens of our own parser, so that terminal and site read alike."""

    elements: ClassVar = {
        **Markdown.elements,
        "heading_open": _LeftHeading,
        "alert_open": _Alert,
        "alert_title_open": _AlertTitle,
    }

    def __init__(self, markdown: str) -> None:
        super().__init__("")
        self.parsed = parser().parse(markdown)


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
        event = cleaned(event)
        if isinstance(event, SectionBegan):
            self._heading(event)
        elif isinstance(event, Prose):
            self._console.print(Padding(_Prose(event.markdown), (0, 0, 1, 0)), width=self._width)
        else:
            for row in rows(event):
                self._row(row)

    def _heading(self, event: SectionBegan) -> None:
        style = "bold reverse cyan" if event.level == 1 else "bold underline cyan"
        title = inline_plain(event.title)
        self._console.print()
        self._console.print(Text(f" {title} " if event.level == 1 else title, style))
        self._console.print()

    def _row(self, row: Row) -> None:
        for number, line in enumerate(folded(row, self._width)):
            text = Text(line, _STYLES[row.style])
            if row.label and number == 0:
                text.stylize("bold default not italic not dim", 0, row.indent + len(row.label) + 1)
            self._console.print(text, no_wrap=True, overflow="ignore", crop=False)
