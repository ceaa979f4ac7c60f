"""The compiler of lessons and exercises: what is known of each without reading it, and what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explain.content import bodies
from explain.content.model import ExerciseEntry, LessonEntry
from explain.content.source import facts
from explain.content.store import INDEX
from explain.errors import LessonProblem
from explain.lesson import (
    Block,
    Brief,
    Cue,
    FollowCue,
    Lesson,
    Question,
    Remark,
    Section,
    Text,
    tokens_of,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

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


def parse(source: str, where: str) -> Lesson:
    """Take a lesson's text apart. Raises `LessonProblem` with the file and the line."""
    tokens = tokens_of(source)
    values, lines = facts(source, where)
    for needed in ("name", "summary"):
        if not values.get(needed):
            raise LessonProblem(
                where,
                1,
                f"The lesson has no {needed}.",
                f"Begin the file with a line ---, a line `{needed}: …` and a line ---.",
            )
    step = values.get("step", "0")
    if not step.isdecimal():
        raise LessonProblem(
            where,
            lines["step"],
            f"The step {step!r} is not a number.",
            "Write it like `step: 2`.",
        )
    return Lesson(values, _sections(tokens, _lines(source), where), where)


def _sections(tokens: list[Token], lines: list[str], where: str) -> tuple[Section, ...]:
    """Cut the top-level blocks at headings of the first and second level."""
    found: list[tuple[str, int, int, list[Block]]] = []
    for index, token in enumerate(tokens):
        if token.level or token.map is None or token.type == "front_matter":
            continue
        first, last = token.map
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            found.append((tokens[index + 1].content, int(token.tag[1]), first + 1, []))
        elif not found:
            raise LessonProblem(
                where,
                first + 1,
                "There is text before the lesson's title.",
                "Begin with `# Title`.",
            )
        else:
            found[-1][3].append(_block(token, "\n".join(lines[first:last]).rstrip(), where))
    titles = [line for _, level, line, _ in found if level == 1]
    if len(titles) != 1 or found[0][1] != 1:
        raise LessonProblem(
            where,
            titles[-1] if titles else 1,
            "A lesson has exactly one title, at its beginning.",
            "Write it as `# Title`, and the other headings as `## Heading`.",
        )
    return tuple(Section(title, level, line, tuple(blocks)) for title, level, line, blocks in found)


def _lines(text: str) -> list[str]:
    """Cut a text where the parser does: CommonMark knows fewer line ends than `splitlines`."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _block(token: Token, source: str, where: str) -> Block:
    assert token.map is not None
    line = token.map[0] + 1
    words = token.info.split() if token.type == "fence" else []
    if remark := _REMARK.fullmatch(source.strip()):
        return Remark(" ".join(remark[2].split()), int(remark[1]), line)
    if brief := _BRIEF.fullmatch(source.strip()):
        return Brief(brief[2], brief[1].strip(), line)
    if words[:1] == ["predict"]:
        return _question(token, line, where)
    if words == ["follow"]:
        return FollowCue(line)
    if words == ["sequence"]:
        said = notes(token.content, line, where)
        return Text("\n".join(f"- `{name}`: {note}" for name, note in said.items()), line)
    if words[:1] != ["act"]:
        return Text(source, line)
    if len(words) != 3:
        raise LessonProblem(
            where,
            line,
            "An act's fence names an act and a beat.",
            "Write it like ```act token expiry",
        )
    return Cue(words[1], words[2], notes(token.content, line, where), line)


_REMARK = re.compile(r"<!-- *speaker +([0-9]+) +min: *(.*?) *-->", re.DOTALL)

_BRIEF = re.compile(r"<!-- *brief([^:]*): *(\S.*?)\s*-->", re.DOTALL)


def _question(token: Token, line: int, where: str) -> Question:
    label = " ".join(token.info.split()[1:])
    text, empty, body = token.content.partition("\n\n")
    choices = notes(body, line + text.count("\n") + 2, where)
    if not label or not empty or len(choices) < 2 or not all(choices.values()):
        raise LessonProblem(
            where,
            line,
            "A question needs the label of its evidence, a text, and two choices or more.",
            "Write ```predict LABEL, the question, an empty line, and lines like `never: 0`.",
        )
    return Question(" ".join(text.split()), label, choices, line)


def notes(body: str, fence_line: int, where: str) -> dict[str, str]:
    """Read a fence's body: `label: note`, and indented lines that carry a note on."""
    found: dict[str, str] = {}
    label = ""
    for line, text in enumerate(_lines(body), start=fence_line + 1):
        if text.startswith(" ") and label:
            found[label] = f"{found[label]} {text.strip()}".strip()
        elif text.strip():
            label, colon, note = (part.strip() for part in text.partition(": "))
            if not colon and not text.endswith(":"):
                raise LessonProblem(
                    where, line, f"{text!r} is not a note.", "Write `label: what it is for`."
                )
            label = label.removesuffix(":")
            if label in found:
                raise LessonProblem(where, line, f"{label!r} has two notes.", "Combine them.")
            found[label] = note
    return found
