"""A machine that grants a lab too few files, processes or threads: told in a sentence, and at the start."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

from explain.errors import SandboxProblem
from explain.http.limits import KEPT, open_files

FEWEST_FILES = 2 * KEPT
"""With these, each of a lab's servers still takes six connections at once."""

_SCARCE = {
    errno.EMFILE: ("open files", "ulimit -n 1024"),
    errno.ENFILE: ("open files", "ulimit -n 1024"),
    errno.EAGAIN: ("processes", "ulimit -u"),
    errno.ENOMEM: ("memory", "ulimit -v"),
}


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Say which of the machine's limits a lab has met. Raises `SandboxProblem`."""
    allowed = open_files()
    if allowed is not None and allowed < FEWEST_FILES:
        raise SandboxProblem(
            f"The lab needs {FEWEST_FILES} open files, but this terminal allows only {allowed}.",
            "Allow more: `ulimit -n 1024`.",
        )
    try:
        yield
    except RuntimeError as error:
        if "thread" not in str(error):  # CPython, "can't start new thread"
            raise
        raise _problem("threads", "ulimit -u") from error
    except OSError as error:
        if error.errno not in _SCARCE:
            raise
        raise _problem(*_SCARCE[error.errno]) from error


def _problem(what: str, command: str) -> SandboxProblem:
    return SandboxProblem(
        f"This machine does not allow the lab any more {what}.",
        f"Close some of your programs, or allow more: `{command}`. A container has its own limit.",
    )
