"""Where pre-flight runs: Python, the system, the terminal, the encoding."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from explain.logins.machine import Machine
from explain.narration import Finding
from explain.room.preflight.findings import found, well

OLDEST = (3, 11)
"""The oldest Python that the package runs on."""
COLUMNS, ROWS = 80, 24
"""What the screens are drawn for."""

SYSTEMS = ("other", "Linux", "macOS", "Windows", "WSL", "container")
PROCESSORS = ("other", "x86-64", "arm64")
_PROCESSORS = {"x86_64": "x86-64", "amd64": "x86-64", "aarch64": "arm64", "arm64": "arm64"}
_SIGNS = "→ ✓ █ ▲ ●"


def system(machine: Machine) -> str:
    """Name the system, one of `SYSTEMS`."""
    if machine.system == "linux":
        if "microsoft" in platform.release().lower():  # as Microsoft's own kernel calls itself
            return "WSL"
        # docker and podman leave these (podman-run(1), moby daemon/container_operations_unix.go).
        marks = ("/.dockerenv", "/run/.containerenv")
        return "container" if any(Path(mark).exists() for mark in marks) else "Linux"
    return {"darwin": "macOS", "win32": "Windows"}.get(machine.system, SYSTEMS[0])


def processor() -> str:
    """Name the processor, one of `PROCESSORS`."""
    return _PROCESSORS.get(platform.machine().lower(), PROCESSORS[0])


def python(machine: Machine) -> Iterator[Finding]:
    """Look at the Python that runs this."""
    version = platform.python_version()
    if sys.version_info < OLDEST:
        yield found("python-too-old", f"Python {version}")
    else:
        yield well(f"Python {version}, {system(machine)}, {processor()}")


def terminal(machine: Machine) -> Iterator[Finding]:
    """Look at the window's size and its colours."""
    size = _size()
    if size is None:
        yield found("no-terminal", "the terminal")
    elif size.columns < COLUMNS or size.lines < ROWS:
        yield found("window-too-small", f"a terminal of {size.columns}×{size.lines}")
    elif machine.variable("TERM") == "dumb":
        yield found("dumb-terminal", "TERM=dumb")
    else:
        yield well(f"a terminal of {size.columns}×{size.lines}, {_colours(machine)}")


def _size() -> os.terminal_size | None:
    """Return the window's size; None if no stream is a terminal."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        try:
            return os.get_terminal_size(stream.fileno())
        except (OSError, ValueError, AttributeError):
            continue
    return None


def _colours(machine: Machine) -> str:
    """Say how many colours there are, as `rich` and Textual find it out."""
    if machine.variable("NO_COLOR"):
        return "without colours (NO_COLOR)"
    if machine.variable("COLORTERM") in ("truecolor", "24bit") or machine.system == "win32":
        return "16 million colours"
    return "256 colours" if "256color" in machine.variable("TERM") else "16 colours"


def encoding(machine: Machine, stream: TextIO) -> Iterator[Finding]:
    """Look at what becomes of a character that is not ASCII."""
    name = (getattr(stream, "encoding", None) or "").lower()
    if name.replace("-", "") != "utf8":
        yield found("not-utf-8", f"the encoding {name or 'of the terminal'}")
    elif sys.flags.utf8_mode and not machine.variable("PYTHONUTF8"):
        # Python does so by itself where the locale is C, or is not installed (PEP 540).
        yield found("locale-without-utf-8", _SIGNS)
    else:
        yield well(f"UTF-8: you see arrow, tick, block, triangle and circle in {_SIGNS}")
