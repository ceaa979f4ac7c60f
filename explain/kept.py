"""Files of JSON lines that are kept: the first line says what the file is, and how many lines follow.

Recordings and traces are such files. Nothing of one is taken where a part of it is missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from explain.errors import RecordingProblem, UsageProblem
from explain.records import record_of

LONGEST = 64 * 1024
"""Bytes in which a first line has ended."""

_Facts = TypeVar("_Facts")
_Item = TypeVar("_Item")


class Form(NamedTuple):
    """What kind of file it is: "a trace", of "exchanges". `key` holds the version, in the first line.

    `wanted` and `again` say what to do if a file is none of these, and if it cannot be used.
    """

    key: str
    called: str
    version: int
    holds: str
    wanted: str
    again: str


def read(
    path: Path, form: Form, kind: type[_Facts], item: Callable[[Any], _Item]
) -> tuple[_Facts, tuple[_Item, ...]]:
    """Read a file: the record of its first line, and what `item` makes of each other one.

    The record has the number of lines in the field that `form.holds` names. `item` may raise `ValueError`
    with a sentence. Raises `UsageProblem` if there is no file, `RecordingProblem` if it is not whole.
    """
    try:
        if not path.is_file():
            raise UsageProblem(f"There is no file {path}.", form.wanted)
        with path.open("rb") as file:
            facts = _facts(path, form, kind, file.readline(LONGEST))
            items = tuple(_items(path, form, item, file))
    except OSError as error:
        raise RecordingProblem(
            f"{path} cannot be read: {error.strerror}.", "Check its owner and its mode."
        ) from None
    number = getattr(facts, form.holds)
    if len(items) != number:
        raise RecordingProblem(
            f"{path} is damaged: it has {len(items)} {form.holds}, not {number}.", form.again
        )
    return facts, items


def _facts(path: Path, form: Form, kind: type[_Facts], line: bytes) -> _Facts:
    try:
        found = json.loads(line)
        version = found[form.key]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise RecordingProblem(f"{path} is not {form.called}.", form.wanted) from None
    if version != form.version:
        raise RecordingProblem(
            f"{path} is written in version {str(version)[:9]} of the format;"
            f" this program reads {form.version}.",
            form.again,
        )
    return _made(path, form, 1, partial(record_of, kind, found, "the first line"))


def _items(
    path: Path, form: Form, item: Callable[[Any], _Item], lines: Iterator[bytes]
) -> Iterator[_Item]:
    for number, line in enumerate(lines, start=2):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            problem = f"{path}, line {number}: This is not JSON."
            raise RecordingProblem(problem, form.again) from None
        yield _made(path, form, number, partial(item, found))


def _made(path: Path, form: Form, number: int, make: Callable[[], _Item]) -> _Item:
    """Make something of a line. Raises `RecordingProblem` with the line's number."""
    try:
        return make()
    except ValueError as error:
        raise RecordingProblem(f"{path}, line {number}: {error}", form.again) from None
