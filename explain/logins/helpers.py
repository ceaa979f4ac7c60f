"""Credential helpers: whether the program is there, and, only where it was asked for, what it answers.

The protocol is docker-credential-helpers': the server's address on standard input, JSON on standard
output, errors there too. The answer's secret stays wrapped.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from explain.errors import ToolProblem
from explain.logins.machine import Machine
from explain.masking import masked
from explain.secret import Secret

PATIENCE = 5.0
"""Seconds that a helper may take. A keychain that asks its owner for leave is not waited for."""

NOT_FOUND = "credentials not found in native keychain"
"""What a helper says where it has nothing (docker-credential-helpers, credentials/error.go)."""

_RENEWING = ("ecr-login", "ecr-login.exe")
"""The helper that gets a password by itself, and cannot store one; docker in WSL may name that of Windows."""


class Answered(NamedTuple):
    """What a helper said: a user and a secret, or which finding it is that there are none, and its words."""

    user: str = ""
    secret: Secret | None = None
    fault: str = ""
    words: str = ""


def renews(helper: str) -> bool:
    """Whether a helper gets a new password by itself."""
    return helper in _RENEWING


def program(machine: Machine, helper: str) -> str | None:
    """Find a helper's program; None if there is none. A name with a path in it is none."""
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", helper):
        return None
    return machine.which(f"docker-credential-{helper}")


def ask(machine: Machine, helper: str, host: str, patience: float = PATIENCE) -> Answered:
    """Ask a helper for the login of a host. Raises nothing: what goes wrong is in the answer."""
    import subprocess

    from explain.programs import Program, finish, start

    path = program(machine, helper)
    if path is None:
        return Answered(fault="helper-missing")
    tool = Program(f"docker-credential-{helper}", (path,), stand_in=False)
    try:
        process = start(tool, ("get",), env=machine.environment, stdin=subprocess.PIPE)
    except ToolProblem:
        return Answered(fault="helper-failed", words="it cannot be started")
    try:
        done = finish(tool, ("get",), process, patience=patience, stdin=host.encode())
    except ToolProblem:
        return Answered(fault="helper-silent")
    if NOT_FOUND in done.stdout:
        return Answered(fault="helper-empty")
    if done.exit_code:
        said = done.stdout or done.stderr
        return Answered(fault="helper-failed", words=_words(said) or f"exit code {done.exit_code}")
    return _read(done.stdout)


def _read(text: str) -> Answered:
    try:
        found = json.loads(text)
        user, secret = str(found["Username"]), str(found["Secret"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Answered(
            fault="helper-failed", words="its answer is not the JSON that a helper gives"
        )
    return Answered(user, Secret(secret))


def _words(text: str) -> str:
    """Return a helper's own complaint in one line, without what may be a secret."""
    line = masked(text.replace("`", "'"))  # before it is cut: of half a secret nothing tells
    return " ".join(line.split())[:160]
