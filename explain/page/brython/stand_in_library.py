"""Stands in for `explain.library` in a page: the lessons' folder is a table of texts there."""

from __future__ import annotations

from browser import window


class _Path:
    """The name of a text, or the beginning of some names."""

    def __init__(self, name):
        self.name = name

    def __truediv__(self, other):
        return _Path(f"{self.name}/{other}" if self.name else other)

    def __lt__(self, other):
        return self.name < other.name

    @property
    def stem(self):
        """The last part of the name, without its suffix."""
        return self.name.rpartition("/")[2].rpartition(".")[0]

    def glob(self, _):
        """Find the texts whose names begin so; only `*.md` is ever asked for."""
        names = window.Object.keys(window.explainPython.texts)
        return [_Path(name) for name in names if name.startswith(f"{self.name}/")]

    def read_text(self, _):
        """Return the text."""
        return window.explainPython.texts[self.name]


def folder():
    """Return the folder of lessons."""
    return _Path("")
