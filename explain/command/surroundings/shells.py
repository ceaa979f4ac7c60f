"""Commands in the quotes of a shell's own words, and in cmd's `for /f`."""

from __future__ import annotations

import re

from explain.command.surroundings.family import is_family
from explain.command.surroundings.model import Inside, Taken
from explain.command.surroundings.patterns import Pattern

_ALIAS = Pattern(r"[ \t]*alias[ \t]+(?:-[a-z]+[ \t]+)?[A-Za-z0-9_.-]+=([\"'])", re.MULTILINE)


def is_alias(text: str) -> bool:
    """Whether a text defines an alias."""
    return bool(_ALIAS.match(text))


def read_alias(text: str) -> list[Inside]:
    """Find the command of an alias."""
    match = _ALIAS.match(text)
    inside = quoted(text, match.start(1), "alias") if match else None
    return [inside] if inside and is_family(inside.text) else []


def quoted(text: str, start: int, layer: str) -> Inside:
    """Take what stands in the quotes that begin at a place, as the shell reads it."""
    taken = Taken(text)
    taken.layer(layer)
    quote = text[start]
    taken.writer(_single_writer if quote == "'" else _double_writer)
    at = start + 1
    taken.end = at
    while at < len(text):
        if quote == "'" and text.startswith("'\\''", at):
            taken.put("'", at, at + 4)
            at += 4
        elif text[at] == quote:
            break
        elif quote == '"' and text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\", "$", "`"):
            taken.put(text[at + 1], at, at + 2)
            at += 2
        else:
            taken.keep(at, at + 1)
            at += 1
    return taken.inside()


def _single_writer(text: str) -> str | None:
    return text.replace("'", "'\\''")


def _double_writer(text: str) -> str | None:
    for sign in ("\\", '"', "$", "`"):
        text = text.replace(sign, f"\\{sign}")
    return text


_FOR = Pattern(
    r"(?:^|(?<=[\s&(@]))@?for[ \t]+/f[ \t]+(?:(?:\"[^\"\n]*\"|[a-z]+=\S+|usebackq\S*)[ \t]+)?"
    r"(%%?[A-Za-z])[ \t]+in[ \t]*\([ \t]*(['`])",
    re.IGNORECASE,
)
_DO = Pattern(r"(['`])[ \t]*\)[ \t]*do[ \t]+", re.IGNORECASE)


def is_for(text: str) -> bool:
    """Whether a text has cmd's `for /f … in ('…') do …`."""
    return bool(_FOR.search(text))


def read_for(text: str) -> list[Inside]:
    """Read `for /f %%i in ('A') do B` as `i=$(A)` and B: that is what cmd does with a single line."""
    taken = Taken(text)
    at = 0
    while (head := _FOR.search(text, at)) and (do := _DO.search(text, head.end())):
        _keep_percents(taken, at, head.start())
        taken.put(f"{head[1][-1]}=$(", head.start(), head.end())
        _keep_percents(taken, head.end(), do.start())
        taken.put(")\n", do.start(), do.end())
        at = do.end()
    if not at:
        return []
    taken.layer("for-f")
    _keep_percents(taken, at, len(text))
    inside = taken.inside()._replace(instead=_without_loop(text))
    return [inside] if is_family(inside.text) else []


def _without_loop(text: str) -> str:
    """Write a loop whose variable is used once, for a password or a whole command, as a substitution."""
    head = _FOR.search(text)
    do = _DO.search(text, head.end()) if head else None
    if not head or not do or _FOR.search(text, do.end()):
        return ""
    before, command, body = text[: head.start()], text[head.end() : do.start()], text[do.end() :]
    used = re.compile(rf"(?:(?:-p|--password)[ =]+|^[ \t]*){head[1]}(?![A-Za-z0-9_])").search(body)
    if not used or body.count(head[1]) != 1:
        return ""
    substitution = f"$({command.replace('^', '')})"
    return before + body.replace(head[1], substitution)


_PERCENT = Pattern(r"%%?([A-Za-z])(?![A-Za-z0-9_]*%)(?![A-Za-z0-9_])|\^(?=[|&<>])")


def _keep_percents(taken: Taken, start: int, end: int) -> None:
    """Take characters; `%%i` is a variable, and a caret before `|` only keeps cmd from reading it."""
    at = start
    while match := _PERCENT.search(taken.source, at, end):
        taken.keep(at, match.start())
        if match[1]:
            taken.variable(f"${match[1]}", match.start(), match.end())
        else:
            taken.end = match.end()
        at = match.end()
    taken.keep(at, end)
