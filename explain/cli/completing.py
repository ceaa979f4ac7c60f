"""What a shell offers for a word that somebody has begun. Each is asked for at a Tab, and imports little."""

from __future__ import annotations

from explain import library
from explain.content import place


def specs(incomplete: str) -> list[str]:
    """Offer the steps."""
    numbers = sorted(str(entry.step) for entry in library.catalogue() if entry.step)
    return _beginning(incomplete, [*numbers, f"{numbers[0]}..{numbers[-1]}", "all"])


def lessons(incomplete: str) -> list[str]:
    """Offer the names of the lessons."""
    return _beginning(incomplete, [entry.name for entry in library.catalogue()])


def acts(incomplete: str) -> list[str]:
    """Offer the acts, step by step."""
    steps = sorted(library.steps("all"), key=lambda entry: entry.step)
    return _beginning(incomplete, [act for entry in steps for act in sorted(entry.acts)])


def pages(incomplete: str) -> list[str]:
    """Offer the pages on errors."""
    names = (file.stem for file in (place.folder() / "errors").glob("*.md"))
    return _beginning(incomplete, sorted(name for name in names if name != "index"))


def exercises(incomplete: str) -> list[str]:
    """Offer the names of the exercises."""
    from explain.practice import course

    return _beginning(incomplete, list(course.files()))


def _beginning(incomplete: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
