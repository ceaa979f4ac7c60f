"""Rules about commands other than a login that are given a password: kubectl, skopeo, ctr, crictl, curl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explain.command.analysis import Analysis
from explain.command.mend import inside
from explain.command.model import Call, Given
from explain.command.rules.found import Found, region
from explain.command.rules.places import Place, place_in
from explain.command.rules.typed import TOKEN
from explain.command.vocabulary import vocabulary
from explain.hosts.meant import HOLE
from explain.hosts.partitions import REGIONS

_USER_AND_PASSWORD = ("--user", "--creds", "--src-creds", "--dest-creds")
"""Options whose value is `user:password`, or the user alone."""


def argument(analysis: Analysis) -> Iterator[Found]:
    """Find a password in the argument list of something that is not a login."""
    for call, given in _carried(analysis):
        assert given.value
        text = analysis.flat(given.value).text
        span = (given.word.start, given.value.end)
        id_ = "token-in-line" if TOKEN.search(text) else "password-argument"
        yield Found(id_, *span)
        if id_ == "password-argument":
            sources = analysis.within(given.value.start, given.value.end)
            yield from _mismatch(analysis, call, sources)


def piped(analysis: Analysis) -> Iterator[Found]:
    """Find a password of another region in a pipe to a login of another kind: `regctl registry login`."""
    for call in analysis.calls:
        if call in analysis.logins or not call.option("--pass-stdin"):
            continue
        for command in analysis.before(call):
            yield from _mismatch(analysis, call, analysis.within(command.start, command.end))


def _carried(analysis: Analysis) -> Iterator[tuple[Call, Given]]:
    """Give the options by which calls are handed a password."""
    for call in analysis.calls:
        if call in analysis.logins or not call.entry:
            continue
        options = vocabulary().options(call.entry)
        for given in call.options:
            option = options.get(given.name)
            if not option or not given.value or given.value.text in ("", "-"):
                continue
            is_secret = option.metavar == "SECRET" or given.name in _USER_AND_PASSWORD
            if is_secret and _has_password(analysis, given):
                yield call, given


def _has_password(analysis: Analysis, given: Given) -> bool:
    """Whether a value holds a password, or what puts one in: not a user alone, and no empty text."""
    assert given.value
    text = analysis.flat(given.value).text
    if given.name not in _USER_AND_PASSWORD:
        return bool(text.strip())
    user, colon, password = text.partition(":")
    return bool(colon and password.strip()) or (HOLE in user and not colon)


def _mismatch(analysis: Analysis, call: Call, givers: Iterable[Call]) -> Iterator[Found]:
    """Find a password whose region is not that of the registries that a call is for."""
    for source in (giver for giver in givers if giver in analysis.sources):
        named = region(analysis, source)
        for place in _registries(analysis, call):
            there = place.shape.region_name
            if named and named.text in REGIONS and there in REGIONS and there != named.text:
                edit = inside(analysis.line, named, 0, len(named.text), there)
                yield Found("region-mismatch", source.command.start, source.command.end, (edit,),
                            f"{named.text} ≠ {there}")  # fmt: skip


def _registries(analysis: Analysis, call: Call) -> Iterator[Place]:
    """Give the private registries of ECR among a call's options and arguments."""
    words = [*call.arguments, *(given.value for given in call.options if given.value)]
    for word in words:
        place = place_in(analysis, call, word)
        if place and place.shape.kind == "private":
            yield place


def not_read(analysis: Analysis) -> Iterator[Found]:
    """Find a password in a pipe to a program that has no option to read it: `ctr`."""
    for call in analysis.calls:
        reads = call.program == "ctr" and call.path[-1:] in (("pull",), ("push",))
        if reads and any(analysis.asks(command) for command in analysis.before(call)):
            stdin = call.option("--password-stdin")
            word = stdin.word if stdin else None
            start, end = (word.start, word.end) if word else (call.command.start, call.command.end)
            yield Found("pipe-not-read", start, end)
