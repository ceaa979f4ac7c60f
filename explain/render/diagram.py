"""What crossed the wire as a sequence diagram: a drawing, and the same steps as a list in words.

The drawing is for the eye alone (`aria-hidden`). The list says all of it, and more: a script makes the
two into one thing to step through (`explain/theme/assets/illustrations.js`), and neither needs the script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from explain.render.markup import inline
from explain.render.trace import asked, asking_client

if TYPE_CHECKING:
    from explain.cloud import Exchange

_COLUMN = 178
"""Units between two parties; five of them fit beside each other on a wide page."""

_ROW = 58
_HEAD = 46
_LETTERS = 22
"""Characters that fit on an arrow between two neighbours."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One exchange, as it is drawn and as it is told."""

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
    found = exchange.findings
    return _Step(
        number=number,
        client=asking_client(exchange),
        server=exchange.server,
        asked=asked(exchange),
        status=exchange.status,
        reason=exchange.reason,
        sent=found.get("password_fingerprint", ""),
        handed_out=found.get("token_fingerprint", ""),
        note=notes.get(_name(exchange), ""),
    )


def _item(step: _Step) -> str:
    """Tell one exchange in words."""
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
    width, height = _COLUMN * len(parties), _HEAD + _ROW * len(steps) + 12
    lines = "".join(_lifeline(place, party, height) for place, party in enumerate(parties))
    arrows = "".join(_arrows(step, parties) for step in steps)
    return (
        f'<div class="explain-drawing"><svg viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" aria-hidden="true" focusable="false">{lines}{arrows}</svg></div>'
    )


def _lifeline(place: int, party: str, height: int) -> str:
    x = _middle(place)
    return (
        f'<line class="explain-lifeline" x1="{x}" y1="34" x2="{x}" y2="{height}"/>'
        f'<rect class="explain-party" x="{x - 70}" y="4" width="140" height="30" rx="6"/>'
        f'<text class="explain-party-name" x="{x}" y="24">{escape(party)}</text>'
    )


def _arrows(step: _Step, parties: Sequence[str]) -> str:
    """Draw an exchange: an arrow there with the request, and a dashed one back with the answer."""
    start, end = parties.index(step.client), parties.index(step.server)
    room = _LETTERS * max(1, abs(end - start)) + 4 * (abs(end - start) - 1)
    y = _HEAD + _ROW * (step.number - 1)
    there = _arrow(_middle(start), _middle(end), y + 18, _cut(step.asked, room), "explain-request")
    answer = f"{step.status} {step.reason}"
    back = _arrow(
        _middle(end), _middle(start), y + 42, _cut(answer, room), f"explain-answer {_verdict(step)}"
    )
    return f'<g data-step="{step.number}">{there}{back}</g>'


def _arrow(start: int, end: int, y: int, text: str, kind: str) -> str:
    head = end - 8 if end > start else end + 8
    return (
        f'<g class="{kind}"><line x1="{start}" y1="{y}" x2="{end}" y2="{y}"/>'
        f'<path d="M{head} {y - 4}L{end} {y}L{head} {y + 4}"/>'
        f'<text x="{(start + end) // 2}" y="{y - 5}">{escape(text)}</text></g>'
    )


def _middle(place: int) -> int:
    return place * _COLUMN + _COLUMN // 2


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
