"""Regular expressions that are compiled when they are first asked: most lines need few of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Pattern:
    """A regular expression that is compiled when it is first asked."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._typed = pattern, flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(*self._typed)

    def match(self, text: str, *places: int) -> re.Match[str] | None:
        """Find it exactly at a place (or at the beginning)."""
        return self._compiled.match(text, *places)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Find it as the whole text."""
        return self._compiled.fullmatch(text)

    def search(self, text: str, *places: int) -> re.Match[str] | None:
        """Find the first from one place on, and before another."""
        return self._compiled.search(text, *places)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find one after the other."""
        return self._compiled.finditer(text)
