"""Rules about a line as a whole: where a command continues on the next line, and how deep commands lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from explain.command.analysis import Analysis
from explain.command.mend import Edit
from explain.command.quoting import DEEPEST
from explain.command.rules.found import Found

_REST = re.compile(r"[ \t\r]*\n")
_JOINING = ("|", "|&", "&&", "||")


def continuation(analysis: Analysis) -> Iterator[Found]:
    """Find a space after the backslash at the end of a line, which then escapes only the space."""
    for stage in analysis.stages:
        for word in stage.command.words[-1:]:
            rest = _REST.match(analysis.line, word.end)
            if rest and word.raw.endswith(("\\ ", "\\\t")):
                blanks = Edit(word.end - 1, rest.end() - 1, "")
                yield Found("space-after-backslash", word.end - 2, word.end, (blanks,))


def beginning(analysis: Analysis) -> Iterator[Found]:
    """Find a line that begins with `|` or `&&`, which only PowerShell 7 reads."""
    for script in analysis.scripts:
        for end, sign in pairwise(script.signs):
            is_first = end.text.endswith("\n") and not analysis.slice(end.end, sign.start).strip()
            if is_first and sign.text in _JOINING:
                edit = Edit(_end_of_text(analysis.line, end.start), sign.start, " ")
                yield Found("joined-too-late", sign.start, sign.end, (edit,))


def _end_of_text(line: str, at: int) -> int:
    """Return where the text ends before some spaces."""
    while at and line[at - 1] in " \t\r":
        at -= 1
    return at


def depth(analysis: Analysis) -> Iterator[Found]:
    """Find commands too deep in others to be read: in brackets, or behind programs that run programs."""
    brackets = [(sign.start, sign.end) for script in analysis.scripts for sign in script.too_deep]
    words = [call.program_word for call in analysis.calls if len(call.around) >= DEEPEST]
    programs = [(word.start, word.end) for word in words if word]
    yield from (Found("too-deep", *place) for place in sorted(brackets + programs)[:1])
