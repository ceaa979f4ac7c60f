"""Under every test: a guard against the network. For those that ask: a learner's machine, poisoned."""

from __future__ import annotations

import base64
import contextlib
import functools
import gc
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import botocore.loaders  # noqa: F401 (it keeps the home that it is imported in, and a test's has traps)
import psutil
import pytest
import shares
import warm_aws
from hypothesis import HealthCheck, settings
from typer import testing

# A slow machine is no failure.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
# `make fuzz`: new examples, and none that are left from another run.
settings.register_profile("fuzz", settings.get_profile("ours"), database=None, derandomize=False)

ROOT = Path(__file__).parent.parent
HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LEARNERS_SECRET = "poison/wJalrXUtnFEMIK7MDENGbPxRfiCYlearner"
DEAD_PROXY = "http://127.0.0.1:9"

LAUNCH = "from explain.cli import main; main()"

# This Python's programs are found first: the machine's may be a version manager's shims, which are slow.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
# A process of many tests keeps an `aws` warm; one that runs a few has no use for it.
if "PYTEST_XDIST_WORKER" in os.environ:
    warm_aws.put_first()

# Ctrl-C and Ctrl-\ are what they are in a shell: whoever starts the tests in the background has
# switched them off, and every program that a test starts would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGQUIT) is signal.SIG_IGN:
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


# --- which process runs what ---------------------------------------------------------------------


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what is there by now: some hundred thousand objects that stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.hookimpl(optionalhook=True)  # there may be no pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests of a run as tests/shares.py says, where they are shared by files."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return shares.share(nodeid)

        def _assign_work_unit(self, node: Any) -> None:
            others = [self.assigned_work[other] for other in self.nodes if other is not node]
            name = shares.following(list(self.workqueue), self.assigned_work[node], others)
            if name is None:
                node.shutdown()
            else:
                self.workqueue.move_to_end(name, last=False)
                super()._assign_work_unit(node)

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


# --- the network guard ---------------------------------------------------------------------------


class NetworkForbidden(AssertionError):
    """Something tried to leave the machine."""


def _is_here(address: object) -> bool:
    """Tell whether an address is on this machine: a path, a loopback IP, a name of the loopback."""
    host = address[0] if isinstance(address, tuple) and address else address
    if isinstance(host, bytes):
        host = os.fsdecode(host)
    if host is None or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _attempts_to_leave() -> Iterator[list[str]]:
    """Guard the whole run, so that fixtures of every scope are under it too."""
    attempts: list[str] = []

    def refuse(what: str, address: object) -> None:
        if not _is_here(address):
            attempts.append(f"{what} {address!r}")
            raise NetworkForbidden(f"{what} {address!r} leaves the machine")

    def guarded_method(name: str, position: int) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def method(self: socket.socket, *given: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse(name, given[position])
            return original(self, *given)

        return method

    def guarded_lookup(name: str) -> Callable[..., Any]:
        original = getattr(socket, name)

        def lookup(host: Any, *given: Any, **named: Any) -> Any:
            refuse(name, host)
            return original(host, *given, **named)

        return lookup

    with pytest.MonkeyPatch.context() as patch:
        for name, position in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
            patch.setattr(socket.socket, name, guarded_method(name, position), raising=False)
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patch.setattr(socket, name, guarded_lookup(name))
        yield attempts


@pytest.fixture(autouse=True)
def _no_network(_attempts_to_leave: list[str]) -> Iterator[None]:
    """Fail a test that tried to leave the machine, also where the error was swallowed."""
    yield
    attempts = list(_attempts_to_leave)
    _attempts_to_leave.clear()
    assert attempts == [], "the network was tried"


# --- a learner's machine -------------------------------------------------------------------------


@dataclass(frozen=True)
class Learner:
    """A home with an ~/.aws and a ~/.docker that break whoever reads them, and a hostile environment."""

    folder: Path
    environment: Mapping[str, str]
    poisoned: Mapping[Path, tuple[bytes, int, int]] = field(repr=False)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def sandbox(self) -> Path:
        return self.folder / "sandbox"

    @property
    def config(self) -> Path:
        return self.sandbox / "docker" / "config.json"

    def assert_untouched(self) -> None:
        """See that the learner's own files are as they were, and that no other came to them."""
        assert _snapshot(self.home) == self.poisoned

    def start(
        self, *arguments: str, env: Mapping[str, str] | None = None, **others: Any
    ) -> subprocess.Popen[bytes]:
        """Start explain-ecr as this learner, in a process of its own."""
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *arguments],
            env={**self.environment, **(env or {})},
            cwd=self.folder,
            **{**pipes, **others},
        )

    def run(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run explain-ecr as this learner to its end."""
        source = subprocess.PIPE if stdin else subprocess.DEVNULL  # an empty pipe is an answer, too
        process = self.start(*arguments, env=env, stdin=source)
        out, err = process.communicate(stdin, timeout=60)
        return subprocess.CompletedProcess(
            arguments, process.returncode, out.decode(), err.decode()
        )

    def processes(self) -> list[psutil.Process]:
        """Find every process that was started for this learner: TMPDIR is handed on to all of them."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.environ().get("TMPDIR") == self.environment["TMPDIR"]:
                    found.append(process)
        return found

    def wait_until_alone(self, patience: float = 20) -> None:
        """See that no process of this learner's is left after a moment."""
        deadline = time.monotonic() + patience
        while left := self.processes():
            assert time.monotonic() < deadline, [process.cmdline() for process in left]
            time.sleep(0.02)


def _snapshot(folder: Path) -> dict[Path, tuple[bytes, int, int]]:
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _poison(home: Path) -> None:
    auth = base64.b64encode(f"AWS:{LEARNERS_SECRET}".encode()).decode()
    docker = {"credsStore": "poison", "currentContext": "poison", "auths": {HOST: {"auth": auth}}}
    key = f"aws_access_key_id = AKIAPOISONPOISONPOIS\naws_secret_access_key = {LEARNERS_SECRET}\n"
    texts = {
        ".aws/credentials": f"[default]\n{key}",
        ".aws/config": "[default]\nregion = poison\noutput = poison\n[profile torn\n",
        ".aws/models/ecr/2015-09-21/service-2.json": "poison",
        ".docker/config.json": json.dumps(docker),
        ".docker/contexts/meta/poison/meta.json": "poison",
    }
    for name, text in texts.items():
        file = home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def _hostile(folder: Path) -> dict[str, str]:
    """Make the environment of a learner with everything set that could lead astray."""
    home = folder / "home"
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(folder / "tmp"),
        "TMPDIR": str(folder / "tmp"),
        "EXPLAIN_ECR_SANDBOX": str(folder / "sandbox"),
        "AWS_PROFILE": "nope",
        "AWS_DEFAULT_PROFILE": "nope",
        "AWS_ACCESS_KEY_ID": "AKIAPOISONPOISONPOIS",
        "AWS_SECRET_ACCESS_KEY": LEARNERS_SECRET,
        "AWS_SESSION_TOKEN": LEARNERS_SECRET,
        "AWS_REGION": "poison",
        "AWS_DEFAULT_REGION": "poison",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9/poison",
        "AWS_ENDPOINT_URL_ECR": "http://127.0.0.1:9/poison",
        "AWS_CA_BUNDLE": str(home / "no-such-bundle.pem"),
        "AWS_DATA_PATH": str(home / ".aws" / "models"),
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_MAX_ATTEMPTS": "9",
        "AWS_RETRY_MODE": "adaptive",
        **{f"{kind}_PROXY": DEAD_PROXY for kind in ("HTTP", "HTTPS", "ALL")},
        **{f"{kind}_proxy": DEAD_PROXY for kind in ("http", "https", "all")},
        "DOCKER_HOST": "tcp://127.0.0.1:9",
        "DOCKER_CONTEXT": "poison",
        "DOCKER_TLS_VERIFY": "1",
        "DOCKER_AUTH_CONFIG": json.dumps({"auths": {HOST: {"auth": LEARNERS_SECRET}}}),
    }


def _make_learner(folder: Path) -> Learner:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(mode=0o700)
    _poison(folder / "home")
    return Learner(folder, _hostile(folder), _snapshot(folder / "home"))


@contextlib.contextmanager
def _at(learner: Learner) -> Iterator[Learner]:
    """Be on this learner's machine, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("AWS_", "DOCKER_")) or name.upper().endswith("_PROXY"):
                patch.delenv(name)
        for name, value in learner.environment.items():
            patch.setenv(name, value)
        patch.setattr(tempfile, "tempdir", None)
        yield learner
    learner.assert_untouched()


NewLearner = Callable[[], Learner]


@pytest.fixture(scope="session")
def new_learner(tmp_path_factory: pytest.TempPathFactory) -> NewLearner:
    """Make learners, each with a home and a sandbox that nobody else has."""
    return lambda: _make_learner(tmp_path_factory.mktemp("learner") / "machine")


@pytest.fixture(scope="session")
def at() -> Callable[[Learner], contextlib.AbstractContextManager[Learner]]:
    """Lend a learner's environment to this process for a while."""
    return _at


@pytest.fixture
def learner(new_learner: NewLearner) -> Iterator[Learner]:
    """A learner whose own files must be as they were at the end, and who leaves no process behind."""
    learner = new_learner()
    yield learner
    learner.assert_untouched()
    learner.wait_until_alone()


@pytest.fixture
def here(learner: Learner) -> Iterator[Learner]:
    """A learner whose environment is this process's own."""
    with _at(learner):
        yield learner


# --- programs in the way -------------------------------------------------------------------------

Shim = Callable[[str, str], dict[str, str]]


@pytest.fixture
def shim(tmp_path: Path) -> Shim:
    """Put a script of the test's first on PATH; returns the environment that does."""

    def make(name: str, script: str) -> dict[str, str]:
        folder = tmp_path / "shims"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
        return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}

    return make


# --- every command, played once ------------------------------------------------------------------

STEPS = ("step", "1..3")
ACTS = ("sign", "token", "decode", "pipe", "login", "inspect", "expire")
OUTPUTS = ("plain", "rich", "json")


@dataclass(frozen=True)
class Played:
    """One command that was run in this process: what it wrote and how it ended."""

    arguments: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str

    @property
    def error(self) -> str:
        """What stands on standard error, as one line."""
        return " ".join(self.stderr.split())

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Read the JSON lines that it wrote."""
        return [json.loads(line) for line in self.stdout.splitlines()]


@dataclass
class Everything:
    """All commands, played in one sandbox whose secrets were collected meanwhile."""

    learner: Learner
    commands: dict[tuple[str, ...], Played] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    argument_lists: list[tuple[str, ...]] = field(default_factory=list)


# Its runner builds all commands for each call, in 70 ms; they are the same each time.
testing._get_command = functools.cache(testing._get_command)  # type: ignore[attr-defined]


def _play(arguments: tuple[str, ...], stdin: str | bytes = "") -> Played:
    from explain.cli.app import app

    result = testing.CliRunner().invoke(app, list(arguments), input=stdin, env={"COLUMNS": "80"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Played(arguments, result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="session")
def play() -> Callable[..., Played]:
    """Run a command in this process. An error that is not ours comes through."""
    return _play


def _inputs(everything: Everything) -> Iterator[tuple[tuple[str, ...], str | bytes]]:
    """List every command with what it reads, those that go wrong too."""
    yield (*STEPS, "--output", "plain"), ""
    yield (*STEPS, "--output", "rich"), ""
    yield (*STEPS, "--output", "json"), ""
    yield ("step", "3", "--docker", "stand-in", "--output", "json"), ""
    yield ("step", "1", "--all"), ""
    recording = str(everything.learner.folder / "talk.jsonl")
    yield ("record", recording), ""
    for output in OUTPUTS:
        yield ("step", "--from-recording", recording, "--output", output), ""
    for name, *wishes in (("talk.html",), ("talk.cast",), ("act.svg", "--act", "token")):
        file = str(everything.learner.folder / name)
        yield ("record", file, "--from-recording", recording, *wishes), ""
    for act in ACTS:
        for output in OUTPUTS:
            yield (act, "--output", output), ""
    auth = json.loads(everything.learner.config.read_text())["auths"][HOST]["auth"]
    password = base64.b64decode(auth).decode().partition(":")[2]
    for output in OUTPUTS:
        yield ("decode", "-", "--output", output), auth
        yield ("decode", "-", "--region", "eu-west-1", "--output", output), password
        yield ("decode", "-", "--account", "111111111111", "--output", output), auth[:-40]
    yield ("decode", password), ""
    config = str(everything.learner.config)
    yield ("inspect", "--docker-config", config), ""
    yield ("inspect", "--docker-config", str(everything.learner.home / ".docker")), ""
    for output in OUTPUTS:
        yield ("status", "--output", output), ""
        yield ("status", "--docker-config", config, "--output", output), ""
        yield ("doctor", "--output", output), ""
        yield (
            ("command", f"docker login -u AWS -p {LEARNERS_SECRET} {HOST}", "--output", output),
            "",
        )
    for output in OUTPUTS:
        yield ("why", "-", "--output", output), f"-p {password}\n{auth} no basic auth credentials\n"
        yield (
            ("why", "-", "--output", output),
            f"error: {auth[:-40]}\ndocker login -p {password} HOST",
        )
    yield ("why", f"denied: {password}"), ""
    yield ("step", "9"), ""
    yield ("lessons",), ""
    yield ("lesson", "password"), ""
    yield ("check",), ""


def _collect_secrets(everything: Everything, patch: pytest.MonkeyPatch) -> None:
    """Collect each token as it is minted, with its parts, and each argument list as it is used."""
    from explain.cloud.tokens import TokenMint

    mint = TokenMint._mint
    popen = subprocess.Popen.__init__

    def minted(self: Any, claims: Any) -> Any:
        token = mint(self, claims)
        password = token.password.reveal()
        inside = json.loads(base64.b64decode(password))
        parts = {password, token.authorization_token.reveal(), inside["payload"], inside["datakey"]}
        everything.secrets.update(parts)
        return token

    def started(self: Any, argv: Sequence[str], *given: Any, **named: Any) -> None:
        everything.argument_lists.append(tuple(map(str, argv)))
        popen(self, argv, *given, **named)

    patch.setattr(TokenMint, "_mint", minted)
    patch.setattr(subprocess.Popen, "__init__", started)


@pytest.fixture(scope="session")
def everything(new_learner: NewLearner) -> Everything:
    """Play every command there is, in one poisoned home and one sandbox."""
    everything = Everything(new_learner())
    with _at(everything.learner), pytest.MonkeyPatch.context() as patch:
        _collect_secrets(everything, patch)
        for arguments, stdin in _inputs(everything):
            everything.commands[arguments] = _play(arguments, stdin)
    key = json.loads((everything.learner.sandbox / "access-key.json").read_text())
    master = (everything.learner.sandbox / "master.key").read_text()
    everything.secrets |= {key["secret"], master, LEARNERS_SECRET}
    return everything


@pytest.fixture(scope="session")
def has_docker() -> bool:
    return shutil.which("docker") is not None


@pytest.fixture
def interrupt() -> Callable[[subprocess.Popen[bytes]], None]:
    """Send what Ctrl-C sends."""
    return lambda process: process.send_signal(signal.SIGINT)
