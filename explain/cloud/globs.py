"""`*` and `?`, the only wildcards of IAM's policies."""

from __future__ import annotations

_LONGEST = 2048
"""As long as an ARN can be (IAM, Reference, Quotas); nothing longer matches anything."""


def matches(pattern: str, text: str) -> bool:
    """Tell whether a whole text fits a pattern.

    A regular expression tries every way to share the text out among the stars; twelve of them took
    minutes. Here only the last star is ever tried again, so the time is at most the product of the
    two lengths.
    """
    if len(pattern) > _LONGEST:
        return False
    at, read, star, tried = 0, 0, -1, 0
    while read < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, tried, at = at, read, at + 1
        elif at < len(pattern) and pattern[at] in ("?", text[read]):
            at, read = at + 1, read + 1
        elif star >= 0:
            tried += 1
            at, read = star + 1, tried
        else:
            return False
    return not pattern[at:].strip("*")
