"""Links of a lesson on a terminal, which has no pages to click through: what to type, or the address."""

from __future__ import annotations

import re

from explain import library

_LINK = re.compile(r"(`[^`]*`)|(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")


def leading_here(markdown: str) -> str:
    """Return a text in which each link says what to type to read its page. Code stays as it is."""
    return _LINK.sub(lambda link: link[1] or f"{link[2]} ({_way(link[3])})", markdown)


def _way(target: str) -> str:
    """Return how one gets from a terminal to what a lesson links to."""
    if re.match(r"https?://", target):
        return target
    path = target.partition("#")[0].removeprefix("../")
    if path == "errors/index.md":
        return "`explain-ecr why --list`"
    if path.startswith("errors/"):
        return f"`explain-ecr why {path.removeprefix('errors/').removesuffix('.md')}`"
    names = {entry.file.name: entry.name for entry in library.catalogue()}
    return f"`explain-ecr lesson {names[path]}`" if path in names else "`explain-ecr site`"
