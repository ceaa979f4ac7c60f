"""Rules about standard input: what takes it away from a login that a password is piped to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.mend import Edit, cut
from explain.command.model import Call, Command, Redirection, Word
from explain.command.reading import Reading, is_source
from explain.command.rules.found import Found
from explain.command.rules.giving import end_of, piped
from explain.command.rules.passwords import is_fed_by_xargs
from explain.command.rules.places import ecr_logins

_FILES = ("<", "<<<", "<<", "<<-")
_PRINTERS = ("echo", "printf", "aws", "cat", "type")
"""What people write behind `<` although it prints, and is no file."""

_LOGIN = re.compile(r"\b(?:docker|podman|nerdctl|finch|skopeo|helm|crane|oras)\b.*--password-stdin")


def taken(reading: Reading) -> Iterator[Found]:
    """A redirection behind a pipe: it is made last, and so it wins (POSIX, 2.9.2)."""
    for login in reading.logins:
        if not login.option("--password-stdin") or not _is_piped(reading, login):
            continue
        for command in _from_login_to_pipe(reading, login):
            for one in redirected(command):
                edits = () if one.operator.startswith("<<") and one.operator != "<<<" else (
                    cut(reading.line, one.start, one.end),)  # fmt: skip
                yield Found("input-taken", one.start, one.end, edits)
        yield from _wrapped(reading, login)
    yield from _in_body(reading)


def _is_piped(reading: Reading, login: Call) -> bool:
    return any(reading.asks(command) for command in reading.before(login))


def _from_login_to_pipe(reading: Reading, login: Call) -> Iterator[Command]:
    """Give the commands that a password comes through on its way from the pipe: `ssh`, then the login."""
    for stage in reading.holding(login.command.start, login.command.end):
        yield stage.command
        if any(reading.asks(command) for command in stage.before):
            return


def redirected(command: Command) -> Iterator[Redirection]:
    """Give what stands at the standard input of a command besides a pipe."""
    for one in command.redirections:
        if one.operator in _FILES and one.descriptor in ("", "0"):
            yield one


def _wrapped(reading: Reading, login: Call) -> Iterator[Found]:
    """Find the wrappers that keep the pipe to themselves: `ssh -n`, `sudo -S`."""
    for command in _from_login_to_pipe(reading, login):
        for call in (one for each in reading.calls_of(command) for one in each.around):
            kept = {"ssh": ("-n",), "sudo": ("-S", "--stdin")}.get(call.program, ())
            for given in call.options:
                if given.word.text in kept:
                    edit = cut(reading.line, given.word.start, given.word.end)
                    yield Found("input-taken", given.word.start, given.word.end, (edit,))


def _in_body(reading: Reading) -> Iterator[Found]:
    """Find `aws … | ssh HOST <<EOF` with the login in the lines below."""
    for body in reading.script.bodies:
        lines = [line for line in body.text.split("\n")[:-1] if line.strip()]
        if not any(_LOGIN.search(line) for line in lines):
            continue
        for stage in reading.stages:
            redirection = next(
                (one for one in redirected(stage.command) if one.operator[:2] == "<<"), None
            )
            asked = any(reading.asks(one) for one in stage.before)
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


def no_file(reading: Reading) -> Iterator[Found]:
    """`< echo …` and `< $(aws …)`: what stands behind `<` is the name of a file."""
    for login, _ in ecr_logins(reading):
        for one in redirected(login.command):
            target = one.target
            if one.operator != "<" or not target:
                continue
            rest = [word for word in login.command.words if word.start > one.end]
            if target.text.lower() in _PRINTERS and rest:
                yield _printed(reading, login, one, rest)
            elif _asks(reading, target) and target.raw[:1] != "<" and len(target.inner) == 1:
                inner = reading.slice(target.inner[0].start, target.inner[0].end).strip()
                away = cut(reading.line, one.start, one.end)
                edits = (*piped(reading, login, inner), away)
                yield Found("command-as-file", one.start, one.end, edits)


def _printed(reading: Reading, login: Call, one: Redirection, rest: list[Word]) -> Found:
    assert one.target
    printing = reading.slice(one.target.start, rest[-1].end)
    edits = (*piped(reading, login, printing), cut(reading.line, one.start, rest[-1].end))
    return Found("command-as-file", one.start, rest[-1].end, edits)


def _asks(reading: Reading, word: Word) -> bool:
    return any(is_source(call) for call in reading.within(word.start, word.end))


def words(reading: Reading) -> Iterator[Found]:
    """`xargs` reads the password, and hands it on as an argument."""
    for login in reading.logins:
        xargs = next((call for call in login.around if call.program == "xargs"), None)
        if not xargs or not xargs.program_word or not is_fed_by_xargs(reading, login):
            continue
        start, end = xargs.program_word.start, login.command.end
        ways = _from_input(reading, login)
        id_ = "input-taken" if login.option("--password-stdin") else "password-argument"
        edits = (Edit(start, _behind(xargs, login), ""), *ways) if ways else ()
        yield Found(id_, start, end, edits)


def _behind(xargs: Call, login: Call) -> int:
    """Return where the command begins that xargs runs."""
    around = login.around[login.around.index(xargs) + 1 :]
    follower = (*around, login)[0].program_word
    return follower.start if follower else login.command.end


def _from_input(reading: Reading, login: Call) -> tuple[Edit, ...]:
    """Have a login read the password that xargs gave it as an argument."""
    if stdin := login.option("--password-stdin"):
        return (Edit(stdin.word.start, stdin.word.end, "--password-stdin"),)
    given = login.option("--password")
    if not given:
        return ()
    end = end_of(reading, given.value) if given.value else given.word.end
    return (Edit(given.word.start, end, "--password-stdin"),)
