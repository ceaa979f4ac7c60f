"""A machine of the test's own, and logins to put on it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from explain.logins.machine import Machine
from explain.logins.status import Question, Status, status

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def password(hours: float = 12) -> str:
    """Make a password of ECR's form that ends so many hours from NOW."""
    inside = {
        "payload": "p" * 900,
        "datakey": "d" * 200,
        "version": "2",
        "type": "DATA_KEY",
        "expiration": int((NOW + timedelta(hours=hours)).timestamp()),
    }
    return base64.b64encode(json.dumps(inside).encode()).decode()


def auth(secret: str | bytes, user: str = "AWS") -> str:
    """Encode a user and a password as docker stores them."""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    return base64.b64encode(user.encode() + b":" + raw).decode()


@dataclass
class Place:
    """One made-up machine. Its only programs are those that the test puts there."""

    folder: Path
    environment: dict[str, str]
    system: str = "linux"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def config(self) -> Path:
        return self.home / ".docker" / "config.json"

    @property
    def machine(self) -> Machine:
        return Machine(self.environment, self.home, self.system, 1000)

    def write(self, found: Any, file: Path | None = None, mode: int = 0o600) -> Path:
        """Write a configuration; text and bytes as they are, anything else as JSON."""
        file = file or self.config
        file.parent.mkdir(parents=True, exist_ok=True)
        data = found.encode() if isinstance(found, str) else found
        file.write_bytes(data if isinstance(data, bytes) else json.dumps(found).encode())
        file.chmod(mode)
        return file

    def auths(self, entries: Mapping[str, str], **others: Any) -> Path:
        """Write docker's configuration, from keys to `auth`."""
        return self.write(
            {"auths": {key: {"auth": each} for key, each in entries.items()}, **others}
        )

    def program(self, name: str, script: str) -> Path:
        """Put a script on PATH."""
        file = self.folder / "bin" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    def status(self, host: str = "", now: datetime = NOW, **question: Any) -> Status:
        return status(self.machine, now, Question(host, **question))

    def ids(self, host: str = "", **question: Any) -> set[str]:
        """Return the names of what is found."""
        return {finding.id for finding in self.status(host, **question).findings}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "home").mkdir()
    (tmp_path / "bin").mkdir()
    return Place(
        tmp_path,
        {"PATH": str(tmp_path / "bin"), "XDG_RUNTIME_DIR": str(tmp_path / "run"), "LANG": "C"},
    )


@pytest.fixture(scope="session")
def make_password() -> Callable[..., str]:
    return password


@pytest.fixture(scope="session")
def make_auth() -> Callable[..., str]:
    return auth
