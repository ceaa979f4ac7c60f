"""A compiler for those who write lessons: every problem, with file, line and remedy.

It performs no act: what each act may show is in the table of acts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from explain import timetable
from explain.acts import ACTS
from explain.content import compile as compiler
from explain.content.lessons import parse
from explain.content.place import folder
from explain.errors import LessonProblem
from explain.lesson import (
    Block,
    Brief,
    Cue,
    Lesson,
    Question,
    Remark,
    Section,
    Text,
    tokens_of,
)
from explain.practice import check as practice
from explain.trouble import check as error_pages

if TYPE_CHECKING:
    from markdown_it.token import Token

NO_LESSONS = ("errors", "play", "practice", "reference", "words")
"""Folders whose pages are of other kinds."""

LONGEST_BRIEF = 154
"""Characters of a section's title and brief: two lines of 80 columns, broken between words."""


def problems(files: Sequence[Path] | None = None) -> list[LessonProblem]:
    """Check some files, or all the lessons and pages that ship with the package."""
    if files is not None:
        pages, exercises = (
            [file for file in files if file.parent.name == name] for name in ("errors", "practice")
        )
        found = [
            problem
            for file in files
            for problem in _in_file(file, is_lesson=file.parent.name not in NO_LESSONS)
        ]
        return [*found, *_error_pages(pages), *_exercises(exercises)]
    top = folder()
    found = [
        problem
        for file in sorted(top.rglob("*.md"))
        for problem in _in_file(file, is_lesson=file.parent == top)
    ]
    found += _error_pages(sorted((top / "errors").glob("*.md")))
    exercises = sorted((top / "practice").glob("*.md"))
    found += _exercises(exercises)
    return found or [*_in_the_whole(top), *_among_exercises(exercises)]


def slug(heading: str) -> str:
    """Return the anchor of a heading, as Python-Markdown's `toc` extension makes it for the site."""
    ascii_only = normalize("NFKD", heading).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^\w\s-]", "", ascii_only).strip().lower()
    return re.sub(r"[-\s]+", "-", kept)


def _in_file(file: Path, *, is_lesson: bool) -> Iterator[LessonProblem]:
    where = str(file)
    try:
        source = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield LessonProblem(
            where, 1, f"The file cannot be read: {error}", "A lesson is a UTF-8 text file."
        )
        return
    yield from _dead_links(file, source)
    yield from compiler.problems(file)
    if not is_lesson:
        return
    try:
        lesson = parse(source, where)
    except LessonProblem as problem:
        yield problem
        return
    for section in lesson.sections:
        found = list(_in_section(section, where))
        yield from found or _in_briefs(section, where)


def _in_section(section: Section, where: str) -> Iterator[LessonProblem]:
    if not section.blocks:
        yield LessonProblem(
            where,
            section.line,
            f"The section {section.title!r} is empty.",
            "Write it, or remove it.",
        )
    before: Block | None = None
    for block in section.blocks:
        if isinstance(block, Cue):
            yield from _in_cue(block, where)
            if not isinstance(before, Text):
                yield LessonProblem(
                    where,
                    block.line,
                    f"There is no text before {block.act} {block.beat}.",
                    "Write a sentence before the fence: what the reader is about to see, and why.",
                )
        if not isinstance(block, Question | Remark | Brief):
            before = block
    cues = [block for block in section.blocks if isinstance(block, Cue)]
    for act, performance in groupby(cues, key=lambda cue: cue.act):
        if act in ACTS:
            yield from _in_performance(act, list(performance), section, where)


def _in_cue(cue: Cue, where: str) -> Iterator[LessonProblem]:
    if cue.act not in ACTS:
        yield LessonProblem(
            where, cue.line, f"There is no act {cue.act!r}.", f"The acts are: {', '.join(ACTS)}."
        )
        return
    beats = ACTS[cue.act].beats
    if cue.beat not in beats:
        yield LessonProblem(
            where,
            cue.line,
            f"The act {cue.act} has no beat {cue.beat!r}.",
            f"Its beats are: {', '.join(beats)}.",
        )
        return
    for label, note in cue.notes.items():
        if label not in beats[cue.beat]:
            yield LessonProblem(
                where,
                cue.line,
                f"{cue.act} {cue.beat} shows nothing called {label!r}.",
                f"It shows: {', '.join(beats[cue.beat])}.",
            )
        if not note:
            yield LessonProblem(
                where,
                cue.line,
                f"The note for {label!r} is empty.",
                "Write it, or remove the label.",
            )


def _in_performance(
    act: str, cues: Sequence[Cue], section: Section, where: str
) -> Iterator[LessonProblem]:
    """An act is performed from its first beat to its last, each once, and no other act in between."""
    played = [cue.beat for cue in cues]
    beats = list(ACTS[act].beats)
    if played != beats and set(played) <= set(beats):
        yield LessonProblem(
            where,
            cues[0].line,
            f"The section {section.title!r} plays {act} as {', '.join(played)}.",
            f"Play every beat once, in this order: {', '.join(beats)}.",
        )


def _in_briefs(section: Section, where: str) -> Iterator[LessonProblem]:
    """Every act has its brief, in a line or two, with evidence that the act shows."""
    briefs = [block for block in section.blocks if isinstance(block, Brief)]
    acts = [act for act in section.acts if act in ACTS]
    if [bool(brief.label) for brief in briefs] != [True] * len(acts) and (acts or len(briefs) > 1):
        yield LessonProblem(
            where,
            section.line,
            f"The section {section.title!r} performs {', '.join(acts)}, but has {len(briefs)} briefs.",
            "Write `<!-- brief LABEL: … -->`, one for each act: what happens, and the value that proves it.",
        )
        return
    for act, brief in zip(acts, briefs, strict=False):
        labels = [label for shown in ACTS[act].beats.values() for label in shown]
        if brief.label not in labels:
            yield LessonProblem(
                where,
                brief.line,
                f"The act {act} shows nothing called {brief.label!r}.",
                f"It shows: {', '.join(labels)}.",
            )
        if len(f"{section.title}. {brief.text}") > LONGEST_BRIEF:
            yield LessonProblem(
                where,
                brief.line,
                f"The brief of {act} is longer than two lines.",
                f"With the section's title, it may have {LONGEST_BRIEF} characters.",
            )


def _in_the_whole(top: Path) -> Iterator[LessonProblem]:
    """What can be wrong between lessons: two of one name, an act that none or two perform."""
    lessons: list[Lesson] = [
        parse(file.read_text("utf-8"), str(file)) for file in sorted(top.glob("*.md"))
    ]
    yield from timetable.problems(lessons)
    names = [lesson.name for lesson in lessons]
    for lesson in lessons:
        if names.count(lesson.name) > 1:
            yield LessonProblem(
                lesson.where, 1, f"Two lessons are called {lesson.name!r}.", "Rename one of them."
            )
    performed = [(act, lesson) for lesson in lessons for s in lesson.sections for act in s.acts]
    for act in ACTS:
        places = [lesson for name, lesson in performed if name == act]
        if len(places) != 1:
            yield LessonProblem(
                places[1].where if places else str(top),
                1,
                f"The act {act} is performed in {len(places)} sections.",
                "One section narrates an act; other lessons link to it.",
            )


def _error_pages(files: Sequence[Path]) -> Iterator[LessonProblem]:
    """Check the pages of lessons/errors/ for more than their links. The index is generated."""
    return error_pages.problems([file for file in files if file.name != "index.md"])


def _exercises(files: Sequence[Path]) -> Iterator[LessonProblem]:
    """Check the exercises of lessons/practice/, and where each sends its reader. The index is a page."""
    for draft in practice.drafts([file for file in files if file.name != "index.md"]):
        if isinstance(draft, LessonProblem):
            yield draft
            continue
        yield from practice.problems(draft)
        line = draft.line("lesson:")
        if draft.exercise.lesson:
            yield from _dead_link(draft.file, line, f"../{draft.exercise.lesson}")
        else:
            yield LessonProblem(
                str(draft.file),
                line,
                "The exercise does not name a lesson.",
                "Write it like `lesson: 03-the-login.md#log-in`.",
            )


def _among_exercises(files: Sequence[Path]) -> Iterator[LessonProblem]:
    read = practice.drafts([file for file in files if file.name != "index.md"])
    return practice.among([draft for draft in read if isinstance(draft, practice.Draft)])


def _dead_links(file: Path, source: str) -> Iterator[LessonProblem]:
    for line, target in _links(source):
        yield from _dead_link(file, line, target)


def _dead_link(file: Path, line: int, target: str) -> Iterator[LessonProblem]:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return
    aim = (file.parent / unquote(parts.path)) if parts.path else file
    if not os.path.exists(aim):  # Path.exists fails on a name that is too long
        yield LessonProblem(
            str(file), line, f"The link to {target} is broken.", f"There is no file {parts.path}."
        )
    elif parts.fragment and parts.fragment not in (anchors := _anchors(aim)):
        yield LessonProblem(
            str(file),
            line,
            f"The link to {target} is broken: there is no heading with that name.",
            f"The headings are: {', '.join(sorted(anchors))}.",
        )


def _links(source: str) -> Iterator[tuple[int, str]]:
    """List the targets of all links and images, each with the line that its block begins on."""
    for token in tokens_of(source):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                yield (token.map[0] + 1 if token.map else 1), str(target)


def _anchors(file: Path) -> set[str]:
    """List the anchors of a page's headings; what is not a page has none."""
    if file.suffix != ".md":
        return set()
    tokens = tokens_of(file.read_text("utf-8", "replace"))
    headings = (after for token, after in pairwise(tokens) if token.type == "heading_open")
    return {slug(_words(heading)) for heading in headings}


def _words(heading: Token) -> str:
    return "".join(child.content for child in heading.children or ())
