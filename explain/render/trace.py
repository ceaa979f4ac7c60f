"""The wire log as text: a line an exchange, or a sequence diagram of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from explain.records import object_of
from explain.visible import as_json as json_of
from explain.visible import visible
from explain.wire import Exchange, Summary

_INDENT = " " * len("12:00:00  ")

_GAP = 30
"""Columns between two parties of a diagram that has all the room it wants."""

_NARROW = 14
"""The same on a narrow terminal; with less, the arrows could not be labelled."""


def as_line(line: Summary, *, brief: bool = False) -> str:
    """Write one exchange as one line, however long: when, who asked whom for what, and what came of it."""
    return visible(f"{line.at}  {_told(line, brief)}")


def as_rows(lines: Iterable[Summary], columns: int, *, brief: bool = False) -> Iterator[str]:
    """Write exchanges for a screen: the day, the time, and below it what is longer than a row.

    What is `brief` has one row, in which what was asked for is cut.
    """
    day = ""
    for line in lines:
        date, _, time = line.at.removesuffix("Z").partition("T")
        if date != day:
            yield visible(f"{date}, UTC")[:columns]
            day = date
        text = visible(f"{time}  {_told(line, brief)}")
        if len(text) <= columns:
            yield text
        elif brief:
            ending = visible(f"  {line.answered}")
            yield f"{_cut(text.removesuffix(ending), columns - len(ending))}{ending}"
        else:
            yield "\n".join(_hanging(f"{time}  {line.client} → {line.server}:", line, columns))


def as_json(exchange: Exchange) -> str:
    """Write one exchange as a JSON object, without what would steer a terminal."""
    return json_of(object_of(exchange))


def sequence(lines: Sequence[Summary], columns: int | None = None, rows: int = 24) -> str:
    """Draw the parties side by side, and each exchange as an arrow there and an arrow back.

    The diagram is narrowed to a number of columns, as far as it can be. The parties are named again so
    often that a screen of so many rows always shows them.
    """
    parties = list(dict.fromkeys(name for line in lines for name in (line.client, line.server)))
    gap = _gap(len(parties), columns)
    head = "".join(_cut(visible(name), gap - 2).center(gap) for name in parties).rstrip()
    block = max(1, (rows - 2) // 2)  # a screen's last row is the prompt's, or the pager's
    drawn = []
    for number, line in enumerate(lines):
        if number % block == 0:
            drawn.append(head)
        start, end = parties.index(line.client), parties.index(line.server)
        drawn.append(_arrow(start, end, visible(line.asked), len(parties), gap))
        drawn.append(_arrow(end, start, visible(line.answered), len(parties), gap))
    return "\n".join(drawn)


def _told(line: Summary, brief: bool) -> str:
    note = f"  ({line.note})" if line.note and not brief else ""
    return f"{line.client} → {line.server}: {line.asked}  {line.answered}{note}"


def _hanging(first: str, line: Summary, columns: int) -> Iterator[str]:
    """Fold a line between its parts, and within one where it is longer than a row."""
    room = max(columns - len(_INDENT), 10)
    row, gap = visible(first), " "
    for part in (line.asked, line.answered, line.note and f"({line.note})"):
        text = visible(part)
        if text and len(row) + len(gap) + len(text) > columns:
            yield row
            row, gap = _INDENT.removesuffix(gap), gap
            while len(text) > room:
                yield f"{_INDENT}{text[:room]}"
                text = text[room:]
        row += f"{gap}{text}" if text else ""
        gap = "  "
    yield row


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
