"""What pre-flight says: a finding from its page (lessons/reference/preflight.md), or that all is well."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from explain.content.load import finding
from explain.errors import ExplainError
from explain.masking import masked
from explain.narration import Finding
from explain.traces import DEBUG

CHECKS = (
    "python", "terminal", "encoding", "aws", "docker", "curl", "exercises", "lab", "login", "push",
    "door", "disk", "memory", "network",
)  # fmt: skip
"""What is looked at, in this order. A code has a bit for each, so a new one comes last there."""


class Check(NamedTuple):
    """The result of a check: its name, and its findings."""

    name: str
    finding: Finding

    @property
    def failed(self) -> bool:
        """Whether this machine is not ready because of it."""
        return self.finding.severity == "error"


def well(subject: str) -> Finding:
    """Return the finding that all is well with what was looked at."""
    return Finding("ok", "ok", subject, "")


def found(name: str, subject: str, **facts: str) -> Finding:
    """Return a finding of the page, its text filled in."""
    return finding("preflight", name, subject, **facts)


def checked(name: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Check]:
    """Perform a check. Whatever goes wrong in it becomes its finding."""
    assert name in CHECKS
    try:
        for each in check():
            yield Check(name, each._replace(id=name) if each.severity == "ok" else each)
    except Exception as error:
        yield Check(name, problem_of(name, error))


def problem_of(subject: str, error: Exception) -> Finding:
    """Return an error as a finding: a machine that we do not know is to be told of, and ends nothing."""
    if os.environ.get(DEBUG):
        raise error
    if isinstance(error, ExplainError):
        return Finding("refused", "error", subject, masked(error.message), masked(error.remedy))
    if isinstance(error, OSError) and error.strerror:
        return found("system-refused", subject, words=error.strerror)
    return found("check-failed", subject, words=type(error).__name__)
