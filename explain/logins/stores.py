"""What each place holds: docker's and podman's configurations, the variable, the helper's cache."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from explain.credentials import dockerconfig, jsonfile, passwords
from explain.credentials.dockerconfig import DockerConfig, Login
from explain.credentials.settings import Fault
from explain.errors import BadConfig
from explain.logins.machine import Machine
from explain.logins.places import VARIABLE, Place


class Store(NamedTuple):
    """A place where logins are stored, and those that it holds."""

    place: Place
    config: DockerConfig


def read(machine: Machine, place: Place) -> Store:
    """Read a place. What cannot be read is a fault of it, never an error."""
    if place.file is None:
        return Store(place, _variable(machine.variable(VARIABLE)))
    if place.kind == "cache":
        return Store(place, _cache(place))
    tool: dockerconfig.Tool = "podman" if place.kind == "podman" else "docker"
    return Store(place, dockerconfig.looked_at(place.file, tool))


def is_readable_by_others(store: Store) -> bool:
    """Whether others than the owner may read a file that holds a password."""
    holds = any(login.password is not None for login in store.config.logins)
    return holds and bool(store.config.mode & (stat.S_IRGRP | stat.S_IROTH))


def _variable(text: str) -> DockerConfig:
    """Read the variable. docker takes nothing there but `auths`, and in that but `auth`."""
    try:
        found = jsonfile.parsed(os.fsencode(text), VARIABLE).found
    except BadConfig:
        return DockerConfig(faults=(Fault("variable-damaged", VARIABLE),))
    entries = found.get("auths")
    config = dockerconfig.parsed(jsonfile.Document({"auths": entries}))
    inside = entries.values() if isinstance(entries, dict) else ()
    names = {*found, *(name for entry in inside if isinstance(entry, dict) for name in entry)}
    if names <= {"auths", "auth"}:
        return config
    return config._replace(faults=(*config.faults, Fault("variable-not-taken", VARIABLE)))


def _cache(place: Place) -> DockerConfig:
    """Read the helper's cache (amazon-ecr-credential-helper, ecr-login/cache/file.go)."""
    assert place.file is not None
    try:
        data = jsonfile.contents(place.file)
        found = jsonfile.parsed(data or b"", str(place)).found
        mode = place.file.stat().st_mode if data else 0
    except jsonfile.NotJson as problem:
        fault = Fault("config-not-json", str(place), str(problem.reason), problem.reason.remedy)
        return DockerConfig(place.file, faults=(fault,))
    except (BadConfig, OSError):
        return DockerConfig(place.file, faults=(Fault("config-unreadable", str(place)),))
    return DockerConfig(place.file, mode, tuple(_cached(found)))


def _cached(found: Mapping[str, Any]) -> Iterator[Login]:
    registries = found.get("Registries")
    for entry in registries.values() if isinstance(registries, dict) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("AuthorizationToken"), str):
            continue
        key = str(entry.get("ProxyEndpoint") or "")
        if opened := passwords.opened(entry["AuthorizationToken"]):
            yield Login(key, *opened, ends=_moment(entry.get("ExpiresAt")))


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
