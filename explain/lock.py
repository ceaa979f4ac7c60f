"""A lock in a file: it keeps two processes apart, and ends with its holder, however that ended."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from explain.errors import SandboxProblem


@contextlib.contextmanager
def hold(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock of a file, waiting up to `patience` seconds. Raises `SandboxProblem`."""
    with in_plain_words(path.parent):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + patience
        while not _try(path, descriptor):
            if time.monotonic() > deadline:
                raise SandboxProblem(
                    "Another explain-ecr is using this sandbox.",
                    "Wait for it to end, or point EXPLAIN_ECR_SANDBOX at another folder.",
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def _try(path: Path, descriptor: int) -> bool:
    with in_plain_words(path.parent):  # a file system may know no locks
        return try_lock(descriptor)


@contextlib.contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Turn what the system says of a folder into a sentence and a remedy."""
    try:
        yield
    except OSError as error:
        raise SandboxProblem(
            f"The sandbox {folder} cannot be used: {error.strerror or error}.",
            "Point the variable EXPLAIN_ECR_SANDBOX at a folder that you can write to.",
        ) from error


def take(descriptor: int, patience: float = 5) -> None:
    """Take the lock of an open file that nobody else holds for long. Raises `SandboxProblem`."""
    deadline = time.monotonic() + patience
    while not try_lock(descriptor):
        if time.monotonic() > deadline:
            raise SandboxProblem(
                "Another program holds the lock of a new folder.", "Run the command again."
            )
        time.sleep(0.01)


def try_lock(descriptor: int) -> bool:
    """Take the lock of an open file, if nobody holds it; it ends with its holder."""
    try:
        import fcntl
    except ImportError:  # Windows
        return _try_on_windows(descriptor)
    return _flocked(descriptor, fcntl.LOCK_EX)


def is_held(descriptor: int) -> bool:
    """Tell whether somebody holds the lock of an open file. Two that ask at once do not see each other."""
    try:
        import fcntl
    except ImportError:  # Windows
        return not _try_on_windows(descriptor)
    return not _flocked(descriptor, fcntl.LOCK_SH)


def _flocked(descriptor: int, kind: int) -> bool:
    import fcntl

    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _try_on_windows(descriptor: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True
