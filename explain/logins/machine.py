"""The machine that is looked at, as one object: its variables, its home, its kind, whose we are."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Machine(NamedTuple):
    """What an answer about a machine depends on. `system` is `sys.platform`, `user` a POSIX user id."""

    environment: Mapping[str, str]
    home: Path
    system: str
    user: int | None = None

    @classmethod
    def here(cls) -> Machine:
        """Return this machine, as this process sees it."""
        user = os.geteuid() if hasattr(os, "geteuid") else None
        return cls(os.environ, Path(os.path.expanduser("~")), sys.platform, user)

    @property
    def in_lab(self) -> bool:
        """Whether this is the inside of a lab of ours."""
        return bool(self.variable("EXPLAIN_ECR_LAB"))

    def variable(self, name: str) -> str:
        """Return a variable's value; empty if it is not set."""
        return self.environment.get(name, "")

    def path(self, name: str) -> Path | None:
        """Return the path that a variable names, a leading ~ replaced; None if it is not set."""
        value = self.variable(name)
        if not value or "\0" in value:
            return None
        return self.home / value[2:] if value.startswith("~/") else Path(value)

    def which(self, program: str) -> str | None:
        """Find a program on PATH."""
        return shutil.which(program, path=self.variable("PATH"))
