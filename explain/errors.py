"""What can go wrong on our side: each error is one sentence, a remedy and an exit code.

An answer that *is* the lesson (a 401, a 403) is an event, never one of these.
"""

from __future__ import annotations


class ExplainError(Exception):
    """The root: a sentence for a person, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class UsageProblem(ExplainError):
    """What was typed cannot be meant: an account without 12 digits, a step that does not exist."""

    exit_code = 2


class SandboxProblem(ExplainError):
    """The sandbox's folder cannot be used."""


class ToolProblem(ExplainError):
    """A program that we ran is missing, hangs, or answers what it never should."""


class SiteProblem(ExplainError):
    """The website was not built, or cannot be served."""


class BadToken(ExplainError):
    """A text that was given as an ECR token is none."""


class BadConfig(ExplainError):
    """A docker configuration that cannot be read."""


class RecordingProblem(ExplainError):
    """A recording that cannot be read."""


class RoomProblem(ExplainError):
    """A room of learners cannot be opened, joined or read."""


class LessonProblem(ExplainError):
    """A lesson that cannot be played: names the file and the line."""

    def __init__(self, where: str, line: int, message: str, remedy: str) -> None:
        super().__init__(f"{where}:{line}: {message}", remedy)
        self.where = where
        self.line = line
