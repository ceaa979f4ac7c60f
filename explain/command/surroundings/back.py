"""A corrected shell's text put back into what surrounds it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from explain import lazily
from explain.command.surroundings.model import Inside
from explain.command.surroundings.readers import insides

_TOKEN = lazily.pattern(r"\$\{[^{}]*\}|[A-Za-z0-9_]+|[\s\S]")

FARTHEST = 200
"""Tokens that may differ between a text and its correction before everything between them is rewritten."""

Same = tuple[int, int, int]
"""A piece that two texts share: where it begins in the first, in the second, and its length."""


def put_back(text: str, inside: Inside, corrected: str) -> str | None:
    """Return the text as given with a shell's text in it replaced; None if it cannot be written there.

    What the correction has not changed stays as it was typed, character for character.
    """
    pieces: list[str] = []
    left = right = 0
    kept = () if inside.is_torn else same(inside.text, corrected)
    for start, begin, length in (*kept, (len(inside.text), len(corrected), 0)):
        written = inside.write(left, corrected[right:begin])
        if written is None:
            return None
        pieces += [written, text[inside.at[start] : inside.at[start + length]]]
        left, right = start + length, begin + length
    return text[: inside.at[0]] + "".join(pieces) + text[inside.at[-1] :]


def place_before(typed: str, mended: str, place: int) -> int:
    """Return where a place of a corrected text was in the text as typed; after what both share before it."""
    if typed == mended:
        return min(place, len(typed))
    pieces = _same(typed, mended)
    at = bisect_right(pieces, place, key=lambda piece: piece[1]) - 1
    if at < 0:
        return 0
    start, begin, length = pieces[at]
    return start + min(place - begin, length)


@lru_cache(maxsize=1)
def _same(left: str, right: str) -> tuple[Same, ...]:
    """Keep what two texts share: many places of one pair are asked for in turn."""
    return tuple(same(left, right))


def same(left: str, right: str) -> Iterator[Same]:
    """Give the pieces that two texts share, in order; they are compared token by token."""
    first = [match.span() for match in _TOKEN.finditer(left)]
    second = [match.span() for match in _TOKEN.finditer(right)]
    for one, other in _matches([left[a:b] for a, b in first], [right[a:b] for a, b in second]):
        yield first[one][0], second[other][0], first[one][1] - first[one][0]


def _matches(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the tokens of two texts that stay: those they begin and end with, and between, the most."""
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    middle = _shortest(left[start : len(left) - end], right[start : len(right) - end])
    return [
        *((at, at) for at in range(start)),
        *((one + start, other + start) for one, other in middle),
        *((len(left) - at, len(right) - at) for at in range(end, 0, -1)),
    ]


def _shortest(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Find the shortest way from one text to another (Myers 1986); none if it is too long."""
    reach: dict[int, int] = {1: 0}
    trail: list[dict[int, int]] = []
    for steps in range(min(FARTHEST, len(left) + len(right)) + 1):
        trail.append(dict(reach))
        for diagonal in range(-steps, steps + 1, 2):
            goes_down = diagonal == -steps or (
                diagonal != steps and reach[diagonal - 1] < reach[diagonal + 1]
            )
            at = reach[diagonal + 1] if goes_down else reach[diagonal - 1] + 1
            while (
                at < len(left) and at - diagonal < len(right) and left[at] == right[at - diagonal]
            ):
                at += 1
            reach[diagonal] = at
            if at >= len(left) and at - diagonal >= len(right):
                return _walked(trail, len(left), len(right))
    return []


def _walked(trail: list[dict[int, int]], at: int, other: int) -> list[tuple[int, int]]:
    """Follow the trail back, and return the pairs of places where two texts have the same piece."""
    shared: list[tuple[int, int]] = []
    for steps in range(len(trail) - 1, -1, -1):
        reach = trail[steps]
        diagonal = at - other
        goes_down = diagonal == -steps or (
            diagonal != steps and reach[diagonal - 1] < reach[diagonal + 1]
        )
        before = diagonal + 1 if goes_down else diagonal - 1
        came_from = reach[before]
        while at > came_from and other > came_from - before and at > 0 and other > 0:
            at, other = at - 1, other - 1
            shared.append((at, other))
        if steps:
            at, other = came_from, came_from - before
    return shared[::-1]


def put_all_back(
    text: str,
    found: Sequence[Inside],
    better: Sequence[str | None],
) -> str | None:
    """Put corrections back into a text, one for each shell's text in it; None changes nothing.

    There is none if nothing changes, or if a correction cannot be written: what is given back is read
    again, and must hold exactly what was put in.
    """
    if not any(better):
        return None
    result: str | None = text
    for inside, corrected in zip(found[::-1], better[::-1], strict=True):
        if corrected is not None and result is not None:
            result = put_back(result, inside, corrected)
    if result is None:
        return None
    meant = [new or inside.text for inside, new in zip(found, better, strict=True)]
    return result if [inside.text for inside in insides(result)] == meant else None
