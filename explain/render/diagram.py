"""What crossed the wire as a sequence diagram: a drawing, and the same steps as a list in words.

The drawing is for the eye alone (`aria-hidden`). The list says all of it, and more: a script makes the
two into one thing to step through (`explain/theme/assets/illustrations.js`), and neither needs the script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from explain.render.markup import inline
from explain.wire import Exchange, asked, asking_client

_WIDTH = 610
"""Units of a drawing: as many pixels as a wide page has for it, so that its text is as large as it says."""

_WIDEST = 200
"""Units between two parties, at the most."""

_ROW = 58
_HEAD = 50
_LONGEST = 42
"""Characters of a label. It may be longer than its arrow: nothing is next to that."""

_LETTER = 7.3
"""Units of a character."""


@dataclass(frozen=True, slots=True)
class _Step:
    """An exchange, for the drawing and for the list."""

    number: int
    client: str
    server: str
    asked: str
    status: int
    reason: str
    sent: str
    handed_out: str
    note: str


def drawn(exchanges: Sequence[Exchange], notes: Mapping[str, str]) -> tuple[str, list[str]]:
    """Draw exchanges with the notes on them, each kept under `METHOD target status`.

    Returns the HTML, and the names of notes that belong to no exchange.
    """
    steps = [_step(number, each, notes) for number, each in enumerate(exchanges, 1)]
    names = {_name(each) for each in exchanges}
    parties = list(dict.fromkeys(party for step in steps for party in (step.client, step.server)))
    listed = "".join(_item(step) for step in steps)
    html = (
        '<explain-steps class="explain explain-sequence" role="group" aria-label="what crossed the wire">'
        f"{_drawing(steps, parties)}<ol>{listed}</ol></explain-steps>\n"
    )
    return html, [name for name in notes if name not in names]


def _name(exchange: Exchange) -> str:
    return f"{asked(exchange)} {exchange.status}"


def _step(number: int, exchange: Exchange, notes: Mapping[str, str]) -> _Step:
    login, token = exchange.evidence.login, exchange.evidence.token
    return _Step(
        number=number,
        client=asking_client(exchange),
        server=exchange.server,
        asked=asked(exchange),
        status=exchange.status,
        reason=exchange.reason,
        sent=login.fingerprint if login else "",
        handed_out=token.fingerprint if token else "",
        note=notes.get(_name(exchange), ""),
    )


def _item(step: _Step) -> str:
    """Return the item of the list that describes an exchange."""
    note = f'<span class="explain-note">{inline(step.note)}</span>' if step.note else ""
    return (
        f'<li data-step="{step.number}"><span class="explain-who">{escape(step.client)} →'
        f" {escape(step.server)}</span>"
        f" <code>{escape(step.asked)}</code>{_secret(step.sent)}"
        f' <b class="{_verdict(step)}">{step.status} {escape(step.reason)}</b>'
        f"{_secret(step.handed_out)}{note}</li>"
    )


def _secret(fingerprint: str) -> str:
    if not fingerprint:
        return ""
    code = f'<code class="explain-secret">{fingerprint}</code>'
    return f' <span class="explain-with">with the secret {code}</span>'


def _verdict(step: _Step) -> str:
    return "explain-good" if step.status < 400 else "explain-bad"


def _drawing(steps: Sequence[_Step], parties: Sequence[str]) -> str:
    """Draw the parties, and below them the exchanges: two drawings, so that the first can stay in sight."""
    column = min(_WIDTH // len(parties), _WIDEST)
    width = column * len(parties)
    middles = {party: place * column + column // 2 for place, party in enumerate(parties)}
    height = _ROW * len(steps) + 8
    heads = "".join(_party(x, party, column - 16) for party, x in middles.items())
    lines = "".join(
        f'<path class="explain-lifeline" d="M{x} 0V{height}"/>' for x in middles.values()
    )
    arrows = "".join(_arrows(step, middles, width) for step in steps)
    return (
        f'<div class="explain-drawing">{_svg(width, _HEAD, "explain-parties", heads)}'
        f"{_svg(width, height, 'explain-exchanges', lines + arrows)}</div>"
    )


def _svg(width: int, height: int, kind: str, drawing: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' aria-hidden="true" focusable="false">{drawing}</svg>'
    )


def _party(x: int, name: str, width: int) -> str:
    return (
        f'<path class="explain-lifeline" d="M{x} 42V{_HEAD}"/>'
        f'<rect class="explain-party" x="{x - width // 2}" y="12" width="{width}" height="30" rx="6"/>'
        f'<text class="explain-party-name" x="{x}" y="32">{escape(name)}</text>'
    )


def _arrows(step: _Step, middles: Mapping[str, int], width: int) -> str:
    """Draw an exchange: an arrow there with the request, and a dashed one back with the answer."""
    start, end = middles[step.client], middles[step.server]
    y = _ROW * (step.number - 1)
    answer = f"{step.status} {step.reason}"
    there = _arrow(start, end, y + 22, "explain-request", step.asked, width)
    back = _arrow(end, start, y + 46, f"explain-answer {_verdict(step)}", answer, width)
    return f'<g data-step="{step.number}">{there}{back}</g>'


def _arrow(start: int, end: int, y: int, kind: str, text: str, width: int) -> str:
    head = end - 8 if end > start else end + 8
    label = _cut(text, _LONGEST)
    half = round(len(label) * _LETTER / 2)
    x = max(half, min((start + end) // 2, width - half))  # over the arrow's middle, but not outside
    return (
        f'<g class="{kind}"><text x="{x}" y="{y - 6}">{escape(label)}</text>'
        f'<line x1="{start}" y1="{y}" x2="{end}" y2="{y}"/>'
        f'<path d="M{head} {y - 4}L{end} {y}L{head} {y + 4}"/></g>'
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
