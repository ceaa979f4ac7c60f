"""Markdown as lines of styled text: wrapped paragraphs, lists, tables and asides, without any markup left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from explain.render import simple
from explain.render.wrapping import Line, Piece, Wrapper, text_of

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

    Node = SyntaxTreeNode | simple.Node

_BETWEEN = "  "
"""What is between two columns of a table."""

_STYLES = {"strong": "strong", "em": "emphasis", "link": "link"}


def plain_lines(markdown: str, width: int) -> Iterator[str]:
    """Render some Markdown as lines no wider than `width`, code in backquotes; only code is never broken."""
    return (text_of(line) for line in styled_lines(markdown, width))


def styled_lines(markdown: str, width: int, mark: str = "`") -> Iterator[Line]:
    """Render some Markdown as lines of pieces, none ending in spaces. `mark` is what is around code."""
    nodes = simple.blocks(markdown)
    yield from _Blocks(mark).of(_parsed(markdown) if nodes is None else nodes, width, "")


def _parsed(markdown: str) -> Sequence[Node]:
    from markdown_it.tree import SyntaxTreeNode

    from explain.lesson import parser

    return SyntaxTreeNode(parser().parse(markdown)).children


def inline_plain(markdown: str) -> str:
    """Render a heading or a note as one line of plain text. Nothing in it begins a list or a table."""
    if node := simple.inline(markdown):
        return inline_text(node)
    from markdown_it.tree import SyntaxTreeNode

    from explain.lesson import parser

    return inline_text(SyntaxTreeNode(parser().parseInline(markdown)))


def inline_text(node: Node) -> str:
    """Return what is read of some inline text: code keeps its backquotes, links only their words."""
    return text_of(inline_pieces(node))


def inline_pieces(node: Node, style: str = "") -> Iterator[Piece]:
    """Yield the pieces of some inline text."""
    if node.type in ("text", "html_inline"):
        yield Piece(node.content, style)
    elif node.type == "code_inline":
        yield Piece(node.content, "code")
    elif node.type in ("softbreak", "hardbreak"):
        yield Piece(" ", style)
    for child in node.children:
        yield from inline_pieces(child, style or _STYLES.get(node.type, ""))


class _Blocks:
    """The blocks of a text as lines, code in them between marks."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def of(self, nodes: Sequence[Node], width: int, lead: str) -> Iterator[Line]:
        """Render blocks. `lead` comes before the first line, but not before code, which people copy."""
        blank = " " * len(lead)
        for number, node in enumerate(nodes):
            if number:
                yield ()
            elif lead and node.type in ("fence", "code_block"):
                yield (Piece(lead.rstrip()),)
                lead = blank
            for line in self._block(node, width - len(lead)):
                yield _stripped((Piece(lead, "heading" if lead.strip() else ""), *line))
                lead = blank

    def _block(self, node: Node, width: int) -> Iterator[Line]:
        match node.type:
            case "heading":
                level = f"{'#' * int(node.tag[1])} " if self._mark else ""
                yield from self._wrapped(
                    [Piece(level, "heading"), *inline_pieces(node, "heading")], width
                )
            case "bullet_list" | "ordered_list":
                yield from self._list(node, width)
            case "fence" | "code_block":
                style = "command" if node.info == "console" else "code block"
                for line in node.content.splitlines():
                    yield (Piece("    "), Piece(line, style)) if line.strip() else ()
            case "alert":
                name = str(node.meta.get("kind", "note")).capitalize()
                yield from self.of(node.children[1:], width, f"{name}: ")
            case "blockquote":
                yield from self.of(node.children, width, "> ")
            case "table":
                yield from _Table(node, self._mark).lines(width)
            case "hr":
                yield (Piece("-" * min(width, 20)),)
            case _:
                yield from self._wrapped(inline_pieces(node), width)

    def _list(self, node: Node, width: int) -> Iterator[Line]:
        for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
            lead = "- " if node.type == "bullet_list" else f"{number}. "
            yield from self.of(item.children, width, lead)

    def _wrapped(self, pieces: Iterator[Piece] | list[Piece], width: int) -> list[Line]:
        return Wrapper(width, mark=self._mark).wrap(pieces)


class _Table:
    """A table in columns, cells wrapped within theirs where the whole would be too wide."""

    def __init__(self, node: Node, mark: str) -> None:
        self._mark = mark
        self._rows = [
            [
                list(inline_pieces(cell, "strong" if part.type == "thead" else ""))
                for cell in line.children
            ]
            for part in node.children
            for line in part.children
        ]

    def lines(self, width: int) -> Iterator[Line]:
        """Draw the columns; or each row as a list, where code is too wide for columns."""
        widths = self._widths(width)
        if widths is None:
            yield from self._listed(width)
            return
        for number, row in enumerate(self._rows):
            cells = [self._cell(cell, size) for cell, size in zip(row, widths, strict=True)]
            for line in zip_longest(*cells, fillvalue=()):
                yield self._in_columns(line, widths)
            if number == 0:
                yield self._in_columns([(Piece("-" * size),) for size in widths], widths)

    def _widths(self, width: int) -> list[int] | None:
        """Give each column what it needs, and take from the widest until all fit. Code is not broken."""
        columns = list(zip(*self._rows, strict=True))
        widths = [max(self._size(cell) for cell in column) for column in columns]
        least = [max(1, *(self._code(cell) for cell in column)) for column in columns]
        room = max(width - len(_BETWEEN) * (len(widths) - 1), len(widths))
        if sum(least) > room:
            return None
        while sum(widths) > room:
            shrinkable = [index for index, size in enumerate(widths) if size > least[index]]
            widths[max(shrinkable, key=widths.__getitem__)] -= 1
        return [max(size, 1) for size in widths]

    def _listed(self, width: int) -> Iterator[Line]:
        head, *rows = self._rows
        for row in rows:
            for number, (name, cell) in enumerate(zip(head, row, strict=True)):
                lead = "  " if number else "- "
                pieces = [Piece(f"{text_of(name, self._mark)}: ", "strong"), *cell]
                yield from map(_stripped, Wrapper(width, lead, "  ", self._mark).wrap(pieces))

    def _cell(self, cell: list[Piece], width: int) -> list[Line]:
        """Wrap a table's cell. A command in it does not get its own line: there is no room."""
        return list(Wrapper(width, mark=self._mark).filled(cell))

    def _size(self, cell: list[Piece]) -> int:
        return len(" ".join(text_of(cell, self._mark).split()))

    def _code(self, cell: list[Piece]) -> int:
        """Return the width of the longest word with code in it."""
        words = Wrapper(1, mark=self._mark).words(cell)
        return max(
            (
                len(text_of(word, self._mark))
                for word in words
                if any(piece.style == "code" for piece in word)
            ),
            default=0,
        )

    def _in_columns(self, cells: Sequence[Line], widths: list[int]) -> Line:
        line: list[Piece] = []
        for number, (cell, size) in enumerate(zip(cells, widths, strict=True)):
            blanks = " " * (size - len(text_of(cell, self._mark)))
            line += [Piece(_BETWEEN if number else ""), *cell, Piece(blanks)]
        return _stripped(tuple(line))


def _stripped(line: Line) -> Line:
    """Take the spaces off a line's end: they would be copied."""
    pieces = [piece for piece in line if piece.text]
    while pieces and pieces[-1].style != "code" and not pieces[-1].text.strip():
        pieces.pop()
    if not pieces or pieces[-1].style == "code":
        return tuple(pieces)
    *others, last = pieces
    return (*others, Piece(last.text.rstrip(), last.style))
