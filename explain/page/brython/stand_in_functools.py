"""Stands in for `functools` in a page: what is kept once it was found."""

from __future__ import annotations


def cache(function):
    """Keep what a function gives for the same arguments."""
    kept = {}

    def cached(*given):
        if given not in kept:
            kept[given] = function(*given)
        return kept[given]

    return cached


def lru_cache(maxsize):
    """Keep what a function has given last."""

    def keeping(function):
        kept = {}

        def cached(*given):
            if given not in kept:
                if len(kept) >= maxsize:
                    kept.clear()
                kept[given] = function(*given)
            return kept[given]

        return cached

    return keeping


class cached_property:  # noqa: N801 - the name that it stands in for
    """A property that is found once, and is an attribute from then on."""

    def __init__(self, function):
        self.function = function

    def __get__(self, record, owner=None):
        value = self.function(record)
        record.__dict__[self.function.__name__] = value
        return value
