"""A command line on a page: each part of it a link to what it does, which is below.

The theme's script (`illustrations.js`) makes buttons of the links, and shows one note at a time. Without it
the list of notes is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from explain.command.pieces import Piece, pieces
from explain.narration import Part, Prose
from explain.render.html import draw
from explain.render.markup import writable
from explain.render.nesting import Placed, placed


def annotated(line: str, name: str) -> str:
    """Draw a line. `name` begins the ids of its parts, and no other fence on the page has it."""
    line = line.strip("\n")
    parts, cut = pieces(line)
    shown = "".join(_piece(piece, parts, name) for piece in cut)
    rows = "".join(_row(each, f"{name}-{at}") for at, each in enumerate(placed(parts)))
    return (
        f'<explain-line class="explain-line"><pre class="line"><code class="language-annotated">{shown}'
        f'</code></pre>\n<dl class="notes">{rows}</dl></explain-line>\n'
    )


def _piece(piece: Piece, parts: Sequence[Part], name: str) -> str:
    """Draw a piece: where a part begins, a link to its note, and to those of what is around it."""
    text = escape(writable(piece.text))
    if not piece.leads or not piece.text.strip():
        return text
    rows = [f"{name}-{at}" for at in _around(parts, piece.part)]
    kind = parts[piece.part].kind
    return f'<a class="part {kind}" href="#{rows[-1]}" data-rows="{" ".join(rows)}">{text}</a>'


def _around(parts: Sequence[Part], number: int) -> list[int]:
    """Return a part and what it is a part of, the outermost first."""
    own = parts[number]
    return [
        at
        for at, part in enumerate(parts[: number + 1])
        if part.start <= own.start and own.end <= part.end
    ]


def _row(each: Placed, row: str) -> str:
    part = each.part
    text = f"<code>{escape(writable(part.text))}</code>"
    again = "" if each.note else ' class="again"'  # said already, of a part before it
    return (
        f'<div id="{row}" class="{part.kind}" style="--depth: {each.depth}">'
        f'<dt>{text} <span class="kind">{_KINDS.get(part.kind, part.kind)}</span></dt>'
        f'<dd id="{row}-note"{again}>{draw(Prose(part.note))}</dd></div>'
    )


_KINDS = {"unknown": "not known"}
"""How a kind is called on a page, where not by its own name."""
