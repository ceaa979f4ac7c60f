"""What a new lab's folder contains: configuration files, and a few programs."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from explain.files import PROGRAM, write_whole
from explain.lab import environment, nameless
from explain.sandbox import AccessKey, Sandbox

TOOLS = ("aws", "docker")


def furnish(sandbox: Sandbox, *others: AccessKey) -> None:
    """Put the lab's own files into its folder, and stand-ins for what the learner does not have.

    `others` are access keys of other accounts.
    """
    keys = [(key.id, key.secret.reveal()) for key in (sandbox.access_key, *others)]
    for name, text in environment.files(*keys).items():
        write_whole(sandbox.folder / name, text)
    (sandbox.folder / "storage").mkdir(mode=0o700)
    programs = environment.programs_in(sandbox.folder)
    _program(programs, "explain-ecr", "explain.cli")
    for name in TOOLS:
        if not shutil.which(name):
            stand_in(sandbox.folder, name)
    nameless.put_before_docker(sandbox.folder, programs)


def stand_in(folder: Path, name: str) -> Path:
    """Put a stand-in for a tool into a lab, before the real one on its PATH; returns its file."""
    return _program(environment.programs_in(folder), name, f"explain.standins.{name}")


def stand_ins(folder: Path) -> list[str]:
    """List the tools for which a lab has stand-ins."""
    programs = environment.programs_in(folder)
    return [name for name in TOOLS if any(map(_is_stand_in, programs.glob(f"{name}*")))]


def _is_stand_in(program: Path) -> bool:
    """Whether a program of a lab is ours throughout, and not only what starts the user's own."""
    return b"explain.standins" in program.read_bytes()


def log_out(sandbox: Sandbox) -> None:
    """Put docker's configuration back to how it was at the lab's birth."""
    with sandbox.locked():
        write_whole(sandbox.docker_config / "config.json", environment.docker_config())
        (sandbox.folder / "login.json").unlink(missing_ok=True)


def _program(folder: Path, name: str, module: str) -> Path:
    """Write a small program that runs one of our modules with this very Python; returns its file."""
    source = str(Path(__file__).parent.parent.parent)
    if os.name == "nt":
        text = f'@set PYTHONPATH={source}\r\n@"{sys.executable}" -P -m {module} %*\r\n'
        file = folder / f"{name}.cmd"
        write_whole(file, text)
        return file
    start = f"PYTHONPATH={shlex.quote(source)} exec {shlex.quote(sys.executable)}"
    write_whole(folder / name, f'#!/bin/sh\n{start} -P -m {module} "$@"\n', PROGRAM)
    return folder / name
