"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from explain.errors import UsageProblem

PRIVATE, PROGRAM, PUBLIC = 0o600, 0o700, 0o644
"""The modes of what only its owner may read, of what only they may run, and of what everybody may read."""


def check_place(path: Path, is_ours: Callable[[bytes], bool], writer: str) -> None:
    """See that a file may be written here; `is_ours` knows a file of the same writer by its first bytes.

    Raises `UsageProblem` if there is no folder, or if something else would be replaced.
    """
    if not path.parent.is_dir():
        raise UsageProblem(
            f"There is no folder {path.parent}.", "Create it, or give another place."
        )
    if not (path.exists() or path.is_symlink()):
        return
    if not path.is_file() or not _begins(path, is_ours):
        raise UsageProblem(
            f"{path} exists, and {writer} did not write it.",
            "Give another name, or remove the file yourself.",
        )


def _begins(path: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Tell whether a file is ours. An empty one is nobody's."""
    with path.open("rb") as file:
        head = file.read(1000)
    return not head or is_ours(head)


def write_whole(path: Path, text: str, mode: int = PRIVATE) -> Path:
    """Write a temporary file, then rename it; create its folder if need be."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # 0600 by mkstemp
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        # A disk without modes (FAT) refuses that. There, everybody can read it as it is.
        with contextlib.suppress(*([PermissionError] if mode == PUBLIC else [])):
            os.chmod(beside, mode)
        os.replace(beside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
    return path
