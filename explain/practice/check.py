"""A compiler for those who write exercises: every problem, with file, line and remedy.

It opens no lab: that each way leads where it should is seen by playing it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from explain.errors import LessonProblem
from explain.practice import course
from explain.practice.exercise import WIRE, Exercise, Script, read
from explain.practice.referee import claims

LONGEST_NAME, LONGEST_SUMMARY = 14, 45
"""Characters that fit into a line of the list, which has 80 columns."""

_NAME = re.compile(f"[a-z][a-z0-9-]{{0,{LONGEST_NAME - 1}}}")

_TELLING = 4
"""So many words of a solution in a row tell it."""

_WORD = re.compile(r"[\w.:/@$=-]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """An exercise that could be read, with its file and its text."""

    file: Path
    source: str
    exercise: Exercise

    def line(self, about: str) -> int:
        """Return the first line that has a text, or else the first."""
        lines = self.source.split("\n")
        return next((number for number, text in enumerate(lines, start=1) if about in text), 1)

    def problem(self, about: str, message: str, remedy: str) -> LessonProblem:
        """Make a problem on the first line that has a text."""
        return LessonProblem(str(self.file), self.line(about), message, remedy)


def drafts(files: Sequence[Path]) -> Iterator[Draft | LessonProblem]:
    """Read exercises; report one with a fault. The check of the links reports a file that is not text."""
    for file in files:
        try:
            source = file.read_text("utf-8")
            yield Draft(file, source, read(source, str(file)))
        except LessonProblem as problem:
            yield problem
        except (OSError, UnicodeDecodeError):
            continue


def problems(draft: Draft) -> Iterator[LessonProblem]:
    """Check one exercise."""
    yield from _in_front(draft)
    yield from _in_task(draft)
    yield from _in_hints(draft)
    yield from _in_ways(draft)
    if not draft.exercise.learned:
        yield draft.problem(
            "## What you", "The part about what was learned is empty.", "Write two sentences."
        )


def among(found: Sequence[Draft]) -> Iterator[LessonProblem]:
    """Check what can be wrong between all exercises: their names and numbers, and the courses."""
    names = Counter(draft.exercise.name for draft in found)
    for draft in found:
        if names[draft.exercise.name] > 1:
            yield draft.problem(
                "name:", f"Two exercises are called {draft.exercise.name!r}.", "Rename one of them."
            )
    ordered = sorted(found, key=lambda draft: draft.exercise.number)
    for number, draft in enumerate(ordered, start=1):
        if draft.exercise.number != number:
            yield draft.problem(
                "number:",
                f"The exercise has the number {draft.exercise.number}, but its place is {number}.",
                f"Number the exercises from 1 to {len(found)}, each number once.",
            )
    if found:
        yield from _in_courses({draft.exercise.name: draft.exercise for draft in found})


def _in_courses(exercises: dict[str, Exercise]) -> Iterator[LessonProblem]:
    file = Path(course.__file__)
    lines = file.read_text("utf-8").split("\n")
    for minutes, names in course.COURSES.items():
        line = next((n for n, text in enumerate(lines, 1) if text.startswith(f"    {minutes}:")), 1)
        for name in names:
            if name not in exercises:
                yield LessonProblem(
                    str(file),
                    line,
                    f"The course of {minutes} minutes names the exercise {name!r}, which is missing.",
                    f"The exercises are: {', '.join(exercises)}.",
                )
        needed = sum(exercises[name].minutes for name in names if name in exercises)
        if needed > minutes:
            yield LessonProblem(
                str(file),
                line,
                f"The course of {minutes} minutes needs {needed}.",
                "Remove an exercise from it.",
            )


def _in_front(draft: Draft) -> Iterator[LessonProblem]:
    exercise = draft.exercise
    if not _NAME.fullmatch(exercise.name) or exercise.name != draft.file.stem:
        yield draft.problem(
            "name:",
            f"The exercise calls itself {exercise.name!r}.",
            f"Use the file's name: at most {LONGEST_NAME} lower-case letters, digits and dashes.",
        )
    if len(exercise.summary) > LONGEST_SUMMARY:
        yield draft.problem(
            "summary:",
            f"The summary has {len(exercise.summary)} characters: the list would cut it off.",
            f"Use at most {LONGEST_SUMMARY}.",
        )


def _in_task(draft: Draft) -> Iterator[LessonProblem]:
    exercise = draft.exercise
    title = f"# {exercise.title}"
    if exercise.kind == "repair" and not any(isinstance(part, Script) for part in exercise.task):
        yield draft.problem(
            title,
            "The task does not show what is broken.",
            "Write a fence `console run` with what a learner types to see it.",
        )
    if exercise.question:
        yield from _in_question(draft)
    if bool(exercise.question) != (exercise.kind == "predict"):
        yield draft.problem(
            title,
            f"The kind is {exercise.kind}, and the task asks {'a' if exercise.question else 'no'} question.",
            "A prediction has a fence `predict wire` in its task; other exercises have none.",
        )
    if bool(exercise.experiment) != bool(exercise.question):
        yield draft.problem(
            "## Setup",
            "A question and an experiment belong together, and one of them is missing.",
            "Write a fence `console experiment` in the Setup of a prediction, and nowhere else.",
        )


def _in_question(draft: Draft) -> Iterator[LessonProblem]:
    question = draft.exercise.question
    assert question
    if question.label != WIRE:
        yield draft.problem(
            "```predict",
            f"The question is about {question.label!r}, which an exercise cannot check.",
            "Write ```predict wire",
        )
    for text, patterns in question.choices.items():
        try:
            claims(patterns, str(draft.file), draft.line(f"{text}: "))
        except LessonProblem as problem:
            yield problem


def _in_hints(draft: Draft) -> Iterator[LessonProblem]:
    hints = draft.exercise.hints
    if len(hints) != 2:
        yield draft.problem(
            "## Hints",
            f"The exercise has {len(hints)} hints.",
            "Write two: a question, and where to read. The program adds what the wire says between them.",
        )
    telling = {four for way in draft.exercise.solutions for four in _in_a_row(_spoken(way.script))}
    for number, hint in enumerate(hints, start=1):
        told = next((four for four in _in_a_row(_spoken(hint)) if four in telling), None)
        if told:
            yield draft.problem(
                f"{number}. {hint.split()[0]}",
                f"A hint holds {' '.join(told)!r}, which is a part of a solution.",
                f"A hint has at most {_TELLING - 1} words of a solution in a row: ask instead of telling.",
            )


def _spoken(text: str) -> list[str]:
    return [word.strip(".:").lower() for word in _WORD.findall(text)]


def _in_a_row(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[n:] for n in range(_TELLING)), strict=False))


def _in_ways(draft: Draft) -> Iterator[LessonProblem]:
    parts = (
        ("Wrong ways", draft.exercise.wrong, 2),
        ("Solution", draft.exercise.solutions, 1),
    )
    for title, ways, least in parts:
        if len(ways) < least:
            yield draft.problem(
                f"## {title}",
                f"The part {title} has {len(ways)} of the {least} ways that it needs.",
                "Write each as a fence, and below it why it counts or does not.",
            )
        for way in ways:
            if not way.why:
                yield draft.problem(
                    way.script.split("\n")[0],
                    "There is no text about why this way ends as it does.",
                    "Write it below the fence.",
                )
    scripts = [way.script for _, ways, _ in parts for way in ways]
    for before, after in pairwise(sorted(scripts)):
        if before == after:
            yield draft.problem(
                before.split("\n")[0], "Two ways are the same.", "Remove one of them."
            )
