"""What surrounds a command where people keep it: YAML, a Makefile, a Jenkinsfile, a program, a crontab.

It is removed, so that the command is read as its shell reads it, and stays around what is corrected. The
readers are loaded when a text needs them: a line by itself, the most usual, does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explain.command.surroundings.bare import is_bare
from explain.command.surroundings.model import Inside, Span, whole

__all__ = ["Inside", "around", "insides", "place_before", "put_all_back"]


def insides(text: str) -> tuple[Inside, ...]:
    """Return the shell's texts inside a text; one with nothing around it is returned whole."""
    if is_bare(text):
        return (whole(text),)
    from explain.command.surroundings import readers

    return readers.insides(text)


def put_all_back(text: str, found: Sequence[Inside], better: Sequence[str | None]) -> str | None:
    """Put corrections back into a text, one for each shell's text in it; None if that cannot be done."""
    from explain.command.surroundings import back

    return back.put_all_back(text, found, better)


def place_before(typed: str, mended: str, place: int) -> int:
    """Return where a place of a corrected text was in the text as it was typed."""
    if typed == mended:
        return min(place, len(typed))
    from explain.command.surroundings import back

    return back.place_before(typed, mended, place)


def around(text: str, found: Sequence[Inside]) -> Iterator[tuple[Span, str]]:
    """Give what surrounds the shell's texts, line by line, each with a note."""
    if not found[0].layers:
        return iter(())
    from explain.command.surroundings import reference

    return reference.around(text, found)
