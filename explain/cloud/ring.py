"""The exchanges that are kept: a ring of pages, so that a lab which runs for days does not grow.

The newest exchanges are kept as they are. A full page is packed, which makes it twenty times smaller, and
next to it are the summaries of its exchanges, which is all that a line of a trace needs. The oldest pages
are dropped if there are too many; the exchanges in them are counted.
"""

from __future__ import annotations

import pickle
import threading
import zlib
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from explain.records import Piece
from explain.wire import Exchange, Summary, summary

MOST = 20_000
"""Exchanges that are kept: those of some 4,500 logins."""

LARGEST = 8 * 1024 * 1024
"""Bytes of all packed pages; 20,000 exchanges of `docker login` have a ninth of that."""

_PAGE = 512
"""Exchanges of a page."""

_PAGES = 8
"""Pages whose summaries are read at once: half a megabyte."""

_LONGEST_PAGE = 1024 * 1024
"""Characters after which a page is full all the same."""


_Item = TypeVar("_Item", Exchange, Summary)


class _Page(NamedTuple):
    """A full page: the numbers of its first and last exchange; all of them, and their summaries, packed."""

    first: int
    last: int
    exchanges: bytes
    summaries: bytes

    @property
    def size(self) -> int:
        return len(self.exchanges) + len(self.summaries)


class Ring:
    """Keeps exchanges, and numbers them from 1 in the order in which they are added."""

    def __init__(self, most: int = MOST, largest: int = LARGEST, page: int = _PAGE) -> None:
        self._most, self._largest, self._page = most, largest, page
        self._pages: deque[_Page] = deque()
        self._size = 0
        self._newest: list[Exchange] = []
        self._newest_length = 0
        self._end = 0
        self._closed = False
        self._grown = threading.Condition()

    def mark(self) -> int:
        """Return a bookmark for `since`."""
        return self._end

    @property
    def lost(self) -> int:
        """How many exchanges were dropped, the oldest ones."""
        with self._grown:
            return self._lost()

    def add(self, exchange: Exchange) -> None:
        """Keep an exchange, whose number becomes the next one, and wake up who waits for it."""
        with self._grown:
            self._end += 1
            self._newest.append(exchange._replace(number=self._end))
            self._newest_length += _length(exchange)
            if len(self._newest) >= self._page or self._newest_length >= _LONGEST_PAGE:
                self._turn_page()
            self._grown.notify_all()

    def since(self, mark: int) -> tuple[Exchange, ...]:
        """Return what was answered after the bookmark was set, as far as it is kept."""
        found: list[Exchange] = []
        while mark < self._end:
            piece = self.exchanges(mark)
            found += piece.items
            mark = piece.last
        return tuple(found)

    def exchanges(self, mark: int) -> Piece[Exchange]:
        """Return the exchanges after the bookmark, one page at the most."""
        pages, newest, end, lost = self._next(mark, 1)
        items = tuple(item for page in pages for item in _unpacked(page.exchanges))
        return _piece(items if pages else newest, mark, end, lost)

    def summaries(self, mark: int) -> Piece[Summary]:
        """Return the summaries of the exchanges after the bookmark, some pages at the most."""
        pages, newest, end, lost = self._next(mark, _PAGES)
        items = tuple(item for page in pages for item in _unpacked(page.summaries))
        return _piece(items if pages else tuple(map(summary, newest)), mark, end, lost)

    def wait(self, mark: int, seconds: float) -> bool:
        """Wait until there is something after the bookmark, or the log is closed; tell whether there is."""
        with self._grown:
            self._grown.wait_for(lambda: self._closed or self._end > mark, seconds)
            return self._end > mark

    def close(self) -> None:
        """Let nobody wait any more: nothing will be added."""
        with self._grown:
            self._closed = True
            self._grown.notify_all()

    def _next(self, mark: int, pages: int) -> tuple[list[_Page], tuple[Exchange, ...], int, int]:
        """Return the pages after the bookmark, else the newest; then the end, and how many were dropped."""
        with self._grown:
            following = [page for page in self._pages if page.last > mark][:pages]
            newest = () if following else tuple(self._newest)
            return following, newest, self._end, self._lost()

    def _lost(self) -> int:
        return self._pages[0].first - 1 if self._pages else self._end - len(self._newest)

    def _turn_page(self) -> None:
        """Pack the newest exchanges, and drop the oldest pages if there are too many."""
        exchanges = tuple(self._newest)
        page = _Page(
            exchanges[0].number,
            self._end,
            _packed(exchanges),
            _packed(tuple(map(summary, exchanges))),
        )
        self._pages.append(page)
        self._size += page.size
        self._newest, self._newest_length = [], 0
        while self._size > self._largest or self._end - self._lost() > self._most + self._page:
            self._size -= self._pages.popleft().size


def _piece(items: tuple[_Item, ...], mark: int, end: int, lost: int) -> Piece[_Item]:
    after = tuple(item for item in items if item.number > mark)
    return Piece(after, after[-1].number if after else end, end, lost)


def _packed(records: Sequence[Exchange] | Sequence[Summary]) -> bytes:
    return zlib.compress(pickle.dumps(records, pickle.HIGHEST_PROTOCOL), 1)


def _unpacked(data: bytes) -> Any:
    return pickle.loads(zlib.decompress(data))  # noqa: S301  it never left this process


def _length(exchange: Exchange) -> int:
    """Return about how many characters an exchange has: what others can make long is counted."""
    headers = (*exchange.request_headers, *exchange.response_headers)
    texts = (exchange.target, exchange.request_body, exchange.response_body)
    return sum(map(len, texts)) + sum(len(name) + len(value) for name, value in headers)
