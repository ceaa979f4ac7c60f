"""Markdown that needs no parser: the blocks of our pages, with code, strong words and links in them.

Nearly all of what a command says is so simple, and importing the parser takes as long as starting Python.
Whatever is read here, the parser reads in the same way (tests/render/test_simple.py). For anything that is
less simple, such as a line that goes on without its indent, this module gives up, and the parser reads it.
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


class NotSimple(Exception):
    """Only the parser can tell what a text means."""


_CODE = r"`[^`]+`(?!`)"
_PLAIN = (
    r"(?:[^`\\*_\[\]<&!~@:h\r\n]|h(?!ttps?://)|:(?!//)|!(?!\[)|&(?![\w#])|<(?= )"
    r"|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))"
)
_IN_STARS = rf"(?=[A-Za-z0-9`])(?:{_PLAIN}|{_CODE}|\n)+(?<=[A-Za-z0-9`?.,:])"
_TARGET = r"(?:https?://|(?:\.\./)*)[A-Za-z0-9][\w./#?=%+-]*|#[\w-]+"
_ADDRESS = r"(?<![^\s(])https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w./#?=%+-]*)?(?<=[\w/])(?=[).,:;]*(?:\s|$))"
_INLINE = lazily.pattern(
    rf"(?P<text>{_PLAIN}+)|(?P<code>{_CODE})|(?P<softbreak>\n)|(?P<address>{_ADDRESS})"
    rf"|(?<![^\s(])(?P<stars>\*\*?)(?P<starred>{_IN_STARS})(?P=stars)(?=[\s.,:;)]|$)"
    rf"|\[(?P<link>(?:{_PLAIN}|{_CODE}|[\n*])+)\]\((?:{_TARGET})\)"
)
_ENDS_IN_BLANKS = lazily.pattern(r"[ \t]$", re.MULTILINE)

_FENCE = lazily.pattern(r"```(?:[a-z](?:[\w =-]*[\w-])?)?")
_ITEM = lazily.pattern(r"(-|[1-9][0-9]?\.) (?=[^ ])")
_HEADING = lazily.pattern(r"(#{2,6}) ([^#]*[^# ])")
_ALERT = lazily.pattern(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]")
_DELIMITERS = lazily.pattern(r"\|(?: ?:?-+:? ?\|)+")
_TEXT = lazily.pattern(
    r"[A-Za-z`(\"'/$…]|[0-9]+(?![0-9.)]|$)|[0-9]+[.)](?=\S)|~/|--[a-z]|#[0-9]|\*\*?[A-Za-z0-9`]|\[[^\]\n]+\]\("
)
"""How a line of a paragraph begins: not as a list, a heading, a table, a quotation or HTML does."""


def blocks(markdown: str) -> list[Node] | None:
    """Return the blocks of a text; None if only the parser can tell."""
    if "\t" in markdown or "\r" in markdown:
        return None
    try:
        return list(_blocks(markdown.split("\n")))
    except NotSimple:
        return None


def inline(text: str) -> Node | None:
    """Return what is in a line or a paragraph; None if only the parser can tell."""
    try:
        return _inline(text)
    except NotSimple:
        return None


def _blocks(lines: list[str], depth: int = 0) -> Iterator[Node]:
    """Give the blocks of some lines. `depth` tells of how many others they are inside."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            at += 1
            continue
        begin = at
        if _FENCE.fullmatch(line):
            at = _end_of_fence(lines, at)
            body = "".join(f"{text}\n" for text in lines[begin + 1 : at - 1])
            yield Node("fence", body, info=line[3:])
        elif _ITEM.match(line):
            at = _end_of_list(lines, at)
            yield _list(lines[begin:at], depth)
        else:
            at = _end_of_chunk(lines, at)
            yield _chunk(lines[begin:at], depth)


def _end_of_fence(lines: list[str], at: int) -> int:
    for number, line in enumerate(lines[at + 1 :], at + 1):
        if line.startswith("```"):
            if line != "```":
                break
            return number + 1
    raise NotSimple


def _end_of_list(lines: list[str], at: int) -> int:
    """Return the line after a list: one that neither goes on with an item nor begins another."""
    mark = lines[at][0]
    for number, line in enumerate(lines[at + 1 :], at + 1):
        is_item = _ITEM.match(line) and (line[0] == "-") == (mark == "-")
        if line and line[0] != " " and not is_item:
            if lines[number - 1]:
                raise NotSimple  # it may go on with the last item
            return number
    return len(lines)


def _end_of_chunk(lines: list[str], at: int) -> int:
    """Return the line after a block that ends at an empty line, a fence, or, for a paragraph, at a list."""
    for number, line in enumerate(lines[at + 1 :], at + 1):
        if not line or line.startswith("```"):
            return number
        if line.startswith(("- ", "1. ")) and _TEXT.match(lines[at]):
            return number
    return len(lines)


def _list(lines: list[str], depth: int) -> Node:
    items: list[list[str]] = []
    indent = ""
    for line in lines:
        match = _ITEM.match(line)
        if match:
            indent = " " * match.end()
            items.append([line[match.end() :]])
        elif line and not line.startswith(indent):
            raise NotSimple
        else:
            items[-1].append(line[len(indent) :])
    children = [Node("list_item", children=[*_blocks(item, depth + 1)]) for item in items]
    if lines[0][0] == "-":
        return Node("bullet_list", children=children, attrs={})
    return Node("ordered_list", children=children, attrs={"start": int(lines[0].partition(".")[0])})


def _chunk(lines: list[str], depth: int) -> Node:
    """Return the block that some lines are which have no empty one between them."""
    if heading := _HEADING.fullmatch(lines[0]):
        if len(lines) == 1:
            return Node("heading", tag=f"h{len(heading[1])}", children=[_inline(heading[2])])
    elif lines[0].startswith("> "):
        return _quotation(lines, depth)
    elif len(lines) > 2 and _DELIMITERS.fullmatch(lines[1]):
        return _table(lines)
    elif all(map(_TEXT.match, lines)):
        return Node("paragraph", children=[_inline("\n".join(lines))])
    raise NotSimple


def _quotation(lines: list[str], depth: int) -> Node:
    if not all(line == ">" or line.startswith("> ") for line in lines):
        raise NotSimple
    inside = [line[2:] for line in lines]
    alert = _ALERT.fullmatch(inside[0])
    if not alert:
        return Node("blockquote", children=[*_blocks(inside, depth + 1)])
    said = [*_blocks(inside[1:], depth + 1)]
    if depth or not said or not inside[1]:
        raise NotSimple
    return Node("alert", children=[Node("alert_title"), *said], meta={"kind": alert[1].lower()})


def _table(lines: list[str]) -> Node:
    rows = [_row(line) for line in (lines[0], *lines[2:])]
    columns = lines[1].count("|") - 1
    if any(len(row.children) != columns for row in rows):
        raise NotSimple
    return Node(
        "table",
        children=[Node("thead", children=rows[:1]), Node("tbody", children=rows[1:])],
    )


def _row(line: str) -> Node:
    if not (line.startswith("|") and line.endswith("|") and len(line) > 1):
        raise NotSimple
    cells = (cell.strip(" ") for cell in line[1:-1].split("|"))
    return Node("tr", children=[Node("td", children=[_inline(cell)]) for cell in cells])


def _inline(text: str) -> Node:
    if _ENDS_IN_BLANKS.search(text) or text != text.strip() or "www." in text:
        raise NotSimple
    children: list[Node] = []
    at = 0
    while at < len(text):
        match = _INLINE.match(text, at)
        if not match:
            raise NotSimple
        children += _pieces(match)
        at = match.end()
    return Node("inline", children=children)


def _pieces(match: re.Match[str]) -> Iterator[Node]:
    kind = str(match.lastgroup)
    if kind == "code":
        yield Node("code_inline", _code(match["code"][1:-1]))
    elif kind == "address":
        yield Node("link", children=[Node("text", match["address"])])
    elif kind in ("starred", "link"):
        name = "link" if kind == "link" else "em" if match["stars"] == "*" else "strong"
        yield Node(name, children=_inline(match[kind]).children)
    else:
        yield Node(kind, match[0] if kind == "text" else "")


def _code(text: str) -> str:
    """Return what is in backquotes: in one line, and without a space at both ends."""
    line = text.replace("\n", " ")
    is_padded = line.startswith(" ") and line.endswith(" ") and line.strip(" ")
    return line[1:-1] if is_padded else line
