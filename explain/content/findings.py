"""The compiler of findings: the pages on `command`, `status` and `doctor`, which have one form.

A section is `### ` and the finding's name in backquotes. Its first paragraph begins with the severity,
`**error**`, `**warning**` or `**note**`. That paragraph and what follows it are the message, up to the
paragraph that begins with `Remedy:`. What is behind the remedy, only the page says. In a fence `console`,
lines with the prompt `$ ` are examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.content.model import FindingText
from explain.content.source import Part, parts
from explain.errors import LessonProblem

REMEDY = "Remedy: "

NAME = re.compile(r"`([a-z0-9-]+)`")
_SEVERITY = re.compile(r"\*\*(error|warning|note)\*\* ")
_EXAMPLE = re.compile(r"^\$ (.*(?:\n> .*)*)", re.MULTILINE)


def read(source: str, where: str) -> Iterator[FindingText]:
    """Take a page apart. Raises `LessonProblem` with the file, the line and a remedy."""
    seen: set[str] = set()
    for part in parts(source):
        name = NAME.fullmatch(part.title)
        if not name or part.level != 3:
            continue
        if name[1] in seen:
            raise LessonProblem(where, part.line, f"{name[1]} is here twice.", "Keep one.")
        seen.add(name[1])
        yield _finding(name[1], part, where)


def _finding(name: str, part: Part, where: str) -> FindingText:
    paragraphs = [block.text for block in part.blocks if block.kind == "paragraph"]
    severity = _SEVERITY.match(paragraphs[0]) if paragraphs else None
    if not severity:
        raise LessonProblem(
            where,
            part.line,
            f"The finding {name} has no severity.",
            "Begin its first paragraph with **error**, **warning** or **note**.",
        )
    paragraphs[0] = paragraphs[0][severity.end() :]
    remedy = next((text for text in paragraphs if text.startswith(REMEDY)), "")
    if not remedy and severity[1] != "note":
        raise LessonProblem(
            where,
            part.line,
            f"The finding {name} does not say what to do.",
            "Write a paragraph `Remedy: …` below the description.",
        )
    message = " ".join(paragraphs[: paragraphs.index(remedy)] if remedy else paragraphs)
    return FindingText(
        name, severity[1], message, remedy.removeprefix(REMEDY), tuple(_examples(part))
    )


def _examples(part: Part) -> Iterator[str]:
    for block in part.blocks:
        if block.kind == "fence" and block.info == "console":
            yield from (text.replace("\n> ", "\n") for text in _EXAMPLE.findall(block.text))
