"""A machine on which all is well, to be spoilt in one point by each test."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from explain.doctor.examination import Wishes, examine
from explain.logins.machine import Machine
from explain.narration import Finding

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
KEYS = "aws_access_key_id = AKIAEXAMPLEEXAMPLEEX\naws_secret_access_key = a/Secret+Of/The+Learner\n"


@dataclass
class Place:
    """One made-up machine: its home, its variables, its programs."""

    folder: Path
    environment: dict[str, str]
    system: str = "linux"
    user: int | None = 0
    wishes: dict[str, Any] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def machine(self) -> Machine:
        return Machine(self.environment, self.home, self.system, self.user)

    def write(self, name: str, text: str, mode: int = 0o600) -> Path:
        """Write a file below the home."""
        file = self.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return file

    def program(self, name: str, script: str) -> Path:
        """Put a script on PATH."""
        file = self.folder / "bin" / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    def without(self, name: str) -> None:
        """Take a program away."""
        (self.folder / "bin" / name).unlink()

    def docker(
        self, version: str, engine: str = "echo 28.0.0", name: str = "Docker version"
    ) -> None:
        """Install a docker of this version, whose engine answers so."""
        self.program(
            "docker",
            f'if [ "$1" = version ]; then {engine}; else echo "{name} {version}, build x"; fi',
        )

    def findings(self, now: datetime = NOW) -> list[Finding]:
        return list(examine(self.machine, lambda: now, Wishes(**self.wishes)))

    def ids(self) -> set[str]:
        """Return the names of what is not well."""
        return {finding.id for finding in self.findings() if finding.severity != "ok"}


def _login() -> str:
    inside = {"payload": "p" * 90, "datakey": "d", "version": "2", "type": "DATA_KEY"}
    end = int(NOW.timestamp()) + 36_000
    password = base64.b64encode(json.dumps({**inside, "expiration": end}).encode())
    auth = base64.b64encode(b"AWS:" + password).decode()
    return json.dumps({"auths": {HOST: {"auth": auth}}})


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    place = Place(
        tmp_path,
        {"PATH": str(tmp_path / "bin"), "XDG_RUNTIME_DIR": str(tmp_path / "run"), "LANG": "C"},
    )
    place.program("aws", "echo aws-cli/2.30.0 Python/3.13.0 Linux/6.0")
    place.docker("27.3.1")
    place.write(".aws/credentials", f"[default]\n{KEYS}")
    place.write(".aws/config", "[default]\nregion = ap-south-1\n")
    place.write(".docker/config.json", _login())
    return place
