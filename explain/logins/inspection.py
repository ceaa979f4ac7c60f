"""A docker configuration that somebody names: the file masked, who answers, and what is odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from explain.clock import until
from explain.credentials import dockerconfig, keys, showing
from explain.credentials.dockerconfig import DockerConfig, Login
from explain.logins.machine import Machine
from explain.logins.status import Question, status
from explain.narration import Event, Line, Lines, Stored, Value

_NOT_ASKED = "docker never finds this name"
_NOT_READ = "docker does not read any login from a file in this form"
_ANY_OTHER = "any other host"


class Inspection(NamedTuple):
    """What was found. `failed` is as in `Status`: something is expired, broken or never found."""

    events: tuple[Event, ...]
    failed: bool


def inspect(machine: Machine, file: Path, now: datetime, hosts: Sequence[str] = ()) -> Inspection:
    """Look at a configuration, and change nothing. `hosts` are examined in addition to those in the file."""
    found = status(machine, now, Question(config=file))
    config = dockerconfig.looked_at(file)
    return Inspection((*_events(config, now, hosts), *found.findings), found.failed)


def _events(config: DockerConfig, now: datetime, hosts: Sequence[str]) -> Iterator[Event]:
    if config.text is None:
        return
    mode = dockerconfig.file_mode(config)
    masked = "explain-ecr only reads this file. Everything that may be secret is masked here."
    yield Stored("file", str(config.path), mode, config.masked, masked)
    yield Lines("who answers", tuple(_answers(config, now, hosts)), verbatim=False)
    yield Value("file mode", mode)


def _answers(config: DockerConfig, now: datetime, hosts: Sequence[str]) -> Iterator[Line]:
    """Say of each host who answers for it by docker's rule, and what its entry in the file holds."""
    if config.form != "config":
        for login in config.logins:
            yield Line(_named(login.key), f"{_NOT_READ}; {_held(login, now)}")
        return
    for host in dict.fromkeys([*config.hosts(), *hosts]):
        held = _held(config.login_for(host), now)
        yield Line(_named(host), f"answered by {config.source(host)}; {held}")
    for key in config.cred_helpers:
        if key not in config.helped:
            yield Line(_named(key), f"answered by nobody: {_NOT_ASKED}")
    for login in config.logins:
        if keys.oddity(login.key):
            yield Line(_named(login.key), f"{_NOT_ASKED}; {_held(login, now)}")
    yield Line(_ANY_OTHER, f"answered by {config.source('')}")


def _named(key: str) -> str:
    return showing.line(key) or "(a name without letters)"


def _held(login: Login | None, now: datetime) -> str:
    """Return in words what an entry of `auths` holds."""
    if login is None or login.is_empty:
        return "the file holds no password"
    if login.password is None or login.fault == "bare-password":
        return "its entry cannot be read"
    user = f"user {showing.user(login.user, login.password)}, " if login.user else ""
    ends = login.expires_at()
    return f"the file holds {user}password {login.password}" + (
        f", valid until {until(ends, now)}" if ends else ""
    )
