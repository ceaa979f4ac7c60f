"""Which terminals are in a lab: each shell that was led into it has left a file there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

from explain.lab.entering import TERMINALS


class Terminal(NamedTuple):
    """A shell in a lab: the terminal's name, the shell's, and its process id."""

    name: str
    shell: str
    process_id: int


def terminals(lab: Path) -> Iterator[Terminal]:
    """List the shells that are in a lab and still run, by their process ids."""
    entries = sorted((lab / TERMINALS).glob("[0-9]*"), key=lambda entry: (len(entry.name), entry))
    for entry in entries:
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            process = psutil.Process(int(entry.name))
            # A younger process has only got the number of one that has ended.
            if process.create_time() <= entry.stat().st_mtime:
                yield Terminal(_terminal_of(process), process.name(), process.pid)


def _terminal_of(process: psutil.Process) -> str:
    """Return a terminal's name as `tty` and `ps` write it; empty if there is none."""
    if not hasattr(process, "terminal"):  # Windows
        return ""
    return (process.terminal() or "").removeprefix("/dev/")
