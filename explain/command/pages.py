"""The page on findings, read: what each of them says.

A section is `### ` and the finding's name in backquotes; its first paragraph begins with the severity,
`**error**`, `**warning**` or `**note**`, and says what is wrong; the second says why; the third, what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from explain.library import folder

PAGE = "reference/findings.md"

_EXAMPLE = re.compile(r"^\$ (.*(?:\n> .*)*)", re.MULTILINE)
_HEADING = re.compile(r"### `([a-z0-9-]+)`$")
_SEVERITY = re.compile(r"\*\*(error|warning|note)\*\* ")


@dataclass(frozen=True, slots=True)
class Text:
    """What the page says about one finding. `examples` are its console lines, without the prompts."""

    id: str
    severity: str
    message: str
    remedy: str
    examples: tuple[str, ...]


@cache
def texts() -> dict[str, Text]:
    """Read what the page says of every finding, by its name."""
    return {text.id: text for text in read((folder() / PAGE).read_text("utf-8"))}


def read(source: str) -> Iterator[Text]:
    """Take the page apart at its headings."""
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


def _text(name: str, lines: list[str]) -> Text:
    typed = _EXAMPLE.findall("\n".join(lines))
    examples = tuple(example.replace("\n> ", "\n") for example in typed)
    paragraphs = _paragraphs(lines)
    severity = _SEVERITY.match(paragraphs[0])
    assert severity, f"{name} has no severity"
    what = paragraphs[0][severity.end() :]
    return Text(name, severity[1], f"{what} {paragraphs[1]}", paragraphs[2], examples)


def _paragraphs(lines: list[str]) -> list[str]:
    """Join the lines of each paragraph, up to the first fence."""
    found: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("```"):
            break
        if line.strip():
            block.append(line.strip())
        elif block:
            found.append(" ".join(block))
            block = []
    return found
