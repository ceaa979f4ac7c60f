"""Events as GitHub's workflow commands, which show findings next to the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions; what has to be escaped is in
`actions/toolkit`, packages/core/src/command.ts (`escapeData`, `escapeProperty`).
"""

from __future__ import annotations

from typing import TextIO

from explain.narration import Event, FileRead, Finding, FindingInFile
from explain.render.layout import rows
from explain.render.prose import inline_plain
from explain.visible import visible

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


class GitHub:
    """Writes one workflow command for each finding, and one line for each file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def draw(self, event: Event) -> None:
        """Draw an event; what GitHub has no place for is left out."""
        if isinstance(event, FindingInFile):
            self._write(event, f"file={_property(event.file)},line={event.line},")
        elif isinstance(event, Finding) and event.severity in _LEVELS:
            self._write(event, "")
        elif isinstance(event, FileRead):
            self._stream.writelines(f"{visible(row.text)}\n" for row in rows(event) if row.text)
        self._stream.flush()

    def _write(self, event: Finding | FindingInFile, place: str) -> None:
        message = inline_plain(f"{event.subject}: {event.message} {event.remedy}".rstrip())
        level = _LEVELS[event.severity]
        self._stream.write(f"::{level} {place}title={_property(event.id)}::{_data(message)}\n")


def _data(text: str) -> str:
    """Escape a message: a percent sign first, or it would be escaped twice."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
