"""The list of the error pages, and their place in the site's contents; both are generated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from explain.content.errorpages import STEPS, ErrorPage


def markdown(pages: Sequence[ErrorPage]) -> Iterator[str]:
    """Write the list, line by line: by step of the flow, those that most people met first."""
    for step, found in by_step(pages):
        yield f"## {_title(step)}\n"
        yield from (f"- [{_text(page.title)}]({page.name}.md): {page.summary}" for page in found)
        yield ""


def contents(pages: Sequence[ErrorPage]) -> Iterator[str]:
    """Write every error page's place in the site's contents (mkdocs.yml), line by line."""
    yield "  - Errors:"
    yield "      - All of them: errors/index.md"
    for step, found in by_step(pages):
        yield f"      - {_title(step)}:"
        yield from (f"          - errors/{page.name}.md" for page in found)


def by_step(pages: Sequence[ErrorPage]) -> Iterator[tuple[str, list[ErrorPage]]]:
    """Give the pages of each step, those that most people met first."""
    ordered = sorted(pages, key=lambda page: (-page.seen, page.name))
    for step in STEPS:
        if found := [page for page in ordered if page.step == step]:
            yield step, found


def _title(step: str) -> str:
    return step if step.startswith(("aws", "docker")) else step.capitalize()


def _text(title: str) -> str:
    """Return a message as the text of a link, before a colon."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", title.rstrip(":."))
