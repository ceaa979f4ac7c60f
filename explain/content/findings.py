"""The findings of `command`, `status` and `doctor`, read from their pages, which have one form.

A section is `### ` and the finding's name in backquotes. Its first paragraph begins with the severity,
`**error**`, `**warning**` or `**note**`. That paragraph and what follows it are the message, up to the
paragraph that begins with `Remedy:`. What is behind the remedy, only the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from explain.content.model import FindingText
from explain.library import folder
from explain.narration import Finding

COMMAND = "reference/findings.md"
STATUS = "reference/status.md"
DOCTOR = "reference/doctor.md"

REMEDY = "Remedy: "

_EXAMPLE = re.compile(r"^\$ (.*(?:\n> .*)*)", re.MULTILINE)
_HEADING = re.compile(r"### `([a-z0-9-]+)`$")
_SEVERITY = re.compile(r"\*\*(error|warning|note)\*\* ")


@cache
def texts(page: str) -> Mapping[str, FindingText]:
    """Return what a page says of every finding, by its name."""
    return {text.id: text for text in read((folder() / page).read_text("utf-8"))}


def finding(page: str, name: str, subject: str, **facts: str) -> Finding:
    """Return a finding, its text filled in with some facts."""
    text = texts(page)[name]
    message, remedy = text.message.format(**facts), text.remedy.format(**facts).strip()
    return Finding(name, text.severity, subject, message, remedy)


def read(source: str) -> Iterator[FindingText]:
    """Take a page apart at its headings."""
    name = ""
    lines: list[str] = []
    for line in [*source.split("\n"), "## "]:
        if line.startswith("#"):
            if name:
                yield _text(name, lines)
            heading = _HEADING.match(line)
            name = heading[1] if heading else ""
            lines = []
        else:
            lines.append(line)


def _text(name: str, lines: list[str]) -> FindingText:
    typed = _EXAMPLE.findall("\n".join(lines))
    examples = tuple(example.replace("\n> ", "\n") for example in typed)
    paragraphs = _paragraphs(lines)
    severity = _SEVERITY.match(paragraphs[0])
    assert severity, f"{name} has no severity"
    paragraphs[0] = paragraphs[0][severity.end() :]
    places = [at for at, text in enumerate(paragraphs) if text.startswith(REMEDY)]
    message = " ".join(paragraphs[: places[0]] if places else paragraphs)
    remedy = paragraphs[places[0]][len(REMEDY) :] if places else ""
    return FindingText(name, severity[1], message, remedy, examples)


def _paragraphs(lines: list[str]) -> list[str]:
    """Join the lines of each paragraph, up to the first fence."""
    paragraphs: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("```"):
            break
        if line.strip():
            block.append(line.strip())
        elif block:
            paragraphs.append(" ".join(block))
            block = []
    return paragraphs
