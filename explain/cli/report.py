"""Where a command's output goes: the renderer that was asked for, and errors in plain words."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

from explain.cli import pager
from explain.cli.outputs import CommandOutput
from explain.errors import ExplainError
from explain.narration import Failed
from explain.render import Renderer
from explain.visible import visible_lines


@contextmanager
def reporting(output: CommandOutput, *, paged: bool = False) -> Iterator[Renderer]:
    """Lend the renderer, and report an error of ours with it: one sentence and a remedy.

    If `paged`, output is shown when all is written, through a pager if it is longer than the screen.
    """
    command = pager.words() if paged and output in ("auto", "rich", "plain") else []
    sheet = pager.Sheet(command) if command else None
    renderer = _renderer(output, sheet or sys.stdout)
    try:
        yield renderer
    except ExplainError as error:
        if sheet:
            sheet.show()
        _fail(error, output, renderer)
    except KeyboardInterrupt:
        from explain.programs import stop_everything

        stop_everything()
        if sheet:
            sheet.show(paged=False)
        raise SystemExit(130) from None
    finally:
        if sheet:
            sheet.show()


def say(text: str = "", *, error: bool = False, end: str = "\n") -> None:
    """Print a text that is not an event, to stdout or stderr, with every character visible."""
    print(visible_lines(text), file=sys.stderr if error else sys.stdout, end=end, flush=True)


def tell(text: str) -> None:
    """Print a paragraph, broken where a line of the terminal ends."""
    say(textwrap.fill(text, _width(), break_long_words=False, break_on_hyphens=False))


def _fail(error: ExplainError, output: CommandOutput, renderer: Renderer) -> NoReturn:
    from explain.masking import masked  # here: a run that goes well does without

    failed = Failed(masked(error.message), masked(error.remedy), error.exit_code)
    if output == "json":
        renderer.draw(failed)
    else:
        _on_stderr(failed)
    raise SystemExit(error.exit_code) from None


def _on_stderr(failed: Failed) -> None:
    from explain.render.plain import Plain

    Plain(sys.stderr, _width()).draw(failed)


def _renderer(output: CommandOutput, stream: TextIO) -> Renderer:
    if output == "json":
        from explain.render.jsonl import JsonLines

        return JsonLines(stream)
    if output == "github":
        from explain.render.github import GitHub

        return GitHub(stream)
    if output == "rich" or (output == "auto" and stream.isatty()):
        from explain.render.terminal import Terminal

        return Terminal(stream)
    from explain.render.plain import Plain

    return Plain(stream, _width())


def _width() -> int:
    """The terminal's columns (or COLUMNS), at most 80: plain text is read, not scanned."""
    return min(shutil.get_terminal_size((80, 24)).columns, 80)
