"""Regular expressions that are compiled when they are first used: a start has many, and needs few of them."""

from __future__ import annotations

import re
from typing import Any, TypeVar, cast

T = TypeVar("T", str, bytes)


def pattern(text: T, flags: int = 0) -> re.Pattern[T]:
    """Return what is used as a compiled pattern is."""
    return cast("re.Pattern[T]", _Pattern(text, flags))


class _Pattern:
    """A pattern whose methods are those of the compiled one, from the first use on."""

    def __init__(self, text: Any, flags: int) -> None:
        self._typed = text, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._typed), name)
        setattr(self, name, value)
        return value
