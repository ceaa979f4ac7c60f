"""The compiler of causes, from lessons/reference/causes.md.

A section is `### ` and the cause's name in backquotes. Its first paragraph is the message, its list the
evidence; the paragraph that begins with `Fix:` and the fence behind it are the fix, the words after
`On the board:` say it to a trainer, and the link after `Read:` is the page to read. What is in braces is a
value; a line of evidence without its value is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.content.findings import NAME
from explain.content.model import CauseText
from explain.content.source import Part, parts
from explain.errors import LessonProblem

FIX = "Fix: "
LABEL = "On the board: "

LONGEST_LABEL = 60
"""Characters of a label, which is a part of a line of 80 columns."""

_READ = re.compile(r"Read: \[([a-z0-9-]+)\]\(.*")


def read(source: str, where: str) -> Iterator[tuple[str, CauseText]]:
    """Give each cause by its name. Raises `LessonProblem` with the file, the line and a remedy."""
    for part in parts(source):
        if part.level == 3 and (name := NAME.fullmatch(part.title)):
            yield name[1], _cause(name[1], part, where)


def _cause(name: str, part: Part, where: str) -> CauseText:
    texts = [block.text for block in part.blocks if block.kind == "paragraph"]
    fixes = [text.removeprefix(FIX) for text in texts if text.startswith(FIX)]
    labels = [text.removeprefix(LABEL) for text in texts if text.startswith(LABEL)]
    commands = [block.text for block in part.blocks if block.kind == "fence"]
    pages = [match[1] for text in texts if (match := _READ.fullmatch(text))]
    if not (fixes and commands and labels and pages) or texts[0].startswith(FIX):
        raise LessonProblem(
            where,
            part.line,
            f"The cause {name} needs a message, a fix, a command, a label and a page to read.",
            "Write a sentence; `Fix: …`; a fence with the command; `On the board: …`;"
            " `Read: [page](../errors/page.md)`.",
        )
    if len(labels[0]) > LONGEST_LABEL or "{" in labels[0]:
        raise LessonProblem(
            where,
            part.line,
            f"The label of the cause {name} has values or is too long: {labels[0]}",
            f"Write at most {LONGEST_LABEL} characters that are true of every learner.",
        )
    evidence = tuple(item for block in part.blocks for item in block.items)
    command = commands[0].split("\n")[0]
    return CauseText(texts[0], evidence, fixes[0], command, labels[0], pages[0])
