"""Secrets in a text: where they are, and the text with a mask instead of each.

Everything of ours that shows what came from outside (a typed line, a log, a file, another program's
words) masks it here. The detectors are data (`explain.masking.detectors`). The site's pages run
this code too, so that a page masks what the terminal masks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from explain.masking.driver import spans, united
from explain.masking.looks import KNOWN
from explain.masking.model import HIDDEN, Span
from explain.secret import Secret

__all__ = [
    "HIDDEN",
    "Span",
    "masked",
    "masked_slice",
    "masked_within",
    "places_of",
    "spans",
    "united",
]

_KNOWN = re.compile(KNOWN)

SHORTEST = 4
"""Characters of a secret's piece that is looked for in a text: a shorter one is part of many words."""


def masked(text: str) -> str:
    """Return the text with every secret masked."""
    return masked_slice(text, spans(text), 0, len(text))


def masked_slice(text: str, secrets: tuple[Span, ...], start: int, end: int) -> str:
    """Return `text[start:end]` with every secret masked; of half a secret nothing is shown."""
    pieces: list[str] = []
    at = start
    for first, last in secrets:
        if last <= start or first >= end:
            continue
        pieces.append(text[at : max(first, start)])
        whole = start <= first and last <= end
        pieces.append(_mask(text[first:last]) if whole else HIDDEN)
        at = min(last, end)
    return "".join((*pieces, text[at:end]))


def masked_within(text: str, before: str, line: str, behind: str) -> str:
    """Return a text that was made of a line, masked, also of what only the lines around it tell to be a secret.

    The last line of a wrapped token looks like nothing by itself.
    """
    whole, first = before + line + behind, len(before)
    last = first + len(line)
    secrets = [
        whole[max(start, first) : min(end, last)]
        for start, end in spans(whole)
        if start < last and end > first
    ]
    places = united([*spans(text), *places_of(secrets, text, SHORTEST)])
    return masked_slice(text, places, 0, len(text))


def places_of(secrets: Iterable[str], text: str, shortest: int) -> list[Span]:
    """Return where the lines of known secrets are in a text, but those with fewer characters."""
    lines = {line.strip() for secret in secrets for line in secret.split("\n")}
    return [
        match.span()
        for line in lines
        if len(line) >= shortest
        for match in re.compile(re.escape(line)).finditer(text)
    ]


def _mask(secret: str) -> str:
    """Mask a secret. A long token shows how it begins, by which people know it; all others show nothing."""
    mask = Secret(secret).masked
    return mask if _KNOWN.fullmatch(secret) else HIDDEN + mask.rpartition(HIDDEN)[2]
