"""Commands in the quotes of a shell's own words, and in cmd's `for /f`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain import lazily
from explain.command.surroundings.family import is_family
from explain.command.surroundings.model import Inside, Taken

_ALIAS = lazily.pattern(r"[ \t]*alias[ \t]+(?:-[a-z]+[ \t]+)?[A-Za-z0-9_.-]+=([\"'])", re.MULTILINE)


def is_alias(text: str) -> bool:
    """Whether a text defines an alias."""
    return bool(_ALIAS.match(text))


def read_alias(text: str) -> list[Inside]:
    """Find the command of an alias."""
    match = _ALIAS.match(text)
    inside = quoted(text, match.start(1), "alias") if match else None
    return [inside] if inside and is_family(inside.text) else []


def quoted(text: str, start: int, layer: str) -> Inside:
    """Take what is in the quotes that begin at a place, as the shell reads it."""
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


_FOR = lazily.pattern(
    r"(?:^|(?<=[\s&(@]))@?for[ \t]+/f[ \t]+(?:(?:\"[^\"\n]*\"|[a-z]+=\S+|usebackq\S*)[ \t]+)?"
    r"(%%?[A-Za-z])[ \t]+in[ \t]*\([ \t]*(['`])",
    re.IGNORECASE,
)
_DO = lazily.pattern(r"(['`])[ \t]*\)[ \t]*do[ \t]+@?", re.IGNORECASE)


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


_PERCENT = lazily.pattern(r"%%?([A-Za-z])(?![A-Za-z0-9_]*%)(?![A-Za-z0-9_])|\^(?=[|&<>])")


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


_BATCH = lazily.pattern(r"\s*@echo[ \t]+off(?![^\s&])", re.IGNORECASE)
_QUIET = lazily.pattern(r"^[ \t]*@", re.MULTILINE)


def is_batch(text: str) -> bool:
    """Whether a text is a batch file of cmd."""
    return bool(_BATCH.match(text))


def read_batch(text: str) -> list[Inside]:
    """Read a batch file; `@` keeps cmd from printing a line."""
    taken = Taken(text)
    taken.layer("batch")
    at = 0
    for quiet in _QUIET.finditer(text):
        taken.keep(at, quiet.end() - 1)
        taken.end = at = quiet.end()
    taken.keep(at, len(text))
    return [taken.inside()] if is_family(text) else []


_HEREDOC = lazily.pattern(
    r"^([^\n<]{0,400})<<-?[ \t]*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\2([^\n]*)\n", re.MULTILINE
)
_OWN = lazily.pattern(r"get-login|get-authorization|--password-stdin")


def is_heredoc(text: str) -> bool:
    """Whether lines of the family are in a here-document, as another shell's script or a file's text."""
    return any(True for _ in _bodies(text))


def _bodies(text: str) -> Iterator[tuple[int, int, int, bool]]:
    """Give where here-documents with commands begin and end, what ends them, and whether that is quoted.

    One that a password is piped to, or that holds one itself, belongs to its own line.
    """
    at = 0
    while opening := _HEREDOC.search(text, at):
        end = re.compile(rf"^\t*{opening[3]}[ \t]*\r?$", re.MULTILINE).search(text, opening.end())
        at = end.end() if end else opening.end()
        is_own = _OWN.search(opening[1]) or _OWN.search(opening[4])
        if end and not is_own and is_family(text[opening.end() : end.start()]):
            yield opening.end(), end.start() - 1, end.end(), bool(opening[2])


def read_heredoc(text: str) -> list[Inside]:
    """Read the here-documents in a script, and what is between them."""
    found: list[Inside] = []
    at = 0
    for start, end, after, is_quoted in (*_bodies(text), (len(text),) * 3 + (True,)):
        beside = Taken(text)
        beside.layer("beside-here-document")
        beside.keep(at, start)
        found.append(beside.inside())
        found.append(_body(text, start, end, is_quoted))
        at = after
    return [inside for inside in found if is_family(inside.text)]


def _body(text: str, start: int, end: int, is_quoted: bool) -> Inside:
    """Take a here-document; without quotes around its delimiter, a backslash guards a dollar."""
    taken = Taken(text)
    taken.layer("here-document")
    taken.end = at = start
    while not is_quoted and (guard := _GUARD.search(text, at, end)):
        taken.keep(at, guard.start())
        taken.put(guard[0][1], guard.start(), guard.end())
        at = guard.end()
    taken.keep(at, end)
    return taken.inside()


_GUARD = lazily.pattern(r"\\[$`\\]")
