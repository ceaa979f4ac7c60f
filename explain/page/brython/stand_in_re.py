"""Stands in for `re` in a page: the browser's own engine does the work (`bridge.js`).

It has what is used, and nothing else: an attribute that is missing here is an error in the page's tests.
"""

from __future__ import annotations

from browser import window

IGNORECASE = 2
MULTILINE = 8
ASCII = 256


class Match:
    """What was found. The places are the beginnings and ends of the whole and of each group, -1 for none."""

    def __init__(self, text, places):
        self._text = text
        self._places = places

    def span(self, group=0):
        """Return where a group begins and ends."""
        return self._places[2 * group], self._places[2 * group + 1]

    def start(self, group=0):
        """Return where a group begins."""
        return self._places[2 * group]

    def end(self, group=0):
        """Return where a group ends."""
        return self._places[2 * group + 1]

    def __getitem__(self, group):
        start = self._places[2 * group]
        return None if start < 0 else self._text[start : self._places[2 * group + 1]]

    def groups(self):
        """Return all groups."""
        return tuple([self[group] for group in range(1, len(self._places) // 2)])

    @property
    def lastindex(self):
        """The number of the last group that was found; none of the patterns nests its groups."""
        groups = range(len(self._places) // 2 - 1, 0, -1)
        return next((group for group in groups if self._places[2 * group] >= 0), None)


class Pattern:
    """A pattern, made for the browser's engine when it is first asked."""

    def __init__(self, pattern, flags):
        self._typed = (pattern, flags)
        self._find = self._made

    def _made(self, *question):
        self._find = window.explainPython.regex(*self._typed)
        return self._find(*question)

    def match(self, text, start=0, end=-1):
        """Find what is exactly at the start."""
        places = self._find("match", text, start, end)
        return Match(text, places) if places else None

    def fullmatch(self, text, start=0, end=-1):
        """Find the whole text."""
        places = self._find("fullmatch", text, start, end)
        return Match(text, places) if places else None

    def search(self, text, start=0, end=-1):
        """Find the first."""
        places = self._find("search", text, start, end)
        return Match(text, places) if places else None

    def finditer(self, text, start=0, end=-1):
        """Find one after the other."""
        at = start
        while at <= len(text) and (found := self.search(text, at, end)):
            yield found
            at = found.end() + (found.end() == found.start())

    def findall(self, text):
        """List what was found: the group if there is one, all groups if there are more."""
        return [
            found[0]
            if not found.groups()
            else found[1]
            if not found.groups()[1:]
            else found.groups()
            for found in self.finditer(text)
        ]

    def sub(self, instead, text):
        """Put a text in the place of each, or what a function makes of it."""
        if not callable(instead):
            return self._find("sub", text, instead, -1)
        pieces = []
        at = 0
        for found in self.finditer(text):
            pieces += [text[at : found.start()], instead(found)]
            at = found.end()
        return "".join([*pieces, text[at:]])

    def split(self, text):
        """Cut a text at each."""
        pieces = []
        at = 0
        for found in self.finditer(text):
            pieces.append(text[at : found.start()])
            at = found.end()
        return [*pieces, text[at:]]


def compile(pattern, flags=0):  # noqa: A001 - the name that it stands in for
    """Make a pattern."""
    return Pattern(pattern, flags)


def sub(pattern, instead, text):
    """Put a text in the place of what a pattern finds."""
    return Pattern(pattern, 0).sub(instead, text)


def findall(pattern, text):
    """List what a pattern finds."""
    return Pattern(pattern, 0).findall(text)


_SPECIAL = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"


def escape(text):
    """Write a text as a pattern of itself."""
    return "".join([f"\\{sign}" if sign in _SPECIAL else sign for sign in text])
