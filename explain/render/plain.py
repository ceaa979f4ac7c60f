"""Events as plain text: for a pipe, a log, a screen reader."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TextIO

from explain.narration import Event, Prose, SectionBegan
from explain.render.cleaned import cleaned
from explain.render.layout import Row, rows
from explain.render.prose import inline_plain, plain_lines
from explain.render.wrapping import Wrapper, quoted, text_of
from explain.visible import visible


class Plain:
    """Writes events as lines, each flushed as soon as its event is drawn."""

    def __init__(self, stream: TextIO, width: int = 80) -> None:
        self._stream = stream
        self._width = max(width, 40)

    def draw(self, event: Event) -> None:
        """Draw an event."""
        for line in self._lines(cleaned(event)):
            self._stream.write(f"{line}\n")
        self._stream.flush()

    def _lines(self, event: Event) -> Iterator[str]:
        if isinstance(event, SectionBegan):
            yield from _heading(event, self._width)
        elif isinstance(event, Prose):
            yield from plain_lines(event.markdown, self._width)
            yield ""
        else:
            for row in rows(event):
                yield from folded(row, self._width)


def _heading(event: SectionBegan, width: int) -> list[str]:
    """Underline a heading, as wide as its longest line."""
    title = textwrap.wrap(inline_plain(event.title), width) or [""]
    underline = "=" if event.level == 1 else "-"
    return ["", *title, underline * max(len(line) for line in title), ""]


def folded(row: Row, width: int) -> list[str]:
    """Break a row into lines: prose between words, values wherever the line ends."""
    label = f"{row.label}: " if row.label else ""
    text = row.text.expandtabs(4)
    if row.is_kept:
        # One line, also where it names a file: a file's name may hold line ends.
        return [visible(f"{' ' * row.indent}{label}{text}".rstrip())]
    if row.wraps:
        indent = " " * row.indent
        wrapper = Wrapper(width, indent, indent, remedy=row.label == "remedy")
        return [text_of(line) for line in wrapper.wrap(quoted(f"{label}{text}"))] or [""]
    if label and text and row.indent + len(label) + len(text) > width:
        return [
            *_cut(label.rstrip(), row.indent, width),
            *_cut(text.rstrip(), row.indent + 4, width),
        ]
    return _cut(f"{label}{text}".rstrip(), row.indent, width)


def _cut(text: str, indent: int, width: int) -> list[str]:
    """Cut a value into pieces, at a space where one comes late enough; the rest is further in."""
    pieces = []
    room = width - indent
    while len(text) > room:
        space = text.rfind(" ", room // 2, room + 1)
        end = space if space > 0 else room
        pieces.append(text[:end])
        text = text[end:].removeprefix(" ")
        room = width - indent - 2
    first, *rest = (*pieces, text)
    return [
        f"{' ' * indent}{first}".rstrip(),
        *(f"{' ' * indent}  {piece}".rstrip() for piece in rest),
    ]
