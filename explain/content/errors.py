"""The compiler of error pages, from lessons/errors/: Markdown for people, and data for `explain-ecr why`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from explain.content import patterns
from explain.content.errorpages import SPEAKERS, STEPS, Case, ErrorPage, ErrorText, Section, Wording
from explain.content.source import facts, fences, sections
from explain.content.wordlist import words
from explain.errors import LessonProblem

LOOKS = "What it looks like"
SECTIONS = (LOOKS, "What happened", "Causes", "Fix", "See it in the lab", "Where it was seen")

KEYS = {"name", "title", "summary", "said_by", "step", "seen", "lesson", "patterns"}
MAY_BE_LEFT_OUT = {"consequence", "warning", "api", "fixes"}
MAPPINGS = {"patterns", "fixes"}

_ELSEWHERE = re.compile(r"See \[[^\]]+\]\(([\w-]+)\.md\)(?:, under \*(.+)\*)?\.")
"""A fix that is another page's, so that it is written once."""


def read(source: str, where: str) -> ErrorPage:
    """Take a page apart. Raises `LessonProblem` with the file, the line and a remedy."""
    values, lines = facts(source, where)
    _demand_keys(values, lines, where)
    if values["step"] not in STEPS or values["said_by"] not in SPEAKERS:
        raise LessonProblem(
            where,
            lines["step" if values["step"] not in STEPS else "said_by"],
            f"There is no program {values['said_by']!r}, or no step {values['step']!r}.",
            f"Use one of {', '.join(SPEAKERS)}; and one of {', '.join(STEPS)}.",
        )
    if not values["seen"].isdecimal():
        raise LessonProblem(
            where, lines["seen"], "`seen` is not a number.", "Write it like `seen: 12`."
        )
    parts = tuple(Section(title, text) for title, text, _ in sections(source))
    body = {part.title: part.markdown for part in parts}
    samples = tuple(text for _, text in fences(body.get(LOOKS, "")))
    fix = tuple(Section(title, text) for title, text, _ in sections(body.get("Fix", ""), 3))
    return ErrorPage(
        name=values["name"],
        title=values["title"],
        summary=values["summary"],
        said_by=values["said_by"],
        step=values["step"],
        seen=int(values["seen"]),
        consequence=values.get("consequence") == "yes",
        warning=values.get("warning") == "yes",
        lesson=values["lesson"],
        wordings=tuple(wording(*pair) for pair in values["patterns"].items()),
        text=ErrorText(parts, fix, samples),
        api=values.get("api", ""),
        cases=tuple(Case(*pair) for pair in values.get("fixes", {}).items()),
        said=" ".join(sorted(words(" ".join(samples)))),
    )


def wording(versions: str, pattern: str) -> Wording:
    """Return a wording with the words of its pattern; none for a pattern that cannot be read."""
    faults = any(patterns.faults(pattern, searched=False))
    needed = () if faults else patterns.needed(pattern)
    return Wording(versions, pattern, "\n".join(" ".join((run, *words)) for words, run in needed))


def join(pages: list[ErrorPage]) -> tuple[list[list[object]], list[object]]:
    """Return the rows of all pages, and their texts apart."""
    whole = list(followed(pages))
    return [row(page) for page in whole], [page.text for page in whole]


def followed(pages: Iterable[ErrorPage]) -> Iterator[ErrorPage]:
    """Give the pages, each with the fixes of another page where it only names one."""
    pages = list(pages)
    fixes = {page.name: page.fixes for page in pages}
    for page in pages:
        assert isinstance(page.text, ErrorText)
        fix = tuple(_followed(page, part, fixes) for part in page.text.fix)
        yield page._replace(text=page.text._replace(fix=fix))


def row(page: ErrorPage) -> list[object]:
    """Return a page without its text, as JSON has it. The fields of all `wordings` are one flat list."""
    wordings = [*chain.from_iterable(page.wordings)]
    return [*page[:9], wordings, page.api, page.cases, page.said]


def _followed(page: ErrorPage, part: Section, fixes: Mapping[str, Mapping[str, str]]) -> Section:
    match = _ELSEWHERE.fullmatch(" ".join(part.markdown.split()))
    if not match:
        return part
    text = fixes.get(match[1], {}).get(match[2] or "")
    if text is None:
        raise LessonProblem(
            f"lessons/errors/{page.name}.md",
            1,
            f"There is no fix on {match[1]!r} under this name.",
            "Name a page, and a heading below its `## Fix`.",
        )
    return Section(part.title, text)


def _demand_keys(values: Mapping[str, Any], lines: Mapping[str, int], where: str) -> None:
    found = values.get("patterns")
    missing = sorted(KEYS - set(values)) or (not isinstance(found, dict) and ["patterns"])
    if missing or not found:
        raise LessonProblem(
            where,
            1,
            f"The page lacks: {', '.join(missing or ['patterns'])}.",
            "Add it to the front matter.",
        )
    strange = sorted(set(values) - KEYS - MAY_BE_LEFT_OUT)
    nested = [key for key, value in values.items() if (key in MAPPINGS) != isinstance(value, dict)]
    nested += [key for key, value in values.items() if not isinstance(value, str | dict)]
    if strange or nested:
        key = (strange or nested)[0]
        raise LessonProblem(
            where, lines[key], f"A page cannot have: {', '.join(strange or nested)}.", "Remove it."
        )
