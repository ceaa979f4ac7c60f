"""The words by which a text is found."""

from __future__ import annotations

import re

WORD = r"[a-z][a-z0-9]{2,}|(?<![a-z0-9])[45][0-9]{2}(?![a-z0-9])"
"""A word, or the HTTP status of a refusal; other numbers (an account, a port, a time of day) say nothing."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case."""
    return frozenset(re.findall(WORD, text.lower()))
