"""Stands in for `explain.content.store` in a page: what was compiled is a table there."""

from __future__ import annotations

from browser import window


class Content:
    """What was compiled of a kind. Nothing in it is left to parse."""

    def __init__(self, kind):
        self.data, self.texts = window.explainPython.content[kind]


def data(kind):
    """Return the data of a kind."""
    return content(kind).data


def content(kind):
    """Return all of a kind."""
    return Content(kind)


def opened(text):
    """Return a text as it is: the browser has parsed all of them."""
    return text
