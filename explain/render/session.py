"""A terminal on a page: command lines as they were typed, each with what it printed below it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from explain.render.markup import escaped

_PROMPT = '<span class="explain-prompt" aria-hidden="true">$ </span>'


class Typed(Protocol):
    """A command line as it was typed, all that it printed, and its exit code."""

    @property
    def line(self) -> str:
        """The line."""

    @property
    def output(self) -> str:
        """The output of the command, on both streams."""

    @property
    def exit_code(self) -> int:
        """The exit code of the command."""


def drawn(typed: Iterable[Typed]) -> str:
    """Draw command lines; an exit code only where it says something."""
    drawings = "".join(_typed(each) for each in typed)
    return f'<div class="explain explain-session" role="group" aria-label="a terminal">{drawings}</div>\n'


def _typed(typed: Typed) -> str:
    html = f'<pre class="explain-typed"><code>{_PROMPT}<b>{escaped(typed.line)}</b></code></pre>'
    output = typed.output.strip("\n")
    if output:
        html += f'<pre class="explain-output no-copy"><code>{escaped(output)}</code></pre>'
    if typed.exit_code:
        html += f'<p class="explain-bad">exit code {typed.exit_code}</p>'
    return html
