"""How the tokens of a page become XHTML: as markdown-it-py writes it, with a few rules of our own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown import Markdown
from markdown.util import ETX, STX
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_ADMONITIONS = {"important": "info", "caution": "danger"}
"""GitHub's kinds of alert that the style sheet calls otherwise; the others have one name in both."""

OPENED, CLOSED = "\ufdd0", "\ufdd1"
"""Python-Markdown marks its placeholders with STX and ETX, which XML forbids. While the tree is
built, two noncharacters stand for them: code points that no text may use (Unicode, 23.7)."""


class SiteRenderer(RendererHTML):
    """Renders as markdown-it-py does, but for raw HTML, played fences, task lists and alerts."""

    def __init__(self, markdown: MarkdownIt, md: Markdown) -> None:
        super().__init__(markdown)
        assert isinstance(markdown.renderer, RendererHTML)
        self.rules = {**markdown.renderer.rules, **self.rules}  # the first: its plugins'
        self._md = md

    def html_block(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Let Python-Markdown keep raw HTML, which need not be well-formed; drop notes and briefs."""
        if tokens[idx].content.startswith(("<!-- speaker", "<!-- brief")):
            return ""
        placeholder = self._md.htmlStash.store(tokens[idx].content)
        return placeholder.replace(STX, OPENED).replace(ETX, CLOSED)

    def html_inline(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Let Python-Markdown keep a raw tag: a tag alone is never well-formed."""
        return self.html_block(tokens, idx)

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Show what was played where an act's fence is."""
        played = tokens[idx].meta.get("played")
        return super().fence(tokens, idx, options, env) if played is None else str(played)

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """Close a task's box, which markdown-it-py 4.3 leaves open in XHTML too, and name it."""
        item = super().list_item_open(tokens, idx, options, env)
        name = "done" if "checked" in item else "to do"
        return re.sub(r"(<input[^>]*)>", rf'\1 aria-label="{name}" />', item)

    def alert_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Begin one of GitHub's alerts, as an admonition of the theme's."""
        kind = tokens[idx].info.lower()
        return f'<div class="admonition {_ADMONITIONS.get(kind, kind)}">\n'

    def alert_title_open(self, *_: Any) -> str:
        """Begin an alert's title."""
        return '<p class="admonition-title">'
