"""The engines for regular expressions: the browser's finds in a page what Python's finds."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from explain import lazily
from explain.page import python

FIND = """
(asked) => {
  const [patterns, texts] = JSON.parse(asked);
  return JSON.stringify(patterns.map(([pattern, flags]) => {
    const find = explainPython.regex(pattern, flags);
    return texts.map((text) => ["match", "fullmatch", "search"].map((how) => find(how, text, 0, -1)));
  }));
}
"""
"""As JSON: what else a browser's driver does with some ten thousand lists takes longer than to find them."""

FLAGS = re.IGNORECASE | re.MULTILINE | re.ASCII
"""The flags that a page's patterns may have."""

LARGE = re.compile("[\U00010000-\U0010ffff]")
"""Characters that a page replaces, before its Python sees them (`bridge.js`)."""


def patterns_of(page: str) -> list[re.Pattern[str]]:
    """Return every pattern in the modules of ours that go into a page; of bytes, as text."""
    ours = (name for name in python.modules(page) if name.startswith("explain."))
    names = [name for name in ours if name not in python.STAND_INS]
    values = [value for name in names for value in vars(importlib.import_module(name)).values()]
    return list(dict.fromkeys(_compiled(values)))


def _compiled(values: Iterable[Any]) -> Iterator[re.Pattern[str]]:
    for value in values:
        typed: tuple[Any, int] | None = None
        if isinstance(value, lazily._Pattern):
            typed = value._typed
        elif isinstance(value, re.Pattern):
            typed = value.pattern, value.flags & FLAGS
        if typed:
            source, flags = typed
            yield re.compile(
                source.decode("latin-1") if isinstance(source, bytes) else source, flags
            )


def assert_they_agree(page: Any, patterns: Sequence[re.Pattern[str]], texts: Sequence[str]) -> None:
    """Have a page search some texts for some patterns, and compare what it finds, and where."""
    texts = [LARGE.sub("\ue000", text) for text in texts]
    asked = [[pattern.pattern, int(pattern.flags & FLAGS)] for pattern in patterns]
    answers = json.loads(page.evaluate(FIND, json.dumps([asked, texts])))
    for pattern, found in zip(patterns, answers, strict=True):
        ways = (pattern.match, pattern.fullmatch, pattern.search)
        for text, places in zip(texts, found, strict=True):
            assert places == [_places(way(text)) for way in ways], (pattern, text)


def _places(match: re.Match[str] | None) -> list[int] | None:
    if not match:
        return None
    groups = range(len(match.groups()) + 1)
    return [place for group in groups for place in match.span(group)]
