"""Which pages come nearest to a message that none of them knows: shared words, rare ones first."""

from __future__ import annotations

from functools import cache
from math import log, sqrt

from explain.content.errorpages import ErrorPage
from explain.content.wordlist import words

MOST = 3


def words_of(page: ErrorPage) -> frozenset[str]:
    """Return the words by which a page is found: of its title, its summary and its samples."""
    return page.topics | page.sample_words


def nearest(message: str, pages: tuple[ErrorPage, ...]) -> tuple[ErrorPage, ...]:
    """Return the pages nearest to a message, at most three."""
    return tuple(page for _, _, page in _scores(words(message), pages)[:MOST])


def _scores(
    message: frozenset[str], pages: tuple[ErrorPage, ...]
) -> list[tuple[float, int, ErrorPage]]:
    """Score the pages that share a word with a message, best first."""
    rarity, texts = _weights(pages)
    found = []
    for page, text in zip(pages, texts, strict=True):
        score = sum(rarity[word] for word in sorted(message & text)) / sqrt(len(text))
        if score:
            found.append((score, page.seen, page))
    return sorted(found, key=lambda each: (-each[0], -each[1], each[2].name))


@cache
def _weights(pages: tuple[ErrorPage, ...]) -> tuple[dict[str, float], list[frozenset[str]]]:
    """Weigh each word by how few pages have it; a word that half of them have weighs nothing."""
    texts = [words_of(page) for page in pages]
    counts: dict[str, int] = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    return {word: weight(count, len(pages)) for word, count in counts.items()}, texts


def weight(count: int, pages: int) -> float:
    """Weigh a word that so many pages have, of all that there are."""
    return max(log(pages / count / 2), 0.0)
