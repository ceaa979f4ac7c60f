"""Less to read: the headers that an earlier request or answer showed already are folded into one line."""

from __future__ import annotations

from collections.abc import Sequence

from explain.narration import Crossed, Event
from explain.wire import Header

TELLING = frozenset({"authorization", "www-authenticate", "host"})
"""Headers that are never folded: they are what the walkthrough is about."""


def less(events: Sequence[Event], number: int) -> Event:
    """Return an event with the headers folded that exchanges before it had, too."""
    event = events[number]
    if not isinstance(event, Crossed):
        return event
    seen = {
        header.name.lower()
        for other in events[:number]
        if isinstance(other, Crossed)
        for header in (*other.exchange.request_headers, *other.exchange.response_headers)
    }
    exchange = event.exchange
    folded = exchange._replace(
        request_headers=_folded(exchange.request_headers, seen),
        response_headers=_folded(exchange.response_headers, seen),
    )
    return event._replace(exchange=folded)


def _folded(headers: Sequence[Header], seen: set[str]) -> tuple[Header, ...]:
    kept = [
        header
        for header in headers
        if header.name.lower() in TELLING or header.name.lower() not in seen
    ]
    hidden = len(headers) - len(kept)
    if hidden < 2:
        return tuple(headers)
    return (*kept, Header("…", f"{hidden} more headers that you have seen; d shows them"))
