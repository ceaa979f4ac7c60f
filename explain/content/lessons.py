"""The compiler of the lists of lessons and of exercises: what is known of one without reading it."""

from __future__ import annotations

from explain.content.model import ExerciseEntry, LessonEntry
from explain.content.store import INDEX
from explain.lesson import front_matter, parse, parser


def read(source: str, where: str, file: str) -> LessonEntry:
    """Return a lesson's place in the list. Raises `LessonProblem` with the file, the line and a remedy."""
    lesson = parse(source, where)
    also = front_matter(parser().parse(source), where).get("also", "")
    return LessonEntry(
        file,
        lesson.name,
        lesson.step,
        tuple(sorted({act for section in lesson.sections for act in section.acts})),
        tuple(word.strip().lower() for word in also.split(",") if word.strip()),
    )


def join(entries: list[LessonEntry]) -> tuple[list[LessonEntry], tuple[()]]:
    """Return all lessons: the front page first, then by file name."""
    return sorted(entries, key=lambda entry: (entry.file != INDEX, entry.file)), ()


def read_exercise(source: str, where: str, file: str) -> ExerciseEntry:
    """Return an exercise's place in the list. Raises `LessonProblem` with the file, the line and a remedy."""
    facts = front_matter(parser().parse(source), where)
    number = facts.get("number", "")
    return ExerciseEntry(int(number) if number.isdecimal() else 0, facts["name"], file)


def join_exercises(entries: list[ExerciseEntry]) -> tuple[list[ExerciseEntry], tuple[()]]:
    """Return all exercises, in the recommended order."""
    return sorted(entries), ()
