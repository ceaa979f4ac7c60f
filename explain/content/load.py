"""What was compiled, as records: each kind is loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from explain.content.model import (
    Argument,
    CauseText,
    ExerciseEntry,
    FindingText,
    LessonEntry,
    Option,
    WordEntry,
)
from explain.content.store import content, data, opened
from explain.narration import Finding


@cache
def findings(kind: str) -> Mapping[str, FindingText]:
    """Return what the page on `command`, `status` or `doctor` says of every finding, by its name."""
    return {
        row[0]: FindingText(row[0], row[1], row[2], row[3], tuple(row[4])) for row in data(kind)
    }


def finding(kind: str, name: str, subject: str, **facts: str) -> Finding:
    """Return a finding of a page, its text filled in with some facts."""
    text = findings(kind)[name]
    message, remedy = text.message.format(**facts), text.remedy.format(**facts).strip()
    return Finding(name, text.severity, subject, message, remedy)


@cache
def word_rows() -> list[Any]:
    """Return the names, the page and the rest of each entry of the words; `word_entry` opens the rest."""
    kept = content("words")
    return [(*row, rest) for row, rest in zip(kept.data, kept.texts, strict=True)]


def word_entry(row: Any) -> WordEntry:
    """Make the entry of a row."""
    names, page, rest = row
    text, options, arguments = opened(rest)
    return WordEntry(
        tuple(names),
        page,
        text,
        tuple([Option(tuple(row[0]), row[1], row[2], row[3], row[4]) for row in options]),
        tuple([Argument(row[0], row[1], row[2]) for row in arguments]),
    )


@cache
def surroundings() -> Mapping[str, tuple[str, str]]:
    """Return the title and the note of every kind of surroundings, by its name."""
    return {row[0]: (row[1], row[2]) for row in data("surroundings")}


@cache
def causes() -> Mapping[str, CauseText]:
    """Return what is said of every cause, by its name, not filled in."""
    return {
        name: CauseText(message, tuple(evidence), fix, command, label, page)
        for name, (message, evidence, fix, command, label, page) in data("causes")
    }


def lessons() -> list[tuple[LessonEntry, bytes]]:
    """Return the list of lessons, each with what `bodies` opens: the front page first, then by file name."""
    kept = content("lessons")
    entries = (
        LessonEntry(file, name, step, tuple(acts), tuple(also))
        for file, name, step, acts, also in kept.data
    )
    return list(zip(entries, kept.texts, strict=True))


def exercises() -> list[tuple[ExerciseEntry, bytes]]:
    """Return the list of exercises in the recommended order, each with what `bodies` opens."""
    kept = content("exercises")
    return list(zip(map(ExerciseEntry._make, kept.data), kept.texts, strict=True))
