"""What somebody typed into a line instead of piping it: tokens, passwords, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import Analysis
from explain.command.model import Call, Command, Word
from explain.hosts.meant import HOLE
from explain.masking import HIDDEN
from explain.masking.looks import ECR

TOKEN = re.compile(rf"(?:{ECR})[A-Za-z0-9+/=_-]{{16,}}")
"""ECR's passwords, as they begin today and as they began once, and its tokens."""

_SPEAKERS = ("echo", "printf", "write-output", "write-host")
"""Programs that print what they are given."""


_HELPERS = "docker-credential-"


def spoken(analysis: Analysis, login: Call) -> Iterator[Word]:
    """Give the words that are a login's password, typed out: by option, here-string or `echo`."""
    for given in login.options:
        if given.name == "--password" and given.value and _is_typed(analysis, given.value):
            yield given.value
    for redirection in login.command.redirections:
        target = redirection.target
        if redirection.operator == "<<<" and target and _is_typed(analysis, target):
            yield target
    for command in analysis.before(login):
        words = command.words
        if _is_asked_for(analysis, login, command):
            continue
        if words and words[0].text.lower() in _SPEAKERS:
            yield from (word for word in words[1:] if _is_password(analysis, word))
        elif len(words) == 1 and words[0].raw[:1] in ("'", '"') and _is_typed(analysis, words[0]):
            yield words[0]  # PowerShell prints a text that is alone


def _is_asked_for(analysis: Analysis, login: Call, printer: Command) -> bool:
    """Whether what is printed is a host's name, for a credential helper that prints the password."""
    return any(
        command.start > printer.end and command.words and command.words[0].text.startswith(_HELPERS)
        for command in analysis.before(login)
    )


def _is_password(analysis: Analysis, word: Word) -> bool:
    """Whether a word of an `echo` can be a password: typed out, and no option or format."""
    return not analysis.flat(word).text.startswith(("-", "%")) and _is_typed(analysis, word)


def _is_typed(analysis: Analysis, word: Word) -> bool:
    text = analysis.flat(word).text.replace(HOLE, "")
    return len(text.strip()) > 1 and HIDDEN not in text
