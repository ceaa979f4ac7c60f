"""Rules about the password: how it comes to the login, and where else it is seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from explain.command.mend import Edit, cut
from explain.command.model import Call, Command, Given, Word
from explain.command.reading import LOOKS_BACK, TOKEN_COMMANDS, Reading
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


def argument(reading: Reading) -> Iterator[Found]:
    """A password in the argument list."""
    for login in reading.logins:
        given = login.option("--password")
        if not given or not given.value or given.value.text == "-" or _is_slip(given):
            continue
        span = (given.word.start, given.value.end)
        text = reading.flat(given.value).text
        if is_fed_by_xargs(reading, login) or has_keys(reading, login):
            continue
        if login.option("--password-stdin"):
            yield Found("both-passwords", *span, (cut(reading.line, *span),))
        elif TOKEN.search(text):
            yield Found("token-in-line", *span, _piped(reading, login, given))
        else:
            yield Found("password-argument", *span, _piped(reading, login, given))


def is_fed_by_xargs(reading: Reading, login: Call) -> bool:
    """Whether `xargs` hands a piped password on to a login, as an argument."""
    return any(call.program == "xargs" for call in login.around) and any(
        reading.asks(command) for command in reading.before(login)
    )


def _is_slip(given: Given) -> bool:
    """Whether it is `-password-stdin`, with one dash too few, which another rule is about."""
    return given.word.text.partition("=")[0] in ("-password", "-password-stdin")


def _piped(reading: Reading, login: Call, given: Given) -> tuple[Edit, ...]:
    """Have the password come through a pipe in place of the argument list."""
    assert given.value
    stdin = Edit(given.word.start, end_of(reading, given.value), "--password-stdin")
    if any(reading.asks(command) for command in reading.before(login)):
        return (stdin,) if reads_pipe(reading, login) else ()
    giver = giver_of(reading, login, given.value)
    if not giver:
        return () if given.value.inner else (stdin,)
    before = piped(reading, login, giver, outside=is_filled_outside(reading, login))
    return (*before, stdin) if before else ()


def typed_out(reading: Reading) -> Iterator[Found]:
    """A token in the line itself: it is in the history of the shell from now on."""
    seen: list[int] = []
    for login, _ in ecr_logins(reading):
        for word in spoken(reading, login):
            edits = _instead(reading, login, word)
            if edits:
                seen.append(word.start)
                yield Found("token-in-line", word.start, word.end, edits)
            elif login.option("--password"):
                seen.append(word.start)
        yield from _in_here_document(reading, login)
    seen.sort()
    for stage in reading.stages:
        for word in (*stage.command.assignments, *stage.command.words):
            match = TOKEN.search(word.raw)
            if not match or word.inner or _covered(word, seen) or reading.holds_script(word):
                continue
            if _is_digest_or_path(word.raw):
                continue
            yield Found("token-in-line", word.start, word.end, _without(reading, word))


def _in_here_document(reading: Reading, login: Call) -> Iterator[Found]:
    """`<<EOF` and a token in the lines below."""
    announced = [one for one in login.command.redirections if one.operator in ("<<", "<<-")]
    bodies = reading.script.bodies
    if len(announced) != 1 or len(bodies) != 1 or not TOKEN.search(bodies[0].text):
        return
    body = bodies[0]
    edits = (
        *piped(reading, login, password_for(reading, login)),
        cut(reading.line, announced[0].start, announced[0].end),
        Edit(body.start - 1, body.end, ""),
    )
    yield Found("token-in-line", body.start, body.end, edits)


def _covered(word: Word, seen: list[int]) -> bool:
    """Whether one of some places, given in order, is in a word."""
    at = bisect_left(seen, word.start)
    return at < len(seen) and seen[at] < word.end


def _is_digest_or_path(text: str) -> bool:
    return not any(text.find(begin) >= 0 for begin in ("eyJ", "AQE", "QVdTO"))


def _without(reading: Reading, word: Word) -> tuple[Edit, ...]:
    """Take a token out: of a variable by asking for a new one, of a login by leaving it out.

    Anywhere else it is the value of something: what a header or a name would be without it, nobody knows.
    """
    for login in reading.logins:
        user = login.option("--username")
        if user and user.value == word:
            return (Edit(word.start, word.end, "AWS"),)
    name, equals, _ = word.raw.partition("=")
    if equals and name.replace("_", "a").isalnum():
        logins = [login for login, _ in ecr_logins(reading)]
        giver = password_for(reading, logins[0]) if logins else "aws ecr get-login-password"
        return (Edit(word.start, word.end, f"{name}=$({giver})"),)
    is_extra = any(word in login.arguments for login in reading.logins)
    return (cut(reading.line, word.start, word.end),) if is_extra else ()


def _instead(reading: Reading, login: Call, word: Word) -> tuple[Edit, ...]:
    """Put the command that gets a password in the place of what printed one."""
    giver = password_for(reading, login)
    for redirection in login.command.redirections:
        if redirection.target is word:
            away = cut(reading.line, redirection.start, redirection.end)
            return (*piped(reading, login, giver), away)
    for command in reading.before(login):
        if command.start <= word.start and word.end <= command.end:
            return (Edit(command.start, command.end, giver),)
    return ()


def stored(reading: Reading) -> Iterator[Found]:
    """A password from a file: it is good for 12 hours at most, and it lies on the disk."""
    for login, place in ecr_logins(reading):
        if not place or place.shape.kind in ("open", "other") or reading.source(login):
            continue
        for redirection in login.command.redirections:
            if (
                redirection.operator == "<"
                and redirection.target
                and login.option("--password-stdin")
            ):
                away = cut(reading.line, redirection.start, redirection.end)
                edits = (*piped(reading, login, password_for(reading, login)), away)
                yield Found("stored-password", redirection.start, redirection.end, edits)
        for command in reading.before(login)[-1:]:
            if _reads_file(command):
                edits = _instead_of_file(reading, login, command)
                yield Found("stored-password", command.start, command.end, edits)


def _instead_of_file(reading: Reading, login: Call, command: Command) -> tuple[Edit, ...]:
    """Ask for the password in the place of what reads a file; by what wrote that file, if the line did."""
    names = [word.text for word in command.words[1:]]
    for source in reading.sources:
        for one in source.command.redirections:
            stage = reading.stage(source)
            if stage and one.operator == ">" and one.target and one.target.text in names:
                if _is_used_again(reading, one.target, command):
                    return ()
                if stage.position + 1 >= len(stage.script.pipelines) or stage.pipeline.pipes:
                    break
                following = stage.script.pipelines[stage.position + 1].commands[0]
                kept = reading.slice(source.command.start, one.start) + reading.slice(
                    one.end, source.command.end
                )
                away = Edit(stage.command.start, following.start, "")
                return (away, Edit(command.start, command.end, kept.strip()))
    return (Edit(command.start, command.end, password_for(reading, login)),)


def _is_used_again(reading: Reading, file: Word, reader: Command) -> bool:
    """Whether more than its writer and its reader name a file, as `rm` would."""
    return any(
        word.text == file.text and stage.command != reader
        for stage in reading.stages
        for word in stage.command.words
    )


def _reads_file(command: Command) -> bool:
    words = command.words
    files = [word for word in words[1:] if not word.text.startswith("-")]
    return bool(files) and words[0].text.lower() in READERS


def undecoded(reading: Reading) -> Iterator[Found]:
    """An authorization token is base64 of user and password; docker wants the password."""
    for login in reading.logins:
        source = reading.source(login)
        if not source or source.path[:2] not in TOKEN_COMMANDS:
            continue
        chain = _behind(reading, source, login)
        programs = [command.words[0].text for command in chain if command.words]
        if any(one in _DECODERS for one in programs) and any(one in _SPLITTERS for one in programs):
            continue
        end = chain[-1].end if chain else source.command.end
        new = f"aws {source.path[0]} get-login-password"
        for name in ("--region", "--profile"):
            if told := value(reading, source, name):
                new += f" {name} {reading.line[told.start : told.end]}"
        yield Found("undecoded-token", source.command.start, end,
                    (Edit(source.command.start, end, new),))  # fmt: skip


def _behind(reading: Reading, source: Call, login: Call) -> tuple[Command, ...]:
    """Return the commands that a source's output goes through before it comes to the login."""
    stage = reading.stage(source)
    if not stage:
        return ()
    later = stage.pipeline.commands[stage.index + 1 : stage.index + 1 + LOOKS_BACK]
    is_inside = login.command.start <= source.command.start  # `-p $(aws … | base64 -d | cut …)`
    return tuple(command for command in later
                 if not (command.start <= login.command.start and login.command.end <= command.end)
                 and (command.start < login.command.start or is_inside))  # fmt: skip
