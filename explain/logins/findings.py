"""What `status` can find, read from its page: each finding's severity, its sentence and its remedy.

A section of lessons/reference/status.md is `### ` and the finding's name in backquotes. Its first
paragraph begins with the severity, and is the message; a paragraph that begins with `Remedy:` is the
remedy; what else there is, only the page says. What is in braces is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from explain.library import folder
from explain.narration import Finding

PAGE = "reference/status.md"

_SECTION = re.compile(r"^### `([a-z0-9-]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_SEVERITY = re.compile(r"\*\*(error|warning|note)\*\* ")
_REMEDY = "Remedy: "


class Text(NamedTuple):
    """A finding's severity (note, warning or error), its sentence and its remedy."""

    severity: str
    message: str
    remedy: str = ""


@cache
def texts() -> Mapping[str, Text]:
    """Return what the page says of every finding, by its name."""
    return dict(read((folder() / PAGE).read_text("utf-8")))


def read(source: str) -> Iterator[tuple[str, Text]]:
    """Take a page apart at its headings."""
    for match in _SECTION.finditer(source):
        paragraphs = [" ".join(part.split()) for part in match[2].strip().split("\n\n")]
        severity = _SEVERITY.match(paragraphs[0])
        assert severity, f"{match[1]} has no severity"
        remedies = (part[len(_REMEDY) :] for part in paragraphs if part.startswith(_REMEDY))
        yield match[1], Text(severity[1], paragraphs[0][severity.end() :], next(remedies, ""))


def finding(name: str, subject: str, **facts: str) -> Finding:
    """Return a finding of `status`, its text filled in."""
    return filled(texts()[name], name, subject, **facts)


def filled(text: Text, name: str, subject: str, **facts: str) -> Finding:
    """Fill in a text."""
    return Finding(
        name,
        text.severity,
        subject,
        text.message.format(**facts),
        text.remedy.format(**facts).strip(),
    )
