"""How a password enters a login: which command gives it, and where that command and its pipe go."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from explain.command.analysis import Analysis, Stage
from explain.command.mend import Edit
from explain.command.model import Call, Command, Word
from explain.command.rules.places import host_of, is_private, is_public
from explain.hosts.meant import HOLE
from explain.hosts.partitions import PUBLIC_REGION

_KEYWORDS = ("if", "then", "elif", "else", "while", "until", "do", "!", "=")
"""What comes before a whole pipeline, so that a pipe's first command goes after it.

POSIX, Shell Command Language, 2.9.2: `!` belongs to the pipeline, and `a | ! b` is a syntax error.
"""

_NO_INPUT = {"ssh": ("-n", "-t", "-f"), "xargs": (), "sudo": ("-S",)}
"""Wrappers that keep standard input from the command: always, or with one of these options.

With `-t` ssh has a terminal write back what passes, which would show the password.
"""


def password_for(analysis: Analysis, login: Call) -> str:
    """Write the command that gets the password for a login."""
    place = host_of(analysis, login)
    if is_public(place):
        return f"aws ecr-public get-login-password --region {PUBLIC_REGION}"
    named = ""
    if place and is_private(place) and place.shape.region_name:
        named = f" --region {place.typed(analysis, place.shape.region)}"
    return f"aws ecr get-login-password{named}"


def piped(
    analysis: Analysis, login: Call, giver: str, *, outside: bool = False
) -> tuple[Edit, ...]:
    """Put a command and a pipe before a login; no edits where it could not read from there.

    With `outside` the command goes before what holds the login in quotes, as in `ssh HOST "docker login"`.
    """
    outer = _outside(analysis, login) if outside else None
    command = outer.command if outer else login.command
    around = [*login.around, *(_around(analysis, command) if outer else ())]
    if any(_keeps_input(call) for call in around):
        return ()
    begin = behind_keywords(analysis, command)
    return (Edit(begin, begin, f"{giver} | "),)


def reads_pipe(analysis: Analysis, login: Call) -> bool:
    """Whether a login reads a password that is piped to it: nothing around it keeps standard input."""
    for stage in analysis.holding(login.command.start, login.command.end):
        around = (
            _around(analysis, stage.command) if stage.command != login.command else login.around
        )
        if any(_keeps_input(call) for call in around):
            return False
        if any(analysis.asks(command) for command in stage.before):
            return True
    return False


def _around(analysis: Analysis, command: Command) -> Iterator[Call]:
    """Yield the calls of a command, each after those that run it, such as `sudo`."""
    for call in analysis.calls_of(command):
        yield from (*call.around, call)


def _keeps_input(call: Call) -> bool:
    options = _NO_INPUT.get(call.program)
    given = any(one.word.text.startswith(options) for one in call.options) if options else True
    return options is not None and given


def behind_keywords(analysis: Analysis, command: Command) -> int:
    """Return where a command begins after the shell keywords (`if`, `!`)."""
    begin = command.start
    for call in _around(analysis, command):
        if call.program in _KEYWORDS and call.program_word:
            begin = (call.arguments[-1] if call.program == "=" else call.program_word).end
            begin += len(analysis.line[begin:]) - len(analysis.line[begin:].lstrip(" \t"))
    return begin


def is_filled_outside(analysis: Analysis, login: Call) -> bool:
    """Whether a login is in double quotes, so that the shell around them expands its `$(…)`."""
    return _outside(analysis, login) is not None


def _outside(analysis: Analysis, login: Call) -> Stage | None:
    """Find the command that holds a login in double quotes."""
    stages = analysis.holding(login.command.start, login.command.end)
    for inner, outer in pairwise(stages):
        start = inner.script.start
        if start and analysis.line[start - 1] == '"' and outer.script is not inner.script:
            return outer
    return None


def end_of(analysis: Analysis, word: Word) -> int:
    """Return where a word ends, its closing quote included (`--password="…"`)."""
    return word.end + (analysis.line[word.end : word.end + 1] in ("'", '"'))


def giver_of(analysis: Analysis, login: Call, password: Word) -> str:
    """Write the command that prints the password that was given as an argument; empty if none can."""
    text = analysis.flat(password).text
    if len(password.inner) == 1 and not text.replace(HOLE, "").strip("$"):  # make writes `$$(…)`
        inner = password.inner[0]
        return analysis.line[inner.start : inner.end].strip()
    if text and not text.replace(HOLE, ""):
        return _printed(analysis, login, password.text)
    place = host_of(analysis, login)
    return password_for(analysis, login) if is_private(place) or is_public(place) else ""


def _printed(analysis: Analysis, login: Call, variable: str) -> str:
    """Write what prints a variable: in PowerShell its name alone does."""
    if variable.lower().startswith("$env:") or is_powershell_variable(analysis, variable):
        return variable
    if analysis.is_quoted(login) and not is_filled_outside(analysis, login):
        return f"echo {variable}"
    return f'echo "{variable}"'


def is_powershell_variable(analysis: Analysis, variable: str) -> bool:
    """Whether the line sets a variable as PowerShell does: `$password = aws …`."""
    return any(
        call.program == "=" and call.program_word and call.program_word.raw == variable
        for one in analysis.calls
        for call in one.around
    )
