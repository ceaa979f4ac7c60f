"""Where docker, podman and Amazon's credential helper keep logins on a machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from explain.logins.machine import Machine

Kind = Literal["docker", "podman", "cache", "variable"]

VARIABLE = "DOCKER_AUTH_CONFIG"


class Place(NamedTuple):
    """One place for logins: whose it is, and its file. The variable has none."""

    kind: Kind
    file: Path | None

    def __str__(self) -> str:
        return str(self.file or VARIABLE)


def places(machine: Machine) -> tuple[Place, ...]:
    """List the places in which the tools look, the first one first; a file may not be there.

    A lab has its own places, and the learner's are not read from inside it. The same file
    under two names is one place.
    """
    found: list[Place] = [Place("variable", None)] if machine.variable(VARIABLE) else []
    seen: set[str] = set()
    for place in (*_docker(machine), *_podman(machine), *_cache(machine)):
        assert place.file is not None
        real = os.path.realpath(place.file)  # of a link that leads to itself, the link
        if real not in seen:
            seen.add(real)
            found.append(place)
    return tuple(found)


def docker_folder(machine: Machine) -> Path:
    """Return the folder of docker's configuration (docker/cli, cli/config/config.go)."""
    return machine.path("DOCKER_CONFIG") or machine.home / ".docker"


def snap_folder(machine: Machine) -> Path:
    """Return the folder that docker uses instead where it was installed as a snap."""
    return machine.home / "snap" / "docker" / "current" / ".docker"


def _docker(machine: Machine) -> Iterator[Place]:
    yield Place("docker", docker_folder(machine) / "config.json")
    if not machine.in_lab:
        yield Place("docker", snap_folder(machine) / "config.json")


def _podman(machine: Machine) -> Iterator[Place]:
    """List what containers/image reads (pkg/docker/config/config.go, containers-auth.json(5))."""
    named = machine.path("REGISTRY_AUTH_FILE")
    if named:
        yield Place("podman", named)
    elif not machine.in_lab:
        if machine.system == "linux":
            runtime = machine.path("XDG_RUNTIME_DIR")
            default = Path("/run/containers") / str(machine.user or 0)
            yield Place("podman", (runtime / "containers" if runtime else default) / "auth.json")
        configuration = machine.path("XDG_CONFIG_HOME") or machine.home / ".config"
        yield Place("podman", configuration / "containers" / "auth.json")


def _cache(machine: Machine) -> Iterator[Place]:
    """Name the cache of amazon-ecr-credential-helper (ecr-login/cache/build.go)."""
    named = machine.path("AWS_ECR_CACHE_DIR")
    if named or not machine.in_lab:
        yield Place("cache", (named or machine.home / ".ecr") / "cache.json")
