"""What `doctor` says: a finding from its page (lessons/reference/doctor.md), or that all is well."""

from __future__ import annotations

from explain.content.load import finding
from explain.narration import Finding

CHECKS = (
    "aws", "docker", "engine", "credentials", "region", "clock", "proxies", "authorities", "shell",
    "configuration", "helpers", "logins",
)  # fmt: skip
"""What is looked at, as it is called where all is well with it."""


def well(name: str, subject: str) -> Finding:
    """Return the finding that all is well with what was looked at."""
    assert name in CHECKS
    return Finding(name, "ok", subject, "")


def found(name: str, subject: str, **facts: str) -> Finding:
    """Return a finding of the page, its text filled in."""
    return finding("doctor", name, subject, **facts)
