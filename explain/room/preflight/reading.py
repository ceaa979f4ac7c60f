"""The codes of a room as a table: what each machine has, what is missing, and how many are ready."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from explain.errors import UsageProblem
from explain.masking import masked
from explain.room.preflight.report import Result, result
from explain.visible import visible

# What the learner's screen has around a code, where the whole line was sent.
_AROUND = re.compile(r"(?:\bnot )?\bready\W+code\b|\([^()]*\)\s*$")
_SEPARATED = re.compile(r"(?P<name>.*)[=:,;|\t](?P<code>.*)")
_SPACED = re.compile(r"(?P<name>.*)\s(?P<code>.*)")
_LONGEST_NAME = 24


class Entry(NamedTuple):
    """A code as it was sent in. `problem` says why it cannot be read; then there is no `result`."""

    name: str
    code: str
    result: Result | None
    problem: str = ""


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Read lines like `name=CODE`, `name CODE` or `CODE`. Empty lines and comments are passed over."""
    for line in lines:
        text = line.strip()
        if text and not text.startswith("#"):
            yield _entry(text)


def _entry(text: str) -> Entry:
    for name, code in readings(text):
        with contextlib.suppress(UsageProblem):
            return Entry(shown(name), code.upper(), result(code))
    *_, (name, code) = readings(masked(text))  # a password may have been typed here
    try:
        result(code)
    except UsageProblem as problem:
        return Entry(shown(name), shown(code), None, problem.message)
    raise AssertionError("it was read just above")


def readings(text: str) -> Iterator[tuple[str, str]]:
    """Give each way to part a line into a name and a code, the likeliest last."""
    text = _AROUND.sub("", text).strip()
    yield "", text
    for form in (_SPACED, _SEPARATED):
        if parts := form.fullmatch(text):
            yield parts["name"].strip(" \t=:,;|"), parts["code"].strip()


def shown(text: str) -> str:
    """Return what somebody sent, short, on one line, and without what may be a password."""
    text = visible(masked(text))
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


_HEAD = ("", "name", "system", "Python", "aws", "docker", "curl")
_INDENT = 4


def table(chosen: Sequence[Entry], width: int) -> Iterator[str]:
    """Write a row for each code; what is missing comes behind it, or below if it does not fit."""
    rows = [_HEAD, *(_row(entry) for entry in chosen)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    ends = ["missing", *(_missing(entry) for entry in chosen)]
    for row, end in zip(rows, ends, strict=True):
        line = "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True))
        if len(line) + 2 + len(end) <= width:
            yield f"{line}  {end}".rstrip()
        else:
            yield line.rstrip()
            yield f"{' ' * _INDENT}{end}"


def _row(entry: Entry) -> tuple[str, ...]:
    if entry.result is None:
        return ("?", entry.name or entry.code, "", "", "", "", "")
    read = entry.result
    return (
        "✓" if read.ready else "✗",
        entry.name or entry.code,
        f"{read.system} {read.processor}",
        read.python,
        read.aws,
        read.docker,
        read.curl,
    )


def _missing(entry: Entry) -> str:
    if entry.result is None:
        return f"{entry.code}: {entry.problem}" if entry.name else entry.problem
    return ", ".join(entry.result.missing)


def summary(chosen: Sequence[Entry]) -> str:
    """Count who is ready, and what is missing how often, the most frequent first."""
    results = [entry.result for entry in chosen if entry.result]
    ready = sum(each.ready for each in results)
    lacks = Counter(lack for each in results for lack in each.missing)
    parts = [f"{len(chosen)} code{'s' if len(chosen) != 1 else ''}", f"{ready} ready"]
    parts += [f"{count} not ready"] if (count := len(results) - ready) else []
    parts += [f"{count} unreadable"] if (count := len(chosen) - len(results)) else []
    listed = ", ".join(f"{lack} ×{count}" for lack, count in lacks.most_common())
    return ", ".join(parts) + (f"\nMissing: {listed}" if listed else "")
