"""Running shell scripts in a lab, and keeping what they print."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

SHELL = "/bin/sh"


def output_of(
    script: str, environment: Mapping[str, str], place: Path, patience: float
) -> tuple[str, int]:
    """Run a script with nothing to read; return what it printed on both streams, and its exit code.

    Raises `subprocess.TimeoutExpired` after `patience` seconds.
    """
    done = subprocess.run(
        [SHELL, "-c", script],
        env=environment,
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # in the order in which a terminal would have shown it
        timeout=patience,
        check=False,
    )
    return done.stdout.decode(errors="replace"), done.returncode


class Typed(NamedTuple):
    """A command line as it was typed, all that it printed, and its exit code."""

    line: str
    output: str
    exit_code: int


def logical_lines(script: str) -> list[str]:
    """Split a script where a shell would be ready for the next command; one with a here-document is whole."""
    if "<<" in script:
        return [script]
    joined = script.replace("\\\n", "\\\0").replace("|\n", "|\0")
    return [line.replace("\0", "\n") for line in joined.splitlines() if line.strip()]
