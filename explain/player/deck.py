"""Events as screens: which lines are on which screen, and in which steps they are revealed.

Pure: the same events in the same room make the same screens, and more events only add to their end. So
"back" needs to perform nothing, and a terminal that changes its size only deals the lines out again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rich.text import Text

from explain.narration import (
    ActBegan,
    Answered,
    Asked,
    BeatBegan,
    Event,
    Prose,
    SectionBegan,
    Value,
)

TOGETHER = 9
"""Lines of prose, or of values, that are revealed in one step."""

CONTEXT = 5
"""Lines of the last paragraph that stand again at the top of a screen, at most."""

Draw = Callable[[int, int], Sequence[Text]]
"""Draws an event, given by its number, as lines of at most so many columns."""


class Row(NamedTuple):
    """One line of a screen, the event it belongs to, and whether it only repeats what was said before."""

    text: Text
    event: int
    repeated: bool = False


@dataclass(slots=True)
class Page:
    """The lines of one screen, all revealed."""

    rows: list[Row] = field(default_factory=list)
    section: int = 0


class Stop(NamedTuple):
    """A place to rest at: so many rows of a page are revealed. `event` is the last one among them.

    `first` is the row from which on all is new at this stop.
    """

    page: int
    rows: int
    event: int
    first: int


class Deck:
    """Deals events out into screens of `width` by `height`, and keeps what was dealt.

    `quiet` tells which events, given by their numbers, show nothing.
    """

    def __init__(self, draw: Draw, width: int, height: int) -> None:
        self._draw, self.width, self.height = draw, width, max(height, 3)
        self.pages: list[Page] = []
        self.stops: list[Stop] = []
        self._dealt = 0
        self._last_prose: list[Row] = []
        self._before: Event | None = None

    def deal(self, events: Sequence[Event]) -> None:
        """Deal out the events that have come since."""
        come = len(events)  # once: more may come from another thread meanwhile
        for number in range(self._dealt, come):
            self._event(number, events[number])
        self._dealt = come

    def stop_at(self, event: int) -> int:
        """Return the first stop at which an event, or one after it, is to be seen; the last one, if none."""
        at = bisect_left(self.stops, event, key=lambda stop: stop.event)
        return min(at, len(self.stops) - 1)

    def rows(self, stop: int) -> list[Row]:
        """Return what is to be seen at a stop, from the top of the screen."""
        if not self.stops:
            return []
        here = self.stops[stop]
        return self.pages[here.page].rows[: here.rows]

    def _event(self, number: int, event: Event) -> None:
        if isinstance(event, SectionBegan):
            self._new_page(number, with_context=False)
            self._last_prose = []
        elif isinstance(event, ActBegan | BeatBegan):
            self._before = event
            return
        rows = [
            Row(piece, number)
            for line in self._draw(number, self.width)
            for piece in folded(line, self.width)
        ]
        rows = _trimmed(rows)
        if rows:
            self._place(event, rows)
            self._before = event
        if isinstance(event, Prose) and rows:
            self._last_prose = rows

    def _place(self, event: Event, rows: list[Row]) -> None:
        """Put an event's rows on this page, or on new ones."""
        if not self.pages:
            self._new_page(rows[0].event, with_context=False)
        page = self.pages[-1]
        gap = [Row(Text(), rows[0].event)] if page.rows else []
        if len(page.rows) + len(gap) + len(rows) > self.height:
            self._new_page(rows[0].event, with_context=not isinstance(event, Prose | Asked))
            page = self.pages[-1]
            gap = [Row(Text(), rows[0].event)] if page.rows else []
            if len(page.rows) + len(gap) + len(rows) > self.height:
                page.rows, gap = [], []  # it needs the whole screen
        together = self._goes_with_the_last(event, len(rows))
        while rows:
            room = self.height - len(page.rows) - len(gap)
            first = len(page.rows)
            page.rows += [*gap, *rows[:room]]
            self._rest_here(rows[0].event, first, together)
            rows, gap, together = rows[room:], [], False
            if rows:
                self._new_page(rows[0].event, with_context=False)
                page = self.pages[-1]

    def _goes_with_the_last(self, event: Event, size: int) -> bool:
        """Tell whether an event is revealed together with the one before it on its page."""
        if not self.stops or self.stops[-1].page != len(self.pages) - 1:
            return False
        last = self.stops[-1]
        if isinstance(self._before, SectionBegan):
            return True
        if isinstance(event, Answered | Asked) or isinstance(self._before, Answered | Asked):
            return False
        alike = any(
            isinstance(event, kind) and isinstance(self._before, kind) for kind in (Prose, Value)
        )
        return alike and last.rows - last.first + size <= TOGETHER

    def _rest_here(self, event: int, first: int, together: bool) -> None:
        page = len(self.pages) - 1
        rows = len(self.pages[page].rows)
        if together:
            last = self.stops.pop()
            first = last.first
        self.stops.append(Stop(page, rows, event, first))

    def _new_page(self, event: int, *, with_context: bool) -> None:
        context = self._last_prose if with_context and len(self._last_prose) <= CONTEXT else []
        self.pages.append(Page([Row(row.text, event, True) for row in context]))


def folded(line: Text, width: int) -> list[Text]:
    """Cut a line that is wider than the screen into pieces, at a space where one comes late enough."""
    pieces = []
    while line.cell_len > width:
        blank = line.plain.rfind(" ", width // 2, width + 1)
        end = blank if blank > 0 else width
        head, line = line.divide([end])
        pieces.append(head)
        if blank > 0:
            line = line[1:]
        indent = len(head.plain) - len(head.plain.lstrip())
        line = Text.assemble(" " * min(indent + 2, width // 2), line)
    return [*pieces, line]


def _trimmed(rows: list[Row]) -> list[Row]:
    """Take the empty lines off both ends: the deck puts its own between events."""
    while rows and not rows[0].text.plain.strip():
        rows = rows[1:]
    while rows and not rows[-1].text.plain.strip():
        rows = rows[:-1]
    return rows
