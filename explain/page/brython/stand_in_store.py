"""Stands in for `explain.content.store` in a page: what was compiled is a table there."""

from __future__ import annotations

from browser import window


class Content:
    """What was compiled of a kind, with its texts as the page has them."""

    def __init__(self, kind):
        self.data, self.texts = window.explainPython.content[kind]


def data(kind):
    """Return the data of a kind."""
    return content(kind).data


def content(kind):
    """Return all of a kind."""
    return Content(kind)


def opened(text):
    """Return a text as it is, or parse it where it has to be a key, as those of the error pages are."""
    return window.JSON.parse(text) if isinstance(text, str) else text
