"""Where docker's engine is: what DOCKER_HOST, DOCKER_CONTEXT or the current context say."""

from __future__ import annotations

import hashlib
import ipaddress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from explain.credentials import dockerconfig, jsonfile, showing
from explain.errors import BadConfig
from explain.logins.machine import Machine
from explain.logins.places import docker_folder


def engine_address(machine: Machine) -> str:
    """Return the engine's address, empty for the system's own (docker/cli, cli/command/cli.go)."""
    if host := machine.variable("DOCKER_HOST"):
        return host
    context = machine.variable("DOCKER_CONTEXT") or _current(machine)
    return _of_context(machine, context) if context not in ("", "default") else ""


def is_local(address: str) -> bool:
    """Whether an engine is on this machine, so that asking it sends nothing anywhere."""
    try:
        parts = urlsplit(address)
        if not address or parts.scheme in ("unix", "npipe", "fd"):
            return True
        host = parts.hostname or ""
        return parts.scheme != "ssh" and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False


def _current(machine: Machine) -> str:
    return dockerconfig.looked_at(docker_folder(machine) / "config.json").context


def _of_context(machine: Machine, name: str) -> str:
    """Read a context's address (docker/cli, cli/context/store: folders are named by SHA-256)."""
    folder = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    found = _json(docker_folder(machine) / "contexts" / "meta" / folder / "meta.json")
    endpoints = found.get("Endpoints")
    docker = endpoints.get("docker") if isinstance(endpoints, dict) else None
    return (
        _text(docker if isinstance(docker, dict) else {}, "Host")
        or f"the context {showing.context(name)}"
    )


def _json(file: Path) -> dict[str, Any]:
    try:
        return jsonfile.loaded(file) or {}
    except BadConfig:
        return {}


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
