"""A word as the shell would hand it on, every character with its place in the line.

What only the shell can know, a variable or a substitution, is a hole: a run of `HOLE` as long
as what was typed, so that `$ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com` still has its labels.
"""

from __future__ import annotations

from dataclasses import dataclass

from explain.command.model import Word
from explain.hosts.meant import HOLE


@dataclass(frozen=True, slots=True)
class Flat:
    """A text without its quotes. `at[i]` is where its character `i` is in the line."""

    text: str
    at: tuple[int, ...]
    start: int
    end: int

    @property
    def known(self) -> bool:
        """Whether the shell would pass on exactly this text."""
        return HOLE not in self.text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the text is in the line."""
        if start >= end:
            place = self.at[start] if start < len(self.at) else self._behind
            return place, place
        return self.at[start], self.at[end - 1] + 1

    @property
    def _behind(self) -> int:
        return self.at[-1] + 1 if self.at else self.end


def flat(word: Word) -> Flat:
    """Return the text of a word, its holes marked."""
    text = "".join(HOLE * len(run.text) if run.is_hole else run.text for run in word.runs)
    at = [place for run in word.runs for place in range(run.start, run.start + len(run.text))]
    return Flat(text, tuple(at), word.start, word.end)
