"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

PRIVATE, PROGRAM, PUBLIC = 0o600, 0o700, 0o644
"""The modes of what only its owner may read, of what only they may run, and of what everybody may read."""


def write_whole(path: Path, text: str, mode: int = PRIVATE) -> Path:
    """Write a file beside its place, then put it there; its folder is made if need be."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # 0600 by mkstemp
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(beside, mode)
        os.replace(beside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
    return path
