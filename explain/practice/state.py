"""Goals on what is there: a small closed vocabulary, and the machine that answers each of its words.

clock at least 60 h ahead: It is still Monday.
config.json mode 0600: Only you can read docker's configuration.
no password in a file: No file of this lab holds a password that works, but docker's own.
login 381492183358.dkr.ecr.ap-south-1.amazonaws.com good: You are still logged in.
may ecr:PutImage on my-image: You are allowed to push.
may not ecr:DeleteRepository on my-image: You are not allowed to delete the repository.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple, Protocol

from explain.errors import LessonProblem


class Machine(Protocol):
    """What a lab can be asked about its state."""

    def ahead(self) -> timedelta:
        """By how much the lab's clock is ahead of the machine's."""

    def mode(self) -> int | None:
        """The permissions of docker's configuration; None if there is no such file."""

    def holds_password(self) -> bool:
        """Whether a file besides docker's configuration holds a password that the lab handed out."""

    def is_logged_in(self, host: str) -> bool:
        """Whether the login that docker has stored for a host is good now."""

    def may(self, action: str, repository: str) -> bool:
        """Whether the lab's user may do something with a repository."""


class State(NamedTuple):
    """A condition that must hold: its word, its arguments, and a sentence that says what it means."""

    word: str
    arguments: tuple[str, ...]
    sentence: str

    def is_met_by(self, machine: Machine) -> bool:
        """Ask a lab."""
        return _WORDS[self.word][1](machine, *self.arguments)


def _may(machine: Machine, action: str, repository: str) -> bool:
    return machine.may(action, repository)


_WORDS: dict[str, tuple[re.Pattern[str], Callable[..., bool]]] = {
    "clock": (
        re.compile(r"clock at least ([0-9]{1,4}) h ahead"),
        lambda machine, hours: machine.ahead() >= timedelta(hours=int(hours)),
    ),
    "mode": (
        re.compile(r"config\.json mode (0[0-7]{3})"),
        lambda machine, mode: machine.mode() == int(mode, 8),
    ),
    "files": (re.compile("no password in a file"), lambda machine: not machine.holds_password()),
    "login": (
        re.compile(r"login ([\w.-]+) good"),
        lambda machine, host: machine.is_logged_in(host),
    ),
    "may": (re.compile(r"may ([\w:-]+) on ([\w./-]+)"), _may),
    "may not": (
        re.compile(r"may not ([\w:-]+) on ([\w./-]+)"),
        lambda machine, *asked: not _may(machine, *asked),
    ),
}


def read(line: str, where: str, number: int) -> State:
    """Read a line. Raises `LessonProblem` with the line's number if it is not of the vocabulary."""
    form, separator, sentence = line.strip().partition(": ")
    for word, (pattern, _) in _WORDS.items():
        if separator and (found := pattern.fullmatch(form)):
            return State(word, found.groups(), sentence.strip())
    forms = ", ".join(f"`{pattern.pattern}`" for pattern, _ in _WORDS.values())
    raise LessonProblem(
        where,
        number,
        f"{line.strip()!r} is not a state that can be checked.",
        f"Write `form: sentence`: {forms}.",
    )
