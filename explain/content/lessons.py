"""The compiler of lessons and exercises: what is known of each without reading it, and what it says."""

from __future__ import annotations

from explain.content import bodies
from explain.content.model import ExerciseEntry, LessonEntry
from explain.content.store import INDEX
from explain.lesson import Lesson, parse

Read = tuple[LessonEntry, Lesson]
ReadExercise = tuple[ExerciseEntry, Lesson]


def read(source: str, where: str, file: str) -> Read:
    """Return a lesson's place in the list, and itself. Raises `LessonProblem`."""
    lesson = parse(source, where)
    acts = {act for section in lesson.sections for act in section.acts}
    also = (word.strip().lower() for word in lesson.facts.get("also", "").split(","))
    entry = LessonEntry(
        file, lesson.name, lesson.step, tuple(sorted(acts)), tuple(filter(None, also))
    )
    return entry, lesson


def join(pages: list[Read]) -> tuple[list[LessonEntry], list[object]]:
    """Return all lessons, and what they say: the front page first, then by file name."""
    ordered = sorted(pages, key=lambda page: (page[0].file != INDEX, page[0].file))
    return [entry for entry, _ in ordered], [bodies.row(lesson) for _, lesson in ordered]


def read_exercise(source: str, where: str, file: str) -> ReadExercise:
    """Return an exercise's place in the list, and itself. Raises `LessonProblem`."""
    lesson = parse(source, where)
    number = lesson.facts.get("number", "")
    return ExerciseEntry(int(number) if number.isdecimal() else 0, lesson.name, file), lesson


def join_exercises(pages: list[ReadExercise]) -> tuple[list[ExerciseEntry], list[object]]:
    """Return all exercises, and what they say, in the recommended order."""
    ordered = sorted(pages, key=lambda page: page[0])
    return [entry for entry, _ in ordered], [bodies.row(lesson) for _, lesson in ordered]
