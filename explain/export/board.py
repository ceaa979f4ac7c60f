"""A room's board as one page for a second screen: it loads nothing, runs nothing and reloads itself."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import explain
from explain.render.markup import escaped
from explain.room import words
from explain.room.model import Board, Count, Learner

OURS = "<!-- A board of a room, made by explain-ecr. -->"
"""What our page begins with, behind its doctype: nothing else is written over."""

RELOAD = 10
"""Seconds after which a browser loads the page again."""

_HERE = Path(__file__).parent
_THEME = Path(explain.__file__).parent / "theme" / "assets"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def is_ours(head: bytes) -> bool:
    """Tell whether a file with this beginning is a page of ours."""
    return OURS.encode() in head


def page(
    board: Board, now: float, *, named: bool = False, problem: str = "", reload: bool = True
) -> str:
    """Return the page. `now` is in seconds since 1970; `problem` says why it may be old.

    Without `reload` the page stays as it is.
    """
    styles = "".join(path.read_text("utf-8") for path in (_THEME / "base.css", _HERE / "board.css"))
    again = f'<meta http-equiv="refresh" content="{RELOAD}">' if reload else ""
    name, facts = words.title(board, now).split(" · ", 1)
    clock = time.strftime("%H:%M:%S", time.localtime(now))
    return f"""<!doctype html>
{OURS}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
{again}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escaped(name)}</title>
<style>{styles}</style>
</head>
<body>
<main>
<h1>{escaped(name)}</h1>
<p class="facts">{escaped(facts)} · as of <time>{clock}</time></p>
{_tally(board)}
{_problem(problem)}
{_said(board)}
{_stuck(board, named)}
{_where(board)}
{_refused(board)}
{_apart(board, named)}
</main>
</body>
</html>
"""


def _tally(board: Board) -> str:
    items = (f'<li class="{flag or "stuck"}">{said}</li>' for flag, said in words.tally(board))
    return f'<ul class="tally">{"".join(items)}</ul>'


def _problem(problem: str) -> str:
    return f'<p class="problem" role="alert">{escaped(problem)}</p>' if problem else ""


def _said(board: Board) -> str:
    said = ""
    if board.advice:
        common = escaped(words.advice(board.advice))
        said = (
            f'<p class="say"><strong>Say to all: {escaped(board.advice.say)}</strong> {common}.</p>'
        )
    if board.room.hint:
        said += f'<p class="say">Hint to all: {escaped(board.room.hint)}</p>'
    return said


def _stuck(board: Board, named: bool) -> str:
    if not board.learners:
        return "<p>Nobody has joined yet.</p>"
    if not board.stuck:
        return "<h2>Stuck</h2><p>Nobody is stuck.</p>"
    heads = ("Flag", "Who", "For", "Exercise", "Goals", "Why")
    return f"<h2>Stuck</h2>{_table(heads, (_row(who, named) for who in board.stuck))}"


def _row(learner: Learner, named: bool) -> str:
    flag, record = words.flag(learner), learner.record
    sign = f'<span class="flag {flag}">{words.SIGNS[flag]} {flag}</span>' if flag else ""
    goals = f"{record.goals.met} of {record.goals.of}" if record else ""
    cells = (
        words.span(learner.since),
        record.exercise if record else "",
        goals,
        words.why(learner),
    )
    shown = "".join(f"<td>{escaped(cell)}</td>" for cell in cells)
    return f'<td>{sign}</td><th scope="row">{escaped(words.who(learner, named))}</th>{shown}'


def _where(board: Board) -> str:
    counts = [count for count in board.counts if count.here or count.silent]
    if not counts:
        return ""
    most = max(max(count.here for count in counts), 1)
    rows = (_count(count, most, here=count.place.name == board.at) for count in counts)
    heads = ("Exercise", "Here", "Solved", "Silent", "Solved and at work")
    return f"<h2>Where they are</h2>{_table(heads, rows)}"


def _count(count: Count, most: int, *, here: bool) -> str:
    name = escaped(f"{count.place.number} {count.place.name}")
    mark = " ▸ the room is here" if here else ""
    numbers = "".join(f"<td>{number}</td>" for number in (count.here, count.solved, count.silent))
    return f'<th scope="row">{name}{mark}</th>{numbers}<td>{_bar(count, most)}</td>'


def _bar(count: Count, most: int) -> str:
    parts = (("solved", count.solved), ("working", count.here - count.solved))
    drawn = "".join(
        f'<i class="{style}" style="width:{100 * number / most:.1f}%"></i>'
        for style, number in parts
        if number
    )
    return f'<span class="bar" aria-hidden="true">{drawn}</span>'


def _refused(board: Board) -> str:
    rows = (
        f'<th scope="row">{escaped(words.status(group))}</th><td>{escaped(words.causes(group))}</td>'
        for group in board.refusals
    )
    heads = ("Status", "Causes, with how many learners")
    return f"<h2>Refused in the last 5 min</h2>{_table(heads, rows)}" if board.refusals else ""


def _apart(board: Board, named: bool) -> str:
    items = "".join(
        f"<dt>{escaped(what)}</dt><dd>{escaped(who)}</dd>"
        for what, who in words.apart(board, named, 40)
    )
    return f"<h2>The others</h2><dl>{items}</dl>" if items else ""


def _table(heads: Sequence[str], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
