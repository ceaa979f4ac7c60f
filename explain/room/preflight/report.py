"""The result of a pre-flight as a code: what a trainer wants to know of a machine, in 8 characters."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from explain import __version__
from explain.doctor import programs
from explain.doctor.tools import Tool, Tools
from explain.logins.machine import Machine
from explain.practice.course import COURSES
from explain.room.code import Field, Schema, read, write
from explain.room.preflight.findings import CHECKS, Check
from explain.room.preflight.surroundings import PROCESSORS, SYSTEMS, processor, system

_OLDEST = 8
"""Python 3.8 is 0 in a code, and 3.23 the last that fits."""
_MINUTES = (0, *COURSES)

AWS = ("stand-in", "fails", "1", "2")
DOCKER = ("stand-in", "fails", "docker", "podman")
CURL = ("missing", "yes")

SCHEMA = Schema(
    1,
    [
        Field("system", 3),
        Field("processor", 2),
        Field("python", 4),
        Field("aws", 2),
        Field("docker", 2),
        Field("curl", 1),
        Field("minutes", 2),
        Field("version", 4),
        Field("failed", len(CHECKS)),
    ],
)


class Result(NamedTuple):
    """What a code says. `failed` names the checks, `minutes` is the course that was asked for, or 0."""

    system: str
    processor: str
    python: str
    aws: str
    docker: str
    curl: str
    minutes: int
    same_version: bool
    failed: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether the machine passed."""
        return not self.failed

    @property
    def missing(self) -> tuple[str, ...]:
        """The checks that failed, then the programs that a stand-in plays, then those that are missing."""
        stand_ins = [n for n in ("aws", "docker") if getattr(self, n) == "stand-in"]
        gone = [f"no {name}" for name in stand_ins if name not in self.failed]
        gone += ["no curl"] if self.curl == "missing" else []
        gone += [] if self.same_version else ["another explain-ecr"]
        return (*self.failed, *gone)


@dataclass
class Report:
    """The results that a code is made of, collected one by one."""

    machine: Machine
    minutes: int = 0
    failed: set[str] = field(default_factory=set)
    _programs: Mapping[str, int] = field(
        default_factory=lambda: {"aws": 0, "docker": 0, "curl": 0}, init=False
    )

    def note(self, check: Check) -> None:
        """Add the result of a check."""
        if check.failed:
            self.failed.add(check.name)

    def programs(self, asked: Tools, curl: Tool) -> None:
        """Add the versions of the programs."""
        self._programs = {
            "aws": AWS.index(_aws(asked.aws)),
            "docker": DOCKER.index(_docker(asked.docker)),
            "curl": CURL.index("yes" if curl.version else "missing"),
        }

    @property
    def ready(self) -> bool:
        """Whether every check passed so far."""
        return not self.failed

    @property
    def code(self) -> str:
        """The code."""
        return write(
            SCHEMA,
            {
                "system": SYSTEMS.index(system(self.machine)),
                "processor": PROCESSORS.index(processor()),
                "python": min(max(sys.version_info.minor - _OLDEST, 0), 15),
                **self._programs,
                "minutes": _MINUTES.index(self.minutes),
                "version": _version(),
                "failed": sum(1 << CHECKS.index(name) for name in self.failed),
            },
        )


def result(code: str) -> Result:
    """Read a code. Raises `UsageProblem`."""
    values = read(SCHEMA, code)
    return Result(
        system=_named(SYSTEMS, values["system"]),
        processor=_named(PROCESSORS, values["processor"]),
        python=f"3.{values['python'] + _OLDEST}",
        aws=AWS[values["aws"]],
        docker=DOCKER[values["docker"]],
        curl=CURL[values["curl"]],
        minutes=_MINUTES[values["minutes"]],
        same_version=values["version"] == _version(),
        failed=tuple(name for bit, name in enumerate(CHECKS) if values["failed"] >> bit & 1),
    )


def _named(names: tuple[str, ...], number: int) -> str:
    """Return a name; a later version may know more of them."""
    return names[number] if number < len(names) else names[0]


def _aws(tool: Tool) -> str:
    if not tool.path:
        return "stand-in"
    if tool.version < programs.FIRST_AWS:
        return "fails"
    return "2" if tool.version >= (2,) else "1"


def _docker(tool: Tool) -> str:
    if not tool.path:
        return "stand-in"
    if "podman" in tool.said:
        return "podman"
    return "docker" if tool.version >= programs.FIRST_DOCKER else "fails"


def _version() -> int:
    """Return 4 bits that differ between most versions of this program."""
    return zlib.crc32(__version__.encode()) & 15
