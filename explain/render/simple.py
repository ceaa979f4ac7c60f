"""Markdown that needs no parser: paragraphs, fences and lists of lines, with code, strong words and links.

Most of what a command says is so simple, and importing the parser takes as long as starting Python. Whatever
is read here, the parser reads in the same way (tests/render/test_simple.py); the rest is left to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from explain import lazily


class Node(NamedTuple):
    """A node as the parser's tree has it: as much of one as is drawn."""

    type: str
    content: str = ""
    children: Sequence[Any] = ()
    info: str = ""
    tag: str = ""
    attrs: Any = None
    meta: Any = None


_CODE = r"`[^`\s](?:[^`\r\n]*[^`\s])?`(?!`)"
_PLAIN = r"(?:[^`\\*_\[\]<>&!~|@:\r\n]|:(?!//))"
_INLINE = lazily.pattern(
    rf"(?P<text>{_PLAIN}+)|(?P<code>{_CODE})|(?P<softbreak>\n)"
    rf"|(?<![^\s(])\*\*(?P<strong>(?=[A-Za-z0-9`])(?:{_PLAIN}|{_CODE})+(?<=[A-Za-z0-9`?.,:]))\*\*(?=[\s.,:;)]|$)"
    rf"|\[(?P<link>(?:{_PLAIN}|{_CODE})+)\]\((?:\.\./)*[A-Za-z][\w./#-]*\)"
)
_BLOCK = lazily.pattern(
    r"```(?P<info>[a-z]*)\n(?P<fence>(?:(?!```)[^\r\n]*\n)*?)```(?=\n|$)"
    r"|(?P<list>[1-9]\. \S.*(?:\n[1-9]\. \S.*)*)(?=\n\n[A-Za-z(`]|$)"
    r"|(?P<bullets>- \S.*(?:\n- \S.*)*)(?=\n\n[A-Za-z(`]|$)"
    r"|(?P<paragraph>(?:[A-Za-z`(]|\*\*[\w`]).*(?:\n(?:[A-Za-z`(]|\*\*[\w`]).*)*)(?=\n\n|\n```|$)"
)
_ENDS_IN_BLANKS = lazily.pattern(r"[ \t]$", re.MULTILINE)


def blocks(markdown: str) -> list[Node] | None:
    """Return the blocks of a text; None where only the parser can tell."""
    found: list[Node] = []
    at = 0
    while at < len(markdown):
        match = _BLOCK.match(markdown, at)
        node = _block(match) if match else None
        if not match or not node:
            return None
        found.append(node)
        at = match.end()
        while at < len(markdown) and markdown[at] == "\n":
            at += 1
    return found


def inline(text: str) -> Node | None:
    """Return what is in a line or a paragraph; None where only the parser can tell."""
    if _ENDS_IN_BLANKS.search(text) or text != text.strip() or "www." in text:
        return None
    children: list[Node] = []
    at = 0
    while at < len(text):
        match = _INLINE.match(text, at)
        if not match:
            return None
        children += _pieces(match)
        at = match.end()
    return Node("inline", children=children)


def _block(match: re.Match[str]) -> Node | None:
    if match["fence"] is not None:
        return Node("fence", match["fence"], info=match["info"])
    if match["paragraph"]:
        return _paragraph(match["paragraph"])
    lines = (match["list"] or match["bullets"]).split("\n")
    items = [_paragraph(line.partition(" ")[2]) for line in lines]
    if None in items:
        return None
    children = [Node("list_item", children=[item]) for item in items]
    if match["bullets"]:
        return Node("bullet_list", children=children, attrs={})
    return Node("ordered_list", children=children, attrs={"start": int(lines[0][0])})


def _paragraph(text: str) -> Node | None:
    """Return a paragraph; none for one that begins as a list or another block does."""
    begins_so = re.match(r"[A-Za-z`(]|\*\*[\w`]|\[\w", text)
    inside = inline(text) if begins_so else None
    return Node("paragraph", children=[inside]) if inside else None


def _pieces(match: re.Match[str]) -> Iterator[Node]:
    kind = str(match.lastgroup)
    if kind == "code":
        yield Node("code_inline", match["code"][1:-1])
    elif kind in ("strong", "link"):
        inside = inline(match[kind])
        yield Node(kind, children=inside.children if inside else [])
    else:
        yield Node(kind, match[0] if kind == "text" else "")
