"""A line cut into pieces, each of them one part's own: what is drawn side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from explain.command.annotate import annotate, innermost, secrets_of
from explain.masking import Span, masked_slice
from explain.narration import Part


class Piece(NamedTuple):
    """Some characters of a line, secrets masked, and the number of the innermost part around them.

    The number is -1 for the spaces between parts. `leads` says that the part begins here: its other pieces
    are what is between its parts, such as the dots of a host's name, or its closing bracket.
    """

    text: str
    part: int
    leads: bool


def pieces(line: str) -> tuple[tuple[Part, ...], tuple[Piece, ...]]:
    """Return the parts of a line, and the whole line in pieces. A secret is never cut."""
    parts = annotate(line)
    secrets = secrets_of(line)
    edges = {0, len(line)} | {edge for part in parts for edge in (part.start, part.end)}
    inside = {place for start, end in secrets for place in range(start + 1, end)}
    cuts = sorted(edges - inside)
    found = zip(pairwise(cuts), innermost(parts, pairwise(cuts)), strict=True)
    return parts, tuple(_piece(line, secrets, parts, *cut, part) for cut, part in found)


def _piece(
    line: str, secrets: tuple[Span, ...], parts: Sequence[Part], start: int, end: int, part: int
) -> Piece:
    leads = part >= 0 and parts[part].start == start
    return Piece(masked_slice(line, secrets, start, end), part, leads)
