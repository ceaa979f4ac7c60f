"""aws, docker and curl, as `doctor` finds them, and the exercises that run with what is here."""

from __future__ import annotations

import os
from collections.abc import Iterator

from explain.doctor import programs, tools
from explain.doctor.tools import Tool, Tools
from explain.lab import environment
from explain.logins.machine import Machine
from explain.narration import Finding
from explain.practice import course
from explain.practice.opening import missing
from explain.room.preflight.findings import found, well

HAS_SHELL = os.name == "posix"
"""Whether the scripts of an exercise can run: they are for a POSIX shell."""


def ask(machine: Machine) -> tuple[Tools, Tool]:
    """Ask aws and docker, and curl, for their versions, in an environment as a lab has it.

    A broken ~/.aws/config would keep `aws` from starting, and a lab never reads it.
    """
    variables = machine.environment
    kept = {name: variables[name] for name in variables.keys() - set(environment.unset(variables))}
    own_files = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    as_in_a_lab = machine._replace(environment={**kept, **own_files})
    curl = tools.ask_one(as_in_a_lab, "curl", r"curl (\d+(?:\.\d+)*)")
    return tools.ask(as_in_a_lab, engine=False), curl


def aws(asked: Tools) -> Iterator[Finding]:
    """Look at the AWS CLI. Where it is missing, our stand-in plays its part."""
    if asked.aws.path:
        yield from programs.aws(asked.aws)
    else:
        yield found("aws-stand-in", "aws", number=_needing("aws"))


def docker(machine: Machine, asked: Tools) -> Iterator[Finding]:
    """Look at docker's command line: the lab plays its engine."""
    if asked.docker.path:
        yield next(programs.docker(machine, asked.docker))  # its habits do not matter in a lab
    else:
        yield found("docker-stand-in", "docker", number=_needing("docker"))


def curl(tool: Tool) -> Iterator[Finding]:
    """Look at curl, which one exercise needs."""
    if not tool.path:
        yield found("curl-missing", "curl", number=_needing("curl"))
    elif not tool.version:
        yield found("curl-fails", tool.path, words=tool.trouble)
    else:
        yield well(f"curl {tool.number}, {tool.path}")


def exercises(machine: Machine, minutes: int) -> Iterator[Finding]:
    """Count the exercises of each course that run here. All in that of `minutes` have to; 0 for none."""
    if not HAS_SHELL:
        yield found("no-posix-shell", "exercises")
        return
    lacking = {length: _lacking(machine, names) for length, names in course.COURSES.items()}
    counts = ", ".join(
        f"{len(names) - len(lacking[length])} of {len(names)} in {length} min"
        for length, names in course.COURSES.items()
    )
    if minutes and (names := lacking[minutes]):
        needed = sorted({program for programs in names.values() for program in programs})
        yield found(
            "course-incomplete",
            f"exercises of the course of {minutes} minutes",
            names=", ".join(names),
            programs=" and ".join(needed),
        )
    else:
        yield well(f"exercises: {counts}")


def _lacking(machine: Machine, names: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the exercises that do not run here, each with the programs that it lacks."""
    found = {name: list(missing(course.exercise(name), machine.which)) for name in names}
    return {name: programs for name, programs in found.items() if programs}


def _needing(program: str) -> str:
    """Count the exercises that need a program, in words."""
    count = sum(program in exercise.needs for exercise in course.exercises())
    return f"{count} exercise{'s need' if count != 1 else ' needs'} it"
