"""Rules about the password: how it comes to the login, and where else it is seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from explain.command.analysis import LOOKS_BACK, TOKEN_COMMANDS, Analysis
from explain.command.mend import Edit, cut
from explain.command.model import Call, Command, Given, Word
from explain.command.rules.found import Found, value
from explain.command.rules.giving import (
    end_of,
    giver_of,
    is_filled_outside,
    password_for,
    piped,
    reads_pipe,
)
from explain.command.rules.keys import has_keys
from explain.command.rules.places import ecr_logins
from explain.command.rules.typed import TOKEN, spoken

READERS = ("cat", "type", "get-content", "gc", "bat")
"""Programs that print a file."""

_DECODERS = ("base64", "openssl", "python", "python3", "perl", "jq")
_SPLITTERS = ("cut", "awk", "gawk", "sed", "python", "python3", "perl", "jq", "tr")


def argument(analysis: Analysis) -> Iterator[Found]:
    """Find a password in the argument list of a login."""
    for login in analysis.logins:
        given = login.option("--password")
        if not given or not given.value or given.value.text == "-" or _is_slip(given):
            continue
        span = (given.word.start, given.value.end)
        text = analysis.flat(given.value).text
        if is_fed_by_xargs(analysis, login) or has_keys(analysis, login):
            continue
        if login.option("--password-stdin"):
            yield Found("both-passwords", *span, (cut(analysis.line, *span),))
        elif TOKEN.search(text):
            yield Found("token-in-line", *span, _piped(analysis, login, given))
        else:
            yield Found("password-argument", *span, _piped(analysis, login, given))


def is_fed_by_xargs(analysis: Analysis, login: Call) -> bool:
    """Whether `xargs` hands a piped password on to a login, as an argument."""
    return any(call.program == "xargs" for call in login.around) and any(
        analysis.asks(command) for command in analysis.before(login)
    )


def _is_slip(given: Given) -> bool:
    """Whether it is `-password-stdin`, with one dash too few, which another rule is about."""
    return given.word.text.partition("=")[0] in ("-password", "-password-stdin")


def _piped(analysis: Analysis, login: Call, given: Given) -> tuple[Edit, ...]:
    """Have the password come through a pipe instead of the argument list."""
    assert given.value
    stdin = Edit(given.word.start, end_of(analysis, given.value), "--password-stdin")
    if any(analysis.asks(command) for command in analysis.before(login)):
        return (stdin,) if reads_pipe(analysis, login) else ()
    giver = giver_of(analysis, login, given.value)
    if not giver:
        return () if given.value.inner else (stdin,)
    before = piped(analysis, login, giver, outside=is_filled_outside(analysis, login))
    return (*before, stdin) if before else ()


def typed_out(analysis: Analysis) -> Iterator[Found]:
    """Find a token in the line itself, which the shell keeps in its history."""
    seen: list[int] = []
    for login, _ in ecr_logins(analysis):
        for word in spoken(analysis, login):
            edits = _instead(analysis, login, word)
            if edits:
                seen.append(word.start)
                yield Found("token-in-line", word.start, word.end, edits)
            elif login.option("--password"):
                seen.append(word.start)
        yield from _in_here_document(analysis, login)
    seen.sort()
    for stage in analysis.stages:
        for word in (*stage.command.assignments, *stage.command.words):
            match = TOKEN.search(word.raw)
            if not match or word.inner or _covered(word, seen) or analysis.holds_script(word):
                continue
            yield Found("token-in-line", word.start, word.end, _without(analysis, word))


def _in_here_document(analysis: Analysis, login: Call) -> Iterator[Found]:
    """Find a token in a here-document."""
    announced = [one for one in login.command.redirections if one.operator in ("<<", "<<-")]
    bodies = analysis.script.bodies
    if len(announced) != 1 or len(bodies) != 1 or not TOKEN.search(bodies[0].text):
        return
    body = bodies[0]
    edits = (
        *piped(analysis, login, password_for(analysis, login)),
        cut(analysis.line, announced[0].start, announced[0].end),
        Edit(body.start - 1, body.end, ""),
    )
    yield Found("token-in-line", body.start, body.end, edits)


def _covered(word: Word, seen: list[int]) -> bool:
    """Whether one of some places, given in order, is in a word."""
    at = bisect_left(seen, word.start)
    return at < len(seen) and seen[at] < word.end


def _without(analysis: Analysis, word: Word) -> tuple[Edit, ...]:
    """Take a token out: of a variable by asking for a new one, of a login by leaving it out.

    Anywhere else it is the value of something: what a header or a name would be without it, nobody knows.
    """
    for login in analysis.logins:
        user = login.option("--username")
        if user and user.value == word:
            return (Edit(word.start, word.end, "AWS"),)
    name, equals, _ = word.raw.partition("=")
    if equals and name.replace("_", "a").isalnum():
        logins = [login for login, _ in ecr_logins(analysis)]
        giver = password_for(analysis, logins[0]) if logins else "aws ecr get-login-password"
        return (Edit(word.start, word.end, f"{name}=$({giver})"),)
    is_extra = any(word in login.arguments for login in analysis.logins)
    return (cut(analysis.line, word.start, word.end),) if is_extra else ()


def _instead(analysis: Analysis, login: Call, word: Word) -> tuple[Edit, ...]:
    """Replace what printed a password with the command that fetches one."""
    giver = password_for(analysis, login)
    for redirection in login.command.redirections:
        if redirection.target is word:
            away = cut(analysis.line, redirection.start, redirection.end)
            return (*piped(analysis, login, giver), away)
    for command in analysis.before(login):
        if command.start <= word.start and word.end <= command.end:
            return (Edit(command.start, command.end, giver),)
    return ()


def stored(analysis: Analysis) -> Iterator[Found]:
    """Find a password from a file: it is valid for 12 hours at most, and stays on the disk."""
    for login, place in ecr_logins(analysis):
        if not place or place.shape.kind in ("open", "other") or analysis.source(login):
            continue
        for redirection in login.command.redirections:
            if (
                redirection.operator == "<"
                and redirection.target
                and login.option("--password-stdin")
            ):
                away = cut(analysis.line, redirection.start, redirection.end)
                edits = (*piped(analysis, login, password_for(analysis, login)), away)
                yield Found("stored-password", redirection.start, redirection.end, edits)
        for command in analysis.before(login)[-1:]:
            if _reads_file(command):
                edits = _instead_of_file(analysis, login, command)
                yield Found("stored-password", command.start, command.end, edits)


def _instead_of_file(analysis: Analysis, login: Call, command: Command) -> tuple[Edit, ...]:
    """Replace what reads a file with the command that wrote it, or else with a request for a password."""
    names = [word.text for word in command.words[1:]]
    for source in analysis.sources:
        for one in source.command.redirections:
            stage = analysis.stage(source)
            if stage and one.operator == ">" and one.target and one.target.text in names:
                if _is_used_again(analysis, one.target, command):
                    return ()
                if stage.position + 1 >= len(stage.script.pipelines) or stage.pipeline.pipes:
                    break
                following = stage.script.pipelines[stage.position + 1].commands[0]
                kept = analysis.slice(source.command.start, one.start) + analysis.slice(
                    one.end, source.command.end
                )
                away = Edit(stage.command.start, following.start, "")
                return (away, Edit(command.start, command.end, kept.strip()))
    return (Edit(command.start, command.end, password_for(analysis, login)),)


def _is_used_again(analysis: Analysis, file: Word, reader: Command) -> bool:
    """Whether more than its writer and its reader name a file, as `rm` would."""
    return any(
        word.text == file.text and stage.command != reader
        for stage in analysis.stages
        for word in stage.command.words
    )


def _reads_file(command: Command) -> bool:
    words = command.words
    files = [word for word in words[1:] if not word.text.startswith("-")]
    return bool(files) and words[0].text.lower() in READERS


def undecoded(analysis: Analysis) -> Iterator[Found]:
    """Find an authorization token, base64 of user and password, instead of the password."""
    for login in analysis.logins:
        source = analysis.source(login)
        if not source or source.path[:2] not in TOKEN_COMMANDS:
            continue
        chain = _behind(analysis, source, login)
        programs = [command.words[0].text for command in chain if command.words]
        if any(one in _DECODERS for one in programs) and any(one in _SPLITTERS for one in programs):
            continue
        end = chain[-1].end if chain else source.command.end
        new = f"aws {source.path[0]} get-login-password"
        for name in ("--region", "--profile"):
            if told := value(analysis, source, name):
                new += f" {name} {analysis.line[told.start : told.end]}"
        yield Found("undecoded-token", source.command.start, end,
                    (Edit(source.command.start, end, new),))  # fmt: skip


def _behind(analysis: Analysis, source: Call, login: Call) -> tuple[Command, ...]:
    """Return the commands that a source's output goes through before it comes to the login."""
    stage = analysis.stage(source)
    if not stage:
        return ()
    later = stage.pipeline.commands[stage.index + 1 : stage.index + 1 + LOOKS_BACK]
    is_inside = login.command.start <= source.command.start  # `-p $(aws … | base64 -d | cut …)`
    return tuple(command for command in later
                 if not (command.start <= login.command.start and login.command.end <= command.end)
                 and (command.start < login.command.start or is_inside))  # fmt: skip
