"""Secrets in a text: where they stand, and the text with a mask in place of each.

Everything of ours that shows what came from outside (a typed line, a log, a file, another program's
words) masks it here. The detectors are data (`explain.masking.detectors`), from which the site's script is
generated too, so that a page masks what the terminal masks.
"""

from __future__ import annotations

import re

from explain.masking.driver import spans, united
from explain.masking.looks import KNOWN
from explain.masking.model import HIDDEN, Span
from explain.secret import Secret

__all__ = ["HIDDEN", "Span", "masked", "masked_slice", "spans", "united"]

_KNOWN = re.compile(KNOWN)


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


def _mask(secret: str) -> str:
    """Mask a secret. A long token shows how it begins, by which people know it; all others show nothing."""
    mask = Secret(secret).masked
    return mask if _KNOWN.fullmatch(secret) else HIDDEN + mask.rpartition(HIDDEN)[2]
