"""A lab as a referee asks it: its clock, its files, its logins, its policies."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from explain.credentials import dockerconfig, passwords
from explain.errors import BadConfig
from explain.hosts.registry import Registry
from explain.lab.process import Lab
from explain.secret import Secret

_LARGEST = 1_000_000
"""Bytes of the largest file in which a password is looked for."""

_MANY = 200
"""Files that are looked at; a learner's work folder has a few."""

_WORD = re.compile(rb"[A-Za-z0-9+/=_-]{200,}")
"""What may be a password: the lab's have some 2,400 characters, and are one word."""


class LabMachine:
    """Answers what a state's words ask (`explain.practice.state.Machine`)."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    @property
    def _config(self) -> Path:
        return self._lab.sandbox.docker_config / "config.json"

    def ahead(self) -> timedelta:
        """By how much the lab's clock is ahead of the machine's."""
        return self._lab.clock.offset

    def mode(self) -> int | None:
        """The permissions of docker's configuration; None if there is no such file."""
        try:
            return stat.S_IMODE(self._config.stat().st_mode)
        except OSError:
            return None

    def holds_password(self) -> bool:
        """Whether a file of the learner's in the lab holds a password that the lab handed out."""
        audit = self._lab.cloud.audit()
        return any(
            audit.handed_out(password) for file in self._files() for password in _passwords(file)
        )

    def is_logged_in(self, host: str) -> bool:
        """Whether the login that docker has stored for a host is good now."""
        try:
            logins = dockerconfig.read(self._config).logins
        except BadConfig:
            return False
        audit = self._lab.cloud.audit()
        return any(
            audit.admits(host, login.password)
            for login in logins
            if login.host == host and login.password and not login.fault
        )

    def may(self, action: str, repository: str) -> bool:
        """Whether the lab's user may do something with a repository."""
        key = self._lab.sandbox.access_key.id
        return self._lab.cloud.audit().permits(key, action, Registry().host, repository)

    def _files(self) -> Iterator[Path]:
        """List the files of the lab that a learner may have made: those in its home, and next to docker's."""
        sandbox, seen = self._lab.sandbox, 0
        for top in (sandbox.home, sandbox.docker_config):
            for place, _, names in os.walk(top):
                for file in (Path(place) / name for name in names):
                    if file != self._config and seen < _MANY:
                        seen += 1
                        yield file


def _passwords(file: Path) -> Iterator[Secret]:
    """Give what may be a password in a file: as it is, or in an `auth` value."""
    with contextlib.suppress(OSError):
        if stat.S_ISREG(file.lstat().st_mode) and file.stat().st_size <= _LARGEST:
            for word in _WORD.findall(file.read_bytes()):
                text = word.decode()
                yield Secret(text)
                if opened := passwords.opened(text):
                    yield opened[1]
