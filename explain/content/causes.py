"""The compiler of causes, from lessons/reference/causes.md.

A section is `### ` and the cause's name in backquotes. Its first paragraph is the message, its list the
evidence; the paragraph that begins with `Fix:` and the fence behind it are the fix, and the link after
`Read:` is the page to read. What is in braces is a value; a line of evidence without its value is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.content.findings import NAME
from explain.content.model import CauseText
from explain.content.source import Part, parts
from explain.errors import LessonProblem

FIX = "Fix: "

_READ = re.compile(r"Read: \[([a-z0-9-]+)\]\(.*")


def read(source: str, where: str) -> Iterator[tuple[str, CauseText]]:
    """Give each cause by its name. Raises `LessonProblem` with the file, the line and a remedy."""
    for part in parts(source):
        if part.level == 3 and (name := NAME.fullmatch(part.title)):
            yield name[1], _cause(name[1], part, where)


def _cause(name: str, part: Part, where: str) -> CauseText:
    texts = [block.text for block in part.blocks if block.kind == "paragraph"]
    fixes = [text.removeprefix(FIX) for text in texts if text.startswith(FIX)]
    commands = [block.text for block in part.blocks if block.kind == "fence"]
    pages = [match[1] for text in texts if (match := _READ.fullmatch(text))]
    if not (fixes and commands and pages) or texts[0].startswith(FIX):
        raise LessonProblem(
            where,
            part.line,
            f"The cause {name} needs a message, a fix, a command and a page to read.",
            "Write a sentence; `Fix: …`; a fence with the command; `Read: [page](../errors/page.md)`.",
        )
    evidence = tuple(item for block in part.blocks for item in block.items)
    return CauseText(texts[0], evidence, fixes[0], commands[0].split("\n")[0], pages[0])
