"""The records that the pages of lessons/ are compiled into. Each is made of texts, numbers and records."""

from __future__ import annotations

from typing import NamedTuple

Names = tuple[str, ...]


class FindingText(NamedTuple):
    """What a page says of one finding. `examples` are its console lines, without the prompts.

    `severity` is note, warning or error; `remedy` may be empty. What is in braces is filled in.
    """

    id: str
    severity: str
    message: str
    remedy: str = ""
    examples: Names = ()


class Option(NamedTuple):
    """An option: its names, and the kind of value that it takes (`REGION`, `SECRET`…), or none.

    A kind that ends in `...` takes several values. Of an option that takes a value only behind `=`
    (`--tls-verify=false`) the kind is `attached`. `removed` is the version since which the command no longer
    has it, or `never` where it never had it.
    """

    names: Names
    metavar: str
    text: str
    attached: str = ""
    removed: str = ""

    @property
    def name(self) -> str:
        """The canonical name: the first long one."""
        return next((name for name in self.names if name.startswith("--")), self.names[0])


class Argument(NamedTuple):
    """A positional argument: its kind (`HOST`, `COMMAND...`), or a word that is typed as it is."""

    metavar: str
    text: str
    is_word: bool = False


class WordEntry(NamedTuple):
    """What a page of words says of a command: its names, what it does, its options and arguments."""

    names: Names
    page: str
    text: str
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...]


class CauseText(NamedTuple):
    """What is said of a cause: a sentence or two, its evidence, the fix in words, a command, a page.

    `label` says it in a few words, without values, on a trainer's board.
    """

    message: str
    evidence: Names
    fix: str
    command: str
    label: str
    page: str


class LessonEntry(NamedTuple):
    """A lesson in the list. `step` may be 0; `also` are the words by which people look for it."""

    file: str
    name: str
    step: int
    acts: Names
    also: Names


class ExerciseEntry(NamedTuple):
    """An exercise in the list: its place in the recommended order, its name and its file's."""

    number: int
    name: str
    file: str
