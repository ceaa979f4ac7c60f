"""A board as lines for a screen of some columns: the same ones for a terminal and for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, zip_longest
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from explain.player.card import FACES
from explain.room import words
from explain.room.model import Board, Count, Learner

FEWEST = 6
"""Lines of those who are stuck that come before the rest, at least."""

MOST_BROKEN = 25
"""Columns below which the reason gets a separate line."""

WIDE = 120
"""Columns from which the stuck are listed next to the rest."""

SOLVED, WORKING = "█", "▒"
_EXERCISE = 18
"""Columns of an exercise's number and name."""


class View(NamedTuple):
    """How a board is shown. `problem` says why it may be old, `join` what a learner types to be on it.

    `now` is in seconds since 1970.
    """

    now: float
    named: bool = False
    problem: str = ""
    join: str = ""


def head(board: Board, view: View, width: int) -> list[Text]:
    """Return the line above a board, and a rule: the room on the left, flags and stuck on the right."""
    right = Text("  ").join(_tag(flag, said) for flag, said in words.tally(board))
    rule = Text("─" * width, "dim")
    title = words.title(board, view.now)
    if width < 2 * right.cell_len:
        right.truncate(width)
        return [Text(clipped(title, width), "bold"), right, rule]
    left = Text(clipped(title, width - right.cell_len - 2), "bold")
    return [Text.assemble(left, " " * (width - left.cell_len - right.cell_len), right), rule]


def _tag(flag: str, said: str) -> Text:
    if " 0 " in said:
        return Text(said, "dim")
    return Text(f" {said} ", FACES[flag].style) if flag else Text(said, "bold")


def body(board: Board, view: View, width: int, height: int = 0) -> list[Text]:
    """Return all lines of a board, as many as it takes; none is wider than the screen.

    Who is stuck comes first. With a height, the rest of a longer list comes last, so that one screen has
    something of everything.
    """
    above = _said(board, view, width)
    if not board.learners:
        return _spaced([above, _empty(view, width)])
    if width >= WIDE:
        left = width * 9 // 20
        stuck = _stuck(board, view, width - left - 3)
        return _spaced([above, _beside(_spaced(_rest(board, view, left)), stuck, left)])
    rest = _rest(board, view, width)
    title, *rows = _stuck_rows(board, view, width)
    room = max(height - len(_spaced([above, *rest])) - 3, FEWEST) if height else len(rows) * width
    shown = next((n for n, size in enumerate(accumulate(map(len, rows))) if size > room), len(rows))
    first = [line for row in rows[:shown] for line in row]
    last = [line for row in rows[shown:] for line in row]
    more = [Text(f"{len(rows) - shown} more stuck", "bold"), *last] if last else []
    return _spaced([above, [*title, *first], *rest, more])


def _rest(board: Board, view: View, width: int) -> list[list[Text]]:
    return [_where(board, width), _refused(board, width), _apart(board, view, width)]


def _spaced(parts: Iterable[Sequence[Text]]) -> list[Text]:
    """Put parts one below the other, with an empty line between them."""
    lines = [line for part in parts if part for line in [*part, Text()]]
    return lines[:-1]


def _beside(left: Sequence[Text], right: Sequence[Text], width: int) -> list[Text]:
    """Put lines next to each other, the left ones in so many columns."""
    lines = []
    for first, second in zip_longest(left, right, fillvalue=Text()):
        line = first.copy()
        line.pad_right(max(width - line.cell_len, 0))
        lines.append(Text.assemble(line, (" │ ", "dim"), second))
    return lines


def _empty(view: View, width: int) -> list[Text]:
    said = "Nobody has joined yet."
    return wrapped(f"{said} A learner types: {view.join}" if view.join else said, width)


def _said(board: Board, view: View, width: int) -> list[Text]:
    """Draw the board's problem, the advice, and the hint that everybody got."""
    lines = wrapped(view.problem, width, "bold reverse")
    if board.advice:
        lines += wrapped(f"→ Say to all: {board.advice.say}", width, "bold", indent=2)
        lines += wrapped(f"  {words.advice(board.advice)}.", width, indent=2)
    if board.room.hint:
        lines += wrapped(f"Your hint to all: {board.room.hint}", width, indent=2)
    return lines


def _where(board: Board, width: int) -> list[Text]:
    """Draw how many are where, a cell a learner if there is room; places with nobody are left out."""
    counts = [
        count
        for count in board.counts
        if count.here or count.silent or count.place.name == board.at
    ]
    if not counts:
        return []
    columns = 1 if len(counts) <= 4 else 2
    each = (width - 2 * (columns - 1)) // columns
    most = max(count.here for count in counts)
    cells = [_count(count, most, each, here=count.place.name == board.at) for count in counts]
    rows = -(-len(cells) // columns)
    legend = f"  {SOLVED} solved {WORKING} at work{' ▸ the room' if board.at else ''}"
    lines = [Text.assemble(("Where they are", "bold"), (legend, "dim"))]
    lines[0].truncate(width)
    for first in range(rows):
        line = _padded(cells[first::rows], each)
        line.truncate(width)
        lines.append(line)
    return lines


def _padded(cells: Sequence[Text], width: int) -> Text:
    """Join cells to one line, each but the last as wide as its column."""
    line = Text()
    for cell in cells:
        line.pad_right(max(-(-line.cell_len // (width + 2)) * (width + 2) - line.cell_len, 0))
        line.append_text(cell)
    return line


def _count(count: Count, most: int, width: int, *, here: bool) -> Text:
    name = clipped(f"{'▸' if here else ' '}{count.place.number:2} {count.place.name}", _EXERCISE)
    said = f"{count.here}" + (f", {count.silent} silent" if count.silent else "")
    room = max(width - _EXERCISE - len(said) - 2, 1)
    scale = min(1, room / max(most, 1))
    solved = _cells(count.solved, scale)
    working = max(_cells(count.here, scale) - solved, int(count.here > count.solved))
    return Text.assemble(
        (set_cell_size(name, _EXERCISE), "bold" if here else ""),
        " ",
        (SOLVED * solved, "green"),
        (WORKING * working, "cyan"),
        " " if count.here else "",
        said,
    )


def _cells(number: int, scale: float) -> int:
    """Return as how many cells a number is drawn; a number that is not 0 has one at least."""
    return max(round(number * scale), 1) if number else 0


def _refused(board: Board, width: int) -> list[Text]:
    lines = wrapped(words.REFUSED, width, "bold") if board.refusals else []
    for refusals in board.refusals:
        status = f"{words.status(refusals):11}"
        lines += wrapped(f" {status}{words.causes(refusals)}", width, indent=len(status) + 1)
    return lines


def _apart(board: Board, view: View, width: int) -> list[Text]:
    lines: list[Text] = []
    for what, who in words.apart(board, view.named, 12):
        first, *more = wrapped(f"{what}: {who}", width, indent=2)
        first.stylize("bold", 0, len(what) + 1)
        lines += [first, *more]
    return lines


def _stuck(board: Board, view: View, width: int) -> list[Text]:
    return [line for row in _stuck_rows(board, view, width) for line in row]


def _stuck_rows(board: Board, view: View, width: int) -> list[list[Text]]:
    """Return a title, and the lines of each learner who is stuck."""
    if not board.stuck:
        return [[Text("Nobody is stuck.", "bold")]]
    names = [words.who(learner, view.named) for learner in board.stuck]
    size = min(max(map(cell_len, names)), 28 if width > 80 else 16)
    title = Text(f"{len(board.stuck)} {words.STUCK}", "bold")
    title.truncate(width)
    rows = zip(board.stuck, names, strict=True)
    return [[title], *(_row(who, _fit(name, size), width) for who, name in rows)]


def _row(learner: Learner, name: str, width: int) -> list[Text]:
    """Draw a learner who is stuck: flag, who, for how long, where, and why; that below where it is narrow."""
    flag, record = words.flag(learner), learner.record
    goals = f"{record.goals.met}/{record.goals.of}" if record else ""
    where = _fit(record.exercise if record else "", _EXERCISE - 4)
    facts = f" {name}  {words.span(learner.since):>7}  {where} {goals:4}"
    indent = cell_len(facts) + 1
    sign = Text(words.SIGNS[flag], FACES[flag].style if flag else "")
    if width - indent < MOST_BROKEN:
        below = wrapped(f"    {words.why(learner)}", width, indent=4)
        return [Text.assemble(sign, clipped(facts, width - 1)), *below]
    first, *more = wrapped(words.why(learner), width - indent)
    return [
        Text.assemble(sign, facts, first),
        *(Text.assemble(" " * indent, line) for line in more),
    ]


def _fit(text: str, width: int) -> str:
    return set_cell_size(clipped(text, width), width)


def wrapped(text: str, width: int, style: str = "", indent: int = 0) -> list[Text]:
    """Break a text into lines, all but the first indented; an empty text has none."""
    lines: list[Text] = []
    rest = text
    while rest:
        room = width if not lines else max(width - indent, 1)
        line, rest = _broken(rest, room)
        lines.append(Text(line if not lines else " " * indent + line, style))
    return lines


def _broken(text: str, width: int) -> tuple[str, str]:
    """Break a text once, at a space where one comes late enough."""
    if cell_len(text) <= width:
        return text, ""
    line = set_cell_size(text, width)
    while not text.startswith(line):  # half of a wide character was made a space
        line = line[:-1]
    space = len(line) if text[len(line)] == " " else line.rfind(" ", len(line) // 2)
    end = max(
        space if space > 0 else len(line), 1
    )  # a wide character in one column is cut off there
    return text[:end], text[end:].removeprefix(" ")


def clipped(text: str, width: int) -> str:
    """Return a text cut to some columns, with … for what is left out."""
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"
