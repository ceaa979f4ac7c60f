"""Markdown as plain text: wrapped paragraphs, lists, tables and asides, without any markup left."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from explain.lesson import parser

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode


def plain_lines(markdown: str, width: int) -> Iterator[str]:
    """Render a block of Markdown as lines no wider than `width` (code and tables excepted)."""
    from markdown_it.tree import SyntaxTreeNode

    for node in SyntaxTreeNode(parser().parse(markdown)).children:
        yield from _block(node, width)


def inline_plain(markdown: str) -> str:
    """Render a single paragraph, such as a note, as one line of plain text."""
    from markdown_it.tree import SyntaxTreeNode

    return " ".join(inline_text(node) for node in SyntaxTreeNode(parser().parse(markdown)).children)


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
            yield from _table(node)
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
        break_long_words=False,
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
    for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1) or 1)):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        yield from _indented(item.children, width, mark)


def _alert_name(node: SyntaxTreeNode) -> str:
    return str(node.meta.get("kind", "note")).capitalize()


def _table(node: SyntaxTreeNode) -> Iterator[str]:
    cells = [
        [inline_text(cell) for cell in line.children]
        for part in node.children
        for line in part.children
    ]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    for number, line in enumerate(cells):
        yield "  ".join(cell.ljust(size) for cell, size in zip(line, widths, strict=True)).rstrip()
        if number == 0:
            yield "  ".join("-" * size for size in widths)
