"""What the page that finds an error shows: parts of each error page, drawn; and two samples of logs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from explain import steady
from explain.content.errorpages import ErrorPage, error_pages
from explain.narration import Prose
from explain.render import html

_SAMPLE = ("no-credentials", "empty-password")
"""The pages whose messages are in the sample: a cause, and what follows it."""

UNKNOWN = "denied: The registry would rather not talk about the repository today"
"""A message that no page knows."""

_LINK = re.compile(r'href="(?![a-z]+:|#)([^"#]*)\.md(?=["#])')


def texts() -> dict[str, object]:
    """Return the samples, and by page: what happened, the most common cause, the fix of each case."""
    pages = error_pages()
    return {
        "sample": sample(pages),
        "unknown": UNKNOWN,
        "pages": {page.name: _page(page) for page in pages},
    }


def sample(pages: Sequence[ErrorPage]) -> str:
    """Write what GitHub Actions would, of messages as their pages have them."""
    messages = {page.name: page.samples[0] for page in pages}
    lines = ["##[group]Log in to Amazon ECR", *(messages[name] for name in _SAMPLE)]
    lines.append("##[error]Process completed with exit code 1.")
    times = (steady.AT + timedelta(milliseconds=407 * number) for number in range(len(lines)))
    return "\n".join(
        f"{time:%Y-%m-%dT%H:%M:%S.%f}0Z {line}" for time, line in zip(times, lines, strict=True)
    )


def _page(page: ErrorPage) -> dict[str, object]:
    return {
        "happened": _html(page.section("What happened")),
        "cause": _html(_first(page.section("Causes"))),
        "fixes": {case: _html(markdown) for case, markdown in page.fixes.items()},
    }


def _first(causes: str) -> str:
    """Return the first of the causes, which is the most frequent one."""
    first = re.split(r"^2\. ", causes, maxsplit=1, flags=re.MULTILINE)[0]
    return re.sub(r"^1\. ", "", first.replace("\n   ", "\n"))


def _html(markdown: str) -> str:
    """Draw some Markdown of an error page; its links lead from the folder of the error pages."""
    return _LINK.sub(r'href="\1.html', html.draw(Prose(markdown)))
