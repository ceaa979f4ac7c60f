"""The programs of the line: are they there, do they start, and what does their version get wrong."""

from __future__ import annotations

from collections.abc import Iterator

from explain.doctor.findings import found, well
from explain.doctor.tools import Tool, Tools
from explain.logins.machine import Machine
from explain.logins.places import VARIABLE
from explain.narration import Finding

FIRST_AWS = (1, 17, 10)
"""The first AWS CLI with `ecr get-login-password`."""
FIRST_DOCKER = (17, 7)
"""The first docker with `--password-stdin`."""
TRIMS = ((27, 4), (29, 3))
"""docker's versions that cut white space off the password: from the first, before the second."""
READS_VARIABLE = (28, 3)
"""The first docker that reads DOCKER_AUTH_CONFIG."""


def programs(machine: Machine, tools: Tools) -> Iterator[Finding]:
    """Look at aws, docker and the engine."""
    yield from aws(tools.aws)
    yield from docker(machine, tools.docker)
    if tools.docker.path:
        yield from _engine(tools.engine)


def aws(tool: Tool) -> Iterator[Finding]:
    """Look at the AWS CLI: there, starts, new enough."""
    if not tool.path:
        yield found("aws-missing", "aws")
    elif not tool.version:
        yield found("aws-fails", tool.path, words=tool.trouble)
    elif tool.version < FIRST_AWS:
        yield found("aws-too-old", f"aws {tool.number}")
    else:
        yield well("aws", f"aws {tool.number}, {tool.path}")


def docker(machine: Machine, tool: Tool) -> Iterator[Finding]:
    """Look at docker's command line: there, starts, new enough; then at its habits."""
    if not tool.path:
        podman = machine.which("podman")
        yield found("podman-instead", podman) if podman else found("docker-missing", "docker")
    elif not tool.version:
        yield found("docker-fails", tool.path, words=tool.trouble)
    elif "podman" in tool.said:
        yield found("docker-is-podman", tool.path)
    elif tool.version < FIRST_DOCKER:
        yield found("docker-too-old", f"docker {tool.number}")
    else:
        yield well("docker", f"docker {tool.number}, {tool.path}")
        yield from _habits(machine, tool)


def _habits(machine: Machine, tool: Tool) -> Iterator[Finding]:
    name = f"docker {tool.number}"
    if TRIMS[0] <= tool.version < TRIMS[1]:
        yield found("docker-trims", name)
    elif tool.version >= TRIMS[1]:
        yield found("docker-keeps-white-space", name)
    if machine.variable(VARIABLE) and tool.version < READS_VARIABLE:
        yield found("variable-ignored", name)
    if "/snap/" in tool.path:
        yield found("docker-from-snap", tool.path)


def _engine(tool: Tool | None) -> Iterator[Finding]:
    if tool is None:
        yield found("engine-not-asked", "docker's engine")
    elif tool.version:
        yield well("engine", f"docker's engine {tool.number}")
    elif "permission denied" in tool.said:
        yield found("engine-forbidden", "docker's engine")
    else:
        yield found("engine-silent", "docker's engine")
