"""Rules about standard input: what takes it away from a login that a password is piped to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import Analysis, is_source
from explain.command.mend import Edit, cut
from explain.command.model import Call, Command, Redirection, Word
from explain.command.rules.found import Found
from explain.command.rules.giving import end_of, piped
from explain.command.rules.passwords import is_fed_by_xargs
from explain.command.rules.places import ecr_logins

_FILES = ("<", "<<<", "<<", "<<-")
_PRINTERS = ("echo", "printf", "aws", "cat", "type")
"""What people write after `<` although it is a command that prints, not a file."""

_LOGIN = re.compile(r"\b(?:docker|podman|nerdctl|finch|skopeo|helm|crane|oras)\b.*--password-stdin")


def taken(analysis: Analysis) -> Iterator[Found]:
    """Find a redirection after a pipe: it is applied last, and so it wins (POSIX, 2.9.2)."""
    for login in analysis.logins:
        if not login.option("--password-stdin") or not _is_piped(analysis, login):
            continue
        for command in _from_login_to_pipe(analysis, login):
            for one in redirected(command):
                edits = () if one.operator.startswith("<<") and one.operator != "<<<" else (
                    cut(analysis.line, one.start, one.end),)  # fmt: skip
                yield Found("input-taken", one.start, one.end, edits)
        yield from _wrapped(analysis, login)
    yield from _in_body(analysis)


def _is_piped(analysis: Analysis, login: Call) -> bool:
    return any(analysis.asks(command) for command in analysis.before(login))


def _from_login_to_pipe(analysis: Analysis, login: Call) -> Iterator[Command]:
    """Give the commands that a password comes through on its way from the pipe: `ssh`, then the login."""
    for stage in analysis.holding(login.command.start, login.command.end):
        yield stage.command
        if any(analysis.asks(command) for command in stage.before):
            return


def redirected(command: Command) -> Iterator[Redirection]:
    """Give what is at the standard input of a command other than a pipe."""
    for one in command.redirections:
        if one.operator in _FILES and one.descriptor in ("", "0"):
            yield one


def _wrapped(analysis: Analysis, login: Call) -> Iterator[Found]:
    """Find the wrappers that keep the pipe to themselves: `ssh -n`, `sudo -S`."""
    for command in _from_login_to_pipe(analysis, login):
        for call in (one for each in analysis.calls_of(command) for one in each.around):
            kept = {"ssh": ("-n",), "sudo": ("-S", "--stdin")}.get(call.program, ())
            for given in call.options:
                if given.word.text in kept:
                    edit = cut(analysis.line, given.word.start, given.word.end)
                    yield Found("input-taken", given.word.start, given.word.end, (edit,))


def _in_body(analysis: Analysis) -> Iterator[Found]:
    """Find `aws … | ssh HOST <<EOF` with the login in the lines below."""
    for body in analysis.script.bodies:
        lines = [line for line in body.text.split("\n")[:-1] if line.strip()]
        if not any(_LOGIN.search(line) for line in lines):
            continue
        for stage in analysis.stages:
            redirection = next(
                (one for one in redirected(stage.command) if one.operator[:2] == "<<"), None
            )
            asked = any(analysis.asks(one) for one in stage.before)
            if redirection and asked and redirection.end <= body.start:
                edits = _as_argument(redirection, lines, body.start, body.end)
                yield Found("input-taken", redirection.start, redirection.end, edits)


def _as_argument(
    redirection: Redirection, lines: list[str], start: int, end: int
) -> tuple[Edit, ...]:
    """Hand a here-document of one line on as an argument of `ssh`."""
    quoted = redirection.target is not None and redirection.target.raw[:1] in ("'", '"', "\\")
    if len(lines) != 1 or not quoted or "'" in lines[0]:
        return ()
    return (
        Edit(redirection.start, redirection.end, f"'{lines[0].strip()}'"),
        Edit(start - 1, end, ""),
    )


def no_file(analysis: Analysis) -> Iterator[Found]:
    """Find `< echo …` and `< $(aws …)`: the word after `<` is the name of a file."""
    for login, _ in ecr_logins(analysis):
        for one in redirected(login.command):
            target = one.target
            if one.operator != "<" or not target:
                continue
            rest = [word for word in login.command.words if word.start > one.end]
            if target.text.lower() in _PRINTERS and rest:
                yield _printed(analysis, login, one, rest)
            elif _asks(analysis, target) and target.raw[:1] != "<" and len(target.inner) == 1:
                inner = analysis.slice(target.inner[0].start, target.inner[0].end).strip()
                away = cut(analysis.line, one.start, one.end)
                edits = (*piped(analysis, login, inner), away)
                yield Found("command-as-file", one.start, one.end, edits)


def _printed(analysis: Analysis, login: Call, one: Redirection, rest: list[Word]) -> Found:
    assert one.target
    printing = analysis.slice(one.target.start, rest[-1].end)
    edits = (*piped(analysis, login, printing), cut(analysis.line, one.start, rest[-1].end))
    return Found("command-as-file", one.start, rest[-1].end, edits)


def _asks(analysis: Analysis, word: Word) -> bool:
    return any(is_source(call) for call in analysis.within(word.start, word.end))


def words(analysis: Analysis) -> Iterator[Found]:
    """Find `xargs`, which reads the password and passes it on as an argument."""
    for login in analysis.logins:
        xargs = next((call for call in login.around if call.program == "xargs"), None)
        if not xargs or not xargs.program_word or not is_fed_by_xargs(analysis, login):
            continue
        start, end = xargs.program_word.start, login.command.end
        ways = _from_input(analysis, login)
        id_ = "input-taken" if login.option("--password-stdin") else "password-argument"
        edits = (Edit(start, _behind(xargs, login), ""), *ways) if ways else ()
        yield Found(id_, start, end, edits)


def _behind(xargs: Call, login: Call) -> int:
    """Return where the command begins that xargs runs."""
    around = login.around[login.around.index(xargs) + 1 :]
    follower = (*around, login)[0].program_word
    return follower.start if follower else login.command.end


def _from_input(analysis: Analysis, login: Call) -> tuple[Edit, ...]:
    """Have a login read the password that xargs gave it as an argument."""
    if stdin := login.option("--password-stdin"):
        return (Edit(stdin.word.start, stdin.word.end, "--password-stdin"),)
    given = login.option("--password")
    if not given:
        return ()
    end = end_of(analysis, given.value) if given.value else given.word.end
    return (Edit(given.word.start, end, "--password-stdin"),)
