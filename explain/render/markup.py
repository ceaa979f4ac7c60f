"""The small pieces of HTML that every drawing is made of."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from explain.lesson import new_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# XML 1.0, production 2, less the block of noncharacters (Unicode, 23.7), which no text may use.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Drop the control characters that no document may hold."""
    return _UNWRITABLE.sub("", text)


def escaped(text: str) -> str:
    """Return a text as it is in HTML."""
    return html.escape(writable(text))


@cache
def markdown() -> MarkdownIt:
    """Return the lessons' parser, but deaf to raw HTML: what is shown here is text."""
    made = new_parser()
    made.options.update({"html": False, "xhtmlOut": True})
    return made


def note(text: str, tag: str = "p") -> str:
    """Draw what a lesson says next to something; nothing if it says nothing."""
    if not text:
        return ""
    return f'<{tag} class="explain-note">{inline(text)}</{tag}>'


def inline(text: str) -> str:
    """Render a line of Markdown."""
    return str(markdown().renderInline(writable(text)))


def label(text: str) -> str:
    """Draw a label."""
    return f'<p class="explain-label">{escaped(text)}</p>'


def pre(inside: str) -> str:
    """Wrap HTML in a `pre` element."""
    return f"<pre><code>{inside}</code></pre>"


def block(kind: str, name: str, said: str, inside: str) -> str:
    """Put a label and its note above what they name."""
    return f'<div class="explain-{kind}">{label(name)}{note(said)}{inside}</div>'


def verdict(good: bool) -> str:
    """Return the class of what is good or bad."""
    return "explain-good" if good else "explain-bad"


def code(text: str) -> str:
    """Draw a text as code; nothing if there is none."""
    return f"<code>{escaped(text)}</code>" if text else ""
