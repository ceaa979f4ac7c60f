"""What surrounds a shell's text, as pieces with a note; what the reference says on each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explain import lazily
from explain.command.surroundings.model import Inside, Span
from explain.content.load import surroundings

_LINE = lazily.pattern(r"[^\s](?:[^\n]*[^\s])?")


def around(text: str, found: Sequence[Inside]) -> Iterator[tuple[Span, str]]:
    """Give what surrounds the shell's texts, line by line, each with a note."""
    at = 0
    more = surroundings()["more"][1] if any(inside.layers for inside in found) else ""
    for inside in found:
        if inside.layers:
            note = " ".join(surroundings()[layer][1] for layer in inside.layers)
            lines = list(_lines(text, at, inside.at[0]))
            yield from ((line, note if line is lines[-1] else more) for line in lines)
            yield from ((line, more) for line in _between(text, inside))
            at = inside.at[-1]
    if at:
        yield from ((line, more) for line in _lines(text, at, len(text)))


def _between(text: str, inside: Inside) -> Iterator[Span]:
    """Give what is between the lines of a shell's text, such as the dash of the next item."""
    for number, sign in enumerate(inside.text):
        if sign.isspace():
            yield from _lines(text, inside.at[number], inside.at[number + 1])


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _LINE.finditer(text[start:end]):
        yield start + match.start(), start + match.end()
