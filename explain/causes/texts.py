"""What is said of a cause, read from lessons/reference/causes.md and filled in.

A section is `### ` and the cause's name in backquotes. Its first paragraph is the message, its list the
evidence; the paragraph that begins with `Fix:` and the block behind it are the fix, and the link after
`Read:` is the page to read. What is in braces is a value; a line of evidence without its value is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from explain.causes.model import Cause
from explain.library import folder

PAGE = "reference/causes.md"

_SECTION = re.compile(r"^### `([a-z-]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r"\{(\w+)\}")
_READ = re.compile(r"^Read: \[([a-z0-9-]+)\]", re.MULTILINE)
_TIMES = ("at", "expires_at", "handed_out_at", "login_at", "newer_at", "now", "signed_at")


class Text(NamedTuple):
    """What is said of a cause: a sentence or two, its evidence, the fix in words, a command, a page."""

    message: str
    evidence: tuple[str, ...]
    fix: str
    command: str
    page: str


@cache
def texts() -> Mapping[str, Text]:
    """Return what the page says of every cause, by its name, not filled in."""
    source = (folder() / PAGE).read_text("utf-8")
    return {match[1]: _read(match[2]) for match in _SECTION.finditer(source)}


def told(cause: Cause) -> Text:
    """Return what is to be said of a cause."""
    text = texts()[cause.id]
    values = {**cause.values, "at": cause.at}
    day = values.get("now", "")[:10]
    for name in _TIMES:
        if values.get(name):
            values[name] = moment(values[name], day)
    return Text(
        _filled(text.message, values),
        tuple(_filled(line, values) for line in text.evidence if _is_known(line, values)),
        _filled(text.fix, values),
        _filled(text.command, values),
        text.page,
    )


def evidence(cause: Cause) -> str:
    """Say as Markdown what went wrong and how that is known, without what to do about it."""
    text = told(cause)
    return "\n".join([text.message, "", *(f"- {line}" for line in text.evidence)])


def moment(at: str, day: str) -> str:
    """Write a moment (ISO 8601, UTC) as people say it: the time alone where it is of this day."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{moment:%H:%M:%S}" if at.startswith(day) else f"{moment:%H:%M on %A, %B} {moment.day}"


def _read(section: str) -> Text:
    parts = [part.strip() for part in section.strip().split("\n\n")]
    message = " ".join(parts[0].split())
    listed = next((part for part in parts if part.startswith("- ")), "")
    evidence = tuple(
        " ".join(line.split()) for line in re.split(r"^- ", listed, flags=re.M) if line
    )
    fix = next(part for part in parts if part.startswith("Fix: ")).removeprefix("Fix: ")
    command = next(part for part in parts if part.startswith("```")).splitlines()[1]
    read = _READ.search(section)
    assert read, "every cause names a page to read"
    return Text(message, evidence, " ".join(fix.split()), command, read[1])


def _is_known(line: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _VALUE.findall(line))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda match: values.get(match[1], "") or "…", text)
