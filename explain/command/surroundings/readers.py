"""The readers of all languages, and which of them reads a text."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from explain.command.surroundings.documents import read_hcl, read_markdown
from explain.command.surroundings.family import is_family
from explain.command.surroundings.looks import IN_SHELL, LOOKS
from explain.command.surroundings.model import Inside, whole, within
from explain.command.surroundings.programs import read as read_strings
from explain.command.surroundings.recipes import read_cron, read_crontab, read_dockerfile, read_make
from explain.command.surroundings.shells import (
    read_alias,
    read_batch,
    read_for,
    read_heredoc,
)
from explain.command.surroundings.strings import GROOVY, JSON, PROGRAM, PYTHON, SCRIPT
from explain.command.surroundings.systemd import read_systemd
from explain.command.surroundings.yaml import read as read_yaml

DEEPEST = 4
"""Surroundings within surroundings that are removed."""

READERS: dict[str, Callable[[str], list[Inside]]] = {
    "alias": read_alias,
    "batch": read_batch,
    "cron": read_cron,
    "crontab": read_crontab,
    "dockerfile": read_dockerfile,
    "for": read_for,
    "groovy": lambda text: read_strings(text, GROOVY),
    "hcl": read_hcl,
    "javascript": lambda text: read_strings(text, SCRIPT),
    "heredoc": read_heredoc,
    "json": lambda text: read_strings(text, JSON),
    "make": read_make,
    "markdown": lambda text: read_markdown(text, _fenced),
    "program": lambda text: read_strings(text, PROGRAM),
    "python": lambda text: read_strings(text, PYTHON),
    "shell": lambda text: [whole(text)] if is_family(text) else [],
    "systemd": read_systemd,
    "yaml": read_yaml,
}
"""How a text of each language is read."""

_NAMES = {
    "bash": "shell", "sh": "shell", "zsh": "shell", "console": "shell", "shell-session": "shell",
    "docker": "dockerfile", "makefile": "make", "yml": "yaml", "terraform": "hcl", "tf": "hcl",
    "js": "javascript", "ts": "javascript", "typescript": "javascript", "py": "python",
    "jenkinsfile": "groovy", "jenkins": "groovy", "go": "program", "java": "program",
    "ruby": "program", "rb": "program", "php": "program", "md": "markdown", "jsonc": "json",
    "ini": "systemd", "unit": "systemd", "service": "systemd",
}  # fmt: skip
"""Other names of the languages, as fences have them."""


def read(text: str, language: str = "") -> list[Inside]:
    """Find the shell's texts in a text of a language; without one, the language is told by its looks."""
    reader = READERS.get(language)
    found = reader(text) if reader else _guessed(text)
    return [inner for inside in found for inner in _deeper(inside, 1)]


def _fenced(text: str, name: str) -> list[Inside]:
    language = _NAMES.get(name, name)
    return read(text, language) or read(text, "shell")


@lru_cache(8)
def insides(text: str) -> tuple[Inside, ...]:
    """Return the shell's texts inside a text; one with nothing around it is returned whole."""
    return tuple(read(text)) or (whole(text),)


def _guessed(text: str) -> list[Inside]:
    if is_family(text):
        for looks, language in LOOKS:
            if looks(text) and (found := READERS[language](text)):
                return found
    return []


def _deeper(inside: Inside, depth: int) -> list[Inside]:
    """Remove what surrounds a command within a shell's text, too: an alias, `for /f`."""
    for looks, language in IN_SHELL if depth < DEEPEST else ():
        if language_of(inside) != language and looks(inside.text):
            found = READERS[language](inside.text)
            deeper = [within(inside, each) for each in found]
            return [inner for each in deeper for inner in _deeper(each, depth + 1)] or [inside]
    return [inside]


def language_of(inside: Inside) -> str:
    """Return which reader of a shell's own words has read an inside last."""
    last = inside.layers[-1] if inside.layers else ""
    return {"for-f": "for", "alias": "alias", "cron-entry": "crontab",
            "here-document": "heredoc", "beside-here-document": "heredoc"}.get(last, "")  # fmt: skip
