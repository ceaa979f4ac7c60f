"""The command for lines in files: a linter, for people and for CI."""

from __future__ import annotations

import codecs
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from explain.command.annotate import masked
from explain.command.findings import located
from explain.command.surroundings import Inside
from explain.command.surroundings.family import is_family
from explain.command.surroundings.files import language_of, read_file
from explain.command.surroundings.model import whole, within
from explain.command.vocabulary import vocabulary
from explain.command.words import parse
from explain.errors import UsageProblem
from explain.narration import CommandInFile, Event, FileRead, FindingInFile

LARGEST = 1_000_000
"""Bytes of a file that is read; a script or a workflow of people has less."""

LONGEST = 20_000
"""Characters of a shell's text that are looked at together; a longer one is cut between its lines."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PATH = re.compile(r"[^\s|&;<>$\"'`]+")


def are_files(words: Sequence[str]) -> bool:
    """Whether what was typed names files: each is there, or has the name of a kind that is read."""
    return bool(words) and all(_names_file(word) for word in words)


def _names_file(word: str) -> bool:
    if not _PATH.fullmatch(word) or word.startswith("-"):
        return False
    if os.path.isdir(word):
        return not vocabulary().find(word)  # a folder may be called docker
    return os.path.exists(word) or (bool(language_of(word)) and ".dkr." not in word)


def lint(files: Sequence[str]) -> Iterator[Event]:
    """Read files and say what is wrong with the commands in them.

    Raises `UsageProblem` for a file that cannot be read, before anything is said of another.
    """
    texts = [(file, text_of(file)) for file in files]
    for file, text in texts:
        yield from _of_file(file, text)


def _of_file(file: str, text: str) -> Iterator[Event]:
    counts: Counter[str] = Counter()
    lines = _Lines(text)
    for inside in _short(read_file(file, text)):
        for start, end in _commands(inside):
            counts["command"] += 1
            shown = masked(inside.text[start:end])
            first, last = lines.of(inside.at[start]), lines.of(inside.at[end - 1])
            yield CommandInFile(file, first, last, shown, inside.layers)
        for finding, place in located(text, [inside]):
            counts[finding.severity] += 1
            yield FindingInFile(file, lines.of(place), *finding)
    yield FileRead(file, counts["command"], counts["error"], counts["warning"], counts["note"])


class _Lines:
    """The numbers of a text's lines, asked for from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._number = 1

    def of(self, place: int) -> int:
        """Return the number of the line that a place is in, from 1."""
        if place < self._place:
            return self._number - self._text.count("\n", place, self._place)
        self._number += self._text.count("\n", self._place, place)
        self._place = place
        return self._number


def _commands(inside: Inside) -> Iterator[tuple[int, int]]:
    """Give the places of the pipelines that call one of the programs that are known."""
    for pipeline in parse(inside.text).pipelines:
        start, end = pipeline.commands[0].start, pipeline.commands[-1].end
        if start < end and is_family(inside.text[start:end]):
            yield start, end


def _short(found: Sequence[Inside]) -> Iterator[Inside]:
    """Cut what is too long to be looked at together, and leave out what holds nothing that is known."""
    for inside in found:
        if len(inside.text) <= LONGEST:
            yield inside
            continue
        for start, end in _cuts(inside.text):
            part = whole(inside.text[start:end])
            moved = part._replace(at=tuple(place + start for place in part.at))
            if is_family(part.text):
                yield within(inside, moved)


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text at ends of lines."""
    start = 0
    while start < len(text):
        end = min(start + LONGEST, len(text))
        if end < len(text):
            end = max(text.rfind("\n", start, end), start) + 1 if "\n" in text[start:end] else end
        yield start, end
        start = end


def text_of(file: str) -> str:
    """Return a file's text. Raises `UsageProblem` if it is not there, too large, or no text."""
    if os.path.isdir(file):
        raise UsageProblem(
            f"{file} is a folder.", "Give the files in it: explain-ecr command FILE…"
        )
    try:
        with open(file, "rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageProblem(
            f"{file} cannot be read: {reason}.", "Check the name and its permissions."
        ) from None
    if len(data) > LARGEST:
        size = f"The limit is {LARGEST:,} bytes."
        raise UsageProblem(f"{file} is too large for a script.", f"{size} Give a smaller file.")
    text = decoded(data)
    if text is None or "\x00" in text:
        raise UsageProblem(
            f"{file} is not a text file in UTF-8 or UTF-16.",
            "Give a text file, or save this one as UTF-8.",
        )
    return text


def decoded(data: bytes) -> str | None:
    """Return bytes as text, their byte order mark left out; None if they are neither UTF-8 nor UTF-16."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
