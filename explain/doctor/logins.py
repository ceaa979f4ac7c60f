"""The logins that there are, as `status` finds them, and the programs that would keep the next one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from explain.credentials import dockerconfig, showing
from explain.credentials.dockerconfig import DockerConfig
from explain.doctor.findings import found, well
from explain.logins import helpers
from explain.logins.machine import Machine
from explain.logins.places import docker_folder
from explain.logins.status import Question, status
from explain.narration import Finding

_SMALL = ("wincred", "desktop")
"""The stores that put a password into the Credential Manager of Windows."""


def logins(machine: Machine, now: datetime, config: Path | None) -> Iterator[Finding]:
    """Say what `status` says, without its list, and look at who keeps the next login."""
    file = config or docker_folder(machine) / "config.json"
    config_file = dockerconfig.looked_at(file)
    yield from _keeper(machine, config_file)
    looked = status(machine, now, Question(config=config))
    if looked.credentials and not looked.failed:
        states = Counter(credential.state for credential in looked.credentials)
        told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        yield well("logins", f"stored logins: {told}")
    yield from looked.findings


def _keeper(machine: Machine, config: DockerConfig) -> Iterator[Finding]:
    """Name who keeps the next login: the helper that is named, docker's own choice, or the file."""
    name = config.creds_store
    if machine.system == "win32" and name in _SMALL:
        yield found("small-store", f"docker-credential-{name}")
        return
    if not name and not config.logins and not config.cred_helpers and not config.faults:
        name = _default(machine)
        if name:
            yield found("default-store", f"docker-credential-{name}")
            return
    path = helpers.program(machine, name) if name else None
    if path:
        yield well(
            "helpers", f"logins are stored by docker-credential-{showing.helper(name)}, {path}"
        )
    elif not name:
        yield well("helpers", "logins are stored in the file itself")


def _default(machine: Machine) -> str:
    """Name the store that docker chooses by itself (docker/cli, cli/config/credentials)."""
    by_system = {"darwin": "osxkeychain", "win32": "wincred"}
    on_linux = "pass" if machine.which("pass") else "secretservice"
    name = by_system.get(machine.system, on_linux)
    return name if helpers.program(machine, name) else ""
