"""A line cut into pieces, each of them one part's own: what is drawn side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from explain.command.annotate import annotate
from explain.command.secrets import Span, masked_slice, secrets
from explain.command.words import parse
from explain.narration import Part


class Piece(NamedTuple):
    """Some characters of a line, secrets masked, and the number of the innermost part around them.

    The number is -1 for the blanks between parts. `leads` says that the part begins here: its other pieces
    are what stands between parts of its own, such as the dots of a host's name, or its closing bracket.
    """

    text: str
    part: int
    leads: bool


def pieces(line: str) -> tuple[tuple[Part, ...], tuple[Piece, ...]]:
    """Return the parts of a line, and the whole line in pieces. A secret is never cut."""
    parts = annotate(line)
    spans = secrets(line, parse(line))
    edges = {0, len(line)} | {edge for part in parts for edge in (part.start, part.end)}
    cuts = sorted(edge for edge in edges if not any(start < edge < end for start, end in spans))
    found = [_piece(line, spans, parts, start, end) for start, end in pairwise(cuts)]
    return parts, tuple(found)


def _piece(
    line: str, spans: tuple[Span, ...], parts: Sequence[Part], start: int, end: int
) -> Piece:
    around = [at for at, part in enumerate(parts) if part.start <= start and end <= part.end]
    # Of two with one span, the later is the inner one.
    part = min(around, key=lambda at: (parts[at].end - parts[at].start, -at), default=-1)
    leads = part >= 0 and parts[part].start == start
    return Piece(masked_slice(line, spans, start, end), part, leads)
