"""Which pages a log speaks of, in which order, and what to show of it."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from re import Pattern

from explain.trouble import patterns
from explain.trouble.log import (
    WRAPPED,
    Block,
    Place,
    Readable,
    Text,
    around,
    blocks,
    neighbours,
    numbered,
    places,
    texts,
    vicinity,
)
from explain.trouble.masking import masked
from explain.trouble.nearest import nearest
from explain.trouble.pages import Page, catalogue

SHOWN = 240
"""Characters of a line that are shown."""

TELLING = tuple(
    word.encode()
    for word in (
        "error",
        "denied",
        "fail",
        "refused",
        "cannot",
        "invalid",
        "unable",
        "expired",
        "not ",
    )
)
"""Words by which a line that nobody knows is taken for the one that was meant."""

KEPT = 40
"""Lines with such words that are kept from the beginning of a log, and as many from its end."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was recognised: the line it was first found in (masked), and how often."""

    page: Page
    line: int
    text: str
    wording: str
    times: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was recognised, the cause first; and where nothing was, the message and the nearest pages.

    `message` is masked, and empty where the input is.
    """

    hits: tuple[Hit, ...]
    message: str
    nearest: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class _Probe:
    """One wording of a page, and the words without which there is no need to look for it."""

    page: Page
    versions: str
    pattern: Pattern[str]
    words: tuple[bytes, ...]


@dataclass(slots=True)
class _Sighting:
    """A page as it was found so far. `column` orders those that stand in one line."""

    page: Page
    line: int
    column: int
    text: str
    wording: str
    times: int = 1
    last: int = field(default=0)


def recognise(message: str | bytes | Readable, pages: Sequence[Page] | None = None) -> Found:
    """Find the pages that a message or a log speaks of. Never fails, whatever the bytes are."""
    if isinstance(message, str):
        message = message.encode("utf-8", "replace")
    stream = io.BytesIO(message) if isinstance(message, bytes) else message
    known = tuple(catalogue() if pages is None else pages)
    probes = _probes(known)
    sightings: dict[str, _Sighting] = {}
    unknown = _Unknown()
    for block in blocks(stream):
        low = block.data.lower()
        for probe in probes:
            if all(word in low for word in probe.words):
                _look(probe, block, low, sightings)
        if not sightings:
            unknown.look(block, low)
    if sightings:
        return Found(_in_order(list(sightings.values())), "", ())
    text, near = nearest(unknown.lines(), known)
    return Found((), _excerpt(masked(text), 0), near)


@cache
def _probes(pages: tuple[Page, ...]) -> tuple[_Probe, ...]:
    return tuple(
        _Probe(
            page,
            wording.versions,
            patterns.compiled(wording.pattern),
            tuple(word.encode() for word in words),
        )
        for page in pages
        for wording in page.wordings
        for words in patterns.words(wording.pattern)
    )


def _look(probe: _Probe, block: Block, low: bytes, sightings: dict[str, _Sighting]) -> None:
    """Look for a wording in every line of a block that holds its longest word."""
    for place in places(block, low, probe.words[0]):
        known = sightings.get(probe.page.name)
        if known and place.number <= known.last:
            continue
        near = vicinity(low, place)
        if not all(word in near for word in probe.words):
            continue
        for number, text in _readings(block, place, probe):
            if probe.pattern.search(text):
                _note(probe, number, text, sightings)
                break


def _readings(block: Block, place: Place, probe: _Probe) -> Iterator[Text]:
    """Give a line as it stands, and then joined to its neighbours: a message may be wrapped.

    What is joined is as short as can be: no part of it is the message by itself.
    """
    here = numbered(block, place)
    yield from here
    before, behind = neighbours(block, place)
    parts = [*before, *here, *behind]
    for length in range(2, WRAPPED + 1):
        for run in (parts[start : start + length] for start in range(len(parts) - length + 1)):
            joined, *shorter = (_joined(each) for each in (run, run[1:], run[:-1]))
            if not any(probe.pattern.search(text) for text in shorter):
                yield run[0][0], joined


def _joined(run: list[Text]) -> str:
    return " ".join(text for _, text in run)


def _note(probe: _Probe, number: int, text: str, sightings: dict[str, _Sighting]) -> None:
    known = sightings.get(probe.page.name)
    if known is None:
        safe = masked(text)
        shown = _excerpt(safe, _column(probe, safe))
        sightings[probe.page.name] = _Sighting(
            probe.page, number, _column(probe, text), shown, probe.versions, last=number
        )
    elif number > known.last:
        known.times += 1
        known.last = number


def _column(probe: _Probe, text: str) -> int:
    """Return where the message stands in a line. A pattern may begin long before it, with `^.*`."""
    match = probe.pattern.search(text)
    return max(text.lower().find(probe.words[0].decode(), match.start() if match else 0), 0)


def _excerpt(text: str, at: int) -> str:
    start = max(at - SHOWN // 4, 0) if len(text) > SHOWN else 0
    cut = text[start : start + SHOWN]
    return f"{'…' if start else ''}{cut}{'…' if start + SHOWN < len(text) else ''}"


def _in_order(sightings: list[_Sighting]) -> tuple[Hit, ...]:
    """Put the cause first: what follows upon an earlier step's error, and warnings, come last."""
    sightings.sort(key=lambda each: (each.line, each.column, each.page.name))
    first = [each for each in sightings if not _follows(each.page, sightings)]
    rest = [each for each in sightings if _follows(each.page, sightings)]
    return tuple(
        Hit(each.page, each.line, each.text, each.wording, each.times) for each in [*first, *rest]
    )


def _follows(page: Page, sightings: list[_Sighting]) -> bool:
    """Tell whether something else that was found is the cause of this, or simply worse."""
    others = [each.page for each in sightings if not each.page.warning and each.page is not page]
    if page.warning:
        return bool(others)
    return page.consequence and any(
        other.place < page.place or (other.place == page.place and not other.consequence)
        for other in others
    )


class _Unknown:
    """Collects lines that may be the message, as long as none is known."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=KEPT)
        self._end = ""

    def look(self, block: Block, low: bytes) -> None:
        """Keep a few lines that tell of an error, and the last line that says anything."""
        for word in TELLING:
            for at in (low.find(word), low.rfind(word)):
                if at >= 0:
                    self._keep(block, at)
        end = len(block.data.rstrip())
        if end:
            place = around(block, end - 1, 0)
            self._end = next(reversed(texts(block, place.start, place.end)), self._end)

    def _keep(self, block: Block, at: int) -> None:
        place = around(block, at, 0)
        for text in texts(block, place.start, place.end):
            if len(self._first) < KEPT:
                self._first.append(text)
            else:
                self._last.append(text)

    def lines(self) -> list[str]:
        """Return the lines, the last one of the log first, for where none is nearer than another."""
        return list(dict.fromkeys(text for text in (self._end, *self._first, *self._last) if text))
