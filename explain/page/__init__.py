"""The site's side: one Python-Markdown extension in which markdown-it-py parses.

Site builders (MkDocs, ProperDocs and their heirs) bring Python-Markdown, whose dialect is not
GitHub's, and have this in common that they load its extensions. So this extension puts the lessons'
own parser instead of the block parser (`bridge`), and passes on a tree as that one would. The
builders' own work on the tree (contents, heading ids, relative links, strict checks) goes on as ever.

Some fences are performed while the page is built (`fences`): acts (`performance`), and commands that
are run in a lab, with what crossed the wire (`session`). Nothing that fails is caught: only an exception
fails the build in every builder.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from explain.page.bridge import Bridge


def makeExtension(**settings: Any) -> Extension:  # noqa: N802 - the name that Python-Markdown looks for
    """Return the extension, for `markdown_extensions: [explain.page]`."""
    return PageExtension(**settings)


class PageExtension(Extension):
    """Puts the lessons' parser in the place of Python-Markdown's."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Swap the block parser; what the inline patterns did is done by then."""
        bridge = Bridge(md)
        md.parser = bridge
        md.preprocessors.register(_KeepSource(md, bridge), "explain", 1000)  # before every other
        md.treeprocessors.deregister("inline")


class _KeepSource(Preprocessor):
    """Keeps the page's source from the preprocessors that follow, which know another dialect."""

    def __init__(self, md: Markdown, bridge: Bridge) -> None:
        super().__init__(md)
        self._bridge = bridge

    def run(self, lines: list[str]) -> list[str]:
        """Hand the source to the bridge, and nothing to the others."""
        self._bridge.source = "\n".join(lines)
        return [""]
