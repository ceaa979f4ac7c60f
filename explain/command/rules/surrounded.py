"""Rules about a line and what surrounds it: what a build keeps of it, what else takes its dollars."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import Analysis
from explain.command.rules.found import Found
from explain.command.surroundings import Inside
from explain.command.surroundings.family import PROGRAMS

_RUN = re.compile(r"\bRUN[ \t]+(?:--[a-z]+=\S+[ \t]+)*$")

_DOUBLED = {"make-recipe": "$", "groovy-filled": "\\"}
"""What a dollar of the shell's has before it. GNU make, 6.1; Groovy's Syntax, 4.4."""

_COMMAND = re.compile(rf"\$\([ \t]*(?:{'|'.join(PROGRAMS)}|cat|date|echo|git)[ \t]")
_VARIABLE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]+")


def surrounded(analysis: Analysis, inside: Inside, text: str) -> Iterator[Found]:
    """Find what is wrong with a line where it is in a text."""
    for start, end in _dollars(inside, text):
        yield Found("dollar-taken", start, end)
    is_run = "dockerfile-run" in inside.layers and _RUN.search(text[: inside.at[0]])
    for login in analysis.logins if is_run else ():
        yield Found("login-in-layer", login.command.start, login.command.end)


def with_dollars(text: str, found: tuple[Inside, ...]) -> str:
    """Return a text with every dollar written as its surroundings hand it on to the shell."""
    for inside in reversed(found):
        sign = next((_DOUBLED[layer] for layer in inside.layers if layer in _DOUBLED), "")
        for start, _ in sorted(_dollars(inside, text), reverse=True):
            at = inside.at[start]
            text = f"{text[:at]}{sign}{text[at:]}"
    return text


def _dollars(inside: Inside, text: str) -> Iterator[tuple[int, int]]:
    """Give the dollars that make or Groovy takes for its own, though the shell is meant."""
    if not any(layer in _DOUBLED for layer in inside.layers):
        return
    for match in _COMMAND.finditer(inside.text):
        if text.startswith("$(", inside.at[match.start()]) and not text.startswith(
            "$(shell", inside.at[match.start()]
        ):
            yield match.start(), match.end() - 1
    for match in _VARIABLE.finditer(inside.text) if "make-recipe" in inside.layers else ():
        if _VARIABLE.match(text, inside.at[match.start()]):
            yield match.span()
