"""What a log is searched for: each wording of each page, by the words without which it cannot be there."""

from __future__ import annotations

import re
from functools import cache
from re import Pattern
from typing import NamedTuple

from explain import lazily
from explain.content.errorpages import ErrorPage, error_pages
from explain.trouble.octets import encoded

API_HOST = lazily.pattern(r"\bapi\.ecr[.-]|//ecr\.[a-z0-9-]+\.(?:amazonaws|api\.aws)", re.ASCII)
REGISTRY_HOST = lazily.pattern(r"\.dkr[.-]ecr|public\.ecr\.aws", re.ASCII)


@cache
def compiled(pattern: str) -> Pattern[str]:
    """Compile a pattern as it is meant: without regard to case, and with ASCII's classes."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


class Probe(NamedTuple):
    """One wording of a page, and the words without which there is no need to look for it."""

    page: ErrorPage
    api: ErrorPage
    versions: str
    source: str
    words: tuple[bytes, ...]
    run: bytes

    @property
    def pattern(self) -> Pattern[str]:
        """Compile the pattern; of hundreds only a few are ever needed."""
        return compiled(self.source)

    def page_for(self, text: str) -> ErrorPage:
        """Return the page that speaks for a line: the host in it decides which step failed."""
        return self.api if API_HOST.search(text) and not REGISTRY_HOST.search(text) else self.page


@cache
def probes_of(pages: tuple[ErrorPage, ...]) -> tuple[Probe, ...]:
    """Return what some pages are recognised by."""
    by_name = {page.name: page for page in pages}
    return tuple(
        Probe(
            page,
            by_name.get(page.api, page),
            wording.versions,
            wording.pattern,
            tuple(map(encoded, needed.words)),
            encoded(needed.run),
        )
        for page in pages
        for wording in page.wordings
        for needed in wording.needed
    )


def knows(line: str) -> bool:
    """Tell whether a page knows a line as a message."""
    low = encoded(line.lower())
    probes = probes_of(error_pages())
    return any(
        all(map(low.__contains__, each.words)) and each.pattern.search(line) for each in probes
    )
