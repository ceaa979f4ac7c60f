"""Which pages a log speaks of, in which order, and what to show of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from explain import lazily
from explain.content.errorpages import PLACES, ErrorPage, error_pages
from explain.trouble.complaints import Complaint, Complaints
from explain.trouble.log import (
    WRAPPED,
    Block,
    Place,
    Surroundings,
    blocks,
    neighbours,
    numbered,
    places,
    surroundings,
    vicinity,
)
from explain.trouble.nearest import nearest
from explain.trouble.octets import Readable, decoded, encoded, lower, stream, vocabulary
from explain.trouble.probes import Probe, compiled, probes_of
from explain.trouble.speaker import speaker
from explain.trouble.values import LOGIN, NO_VALUES, Collector, Values, read
from explain.trouble.wrapped import joined

SHOWN = 136
"""Characters of a line that are shown; twice as many of one that is not known, as there is nothing else."""

SIDE_BY_SIDE = 3
"""Lines after a consequence in which its cause may be: both sides of a pipe print in any order."""

GOES_ON = lazily.pattern(r"(?:\b(?:an?|and|at|by|for|from|in|of|on|or|that|the|to|with)|[,(\[])$")
"""How a line ends that continues in the next one: the message there is its other half."""

COVERED = 1_000
"""Places of a message whose lines are remembered as explained."""


class Hit(NamedTuple):
    """A page that was recognised: the first line it is in (masked), how often, and who says it there."""

    page: ErrorPage
    line: int
    text: str
    wording: str
    times: int
    said_by: str
    step: str
    case: str = ""
    """The case of the page's fix that the log shows; empty if it shows none."""


class Found(NamedTuple):
    """What was recognised, the cause first; and what was not: a line, masked, and the pages nearest to it.

    `message` is empty if every complaint is known, or if the input is empty. With `hits` it is an
    error that comes before them, or next to nothing but warnings and consequences: it may be the cause.
    `values` are what the cause's line names, or else the rest of the log.
    """

    hits: tuple[Hit, ...]
    message: str
    nearest: tuple[ErrorPage, ...]
    line: int = 0
    values: Values = NO_VALUES


@dataclass(eq=False, repr=False)
class _Sighting:
    """A page as it was found so far. `column` orders those that are in one line.

    `lines` are those over which the message goes, at its first places.
    """

    page: ErrorPage
    line: int
    column: int
    text: str
    wording: str
    lines: set[int]
    raw: str
    case: str
    values: Values
    times: int = 1
    last: int = 0


def recognise(message: str | bytes | Readable, pages: Sequence[ErrorPage] | None = None) -> Found:
    """Find the pages that a message or a log speaks of. Never fails, whatever the bytes are."""
    if isinstance(message, str):
        message = encoded(message)
    *_, found = steps(stream(message) if isinstance(message, bytes) else message, pages)
    assert found
    return found


def steps(log: Readable, pages: Sequence[ErrorPage] | None = None) -> Iterator[Found | None]:
    """Read a log block by block; give nothing after each, and at the end what was found."""
    log, numbers = joined(log)
    reading = _Reading(tuple(error_pages() if pages is None else pages))
    for block in blocks(log):
        reading.look(block)
        yield None
    found = reading.found()
    yield _renumbered(found, numbers) if numbers else found


def _renumbered(found: Found, numbers: list[int]) -> Found:
    hits = tuple(hit._replace(line=numbers[hit.line - 1]) for hit in found.hits)
    return found._replace(hits=hits, line=numbers[found.line - 1] if found.line else 0)


class _Reading:
    """A log while it is read: what was seen of the pages, what complains, what is named."""

    def __init__(self, pages: tuple[ErrorPage, ...]) -> None:
        self._pages = pages
        self._probes = probes_of(pages)
        self._sightings: dict[str, _Sighting] = {}
        self._complaints, self._collector = Complaints(), Collector()

    def look(self, block: Block) -> None:
        """Look for all of it in one more block."""
        low = lower(block.data)
        known_words = vocabulary(low)
        if not any(map(_fails, self._sightings.values())):
            self._complaints.look(block, low)
        self._collector.look(block, low, known_words)
        for probe in self._probes:
            if probe.run in known_words and all(word in low for word in probe.words):
                _look(probe, block, low, self._sightings)

    def found(self) -> Found:
        """Return what was recognised, and what was not."""
        seen = list(self._sightings.values())
        unknown = _not_explained(self._complaints, seen) if seen else self._complaints.message()
        ordered = _in_order(seen)
        values = (ordered[0].values if ordered else NO_VALUES).or_else(self._collector.values)
        hits = tuple([_hit(each, values.tool) for each in ordered])
        if hits and not values.tool and (client := hits[0].said_by.partition(",")[0]) in LOGIN:
            values = values._replace(tool=client)
        if not unknown:
            return Found(hits, "", (), values=values)
        near = () if seen else nearest(unknown.text, self._pages)
        safe = _masked(unknown.text, unknown.surroundings)
        return Found(hits, _excerpt(safe, 0, 2 * SHOWN), near, unknown.line, values)


def _hit(sighting: _Sighting, tool: str) -> Hit:
    said_by, step = speaker(sighting.page, sighting.raw, tool)
    place = PLACES.get(said_by.partition(",")[0], "")
    return Hit(
        sighting.page, sighting.line, sighting.text, sighting.wording, sighting.times, said_by, step,
        sighting.case or (place if place in sighting.page.fixes else ""),
    )  # fmt: skip


def _fails(sighting: _Sighting) -> bool:
    """Tell whether a page is an error that needs no other cause."""
    return not sighting.page.warning and not sighting.page.consequence


def _not_explained(complaints: Complaints, sightings: list[_Sighting]) -> Complaint | None:
    """Return the first error that no page knows and that may be the cause of those that are known."""
    covered = {line for each in sightings for line in each.lines}
    begun = {each.line - 1 for each in sightings}
    errors = [each.line for each in sightings if _fails(each)]
    follow = [each.line + SIDE_BY_SIDE for each in sightings if each.page.consequence]
    end = min(errors or follow, default=inf)
    for each in complaints.errors():
        goes_on = each.line in begun and GOES_ON.search(each.text)
        if each.line < end and each.line not in covered and not goes_on:
            return each
    return None


def _masked(text: str, around: Surroundings) -> str:
    """Return a text without its secrets. A list of pages has none, and begins sooner without the masks."""
    from explain.masking import masked_within

    return masked_within(text, *around)


def _look(probe: Probe, block: Block, low: bytes, sightings: dict[str, _Sighting]) -> None:
    """Look for a wording in every line of a block that holds its longest word."""
    for place in places(block, low, probe.words[0]):
        known = sightings.get(probe.page.name)
        if known and place.number <= known.last:
            continue
        near = vicinity(low, place)
        if not all(word in near for word in probe.words):
            continue
        for numbers, text in _readings(block, place, probe):
            if probe.pattern.search(text):
                _note(probe, numbers, text, surroundings(block, place), sightings)
                break


def _readings(block: Block, place: Place, probe: Probe) -> Iterator[tuple[range, str]]:
    """Give a line as it is, and then joined to its neighbours: a message may be wrapped.

    What is joined is as short as can be: no part of it is the message by itself. Each comes with its lines.
    """
    here = numbered(block, place)
    yield from ((range(number, number + 1), text) for number, text in here)
    before, behind = neighbours(block, place)
    parts = [*before, *here, *behind]
    for length in range(2, WRAPPED + 1):
        for run in (parts[start : start + length] for start in range(len(parts) - length + 1)):
            joined, *shorter = (_joined(each) for each in (run, run[1:], run[:-1]))
            if not any(probe.pattern.search(text) for text in shorter):
                yield range(run[0][0], run[-1][0] + 1), joined


def _joined(run: list[tuple[int, str]]) -> str:
    return " ".join(text for _, text in run)


def _note(
    probe: Probe, numbers: range, text: str, around: Surroundings, sightings: dict[str, _Sighting]
) -> None:
    number, page = numbers[0], probe.page_for(text)
    known = sightings.get(page.name)
    if known is None:
        safe, raw = _masked(text, around), around[1]
        case = _case(page, text, raw, around[0])
        shown = _excerpt(safe, _column(probe, safe), SHOWN)
        sightings[page.name] = _Sighting(
            page, number, _column(probe, text), shown, probe.versions, set(numbers), raw, case,
            read(text).or_else(read(raw)), last=number,
        )  # fmt: skip
    elif number > known.last:
        known.times += 1
        known.last = number
        if known.times <= COVERED:
            known.lines.update(numbers)


def _case(page: ErrorPage, *texts: str) -> str:
    """Return the heading of the case that a text shows, of the first text that shows any; or none."""
    headings = (
        case.heading for text in texts for case in page.cases if compiled(case.pattern).search(text)
    )
    return next(headings, "")


def _column(probe: Probe, text: str) -> int:
    """Return where the message is in a line. A pattern may begin long before it, with `^.*`."""
    match = probe.pattern.search(text)
    return max(text.lower().find(decoded(probe.words[0]), match.start() if match else 0), 0)


def _excerpt(text: str, at: int, size: int) -> str:
    """Return so many characters of a text around a place in it."""
    start = max(at - size // 4, 0) if len(text) > size else 0
    cut = text[start : start + size]
    return f"{'…' if start else ''}{cut}{'…' if start + size < len(text) else ''}"


def _in_order(sightings: list[_Sighting]) -> list[_Sighting]:
    """Put the cause first: what follows from an earlier step's error, and warnings, come last."""
    sightings.sort(key=lambda each: (each.line, each.column, each.page.name))
    first = [each for each in sightings if not _follows(each.page, sightings)]
    rest = [each for each in sightings if _follows(each.page, sightings)]
    return [*first, *rest]


def _follows(page: ErrorPage, sightings: list[_Sighting]) -> bool:
    """Tell whether something else that was found is the cause of this, or simply worse."""
    others = [each.page for each in sightings if not each.page.warning and each.page is not page]
    if page.warning:
        return bool(others)
    return page.consequence and any(
        other.place < page.place or (other.place == page.place and not other.consequence)
        for other in others
    )
