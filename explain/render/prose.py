"""Markdown as plain text: wrapped paragraphs, lists, tables and asides, without any markup left."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_BETWEEN = "  "
"""What stands between two columns of a table."""


def plain_lines(markdown: str, width: int) -> Iterator[str]:
    """Render some Markdown as lines no wider than `width`; only code is never broken."""
    from markdown_it.tree import SyntaxTreeNode

    from explain.lesson import parser

    yield from _indented(SyntaxTreeNode(parser().parse(markdown)).children, width, "")


_UNMARKED = re.compile(r"(?:[^`\\*_\[\]<>&!~|@:\n]|:(?!//)|`[^`\s\\](?:[^`\n]*[^`\s])?`(?!`))*")
"""Text with no Markdown in it but code: it reads as it stands."""


def inline_plain(markdown: str) -> str:
    """Render a heading or a note as one line of plain text. Nothing in it begins a list or a table."""
    if _UNMARKED.fullmatch(markdown) and markdown == markdown.strip() and "www." not in markdown:
        return markdown  # the parser takes longer to import than a short command may last
    from markdown_it.tree import SyntaxTreeNode

    from explain.lesson import parser

    return inline_text(SyntaxTreeNode(parser().parseInline(markdown)))


def inline_text(node: SyntaxTreeNode) -> str:
    """Return what is read of some inline text: code keeps its backquotes, links only their words."""
    if node.type in ("text", "html_inline"):
        return node.content
    if node.type == "code_inline":
        return f"`{node.content}`"
    if node.type in ("softbreak", "hardbreak"):
        return " "
    return "".join(inline_text(child) for child in node.children)


def _block(node: SyntaxTreeNode, width: int) -> Iterator[str]:
    match node.type:
        case "paragraph":
            yield from _wrapped(inline_text(node), width)
        case "heading":
            yield from _wrapped(f"{'#' * int(node.tag[1])} {inline_text(node)}", width)
        case "bullet_list" | "ordered_list":
            yield from _list(node, width)
        case "fence" | "code_block":
            yield from (f"    {line}".rstrip() for line in node.content.splitlines())
        case "alert":
            yield from _indented(node.children[1:], width, f"{_alert_name(node)}: ")
        case "blockquote":
            yield from _indented(node.children, width, "> ")
        case "table":
            yield from _table(node, width)
        case "hr":
            yield "-" * min(width, 20)
        case _:
            yield from _wrapped(inline_text(node), width)


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )


def _indented(children: list[SyntaxTreeNode], width: int, mark: str) -> Iterator[str]:
    """Render blocks behind a mark, as an aside or a list item has it."""
    blank = " " * len(mark)
    lead = mark
    for number, child in enumerate(children):
        if number:
            yield ""
        for line in _block(child, width - len(mark)):
            yield f"{lead}{line}".rstrip()
            lead = blank


def _list(node: SyntaxTreeNode, width: int) -> Iterator[str]:
    for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        yield from _indented(item.children, width, mark)


def _alert_name(node: SyntaxTreeNode) -> str:
    return str(node.meta.get("kind", "note")).capitalize()


def _table(node: SyntaxTreeNode, width: int) -> Iterator[str]:
    """Render a table in columns, cells wrapped within theirs where the whole would be too wide."""
    cells = [
        [inline_text(cell) for cell in line.children]
        for part in node.children
        for line in part.children
    ]
    widths = _column_widths(cells, width)
    for number, line in enumerate(cells):
        wrapped = [_wrapped(cell, size) for cell, size in zip(line, widths, strict=True)]
        for parts in zip_longest(*wrapped, fillvalue=""):
            yield _in_columns(parts, widths)
        if number == 0:
            yield _in_columns(["-" * size for size in widths], widths)


def _column_widths(cells: list[list[str]], width: int) -> list[int]:
    """Give each column what it needs, and take from the widest until the columns fit."""
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    room = max(width - len(_BETWEEN) * (len(widths) - 1), len(widths))
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return [max(size, 1) for size in widths]


def _in_columns(parts: Sequence[str], widths: list[int]) -> str:
    padded = (part.ljust(size) for part, size in zip(parts, widths, strict=True))
    return _BETWEEN.join(padded).rstrip()
