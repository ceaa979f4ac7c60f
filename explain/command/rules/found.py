"""What a rule gives, and the small questions that many rules ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from explain.command.analysis import Analysis
from explain.command.flat import Flat
from explain.command.mend import Edit
from explain.command.model import Call
from explain.hosts.meant import HOLE


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and where it is. `edits` correct it; `subject` is said instead of what is there.

    `safe` says that the subject holds no value that somebody typed, whatever it looks like.
    """

    id: str
    start: int
    end: int
    edits: tuple[Edit, ...] = ()
    subject: str = ""
    safe: bool = False


Rule = Callable[[Analysis], Iterator[Found]]


NOTHING = '""'


def change(typed: str, meant: str) -> str:
    """Say in a subject what was typed and what is meant."""
    return f"{typed or NOTHING} → {meant}"


def value(analysis: Analysis, call: Call, *names: str) -> Flat | None:
    """Return the value of the last of some options that a call was given."""
    for name in names:
        given = call.option(name)
        if given and given.value:
            return analysis.flat(given.value)
    return None


def region(analysis: Analysis, call: Call) -> Flat | None:
    """Return the region that a call is told, by option or by a variable that the line sets."""
    named = value(analysis, call, "--region", "-Region")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        named = named or analysis.environment(call, name)
    return named


def behind_login(login: Call) -> int:
    """Return where the word `login` of a login ends."""
    ends = [word.end for word in login.command.words if word.text == "login"]
    return ends[-1] if ends else login.command.end


def typed(analysis: Analysis, word: Flat) -> str:
    """Return a word as it was typed."""
    return analysis.line[word.start : word.end]


def told(analysis: Analysis, call: Call) -> str:
    """Write the region and the profile that a call is told, as options for another call of aws."""
    named, profile = region(analysis, call), value(analysis, call, "--profile")
    options = (("--region", named), ("--profile", profile))
    return "".join(f" {name} {typed(analysis, word)}" for name, word in options if word)


_VARIABLE = re.compile(
    r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))|%([A-Za-z_][A-Za-z0-9_]*)%"
)
_CHOICE = re.compile(r"(?<![A-Za-z0-9_-])(?:if|case|elif|switch)(?![A-Za-z0-9_-])")


def settled(analysis: Analysis, call: Call, word: Flat) -> str:
    """Return a word of a call with the values that the line itself gives to its variables.

    It is empty if one of them is not set in the line, or not by one plain assignment.
    """
    pieces: list[str] = []
    at = 0
    while at < len(word.text):
        if word.text[at] != HOLE:
            pieces.append(word.text[at])
            at += 1
            continue
        variable = _VARIABLE.match(analysis.line, word.at[at])
        known = _value_of(analysis, call, variable[variable.lastindex or 0]) if variable else ""
        if not variable or not known:
            return ""
        pieces.append(known)
        at += len(variable[0])
    return "".join(pieces)


def _value_of(analysis: Analysis, call: Call, name: str) -> str:
    """Return what a variable is set to before a call, where that depends on nothing.

    It is set as a shell, PowerShell (`$NAME = "…"`) or cmd (`set NAME=…`) does, once, and used only later.
    """
    uses = re.compile(rf"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_])").finditer(analysis.line)
    setting = re.compile(
        rf"{name}[ \t]*=[ \t]*([\"']?)([A-Za-z0-9._:/-]+)\1(?=[ \t\r]*(?:[;\n&|]|$))"
    )
    again = re.compile(rf"{name}[ \t]*=")
    first, *later = uses
    value = setting.match(analysis.line, first.start())
    is_free = _CHOICE.search(analysis.line, 0, first.start()) is None
    is_once = not any(again.match(analysis.line, use.start()) for use in later)
    return value[2] if value and is_free and is_once and value.end() <= call.command.start else ""
