"""A shell's text taken out of what surrounds it, each character with the place it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

Span = tuple[int, int]

Writer = Callable[[str], "str | None"]
"""Writes new text as its surroundings need it (quotes doubled, say); None if they cannot hold it."""


class Inside(NamedTuple):
    r"""A shell's text as the shell gets it. `at[i]` is where character `i` begins in the text as given.

    `at` has one place more than there are characters: the end of the last. A character may be written with
    several (`\"`) or with none. `layers` name what was removed, the outermost first. `writers` are what
    writes new text from a character of `text` on. `variables` pairs what is a variable of the surroundings,
    as the shell's text has it (`${region}`), with what was typed (`{region}`). `instead` does the
    same without the surroundings, for a correction that has no use for them. `is_torn` says that the quotes
    around it do not hold, so that a correction has to write all of it.
    """

    text: str
    at: tuple[int, ...]
    layers: tuple[str, ...] = ()
    writers: tuple[tuple[int, Writer], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    instead: str = ""
    is_torn: bool = False

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of the shell's text is in the text as given."""
        return self.at[start], self.at[end]

    def said(self, text: str, source: str) -> str:
        """Return a piece of the shell's text as it was typed in the source, where the source has it."""
        start = self.text.find(text) if self.layers and text else -1
        if start >= 0:
            return " ".join(source[slice(*self.span(start, start + len(text)))].split())
        for inner, typed in self.variables:
            text = text.replace(inner, typed)
        return text

    def write(self, place: int, new: str) -> str | None:
        """Write new text for a place in the shell's text."""
        if not new:
            return ""
        writer: Writer = plain
        for start, candidate in self.writers:
            if start <= place:
                writer = candidate
        typed = dict(self.variables)
        pieces = [typed.get(piece) or writer(piece) for piece in _split(new, list(typed)) if piece]
        return None if None in pieces else "".join(piece or "" for piece in pieces)


def plain(text: str) -> str:
    """Return the text unchanged."""
    return text


def _split(text: str, names: list[str]) -> list[str]:
    """Cut a text at the variables of its surroundings."""
    if not names:
        return [text]
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(name) for name in longest))
    pieces: list[str] = []
    at = 0
    for match in pattern.finditer(text):
        pieces += [text[at : match.start()], match[0]]
        at = match.end()
    return [*pieces, text[at:]]


class Taken:
    """A shell's text in the making, read from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.at: list[int] = []
        self.end = 0
        self.layers: list[str] = []
        self.writers: list[tuple[int, Writer]] = []
        self.variables: dict[str, str] = {}
        self.is_ambiguous = False
        self.is_torn = False

    def __len__(self) -> int:
        return len(self.text)

    def keep(self, start: int, end: int) -> None:
        """Take characters as they are."""
        self.text.extend(self.source[start:end])
        self.at.extend(range(start, end))
        self.end = end

    def put(self, text: str, start: int, end: int) -> None:
        """Replace a span with another text."""
        self.text.extend(text)
        self.at.extend(start if number == 0 else end for number in range(len(text)))
        self.end = end

    def variable(self, name: str, start: int, end: int) -> None:
        """Treat a span as a variable: `name` is how the shell's text has it."""
        typed = self.source[start:end]
        if self.variables.get(name, typed) != typed:
            self.is_ambiguous = True
        self.variables[name] = typed
        self.put(name, start, end)

    def layer(self, name: str) -> None:
        """Add a layer of quoting or indentation to those that were removed."""
        if name not in self.layers:
            self.layers.append(name)

    def writer(self, writer: Writer) -> None:
        """Say what writes new text from here on."""
        self.writers.append((len(self.text), writer))

    def inside(self) -> Inside:
        """Return the shell's text that was collected, with the way back to the file."""
        return Inside(
            "".join(self.text),
            (*self.at, self.end),
            tuple(self.layers),
            ((0, nothing),) if self.is_ambiguous else tuple(self.writers),
            tuple(self.variables.items()),
            is_torn=self.is_torn,
        )


def nothing(text: str) -> None:
    """Refuse to write: two things that were typed differently read alike."""


def whole(text: str) -> Inside:
    """Return a text with nothing around it."""
    return Inside(text, tuple(range(len(text) + 1)))


def within(outer: Inside, inner: Inside) -> Inside:
    """Return what is inside of an inside, its places counted in the text as given."""

    def writing(start: int, writer: Writer) -> tuple[int, Writer]:
        def write(text: str) -> str | None:
            written = writer(text)
            return None if written is None else outer.write(inner.at[start], written)

        return start, write

    writers = inner.writers or ((0, plain),)
    variables = tuple(
        (name, outer.write(inner.at[0], typed) or typed) for name, typed in inner.variables
    )
    return Inside(
        inner.text,
        tuple(outer.at[place] for place in inner.at),
        (*outer.layers, *inner.layers),
        tuple(writing(*entry) for entry in writers),
        (*variables, *outer.variables),
        "" if outer.layers else inner.instead,
        outer.is_torn or inner.is_torn,
    )
