"""Compiles the lessons' pages for the wheel, so that an installed program loads them and parses nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compiled(BuildHookInterface):  # type: ignore[type-arg]
    """Adds what the compiler writes; a checkout that is installed in place compiles for itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files into a folder of their own, and have the wheel take them from there."""
        self.place = Path(tempfile.mkdtemp())
        if version == "editable":
            return
        code = [sys.executable, "-m", "explain.content.compile", str(self.place)]
        subprocess.run(code, cwd=self.root, check=True)
        build_data["force_include"][str(self.place)] = "explain/content/compiled"

    def finalize(self, *_: object) -> None:
        """Remove the folder: the wheel has them now."""
        shutil.rmtree(self.place, ignore_errors=True)
