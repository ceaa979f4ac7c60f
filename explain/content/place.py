"""Where the pages are."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """Return the folder of lessons: inside the wheel, or at the top of a checkout."""
    inside = Path(__file__).parents[1] / "lessons"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "lessons"
