"""Which folders are labs that were made here; they alone are removed."""

from __future__ import annotations

import re
from pathlib import Path

from explain import marked

_NAME = re.compile(r"lab-[0-9a-f]{8}")


def is_ours(folder: Path) -> bool:
    """Tell whether a lab was made here: its name is one that we make, and both folders carry our marks."""
    return (
        bool(_NAME.fullmatch(folder.name))
        and marked.carries(folder.parent, marked.LABS)
        and marked.carries(folder, marked.SANDBOX)
    )


def remove(folder: Path) -> None:
    """Remove a lab's folder, and nothing else, whatever the path."""
    if is_ours(folder):
        marked.remove(folder, marked.SANDBOX)
