"""Rules about the pipe: whether there is one, which way it runs, and whether the password comes through."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from explain.command.analysis import CLIENTS, Analysis, is_source
from explain.command.mend import Edit, cut
from explain.command.model import Call, Redirection
from explain.command.rules.found import Found, behind_login
from explain.command.rules.giving import end_of, password_for, piped
from explain.command.rules.places import ecr_logins

_TO_A_FILE = (">", ">>", "&>", "&>>", ">|")

_LOGINS = ("login", "registry", "auth")
"""What comes after the name of a client that logs in."""

_OTHER_WAYS = ("--password-stdin", "--password", "--identity-token-stdin", "--get-login", "--help")


def unread(analysis: Analysis) -> Iterator[Found]:
    """Find a password in a pipe to a login that does not read it."""
    for login, _ in ecr_logins(analysis):
        if any(login.option(name) for name in _OTHER_WAYS) or login.arguments[1:]:
            continue
        if any(analysis.asks(command) for command in analysis.before(login)):
            user = login.option("--username")
            end = end_of(analysis, user.value) if user and user.value else behind_login(login)
            edit = Edit(end, end, " --password-stdin")
            yield Found("no-password-stdin", login.command.start, login.command.end, (edit,))


def nothing_piped(analysis: Analysis) -> Iterator[Found]:
    """Find a login that waits for a password, but nothing sends it one."""
    for login, _ in ecr_logins(analysis):
        waits = login.option("--password-stdin") and not login.option("--password")
        if waits and not analysis.before(login) and not _is_fed(analysis, login):
            yield _reversed(analysis, login) or _unpiped(analysis, login) or _alone(analysis, login)


def forgotten(analysis: Analysis) -> Iterator[Found]:
    """Find a missing pipe: the second program is an argument of the first, or its file."""
    for source in analysis.sources:
        if found := _file_for_pipe(source):
            yield found
            continue
        words = source.command.words
        for before, word, behind in zip(words, words[1:], words[2:], strict=False):
            if word.text in CLIENTS and behind.text in _LOGINS:
                start = before.start if before.text == "sudo" else word.start
                edit = Edit(start, start, "| ")
                yield Found("no-pipe", start, behind.end, (edit,))
                break


def _file_for_pipe(source: Call) -> Found | None:
    """Find `> docker login`: a file of that name is written, and `login` is one more argument of `aws`."""
    for one in source.command.redirections:
        if takes_output(one) and one.target and one.target.text in CLIENTS:
            behind = [word for word in source.command.words if word.start > one.end]
            if behind and behind[0].text in _LOGINS:
                edit = Edit(one.start, one.target.start, "| ")
                return Found("no-pipe", one.start, behind[0].end, (edit,))
    return None


def takes_output(redirection: Redirection) -> bool:
    """Whether a redirection sends what a command prints into a file."""
    return redirection.operator in _TO_A_FILE and redirection.descriptor in ("", "1")


def _is_fed(analysis: Analysis, login: Call) -> bool:
    """Whether a file, a here-string or a here-document is at the standard input of a call."""
    return any(
        redirection.operator.startswith("<")
        for stage in analysis.holding(login.command.start, login.command.end)
        for redirection in stage.command.redirections
    )


def _alone(analysis: Analysis, login: Call) -> Found:
    edits = piped(analysis, login, password_for(analysis, login))
    return Found("nothing-piped", login.command.start, login.command.end, edits)


def _unpiped(analysis: Analysis, login: Call) -> Found | None:
    """Find a source that comes before the login, and is joined to it by something other than a pipe."""
    stage = analysis.stage(login)
    if not stage or not stage.position:
        return None
    previous = stage.script.pipelines[stage.position - 1]
    last = previous.commands[-1]
    asked = any(is_source(call) for call in analysis.calls_of(last))
    signs = stage.script.signs
    first = bisect_left(signs, last.end, key=lambda sign: sign.start)
    between = [sign for sign in signs[first : first + 2] if sign.start < login.command.start]
    if not asked or len(between) != 1 or last.redirections:
        return None
    sign = between[0]
    text = "|" if analysis.line[sign.start - 1] == " " else " |"
    text += "" if analysis.line[sign.end : sign.end + 1] == " " else " "
    start, end = (sign.start, sign.end) if sign.text.strip() else (last.start, login.command.end)
    return Found("no-pipe", start, end, (Edit(sign.start, sign.end, text),))


def _reversed(analysis: Analysis, login: Call) -> Found | None:
    """Find the two commands the wrong way round: `docker login … | aws …`."""
    stage = analysis.stage(login)
    later = stage.pipeline.commands[stage.index + 1 : stage.index + 3] if stage else ()
    if len(later) != 1:
        return None
    last = later[0]
    if not any(is_source(call) for call in analysis.calls_of(last)):
        return None
    first = login.command
    edits = (Edit(first.start, first.end, analysis.line[last.start : last.end]),
             Edit(last.start, last.end, analysis.line[first.start : first.end]))  # fmt: skip
    return Found("pipe-reversed", first.start, last.end, edits)


def to_a_file(analysis: Analysis) -> Iterator[Found]:
    """Find a password that is written to a file on its way: by `>`, so that none arrives, or by `tee`."""
    for login in analysis.logins:
        commands = analysis.before(login)
        asking = [command for command in commands if analysis.asks(command)]
        for one in (redirection for command in asking for redirection in command.redirections):
            if takes_output(one) and one.target:
                edit = cut(analysis.line, one.start, one.end)
                yield Found("output-elsewhere", one.start, one.end, (edit,))
        for before, command in pairwise(commands if asking else ()):
            if command.words and command.words[0].text == "tee":
                edit = Edit(before.end, command.end, "")
                yield Found("tee-in-pipe", command.start, command.end, (edit,))
