"""Stands in for `bisect` in a page: where a value belongs among sorted ones."""

from __future__ import annotations


def bisect_left(values, value, key=None):
    """Return the first place whose value is not smaller."""
    return _place(values, lambda other: other < value, key)


def bisect_right(values, value, key=None):
    """Return the first place whose value is greater."""
    return _place(values, lambda other: other <= value, key)


def _place(values, is_before, key):
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        other = values[middle] if key is None else key(values[middle])
        if is_before(other):
            low = middle + 1
        else:
            high = middle
    return low
