"""A block parser for Python-Markdown that lets markdown-it-py do the work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from markdown.blockparser import BlockParser
from markdown.util import AMP_SUBSTITUTE, ETX, STX

from explain.lesson import new_parser
from explain.page import fences
from explain.page.exercise import exercise_page
from explain.page.markup import CLOSED, OPENED, SiteRenderer
from explain.render.markup import writable

_LIKE_AN_ENTITY = re.compile(r"&(?=(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)


class Bridge(BlockParser):
    """Parses a page with markdown-it-py, and returns the tree that Python-Markdown expects."""

    source = ""

    def parseDocument(self, lines: Iterable[str]) -> ElementTree.ElementTree:  # noqa: ARG002, N802
        """Render the kept source as XHTML, and read that as a tree."""
        source = writable(self.source)
        xhtml = exercise_page(source) or self._rendered(source)
        whole = f"<{self.md.doc_tag}>{xhtml}</{self.md.doc_tag}>".replace("\f", "")  # from &#12;
        self.root = ElementTree.fromstring(whole)  # noqa: S314 - written here, so no XML bomb
        for element in self.root.iter():
            _spell(element)
        return ElementTree.ElementTree(self.root)

    def _rendered(self, source: str) -> str:
        markdown = new_parser()
        markdown.options["xhtmlOut"] = True
        markdown.renderer = SiteRenderer(markdown, self.md)
        tokens = markdown.parse(source)
        below = fences.perform(tokens, source)
        return f"{markdown.renderer.render(tokens, markdown.options, {})}{below}"


def _spell(element: ElementTree.Element) -> None:
    """Write placeholders and ampersands as Python-Markdown's serializer wants to find them.

    It takes `&quot;` in a text for an entity that was meant (markdown.serializers, RE_AMP).
    """
    element.text, element.tail = _spelled(element.text), _spelled(element.tail)
    for name, value in element.items():
        element.set(name, _LIKE_AN_ENTITY.sub(f"{AMP_SUBSTITUTE}amp;", value))


def _spelled(text: str | None) -> str | None:
    if not text:
        return text
    text = text.replace("&", f"{AMP_SUBSTITUTE}amp;")
    return text.replace(OPENED, STX).replace(CLOSED, ETX)
