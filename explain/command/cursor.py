"""Where the reading of a line is, and what has been set aside on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from explain.command.model import Script, Sign

BLANKS = " \t\r"
"""What is between words. A no-break space does not: to a shell it is a letter like any other."""

_NEW_LINE = re.compile(r"\r?\n")
_BACKQUOTE = re.compile(r"`(?!\r?\n)")


@dataclass(slots=True)
class Cursor:
    """A place in a line. `depth` counts the `$(…)` around it; the lists hold the line's asides.

    `fresh` says that nothing of the line has been read yet, so that a prompt may be here. `nested` reads
    a script up to a closing bracket, which it also takes.
    """

    line: str
    nested: Callable[[Cursor, str], Script]
    at: int = 0
    depth: int = 0
    fresh: bool = True
    marks: str = "\\^"
    last_brace: int = -1
    is_one_line: bool = True
    problems: list[Sign] = field(default_factory=list)
    comments: list[Sign] = field(default_factory=list)
    prompts: list[Sign] = field(default_factory=list)
    continuations: list[Sign] = field(default_factory=list)
    bodies: list[Sign] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    too_deep: list[Sign] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.last_brace = self.line.rfind("}")
        self.is_one_line = "\n" not in self.line.strip()
        if not _BACKQUOTE.search(self.line):
            self.marks += "`"  # all of them are at ends of lines, as PowerShell has it

    @property
    def more(self) -> bool:
        """Whether anything is left to read."""
        return self.at < len(self.line)

    @property
    def char(self) -> str:
        """The character at the cursor, or nothing at the end."""
        return self.line[self.at : self.at + 1]

    def ahead(self, text: str) -> bool:
        """Whether `text` comes next."""
        return self.line.startswith(text, self.at)

    def sign(self, start: int) -> Sign:
        """Return what was read since `start`."""
        return Sign(start, self.at, self.line[start : self.at])

    def take(self, length: int) -> Sign:
        """Read some characters."""
        self.at += length
        return self.sign(self.at - length)

    def continuation(self, at: int) -> int:
        """Return the length of a continuation (a backslash and the end of the line) that is at `at`.

        PowerShell's mark is a backquote and cmd's a caret.
        """
        if self.line[at : at + 1] in self.marks and (end := _NEW_LINE.match(self.line, at + 1)):
            return end.end() - at
        return 0

    def skip_blanks(self) -> None:
        """Move to the next word of this command: over spaces and continued lines."""
        while self.more:
            if self.char in BLANKS:
                self.at += 1
            elif length := self.continuation(self.at):
                self.continuations.append(self.take(length))
            else:
                return
