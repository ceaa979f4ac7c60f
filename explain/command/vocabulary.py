"""The vocabulary: what every command, option and argument is for, from the pages of `lessons/words/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from explain.content.load import word_entry, word_rows
from explain.content.model import Argument, Option, WordEntry


class Entry:
    """A command (or an operator): its names, what it does, its options and its arguments.

    `page` is the stem of the page that it is on. Its text is only made when it is asked for: a line
    has use for twenty entries out of two hundred.
    """

    def __init__(self, row: Any) -> None:
        self.names: tuple[str, ...] = tuple(row[0])
        self.page: str = row[1]
        self._row = row

    @cached_property
    def _entry(self) -> WordEntry:
        return word_entry(self._row)

    @property
    def text(self) -> str:
        """What it is or does, one paragraph."""
        return self._entry.text

    @property
    def options(self) -> tuple[Option, ...]:
        """Its own options."""
        return self._entry.options

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Its positional arguments, in order."""
        return self._entry.arguments

    @property
    def name(self) -> str:
        """The first of its names."""
        return self.names[0]

    @property
    def before_command(self) -> int | None:
        """How many arguments come before the command that this one runs; None if it runs none."""
        kinds = [
            argument.metavar for argument in self.arguments if argument.metavar != "NAME=VALUE..."
        ]
        return kinds.index("COMMAND...") if "COMMAND..." in kinds else None

    @property
    def open_ended(self) -> int | None:
        """How many arguments come before those that it only passes on (`docker run IMAGE ARGUMENT...`)."""
        kinds = [argument.metavar for argument in self.arguments]
        return kinds.index("ARGUMENT...") if "ARGUMENT..." in kinds else None


class Vocabulary:
    """All entries, by name. Names of PowerShell's cmdlets are found in any case, as PowerShell does."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_name = {name: entry for entry in self.entries for name in entry.names}
        self._by_name |= {
            name.lower(): entry for name, entry in self._by_name.items() if is_cmdlet(name)
        }
        self._beginnings = {
            name[:at] for name in self._by_name for at, sign in enumerate(name) if sign == " "
        }
        self._longest = 1 + max(name.count(" ") for name in self._by_name)
        self._options: dict[str, Mapping[str, Option]] = {}

    def find(self, name: str) -> Entry | None:
        """Find an entry by one of its names, such as `docker login` or `|`."""
        return self._by_name.get(name) or (
            self._by_name.get(name.lower()) if is_cmdlet(name) else None
        )

    def leads(self, name: str) -> bool:
        """Whether a name is an entry's, or the beginning of one's (`helm registry`)."""
        return self.find(name) is not None or name in self._beginnings

    def branches(self, name: str) -> bool:
        """Whether a name has subcommands."""
        return name in self._beginnings

    def options(self, name: str) -> Mapping[str, Option]:
        """Return what options a command has, its own and those of the whole tool, by every name."""
        if name not in self._options:
            words = name.split(" ")
            found: dict[str, Option] = {}
            for count in range(1, min(len(words), self._longest) + 1):
                entry = self.find(" ".join(words[:count]))
                for option in entry.options if entry else ():
                    found |= dict.fromkeys(option.names, option)
            self._options[name] = found
        return self._options[name]


def is_cmdlet(name: str) -> bool:
    """Whether a name has the form of a PowerShell cmdlet's: `Get-ECRLoginCommand`."""
    verb, dash, noun = name.partition("-")
    return (
        bool(dash) and verb.lower() in ("get", "invoke", "write", "set", "out") and noun.isalnum()
    )


@cache
def vocabulary() -> Vocabulary:
    """Return every entry of the pages."""
    return Vocabulary(map(Entry, word_rows()))
