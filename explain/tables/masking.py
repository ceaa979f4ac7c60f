"""The table of the masking script: the detectors and tests of `explain.masking`, as JavaScript reads them."""

from __future__ import annotations

import re

from explain.masking import judging
from explain.masking.detectors import DETECTORS
from explain.masking.driver import BEFORE, LINE, LONGEST_LINE, SHORTEST_LINE, UNITS, UNSURE, WIDTH
from explain.masking.fragments import NAME
from explain.masking.looks import KNOWN
from explain.masking.model import HIDDEN, Detector
from explain.secret import SHOWN

Table = dict[str, object]

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def table() -> Table:
    """Return the table of detectors for `masking.js`."""
    return {
        "hidden": HIDDEN,
        "shown": SHOWN,
        "known": javascript(KNOWN),
        "judging": {
            "tests": {
                "placeholder": javascript(judging.PLACEHOLDER.pattern),
                "whole": javascript(judging.WHOLE.pattern),
                "edges": re.sub(r"[\]]", r"\\]", judging.EDGES),
                "escapes": javascript(judging.ESCAPES.pattern),
                "words": judging.WORDS.pattern,
                "ofAddresses": judging.OF_ADDRESSES.pattern,
                "upper": judging.UPPER.pattern,
                "lower": judging.LOWER.pattern,
                "digit": judging.DIGIT.pattern,
                "hexadecimal": judging.HEXADECIMAL.pattern,
                "noEnd": javascript(judging.NO_END.pattern),
                "letter": judging.LETTER.pattern,
            },
            "ordinary": sorted(judging.ORDINARY),
            "digests": list(judging.DIGESTS),
            "key": judging.KEY,
        },
        "driver": {
            "name": javascript(NAME),
            "units": {unit: javascript(pattern.pattern) for unit, pattern in UNITS.items()},
            "before": BEFORE,
            "line": javascript(LINE.pattern),
            "width": WIDTH.pattern,
            "shortestLine": SHORTEST_LINE,
            "longestLine": LONGEST_LINE,
            "unsure": UNSURE,
        },
        "detectors": [_detector(detector) for detector in DETECTORS],
    }


def _detector(detector: Detector) -> Table:
    return {
        "name": detector.name,
        "needles": list(detector.needles),
        "pattern": javascript(detector.pattern),
        "test": detector.test,
        "unit": detector.unit,
        "within": [javascript(pattern) for pattern in detector.within],
        "exact": detector.exact,
    }


def javascript(pattern: str) -> str:
    """Write a pattern for JavaScript, where with the flag `u` only what has a meaning may be escaped."""
    return _ESCAPED.sub(lambda match: match[1] if match[1] in "\"'`" else match[0], pattern)
