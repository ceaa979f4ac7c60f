"""Other programs, run for a moment: aws, docker and its engine, each asked for its version."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from explain.errors import ToolProblem
from explain.logins.machine import Machine
from explain.masking import masked
from explain.programs import Completed, Program, finish, start, stop

PATIENCE = 10.0
"""Seconds that a program may take to say its version. A cold start of the AWS CLI takes three."""

Version = tuple[int, ...]

_AWS = re.compile(r"aws-cli/(\d+(?:\.\d+)*)")
_DOCKER = re.compile(r"(?:Docker version|podman version) (\d+(?:\.\d+)*)")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program: where it is, what it said, its version. All empty for one that is not there."""

    path: str = ""
    said: str = ""
    version: Version = ()
    trouble: str = ""

    @property
    def number(self) -> str:
        """The version as text, such as `28.2.2`."""
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True)
class Tools:
    """The answers of the programs. `engine` is None if it was not asked."""

    aws: Tool
    docker: Tool
    engine: Tool | None


def ask(machine: Machine, *, engine: bool, patience: float = PATIENCE) -> Tools:
    """Ask all of them at once. `engine` says whether docker may speak to its engine."""
    quiet = {"AWS_CLI_AUTO_PROMPT": "off", "AWS_PAGER": ""}
    aws, docker = machine.which("aws") or "", machine.which("docker") or ""
    with (
        _running(machine, aws, ("--version",), quiet) as asked_aws,
        _running(machine, docker, ("--version",), {}) as asked_docker,
        _running(machine, docker if engine else "", _ENGINE, {}) as asked_engine,
    ):
        return Tools(
            _answer(asked_aws, aws, _AWS, patience),
            _answer(asked_docker, docker, _DOCKER, patience),
            _answer(asked_engine, docker, _NUMBER, patience) if engine and docker else None,
        )


def ask_one(machine: Machine, name: str, pattern: str, patience: float = PATIENCE) -> Tool:
    """Ask another program for its version, which is the first group of a pattern."""
    path = machine.which(name) or ""
    with _running(machine, path, ("--version",), {}) as asked:
        return _answer(asked, path, re.compile(pattern), patience)


_ENGINE = ("version", "--format", "{{.Server.Version}}")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)*)", re.MULTILINE)

Asked = tuple[Program, Sequence[str], "subprocess.Popen[bytes]"] | None


@contextmanager
def _running(
    machine: Machine, path: str, arguments: Sequence[str], more: Mapping[str, str]
) -> Iterator[Asked]:
    """Start a program, and stop it at the end whatever happened."""
    if not path:
        yield None
        return
    program = Program(path, (path,), stand_in=False)
    try:
        process = start(program, arguments, env={**machine.environment, **more})
    except ToolProblem:
        yield None
        return
    try:
        yield program, arguments, process
    finally:
        if process.returncode is None:
            stop(process)


def _answer(asked: Asked, path: str, pattern: re.Pattern[str], patience: float) -> Tool:
    if asked is None:
        return Tool(path, trouble="it cannot be started" if path else "")
    try:
        done = finish(*asked, patience=patience)
    except ToolProblem:
        return Tool(path, trouble=f"it did not answer within {patience:g} seconds")
    said = f"{done.stdout}\n{done.stderr}"
    found = pattern.search(said)
    version = tuple(int(part) for part in found[1].split(".")) if found else ()
    return Tool(path, said, version, "" if found else _complaint(done))


def _complaint(done: Completed) -> str:
    """Return the last line that a program said."""
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    said = lines[-1] if lines else f"it ended with exit code {done.exit_code}"
    return masked(said.replace("`", "'"))[:200]
