"""An error message, or a whole log: which of the pages in lessons/errors/ says what happened."""

from explain.trouble.match import Found, Hit, recognise

__all__ = ["Found", "Hit", "recognise"]
