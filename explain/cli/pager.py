"""A pager for what is longer than the screen, as git has one (git-config, core.pager)."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO

SETTINGS = {"LESS": "FRX", "LV": "-c"}
"""What git sets where the user has not: leave at once if it fits, keep colours, leave the text there."""

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)")
"""Colours and links: they take no room on the screen."""

_switched_off = False


def switch(*, off: bool) -> None:
    """Say whether the user wants no pager, `--no-pager`."""
    global _switched_off
    _switched_off = off


def words() -> list[str]:
    """Return the pager's command; empty if none is wanted or there is none."""
    if _switched_off or not sys.stdout.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return []
    import shlex
    import shutil

    try:
        named = shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:  # a quote that never ends
        return []
    return named if named and named != ["cat"] and shutil.which(named[0]) else []


class Sheet(io.StringIO):
    """Collects the output for the terminal, and shows it at the end, through a pager if it is too long."""

    def __init__(self, pager: list[str]) -> None:
        super().__init__()
        self._pager = pager

    def isatty(self) -> bool:
        """Tell that what is written here is for a terminal."""
        return True

    def show(self, *, paged: bool = True) -> None:
        """Show what was written since the last time."""
        import shutil

        text = self.getvalue()
        self.seek(0)
        self.truncate()
        size = shutil.get_terminal_size()
        if not (paged and rows(text, size.columns) >= size.lines and _paged(self._pager, text)):
            sys.stdout.write(text)
            sys.stdout.flush()


@contextlib.contextmanager
def sheet(*, on: bool = True) -> Iterator[TextIO]:
    """Yield a stream whose text is shown at the end, through a pager if it is too long."""
    command = words() if on else []
    if not command:
        yield sys.stdout
        return
    stream, paged = Sheet(command), True
    try:
        yield stream
    except KeyboardInterrupt:
        paged = False
        raise
    finally:
        stream.show(paged=paged)


def rows(text: str, columns: int) -> int:
    """Count the rows that a text takes on a screen of so many columns."""
    lines = _ESCAPES.sub("", text).splitlines()
    return sum(max(1, -(-len(line) // max(columns, 1))) for line in lines)


def _paged(pager: list[str], text: str) -> bool:
    """Show a text in the pager, and wait for its end; tell whether the pager could be started."""
    import signal
    import subprocess

    sys.stdout.flush()
    # Ctrl-C is the pager's key: less stops what it is doing, and stays. A handler of ours, and not SIG_IGN,
    # because a program that is started inherits that; it is there before the pager can be asked anything.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        process = subprocess.Popen(
            pager,
            stdin=subprocess.PIPE,
            env={**SETTINGS, **os.environ},
            text=True,
            encoding=sys.stdout.encoding,
            errors="replace",
        )
        process.communicate(text)  # it does not mind a pager that is left early
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True
