"""The boxes of pages that were played together: each fence's events in HTML, the secret linked throughout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from explain.narration import Asked, BeatBegan, Event, Followed, Sighted
from explain.render.html import Place, drawn

Played = Mapping[str, Sequence[Sequence[Event]]]
"""What each page's fences showed, in order, by the page's file name."""

_TABLE = "where-the-password-was-seen"
"""The id of the box that lists all sightings."""


def drawings(played: Played) -> dict[str, tuple[str, ...]]:
    """Draw every fence of every page."""
    sightings = list(_sightings(played))
    place = _Site({id(event): href for event, href in sightings}, _followed(played))
    return {page: tuple(place.box(events) for events in fences) for page, fences in played.items()}


class _Site:
    """What all boxes have in common: where every secret was sighted, and where that is told."""

    def __init__(self, sightings: Mapping[int, str], followed: Mapping[str, str]) -> None:
        self._sightings = sightings
        self._followed = followed

    def box(self, events: Sequence[Event]) -> str:
        """Draw the events of a fence."""
        if isinstance(events[0], Asked):
            return (
                '<div class="explain explain-question no-copy" role="group" aria-label="a question">'
                f"{drawn(events)}</div>\n"
            )
        begun = next((event for event in events if isinstance(event, BeatBegan)), None)
        name = f"{begun.act}: {begun.beat}" if begun else "where the password was seen"
        place = Place(
            f"{begun.act}-{begun.beat}" if begun else "",
            self._followed,
            tuple(self._sightings.values()),
        )
        anchors = "".join(self._anchor(event) for event in events)
        here = "" if begun else f' id="{_TABLE}"'
        opening = (
            f'<div class="explain no-copy"{here} role="group" aria-label="{escape(name)}">{anchors}'
        )
        return f"{opening}\n{drawn(events, place)}\n</div>\n"

    def _anchor(self, event: Event) -> str:
        href = self._sightings.get(id(event))
        return f'<span id="{href.partition("#")[2]}"></span>' if href else ""


def _sightings(played: Played) -> Iterator[tuple[Event, str]]:
    """Give each sighting an address, in the order in which they were made."""
    number = 0
    for page, fences in played.items():
        for events in fences:
            for event in events:
                if isinstance(event, Sighted):
                    number += 1
                    yield event, f"{page}#seen-{number}"


def _followed(played: Played) -> dict[str, str]:
    """Say for the fingerprint of each secret that is followed, on which page."""
    return {
        seen.fingerprint: f"{page}#{_TABLE}"
        for page, fences in played.items()
        for events in fences
        for event in events
        if isinstance(event, Followed)
        for seen in event.sightings
    }
