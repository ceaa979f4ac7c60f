"""Stands in for `explain.trouble.octets` in a page: bytes are a text there, each character one byte.

The browser's own functions do the work (`octets.js`). Brython's `find` ignores the end that it is given,
and its `rfind` counts from the start that it is given.
"""

from __future__ import annotations

from browser import window

_octets = window.explainPython.octets

CHUNK = 1 << 16

find = _octets.find
find_last = _octets.findLast
count = _octets.count
lower = _octets.lower
stripped = _octets.stripped
decoded = _octets.decoded
encoded = _octets.encoded
stream = _octets.stream
vocabulary = _octets.vocabulary


class Readable:
    """What can be read from: types say nothing in a page."""


def chunks(source):
    """Read to the end, chunk by chunk. The page has made UTF-8 of it before."""
    while chunk := source.read(CHUNK):
        yield chunk
