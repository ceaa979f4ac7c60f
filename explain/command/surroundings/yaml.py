"""Commands in YAML: values of keys and items of lists, in every style of writing a text.

Source: YAML 1.2.2, chapters 7 (flow styles: plain, quoted) and 8 (block styles: literal, folded).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from explain import lazily
from explain.command.surroundings.family import SHELLS, is_family
from explain.command.surroundings.model import Inside, Taken
from explain.command.surroundings.programs import of_row
from explain.command.surroundings.programs import read as read_strings
from explain.command.surroundings.scalars import (
    BLOCK,
    ENTRY,
    FLOW,
    block,
    double_quoted,
    line_end,
    plain,
    single_quoted,
)
from explain.command.surroundings.strings import Literal

_TAG = lazily.pattern(r"(?:[!&][^\s]+[ \t]+)+")
_PROSE = (
    "name",
    "description",
    "title",
    "summary",
    "message",
    "image",
    "uses",
    "if",
    "id",
    "help",
    "desc",
)
_ARGUMENT = lazily.pattern(r"[^\s|&;]+")


@dataclass(slots=True)
class _Item:
    """A text of the document: the key it is the value of, the column of its dash, what was taken of it."""

    key: str
    column: int
    taken: Taken
    start: int


def read(text: str) -> list[Inside]:
    """Find every command in a YAML document, in order. The items of a list are one script."""
    found: list[Inside] = []
    for items in _lists(_items(text)):
        found += _insides(text, items)
    return found


def _insides(text: str, items: list[_Item]) -> list[Inside]:
    """Find the commands of a list; an item in brackets is one by itself, and parts those around it."""
    if items[0].key.strip("\"'") in _PROSE:
        return []
    found: list[Inside] = []
    for is_flow, run in groupby(items, lambda item: text[item.start : item.start + 1] in "[{"):
        if is_flow:
            found += [inside for item in run for inside in _flow(text, item)]
        else:
            found.append(_joined(list(run)))
    return [inside for inside in found if is_family(inside.text)]


def _flow(text: str, item: _Item) -> list[Inside]:
    """`["docker", "login"]`, `[sh, -c, "…"]`: strings as other languages have them, and plain texts."""
    elements = list(_elements(text, item.start, item.taken.end))
    if any(not element.quote for element in elements):
        return list(of_row(text, [[element] for element in elements], FLOW))
    line = text[item.start : item.taken.end]
    padded = " " * item.start + line  # what comes before is not looked at again
    return read_strings(padded, FLOW)


_ELEMENT = lazily.pattern(
    r"[\[,]\s*(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^\s,\[\]{}\"'#&*!|>%@`](?:[^,\[\]{}\n]*[^\s,\[\]{}])?))\s*(?=[,\]])"
)


def _elements(text: str, start: int, end: int) -> Iterator[Literal]:
    """Give the elements of a list in brackets, up to one that is a list itself."""
    at = start
    while element := _ELEMENT.match(text, at, end):
        group = element.lastindex or 0
        opened, closed = element.span(group)
        quote = ("", '"', "'", "")[group]
        yield Literal(opened - len(quote), opened, closed, closed + len(quote), quote, "")
        at = element.end()


def _lists(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    """Put the items of one list together."""
    row: list[_Item] = []
    for item in items:
        if row and (item.key or item.column < 0 or item.column != row[-1].column or row[-1].key):
            yield row
            row = []
        row.append(item)
    if row:
        yield row


def _joined(items: list[_Item]) -> Inside:
    """Put the items of a list together, as lines of one script."""
    items, separator = _script_of(items)
    first = items[0].taken
    for item in items[1:]:
        first.put(separator, first.end, item.taken.at[0] if item.taken.at else item.start)
        first.writers += [(start + len(first.text), each) for start, each in item.taken.writers]
        first.text += item.taken.text
        first.at += item.taken.at
        first.variables |= item.taken.variables
        first.is_ambiguous = first.is_ambiguous or item.taken.is_ambiguous
        first.end = item.taken.end
        for name in item.taken.layers:
            first.layer(name)
    return first.inside()


def _script_of(items: list[_Item]) -> tuple[list[_Item], str]:
    """Leave `sh` and `-c` out of a list of arguments; say what separates those that are left."""
    texts = ["".join(item.taken.text) for item in items]
    if len(items) > 2 and texts[0].rpartition("/")[2] in SHELLS and texts[1].startswith(("-", "/")):
        return items[2:3], "\n"
    is_words = len(items) > 2 and all(_ARGUMENT.fullmatch(text) for text in texts)
    return items, " " if is_words else "\n"


def _items(text: str) -> Iterator[_Item]:
    """Take every text out of a document."""
    at = 0
    while at < len(text):
        entry = ENTRY.match(text, at)
        assert entry  # all of it may be empty
        key = entry[3] or ""
        column = _column(text, at, entry.end(2)) if entry[2] else -1
        indent = len(entry[1]) + len(entry[2])
        parent = indent if key else max(column, 0)
        end = line_end(text, entry.end())
        if not entry[2] and not key:
            at = end + 1
            continue
        item = _item(text, key, column, entry.end(), end, parent)
        if item:
            yield item
            at = max(line_end(text, item.taken.end) + 1, end + 1)
        else:
            at = end + 1


def _column(text: str, line: int, end: int) -> int:
    """Return the column of the last dash before a place."""
    return text.rfind("-", line, end) - line


def _item(text: str, key: str, column: int, start: int, end: int, parent: int) -> _Item | None:
    """Take the text that begins at a place; None if there is none."""
    if tag := _TAG.match(text, start):
        start = min(tag.end(), end)
    if start >= end or text[start] == "#":
        return None
    taken = Taken(text)
    item = _Item(key, -1 if key else column, taken, start)
    style = text[start]
    if head := BLOCK.match(text, start):
        block(taken, head[1], head.end(), parent)
    elif style == '"':
        double_quoted(taken, start)
    elif style == "'":
        single_quoted(taken, start)
    elif style in "[{":
        taken.end = _closing(text, start)
    else:
        plain(taken, start, end, parent, "yaml-value" if key else "yaml-item")
    return item


def _closing(text: str, start: int) -> int:
    """Return where the brackets that open at a place are closed."""
    depth = 0
    quote = ""
    for place in range(start, len(text)):
        sign = text[place]
        if quote:
            quote = "" if sign == quote and text[place - 1] != "\\" else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
            if not depth:
                return place + 1
    return len(text)
