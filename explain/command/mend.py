"""Edits of a line as it was typed: what is not edited stays, character for character."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explain.command.flat import Flat


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text from `start` to `end` with `text`."""

    start: int
    end: int
    text: str


def apply(line: str, edits: Iterable[Edit]) -> str:
    """Make some edits; one that overlaps another that begins later is left out."""
    pieces: list[str] = []
    barrier, at = len(line) + 1, len(line)
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        if edit.end <= barrier:
            pieces += (line[edit.end : at], edit.text)
            barrier = at = edit.start
    pieces.append(line[:at])
    return "".join(reversed(pieces))


def inside(line: str, word: Flat, start: int, end: int, text: str) -> Edit:
    """Replace a piece of a word's text.

    The quotes around it stay, unless they would be torn apart or would keep a `$(…)` from being read;
    then the whole word is rewritten, without quotes.
    """
    if not word.text:
        return Edit(word.start, word.end, text)
    begins, ends = word.span(start, end)
    piece = line[begins:ends]
    whole = line[word.start : word.end]
    torn = "'" in piece or '"' in piece
    if torn or ("$" in text and "'" in whole):
        return Edit(word.start, word.end, _as_typed(line, word, 0, start) + text
                    + _as_typed(line, word, end, len(word.text)))  # fmt: skip
    return Edit(begins, ends, text)


def _as_typed(line: str, word: Flat, start: int, end: int) -> str:
    return "".join(line[place] for place in word.at[start:end])


def cut(line: str, start: int, end: int) -> Edit:
    """Remove a word, together with the spaces before it (or after it, if it comes first)."""
    while start > 0 and line[start - 1] in " \t":
        start -= 1
    if start == 0 or line[start - 1] in "\n(|;&":
        start_again = start
        while line[start_again : start_again + 1] in (" ", "\t"):
            start_again += 1
        while line[end : end + 1] in (" ", "\t"):
            end += 1
        return Edit(start_again, end, "")
    return Edit(start, end, "")
