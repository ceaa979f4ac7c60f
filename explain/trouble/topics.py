"""Pages found by a word or two instead of a message: by name, by what they are about, by nearly a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from explain import lazily
from explain.content.errorpages import ErrorPage

MOST_WORDS = 4
_TOPIC = lazily.pattern(rf"[\w.-]+(?: [\w.-]+){{0,{MOST_WORDS - 1}}}", re.ASCII)


def about(topic: str, pages: Sequence[ErrorPage]) -> list[ErrorPage]:
    """Return the pages about a word or a few, those that are called so first; none for what is a message."""
    if not _TOPIC.fullmatch(topic):
        return []
    wanted = topic.lower().replace("-", " ").replace("_", " ").split()
    ranked = [(rank, page) for page in pages if (rank := _rank(wanted, page))]
    return [
        page for _, page in sorted(ranked, key=lambda each: (-each[0], -each[1].seen, each[1].name))
    ]


def _rank(wanted: list[str], page: ErrorPage) -> int:
    """Tell how near to its name a page has all of some words; 0 where it lacks one."""
    name = [word for word in page.name.split("-") if len(word) > 2]
    # Of what a sample says, only the status of an answer is a topic: the rest are words of all kinds.
    statuses = [word for word in page.sample_words if word.isdecimal()]
    for rank, known in ((3, name), (2, page.topics), (1, statuses)):
        if all(any(_same(word, other) for other in known) for word in wanted):
            return rank
    return 0


def _same(word: str, other: str) -> bool:
    """Tell whether two words are one: `expire` and `expired`, `helpers` and `helper`."""
    stem = word.removesuffix("s") if len(word) > 4 else word
    return other == word or (len(stem) > 3 and other.startswith(stem))


def nearly(name: str, pages: Sequence[ErrorPage]) -> list[ErrorPage]:
    """Return the pages whose names are nearly so."""
    from difflib import get_close_matches

    by_name = {page.name: page for page in pages}
    wanted = "-".join(name.lower().split())
    return [by_name[close] for close in get_close_matches(wanted, by_name, n=3, cutoff=0.75)]
