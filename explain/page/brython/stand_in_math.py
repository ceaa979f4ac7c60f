"""Stands in for `math` in a page: what scores are made of."""

from __future__ import annotations

from browser import window

inf = float("inf")
sqrt = window.Math.sqrt


def log(number):
    """Return the natural logarithm. Brython hands a float over as an object, and a text as it is."""
    return window.Math.log(str(number))
