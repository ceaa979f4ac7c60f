"""What a log is searched for: each wording of each page, by the words without which it cannot be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from re import Pattern

from explain.trouble import patterns
from explain.trouble.log import longest_run
from explain.trouble.pages import Page, catalogue

API_HOST = re.compile(r"\bapi\.ecr[.-]|//ecr\.[a-z0-9-]+\.(?:amazonaws|api\.aws)", re.ASCII)
REGISTRY_HOST = re.compile(r"\.dkr[.-]ecr|public\.ecr\.aws", re.ASCII)


@dataclass(frozen=True, slots=True)
class Probe:
    """One wording of a page, and the words without which there is no need to look for it."""

    page: Page
    api: Page
    versions: str
    source: str
    words: tuple[bytes, ...]
    run: bytes

    @property
    def pattern(self) -> Pattern[str]:
        """Compile the pattern; of hundreds only a few are ever needed."""
        return patterns.compiled(self.source)

    def page_for(self, text: str) -> Page:
        """Return the page that speaks for a line: the host in it decides which step failed."""
        return self.api if API_HOST.search(text) and not REGISTRY_HOST.search(text) else self.page


@cache
def probes_of(pages: tuple[Page, ...]) -> tuple[Probe, ...]:
    """Return what some pages are recognised by."""
    by_name = {page.name: page for page in pages}
    return tuple(
        Probe(
            page,
            by_name.get(page.api, page),
            wording.versions,
            wording.pattern,
            tuple(word.encode() for word in words),
            max((longest_run(word.encode()) for word in words), key=len),
        )
        for page in pages
        for wording in page.wordings
        for words in patterns.words(wording.pattern)
    )


def knows(line: str) -> bool:
    """Tell whether a page knows a line as a message."""
    low = line.lower().encode()
    probes = probes_of(catalogue())
    return any(
        all(map(low.__contains__, each.words)) and each.pattern.search(line) for each in probes
    )
