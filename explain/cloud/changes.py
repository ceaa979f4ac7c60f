"""Recognising a password that was changed on its way: cut, continued, folded, or not decoded."""

from __future__ import annotations

from explain.wire import (
    ALTERED,
    BEGINNING_ADDED,
    BEGINNING_MISSING,
    END_ADDED,
    END_MISSING,
    SPACED,
    UNDECODED,
)

_TELLING = 64
"""Characters that two passwords do not share by chance: each begins with the same dozen of JSON's."""


def change(presented: str, password: str, whole: str) -> tuple[str, int] | None:
    """Say how a text came from a password (`whole` is ECR's answer that holds it); None if it did not.

    Returns one of the words of `explain.wire`, and how many characters are missing or too many; for
    "altered", how many are right at the beginning.
    """
    lost = len(password) - len(presented)
    if whole.startswith(presented) and len(presented) >= _TELLING:
        return UNDECODED, len(whole) - len(presented)
    if lost > 0 and len(presented) >= _TELLING:
        if password.startswith(presented):
            return END_MISSING, lost
        if password.endswith(presented):
            return BEGINNING_MISSING, lost
    if presented.startswith(password):
        return END_ADDED, -lost
    if presented.endswith(password):
        return BEGINNING_ADDED, -lost
    bare = "".join(presented.split())
    if bare == password:
        return SPACED, -lost
    pairs = enumerate(zip(presented, password, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), 0)
    return (ALTERED, same) if same >= _TELLING else None
