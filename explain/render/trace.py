"""The wire log as text: a line an exchange, or a sequence diagram of all of them."""

from __future__ import annotations

from collections.abc import Sequence

from explain.records import object_of
from explain.visible import as_json as json_of
from explain.visible import visible
from explain.wire import FOREIGN, Exchange, asked, asking_client

_GAP = 30
"""Columns between two parties of a diagram that has all the room it wants."""

_NARROW = 14
"""The same on a narrow terminal; with less, the arrows could not be labelled."""


def as_line(exchange: Exchange) -> str:
    """Write one exchange as one line: when, who asked whom for what, and what came of it."""
    verdict, secret = exchange.evidence.verdict, exchange.secret
    host = exchange.evidence.host if verdict == FOREIGN else ""
    said = (verdict, host, secret and f"secret {secret}")
    notes = ", ".join(part for part in said if part)
    parties = f"{exchange.client} → {exchange.server}"
    line = f"{exchange.at}  {parties}: {asked(exchange)}  {_answered(exchange)}"
    return visible(f"{line}  ({notes})" if notes else line)


def as_json(exchange: Exchange) -> str:
    """Write one exchange as a JSON object, without what would steer a terminal."""
    return json_of(object_of(exchange))


def sequence(exchanges: Sequence[Exchange], columns: int | None = None) -> str:
    """Draw the parties side by side, and each exchange as an arrow there and an arrow back.

    The diagram is narrowed to a number of columns, as far as it can be.
    """
    pairs = [(asking_client(each), each.server) for each in exchanges]
    parties = list(dict.fromkeys(name for pair in pairs for name in pair))
    gap = _gap(len(parties), columns)
    lines = ["".join(_cut(visible(name), gap - 2).center(gap) for name in parties).rstrip()]
    for each, (client, server) in zip(exchanges, pairs, strict=True):
        start, end = parties.index(client), parties.index(server)
        lines.append(_arrow(start, end, visible(asked(each)), len(parties), gap))
        lines.append(_arrow(end, start, visible(_answered(each)), len(parties), gap))
    return "\n".join(lines)


def _answered(exchange: Exchange) -> str:
    return f"{exchange.status} {exchange.reason}"


def _gap(parties: int, columns: int | None) -> int:
    if not columns or not parties:
        return _GAP
    return min(_GAP, max(_NARROW, columns // parties))


def _arrow(start: int, end: int, text: str, parties: int, gap: int) -> str:
    left, right = sorted((start, end))
    length = (right - left) * gap - 1
    body = _cut(text, length - 4).center(length - 1, "─")
    middle = gap // 2
    row = [" "] * (parties * gap)
    for party in range(parties):
        row[party * gap + middle] = "│"
    row[left * gap + middle + 1 : right * gap + middle] = f"{body}>" if end > start else f"<{body}"
    return "".join(row).rstrip()


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
