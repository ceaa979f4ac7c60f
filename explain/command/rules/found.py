"""What a rule gives, and the small questions that many rules ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from explain.command.flat import Flat
from explain.command.mend import Edit
from explain.command.model import Call
from explain.command.reading import Reading


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and where it stands. `edits` mend it; `subject` is said in place of what stands there.

    `safe` says that the subject holds no value that somebody typed, whatever it looks like.
    """

    id: str
    start: int
    end: int
    edits: tuple[Edit, ...] = ()
    subject: str = ""
    safe: bool = False


Rule = Callable[[Reading], Iterator[Found]]


NOTHING = '""'


def change(typed: str, meant: str) -> str:
    """Say in a subject what was typed and what is meant."""
    return f"{typed or NOTHING} → {meant}"


def value(reading: Reading, call: Call, *names: str) -> Flat | None:
    """Return the value of the last of some options that a call was given."""
    for name in names:
        given = call.option(name)
        if given and given.value:
            return reading.flat(given.value)
    return None


def region(reading: Reading, call: Call) -> Flat | None:
    """Return the region that a call is told, by option or by a variable that the line sets."""
    named = value(reading, call, "--region", "-Region")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        named = named or reading.environment(call, name)
    return named


def behind_login(login: Call) -> int:
    """Return where the word `login` of a login ends."""
    ends = [word.end for word in login.command.words if word.text == "login"]
    return ends[-1] if ends else login.command.end


def typed(reading: Reading, word: Flat) -> str:
    """Return a word as it was typed."""
    return reading.line[word.start : word.end]
