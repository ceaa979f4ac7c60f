"""How this program is called here: in a clone it is often not on PATH."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

NAME = "explain-ecr"


def name_here() -> str:
    """Return what to type for `explain-ecr` in this folder, as short as it works."""
    called = Path(sys.argv[0])
    ours = called.absolute() if called.stem == NAME and called.exists() else None
    on_path = shutil.which(NAME)
    if on_path and (ours is None or os.path.samefile(on_path, ours)):
        return NAME
    if ours:
        here = Path.cwd()
        return str(ours.relative_to(here)) if ours.is_relative_to(here) else str(ours)
    return f"{Path(sys.executable).name} -m explain"


def as_called_here(markdown: str) -> str:
    """Return a text in which the commands that begin with `explain-ecr` work when they are typed here."""
    name = name_here()
    return (
        markdown
        if name == NAME
        else re.sub(rf"(?<=`){NAME} |^{NAME} ", f"{name} ", markdown, flags=re.M)
    )
