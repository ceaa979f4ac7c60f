"""The vocabulary: what every command, option and argument is for, read from `lessons/words/*.md`.

The pages are for people first. Of their Markdown, this reader knows what it needs: a heading
``## `docker login` `` begins an entry, its first paragraph says what the command does, and list items
are its words. ``- `-u`, `--username USER`: text`` is an option (with a capital word it takes a value of that
kind), ``- `HOST`: text`` an argument. An item may go on in indented lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import NamedTuple

from explain import library

GONE = "Not an option"
"""An item whose text begins so is about an option that the command no longer has, or never had."""

_NAME = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"- (`[^`]+`(?:, `[^`]+`)*): (.*)")


class Option(NamedTuple):
    """An option: its names, and the kind of value that it takes (`REGION`, `SECRET`…), or none.

    A kind that ends in `...` takes several values. Of an option that takes a value only behind `=`
    (`--tls-verify=false`) the kind is `attached`.
    """

    names: tuple[str, ...]
    metavar: str
    text: str
    attached: str = ""

    @property
    def name(self) -> str:
        """The canonical name: the first long one."""
        return next((name for name in self.names if name.startswith("--")), self.names[0])

    @property
    def gone(self) -> bool:
        """Whether the command no longer has it, or never had."""
        return self.text.startswith(GONE)


class Argument(NamedTuple):
    """A positional argument: its kind (`HOST`, `IMAGE`, `COMMAND...`), and what it is for."""

    metavar: str
    text: str


Content = tuple[str, tuple[Option, ...], tuple[Argument, ...]]
"""An entry's text, options and arguments."""


class Entry:
    """A command (or an operator): its names, what it does, its options and its arguments.

    `page` is the stem of the page that it stands on. Its text is only read when it is asked for: a line
    has use for twenty entries out of two hundred.
    """

    def __init__(self, names: tuple[str, ...], page: str, source: str) -> None:
        self.names = names
        self.page = page
        self._source = source

    @cached_property
    def _content(self) -> Content:
        return _content(self._source)

    @property
    def text(self) -> str:
        """What it is or does, one paragraph."""
        return self._content[0]

    @property
    def options(self) -> tuple[Option, ...]:
        """Its own options."""
        return self._content[1]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Its positional arguments, in order."""
        return self._content[2]

    @property
    def name(self) -> str:
        """The first of its names."""
        return self.names[0]

    @property
    def before_command(self) -> int | None:
        """How many arguments stand before the command that this one runs; None where it runs none."""
        kinds = [
            argument.metavar for argument in self.arguments if argument.metavar != "NAME=VALUE..."
        ]
        return kinds.index("COMMAND...") if "COMMAND..." in kinds else None

    @property
    def open_ended(self) -> int | None:
        """How many arguments stand before those that it only hands on (`docker run IMAGE ARGUMENT...`)."""
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
    """Read every page of the vocabulary."""
    pages = sorted((library.folder() / "words").glob("*.md"))
    return Vocabulary(entry for page in pages for entry in read(page.read_text("utf-8"), page.stem))


def read(source: str, page: str) -> Iterator[Entry]:
    """Find the entries of one page."""
    for section in f"\n{source}".split("\n## ")[1:]:
        heading, _, rest = section.partition("\n")
        if names := tuple(_NAME.findall(heading)):
            yield Entry(names, page, rest)


def _content(source: str) -> Content:
    """Read what stands below an entry's heading."""
    text = ""
    options: list[Option] = []
    arguments: list[Argument] = []
    for block in _blocks(source):
        item = _ITEM.fullmatch(block)
        if not item:
            text = text or block
        elif item[1].startswith("`-"):
            options.append(_option(_NAME.findall(item[1]), item[2]))
        else:
            arguments += [Argument(name, item[2]) for name in _NAME.findall(item[1])]
    return text, tuple(options), tuple(arguments)


def _option(typed: list[str], text: str) -> Option:
    """Read an option's names: `--region REGION`, or `--tls-verify=BOOLEAN`."""
    spaced = [name.partition(" ") for name in typed]
    joined = [name.partition("=") for name, _, _ in spaced]
    return Option(
        tuple(name for name, _, _ in joined),
        next((metavar for _, _, metavar in spaced if metavar), ""),
        text,
        next((metavar for _, _, metavar in joined if metavar), ""),
    )


def _blocks(source: str) -> Iterator[str]:
    """Yield paragraphs and list items, each as one line."""
    block: list[str] = []
    for line in [*source.splitlines(), ""]:
        if block and (not line.strip() or line.startswith("- ")):
            yield " ".join(block)
            block = []
        if line.strip():
            block.append(line.strip())
