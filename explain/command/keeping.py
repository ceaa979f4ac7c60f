"""What a correction keeps: every program, prefix, host and redirection that no finding named.

Two readings are compared, that of the line before some edits and that after them. What a finding is about
may go: it is within the finding's place. Everything else is there as often as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from explain.command.analysis import Analysis
from explain.command.model import Call, Redirection, Word
from explain.command.rules.found import Found

_ABOUT_MORE = (
    "no-host",
    "no-password-stdin",
    "no-pipe",
    "no-region",
    "no-user",
    "nothing-piped",
    "pipe-reversed",
    "region-mismatch",
)
"""Findings that are about something missing or its order: they are at whole commands and name no word."""

_READERS = ("awk", "cut", "grep", "head", "sed", "tail", "tr")
"""What takes a word out of a command that another printed."""

_TAKEN: dict[str, tuple[str, ...]] = {
    "get-login": (
        *("eval", "bash", "sh", "zsh", "sudo", "$", "%"),
        *("iex", "Invoke-Expression", "invoke-expression"),
        *_READERS,
    ),
    "no-pipe": (">",),
    "stored-password": (">",),
    "token-in-line": ("echo", "printf", "<<", "<<-", "<<<"),
    "typographic-signs": ("“", "”", "‘", "’"),
}
"""What else a finding takes away where its edits are: programs, operators, what begins with a sign."""

_HOST = re.compile(r"[\w$@{}-]+\.[\w.${}-]+(?::\d+)?(?:/|$)")

_Item = tuple[str, ...]
_Place = tuple[int, int]


def keeps(before: Analysis, made: Sequence[Found], after: Analysis) -> bool:
    """Whether all that no finding named is in the line after its edits, and each login is fed as before."""
    if made and all(found.id == "space-after-backslash" for found in made):
        return True  # spaces go, and what looked like a command is a word of the line before
    named = [(found.start, found.end) for found in made if found.id not in _ABOUT_MORE]
    named += before.secrets
    left = _counted(item for item, _ in _items(after))
    for item, places in _items(before):
        if left.get(item, 0):
            left[item] -= 1
        elif not (_touch(places, named) or _is_taken(item, places, made)):
            return False
    return _fed(after) >= _fed(before)


def _is_taken(item: _Item, places: Sequence[_Place], made: Sequence[Found]) -> bool:
    """Whether a finding removes this kind of thing, and edits the line there."""
    return any(
        any(item[1] == name or item[1][0] == name for name in _TAKEN[found.id])
        and _touch(places, [(edit.start, edit.end) for edit in found.edits])
        for found in made
        if found.id in _TAKEN
    )


def _items(analysis: Analysis) -> Iterator[tuple[_Item, list[_Place]]]:
    """Give what a line has to keep, each with the words that it is made of."""
    for stage in analysis.stages:
        calls = analysis.calls_of(stage.command)
        for call in (*(calls[0].around if calls else ()), *calls):
            yield from _of_call(analysis, call)
        for redirection in stage.command.redirections:
            yield _of_redirection(analysis, redirection)


def _of_call(analysis: Analysis, call: Call) -> Iterator[tuple[_Item, list[_Place]]]:
    program = call.program_word
    if program is None or program.inner or analysis.quoted(program):
        return  # what is inside is read by itself
    words = [program, *(word for word in call.command.words if word.text in call.path)]
    yield ("program", call.program, *call.path), [(word.start, word.end) for word in words]
    for word in call.arguments:
        if _is_host(word) and not word.inner:
            yield ("host", analysis.flat(word).text), [(word.start, word.end)]


def _is_host(word: Word) -> bool:
    """Whether an argument names a host, of a registry or of another machine, or an image on one."""
    return bool(_HOST.match(word.text))


def _of_redirection(analysis: Analysis, redirection: Redirection) -> tuple[_Item, list[_Place]]:
    target = redirection.target
    text = analysis.flat(target).text if target and not target.inner else ""
    item = ("redirection", redirection.operator, redirection.descriptor, text)
    return item, [(redirection.start, redirection.end)]


def _fed(analysis: Analysis) -> int:
    """Return how many logins get a password: one that this line asks for, or what is piped to them."""
    return sum(_is_fed(analysis, login) for login in analysis.logins)


def _is_fed(analysis: Analysis, login: Call) -> bool:
    if analysis.source(login):
        return True
    reads = login.option("--password-stdin") is not None
    return reads and bool(analysis.before(login) or login.command.redirections)


def _counted(items: Iterable[_Item]) -> dict[_Item, int]:
    counts: dict[_Item, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    return counts


def _touch(places: Iterable[_Place], others: Iterable[_Place]) -> bool:
    """Whether two lists of places have a character in common."""
    others = tuple(others)
    return any(
        start < other_end and other_start < end
        for start, end in places
        for other_start, other_end in others
    )
