"""Stands in for `itertools` in a page."""

from __future__ import annotations


def pairwise(values):
    """Yield each value with the one that follows it."""
    values = list(values)
    for at in range(1, len(values)):
        yield values[at - 1], values[at]


def groupby(values, key):
    """Yield runs of values that have one key in common, with that key."""
    run = []
    last = None
    for value in values:
        found = key(value)
        if run and found != last:
            yield last, run
            run = []
        run.append(value)
        last = found
    if run:
        yield last, run
