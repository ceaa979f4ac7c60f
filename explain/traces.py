"""Tracebacks without values: files, lines and types. Values and messages may be secrets."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

DEBUG = "EXPLAIN_ECR_DEBUG"
"""The variable that brings a traceback, of a command and of a lab's servers."""


def wanted(error: BaseException) -> list[str]:
    """Return an error's traceback as lines, its cause first; none unless `EXPLAIN_ECR_DEBUG` is set."""
    return list(_traced(error)) if os.environ.get(DEBUG) else []


def short(file: str) -> str:
    """Return a file's name from its package on: the folders before it may have the user's name."""
    parts = Path(file).parts
    for top in ("site-packages", "explain"):
        if top in parts:
            return "/".join(parts[parts.index(top) :])
    return parts[-1]


def _traced(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or error.__context__
    if cause:
        yield from _traced(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {short(frame.filename)}, line {frame.lineno}, in {frame.name}"
    yield type(error).__qualname__
