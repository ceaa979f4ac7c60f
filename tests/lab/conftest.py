"""A learner's machine, where everything that could lead out of a lab is set and poisoned."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from explain.lab.folder import Address
from explain.lab.remote import RemoteCloud
from explain.render.trace import as_json

ROOT = Path(__file__).parents[2]
HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
SECRET = "poison/wJalrXUtnFEMIK7MDENGbPxRfiCYlearner"
NOWHERE = "http://127.0.0.1:9"
Done = subprocess.CompletedProcess[str]


def _poisoned_files() -> dict[str, str]:
    auth = base64.b64encode(f"AWS:{SECRET}".encode()).decode()
    docker = {"credsStore": "poison", "currentContext": "poison", "auths": {HOST: {"auth": auth}}}
    key = f"aws_access_key_id = AKIAPOISONPOISONPOIS\naws_secret_access_key = {SECRET}\n"
    return {
        ".aws/credentials": f"[default]\n{key}",
        ".aws/config": "[default]\nregion = poison\noutput = poison\n[profile torn\n",
        ".docker/config.json": json.dumps(docker),
        ".docker/contexts/meta/poison/meta.json": "poison",
        ".curlrc": f"proxy = {NOWHERE}\n",
    }


def _hostile() -> dict[str, str]:
    proxies = [f"{kind}_{word}" for kind in ("HTTP", "HTTPS", "ALL") for word in ("PROXY", "proxy")]
    return {
        **dict.fromkeys([*proxies, *(name.lower() for name in proxies)], NOWHERE),
        "AWS_PROFILE": "nope",
        "AWS_ACCESS_KEY_ID": "AKIAPOISONPOISONPOIS",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": SECRET,
        "AWS_REGION": "poison",
        "AWS_DEFAULT_REGION": "poison",
        "AWS_DEFAULT_OUTPUT": "poison",
        "AWS_ENDPOINT_URL_ECR": NOWHERE,
        "AWS_CA_BUNDLE": "/nonexistent",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "DOCKER_HOST": "tcp://127.0.0.1:9",
        "DOCKER_CONTEXT": "poison",
        "DOCKER_TLS_VERIFY": "1",
        "DOCKER_API_VERSION": "1.0",
        "DOCKER_AUTH_CONFIG": json.dumps({"auths": {HOST: {"auth": SECRET}}}),
        "CURL_CA_BUNDLE": "/nonexistent",
        "SSL_CERT_FILE": "/nonexistent",
        "REGISTRY_AUTH_FILE": "/nonexistent",
    }


@dataclass(frozen=True)
class Machine:
    """One learner's machine, whose every process and file can be found again."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def labs(self) -> Path:
        return self.folder / "sandbox-labs"

    def folders(self) -> list[Path]:
        return list(self.labs.glob("lab-*"))

    def start(self, *arguments: str, **others: Any) -> subprocess.Popen[bytes]:
        """Start explain-ecr on this machine."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                 "env": self.environment, "cwd": self.folder, **others}  # fmt: skip
        return subprocess.Popen([sys.executable, "-m", "explain.cli", *arguments], **given)

    def run(self, *arguments: str, stdin: bytes = b"", **others: Any) -> Done:
        """Run explain-ecr on this machine to its end."""
        process = self.start(*arguments, stdin=subprocess.PIPE, **others)
        out, err = process.communicate(stdin, timeout=60)
        return Done(arguments, process.returncode, out.decode(), err.decode())

    def processes(self) -> list[psutil.Process]:
        """Find every process that was started on this machine: TMPDIR is handed on to all of them."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.environ().get("TMPDIR") == self.environment["TMPDIR"]:
                    found.append(process)
        return found

    def wait_until_clean(self, patience: float = 20) -> None:
        """See that a moment later no process, no port and no lab's folder is left."""
        deadline = time.monotonic() + patience
        while (left := self.processes()) or self.folders():
            assert time.monotonic() < deadline, (left, self.folders())
            time.sleep(0.05)


def _files(home: Path) -> dict[Path, bytes]:
    """Read what is poisoned, and all beside it. A shell may well write its history elsewhere."""
    found = [home / ".curlrc", *(home / ".aws").rglob("*"), *(home / ".docker").rglob("*")]
    return {path: path.read_bytes() for path in found if path.is_file()}


@contextlib.contextmanager
def _machine(folder: Path, hostile: Mapping[str, str]) -> Iterator[Machine]:
    """Lend a machine; at the end nothing of a lab is on it, and the learner's files are as they were."""
    (folder / "tmp").mkdir(mode=0o700, parents=True)
    for name, text in _poisoned_files().items():
        file = folder / "home" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    machine = Machine(
        folder,
        {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "SHELL": "/bin/sh",
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "tmp"),
            "EXPLAIN_ECR_SANDBOX": str(folder / "sandbox"),
            **hostile,
        },
    )
    before = _files(folder / "home")
    try:
        yield machine
        assert _files(folder / "home") == before
        machine.wait_until_clean()
    finally:
        for process in machine.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with _machine(tmp_path / "machine", _hostile()) as machine:
        yield machine


@dataclass(frozen=True)
class Terminal:
    """A terminal that `lab env` has led into a lab."""

    machine: Machine
    environment: Mapping[str, str]

    @property
    def folder(self) -> Path:
        return Path(self.environment["EXPLAIN_ECR_LAB"])

    @property
    def address(self) -> dict[str, str]:
        return json.loads((self.folder / "lab.json").read_text())

    def run(self, *command: str, stdin: str = "", **variables: str) -> Done:
        """Run a command in this terminal. Without input it gets no pipe: an empty one would be an input."""
        return subprocess.run(
            command,
            **({"input": stdin} if stdin else {"stdin": subprocess.DEVNULL}),
            env={**self.environment, **variables},
            cwd=self.machine.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def good(self, *command: str, stdin: str = "") -> str:
        """Run what has to succeed; returns its output."""
        done = self.run(*command, stdin=stdin)
        assert done.returncode == 0, done
        return done.stdout

    @property
    def cloud(self) -> RemoteCloud:
        """This lab's cloud, without the half second that a command takes."""
        return RemoteCloud(Address(**{**self.address, "process_id": 0}))

    def trace(self) -> list[dict[str, Any]]:
        """Read the wire log as `explain-ecr trace --output json` writes it."""
        return [json.loads(as_json(each)) for each in self.cloud.wire.since(0)]


Open = Callable[[Machine], contextlib.AbstractContextManager[Terminal]]


def _led_in(machine: Machine, arguments: Sequence[str] = ()) -> Terminal:
    """Do what `lab up` says: evaluate what `lab env` prints, in a POSIX shell."""
    program = f'"{sys.executable}" -m explain.cli'
    script = f'eval "$({program} lab env {" ".join(arguments)})" && env -0'
    done = subprocess.run(
        ["/bin/sh", "-c", script], env=machine.environment, capture_output=True, timeout=30,
        check=True,
    )  # fmt: skip
    pairs = (pair.partition(b"=") for pair in done.stdout.split(b"\0") if pair)
    return Terminal(machine, {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs})


@contextlib.contextmanager
def _up(machine: Machine) -> Iterator[Terminal]:
    """Keep a lab up meanwhile."""
    process = machine.start("lab", "up")
    assert process.stdout
    first = process.stdout.readline().decode()
    assert first.endswith("is up. In another terminal, enter it with\n"), process.communicate()
    try:
        yield _led_in(machine, ["--lab", first.split()[2]])
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="session")
def up() -> Open:
    return _up


@pytest.fixture(scope="session")
def led_in() -> Callable[..., Terminal]:
    return _led_in


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A terminal in a lab that all tests of a module share."""
    folder = tmp_path_factory.mktemp("lab") / "machine"
    with _machine(folder, _hostile()) as machine, _up(machine) as terminal:
        yield terminal


def _skip_without(*names: str) -> None:
    for name in names:
        if not shutil.which(name):
            pytest.skip(f"there is no {name} here")


@pytest.fixture(scope="session")
def needs() -> Callable[..., None]:
    """Skip a test where a program is missing."""
    return _skip_without
