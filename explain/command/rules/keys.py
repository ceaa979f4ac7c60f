"""Rules about the keys of IAM: typed into a line, or taken for the login of the registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from explain.command.analysis import Analysis
from explain.command.mend import Edit, cut
from explain.command.model import Call, Word
from explain.command.rules.found import Found
from explain.command.rules.giving import end_of, is_filled_outside, password_for, piped
from explain.command.rules.places import host_of, is_private, is_public
from explain.hosts.meant import HOLE

_NAMED = re.compile(
    r"(?:AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_SECURITY_TOKEN|SecretAccessKey|SecretKey|SessionToken)"
    r"[\"']?(?:(?<!\$[A-Z_]{21})[ ]{1,9}|[ ]{0,4}[=:][ =:]{0,4})[\"']?$",
    re.IGNORECASE,
)
"""The name of a key before a secret."""

_BEFORE = 40
"""Characters before a secret in which its name is."""

_SECRET = re.compile(
    r"secret_?(?:access_?)?key|access_?key_?secret|aws_secret|(?:session|security)_token",
    re.IGNORECASE,
)
_KEY_ID = re.compile(r"access_?key", re.IGNORECASE)
_AN_ID = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,}")


class _Taken(NamedTuple):
    """A login with keys of IAM: what is said of it, and the edits that give it the registry's password."""

    start: int
    end: int
    subject: str
    edits: tuple[Edit, ...]


def login(analysis: Analysis) -> Iterator[Found]:
    """Find an access key and a secret key instead of `AWS` and the registry's password."""
    for taken in _logins(analysis).values():
        yield Found("iam-keys", taken.start, taken.end, taken.edits, taken.subject)
    for call in analysis.calls:  # kubectl create secret docker-registry
        user, given = call.option("--docker-username"), call.option("--docker-password")
        if user and user.value and given and given.value and _is_secret(analysis, given.value):
            start, end = (
                min(user.word.start, given.word.start),
                max(user.value.end, given.value.end),
            )
            yield Found("iam-keys", start, end, (), given.value.raw)


def has_keys(analysis: Analysis, login: Call) -> bool:
    """Whether a login is given keys of IAM, so that what else is wrong with its user and password is moot."""
    return id(login) in _logins(analysis)


def _logins(analysis: Analysis) -> dict[int, _Taken]:
    (found,) = analysis.once(_found)
    return found


def _found(analysis: Analysis) -> Iterator[dict[int, _Taken]]:
    """Give the logins that take keys of IAM, by the identity of the call."""
    taken = ((call, _taken(analysis, call)) for call in analysis.logins)
    yield {id(call): keys for call, keys in taken if keys}


def _taken(analysis: Analysis, login: Call) -> _Taken | None:
    user = _user(analysis, login)
    given = None if analysis.source(login) else _password(analysis, login, user)
    if not _is_for_ecr(analysis, login, user, given):
        return None
    edits = given.edits if given else ()
    if user:
        edits += (Edit(user.start, end_of(analysis, user), "AWS"),)
    places = [(word.start, word.end) for word in (given, user) if word]
    start, end = min(start for start, _ in places), max(end for _, end in places)
    subject = given.subject if given else analysis.slice(*places[0])
    return _Taken(start, end, subject, edits)


def _is_for_ecr(analysis: Analysis, login: Call, user: Word | None, given: _Taken | None) -> bool:
    """Whether keys are given to a registry of ECR; of a host that only the shell knows, the names tell."""
    place = host_of(analysis, login)
    if is_private(place) or is_public(place):
        return bool(user or given)
    if place and place.shape.kind != "open":
        return False
    named = f"{user.raw if user else ''} {given.subject if given else ''}".lower()
    return "aws" in named or bool(user and given)


def _user(analysis: Analysis, login: Call) -> Word | None:
    """Return the user name of a login where it is the name of an access key."""
    given = login.option("--username")
    if not given or not given.value:
        return None
    text = analysis.flat(given.value).text
    is_variable = HOLE in text and _KEY_ID.search(given.value.raw)
    return given.value if is_variable or _AN_ID.fullmatch(text) else None


def _password(analysis: Analysis, login: Call, user: Word | None) -> _Taken | None:
    """Find the secret key that a login is given: as an option, through the pipe, or as a here-string.

    With an access key for the user, any password is taken for its secret.
    """
    giver = password_for(analysis, login)
    before = piped(analysis, login, giver, outside=is_filled_outside(analysis, login))
    given = login.option("--password")
    if given and given.value and (user or _is_secret(analysis, given.value)):
        start, end = given.word.start, end_of(analysis, given.value)
        edits = (*before, Edit(start, end, "--password-stdin")) if before else ()
        return _Taken(start, end, given.value.raw, edits)
    for one in login.command.redirections:
        if one.operator == "<<<" and one.target and _is_secret(analysis, one.target):
            away = cut(analysis.line, one.start, one.end)
            return _Taken(one.start, one.end, one.target.raw, (*before, away) if before else ())
    commands = analysis.before(login)
    for command in commands:
        for word in command.words[1:]:
            if _is_secret(analysis, word):
                start, end = command.start, commands[-1].end
                return _Taken(start, end, word.raw, (Edit(start, end, giver),))
    return None


def _is_secret(analysis: Analysis, word: Word) -> bool:
    return HOLE in analysis.flat(word).text and bool(_SECRET.search(word.raw))


def typed(analysis: Analysis) -> Iterator[Found]:
    """Find a secret access key in the line itself."""
    for start, end in analysis.secrets:
        first = max(start - _BEFORE, 0)
        name = _NAMED.search(analysis.line[first:start])
        if not name:
            continue
        edits: tuple[Edit, ...] = ()
        for stage in analysis.holding(start, end):
            for word in stage.command.assignments:
                if word.start <= start and end <= word.end and stage.command.words:
                    edits = (cut(analysis.line, word.start, word.end),)
        yield Found("secret-key-in-line", first + name.start(), end, edits)
