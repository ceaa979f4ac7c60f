"""From a text to the spans of its secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.masking import judging
from explain.masking.detectors import DETECTORS
from explain.masking.fragments import NAME
from explain.masking.model import ANYWHERE, COMMAND, NAMED, PIPELINE, Detector, Span

_QUOTED = r"\"[^\"\n]*\"|'[^'\n]*'|[\\`^]\r?\n|\\[^\n]|[\"'\\`^]"

# A quotation mark without its other half, and a backslash at the end, are taken literally.
UNITS = {
    COMMAND: re.compile(rf"(?:{_QUOTED}|[^\n|;&\"'\\`^])+"),
    PIPELINE: re.compile(rf"(?:{_QUOTED}|\|[ \t]*\r?\n|\|(?!\|)|&(?!&)|[^\n|;&\"'\\`^])+"),
}

LINE = re.compile(
    r"\.?(?:\\?\r?\n|(?:\\{1,3}r)?\\{1,3}n)[ \t]*"
    r"((?:[A-Za-z0-9+/_~-]|\.(?=[A-Za-z0-9_-])|%[0-9A-Fa-f][0-9A-Fa-f]|\\/){1,2000}={0,2})"
    r"(?=[\"'\\,;|&<>()\[\]{}@ \t]|[.:](?:[ \t\r\n]|(?![\s\S]))|\r?\n|(?![\s\S]))"
)
"""A further line of a text that was wrapped, or its end, with which a line of more words begins."""

WIDTH = re.compile(r"[A-Za-z0-9+/_.~%-]+={0,2}(?![\s\S])")

SHORTEST_LINE = 20
"""Characters of a line below which it is not one of a wrapped text."""

LONGEST_LINE = 400
"""Characters of a line, above which it is not one of a wrapped text."""

UNSURE = 2
"""Characters before a secret that its span may have too: the `-p` that it is glued to, the `n` of a `\\n`."""

BEFORE = 160
"""Characters before a name that are looked at."""


class _Pattern:
    """A pattern that is compiled when it is first needed: most lines need a tenth of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self._source)
        return self._compiled


_PATTERNS = {
    source: _Pattern(source)
    for detector in DETECTORS
    for source in (detector.pattern, *detector.within)
}
_NAME = _Pattern(NAME)

_BY_NEEDLE: dict[str, list[Detector]] = {}
for _detector in DETECTORS:
    for _needle in _detector.needles or ("",):  # which is in every text
        _BY_NEEDLE.setdefault(_needle, []).append(_detector)


class _Text:
    """A text that is looked through: its names of secrets and its units, each found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = lower(text)
        self._names: list[Span] | None = None
        self._units: dict[str, list[tuple[int, str]]] = {}

    @property
    def names(self) -> list[Span]:
        """Where the names of secrets are."""
        if self._names is None:
            self._names = [name.span() for name in _NAME.compiled.finditer(self.low)]
        return self._names

    def pieces(self, detector: Detector) -> Iterator[tuple[int, str]]:
        """Give the pieces in which a detector looks, each with the place where it begins."""
        if detector.unit == ANYWHERE:
            yield 0, self.text if detector.exact else self.low
            return
        for start, unit in self._of_kind(detector.unit):
            has_needle = any(needle in unit for needle in detector.needles)
            if has_needle and _all_in(detector.within, unit):
                yield start, unit

    def _of_kind(self, unit: str) -> list[tuple[int, str]]:
        if unit not in self._units:
            found = UNITS[unit].finditer(self.low)
            self._units[unit] = [(match.start(), match[0]) for match in found]
        return self._units[unit]


def spans(text: str) -> tuple[Span, ...]:
    """Return where the secrets of a text are, in order, none touching another."""
    place = _Text(text)
    detectors = {
        detector.name: detector
        for needle, detectors in _BY_NEEDLE.items()
        if needle in place.low
        for detector in detectors
    }
    found = [span for detector in detectors.values() for span in detected(detector, place)]
    whole: list[Span] = []
    for start, end in united(found):
        if whole and start <= whole[-1][1]:
            if end <= whole[-1][1]:
                continue
            start = whole.pop()[0]
        whole.append((start, _continued(text, start, end)))
    return tuple(whole)


def lower(text: str) -> str:
    """Return the text with ASCII's letters in lower case, every character in its place."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


_LOWER = {ord("A") + number: ord("a") + number for number in range(26)}


def detected(detector: Detector, place: _Text) -> Iterator[Span]:
    """Yield the spans that a detector finds."""
    if detector.unit == NAMED:
        yield from _behind_names(detector, place)
        return
    for start, piece in place.pieces(detector):
        yield from _in_piece(detector, place.text, piece, start)


def _behind_names(detector: Detector, place: _Text) -> Iterator[Span]:
    pattern = _PATTERNS[detector.pattern].compiled
    covered = 0
    for start, end in place.names:
        before = place.low[max(start - BEFORE, 0) : start]
        if start < covered or not _all_in(detector.within, before):
            continue
        match = pattern.match(place.low, end)
        first, last = match.span(match.lastindex or 0) if match else (0, 0)
        if match and judging.passes(detector.test, place.text[first:last]):
            covered = last
            yield first, last


def _all_in(patterns: tuple[str, ...], text: str) -> bool:
    return all(_PATTERNS[pattern].compiled.search(text) for pattern in patterns)


def _in_piece(detector: Detector, text: str, piece: str, offset: int) -> Iterator[Span]:
    """Give the secrets in a piece of the text. After a value that is not a secret, the search continues within it."""
    pattern = _PATTERNS[detector.pattern].compiled
    at = 0
    while match := pattern.search(piece, at):
        start, end = match.span(match.lastindex or 0)
        is_secret = judging.passes(detector.test, text[offset + start : offset + end])
        if is_secret:
            yield offset + start, offset + end
        at = match.end() if is_secret or start == match.start() else max(start, match.start() + 1)


def _continued(text: str, start: int, end: int) -> int:
    """Return where a secret ends that was wrapped into lines of one width, the last one shorter."""
    first = WIDTH.search(text[max(start, end - LONGEST_LINE) : end])
    width = len(first[0]) if first else 0
    previous = first[0] if first else ""
    is_wrapped = False
    while width >= SHORTEST_LINE and (line := LINE.match(text, end)):
        length = len(line[1])
        is_full = width - (0 if is_wrapped else UNSURE) <= length <= width
        if not is_full and (is_wrapped or length != _column(text, end)):
            is_end = length < width and judging.is_end(line[1], previous, is_wrapped)
            return line.end(1) if is_end else end
        end, width, previous, is_wrapped = line.end(1), length, line[1], True
    return end


def _column(text: str, end: int) -> int:
    """Return how many characters the line has up to a place: a terminal wraps the whole line."""
    before = text[max(end - LONGEST_LINE, 0) : end]
    return len(before) - before.rfind("\n") - 1


def united(found: list[Span]) -> tuple[Span, ...]:
    """Return spans in order; of those that overlap or touch each other, one."""
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
