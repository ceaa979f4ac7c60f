"""Which pages come nearest to a message that none of them knows: shared words, rare ones first."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from math import log, sqrt

from explain.trouble.pages import Page

MOST = 3

WORD = re.compile(r"[a-z][a-z0-9]{2,}|(?<![a-z0-9])[45][0-9]{2}(?![a-z0-9])")
"""A word, or the HTTP status of a refusal; other numbers (an account, a port, a time of day) say nothing."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text, in lower case."""
    return frozenset(WORD.findall(text.lower()))


def words_of(page: Page) -> frozenset[str]:
    """Return the words by which a page is found: of its title, its summary and its samples."""
    return words(" ".join((page.title, page.summary, *page.samples)))


def nearest(message: str, pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Return the pages nearest to a message, at most three."""
    return tuple(page for _, _, page in _scores(words(message), pages)[:MOST])


def _scores(message: frozenset[str], pages: tuple[Page, ...]) -> list[tuple[float, int, Page]]:
    """Score the pages that share a word with a message, best first."""
    rarity, texts = _weights(pages)
    found = []
    for page, text in zip(pages, texts, strict=True):
        score = sum(rarity[word] for word in sorted(message & text)) / sqrt(len(text))
        if score:
            found.append((score, page.seen, page))
    return sorted(found, key=lambda each: (-each[0], -each[1], each[2].name))


@cache
def _weights(pages: tuple[Page, ...]) -> tuple[dict[str, float], list[frozenset[str]]]:
    """Weigh each word by how few pages have it; a word that half of them have weighs nothing."""
    texts = [words_of(page) for page in pages]
    counts = Counter(word for text in texts for word in text)
    return {word: weight(count, len(pages)) for word, count in counts.items()}, texts


def weight(count: int, pages: int) -> float:
    """Weigh a word that so many pages have, of all that there are."""
    return max(log(pages / count / 2), 0.0)
