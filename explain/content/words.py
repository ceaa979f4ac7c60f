"""The compiler of words: what every command, option and argument is for, from lessons/words/.

A heading ``## `docker login` `` begins an entry. Its first paragraph says what the command does, and list
items are its words. ``- `-u`, `--username USER`: text`` is an option (with a word in capitals it takes a
value of that kind), ``- `HOST`: text`` an argument; a name in lower case is a word that is typed as it
is. Behind an option's names, `(removed: 17.06)` says since which version the command no longer has
it, and `(never)` that it never did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from explain.content.model import Argument, Option, WordEntry
from explain.content.source import Part, parts
from explain.errors import LessonProblem

_NAME = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"(`[^`]+`(?:, `[^`]+`)*)(?: \((removed: [\w.]+|never)\))?: (.*)")


def read(source: str, where: str, page: str) -> Iterator[WordEntry]:
    """Find the entries of one page. Raises `LessonProblem` with the file, the line and a remedy."""
    for part in parts(source):
        if part.level == 2 and _NAME.search(part.title):
            yield _entry(part, where, page)


def join(pages: Iterable[Iterable[WordEntry]]) -> tuple[list[object], list[object]]:
    """Return the names and the page of each entry, and the rest of each apart."""
    entries = list(chain.from_iterable(pages))
    return [entry[:2] for entry in entries], [entry[2:] for entry in entries]


def _entry(part: Part, where: str, page: str) -> WordEntry:
    options: list[Option] = []
    arguments: list[Argument] = []
    for block in part.blocks:
        for text in block.items:
            item = _ITEM.fullmatch(text)
            if not item:
                raise LessonProblem(
                    where,
                    block.line,
                    f"{text!r} is not a word with its text.",
                    "Write it like - `-u`, `--username USER`: The user name.",
                )
            names = _NAME.findall(item[1])
            removed = (item[2] or "").removeprefix("removed: ")
            if names[0].startswith("-"):
                options.append(_option(names, item[3], removed))
            else:
                arguments += [Argument(name, item[3], not name.isupper()) for name in names]
    texts = (block.text for block in part.blocks if block.kind == "paragraph")
    return WordEntry(
        tuple(_NAME.findall(part.title)), page, next(texts, ""), tuple(options), tuple(arguments)
    )


def _option(typed: list[str], text: str, removed: str) -> Option:
    """Read an option's names: `--region REGION`, or `--tls-verify=BOOLEAN`."""
    spaced = [name.partition(" ") for name in typed]
    joined = [name.partition("=") for name, _, _ in spaced]
    return Option(
        tuple(name for name, _, _ in joined),
        next((metavar for _, _, metavar in spaced if metavar), ""),
        text,
        next((metavar for _, _, metavar in joined if metavar), ""),
        removed,
    )
