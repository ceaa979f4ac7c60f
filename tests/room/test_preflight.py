"""`explain-ecr preflight`, for real and spoilt in one point by each test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from explain.content import store
from explain.content.load import findings
from explain.content.place import folder
from explain.doctor.tools import Tool, Tools
from explain.errors import SandboxProblem, ToolProblem
from explain.logins.machine import Machine
from explain.narration import Finding
from explain.programs import Completed
from explain.room.preflight import alone, examination, lab, programs, space, surroundings
from explain.room.preflight.findings import CHECKS, Check, checked
from explain.room.preflight.report import Report, result
from explain.room.preflight.watching import Watch

PAGE = (folder() / store.SOURCES["preflight"]).read_text("utf-8")


# --- for real ------------------------------------------------------------------------------------


def objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert "Traceback" not in done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_machine_is_ready_and_its_code_says_so(learner, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[torn\n")  # a lab does not read it
    done = learner.run("preflight", "--output", "json", env={"HOME": str(tmp_path)})
    *checks, code = objects(done)
    assert (done.returncode, code["label"]) == (0, "ready"), done.stdout
    order = [each["id"] for each in checks if each["severity"] == "ok"]
    assert order == [name for name in CHECKS if name in order]
    assert {"python", "encoding", "lab", "login", "push", "door", "disk", "memory"} <= set(order)
    read = result(code["value"])
    assert (read.ready, read.failed, read.minutes) == (True, (), 0)
    assert read.python == f"3.{sys.version_info.minor}"


def test_without_any_program_it_says_what_to_do(learner, tmp_path: Path) -> None:
    nothing = {"PATH": str(tmp_path), "EXPLAIN_ECR_SANDBOX": "/dev/null/sandbox"}
    done = learner.run("preflight", "--minutes", "60", env=nothing)
    assert done.returncode == 1
    assert done.stderr == ""
    *_, last = done.stdout.splitlines()
    assert last.startswith("not ready · code ")
    read = result(last.split()[4])
    assert (read.aws, read.docker, read.curl, read.minutes) == (
        "stand-in",
        "stand-in",
        "missing",
        60,
    )
    assert {"exercises", "lab"} <= set(read.failed)
    assert "Install aws and docker." in done.stdout
    assert "sandbox-labs cannot be used" in " ".join(done.stdout.split())


# --- every finding -------------------------------------------------------------------------------

HERE = Machine.here()
NOTHING = Tools(Tool(), Tool(), None)


class Exchange(SimpleNamespace):
    """What crossed the wire, as far as pre-flight looks at it."""


@pytest.fixture
def a_lab(tmp_path: Path) -> Any:
    """A lab in name: what its programs say is made up by each test."""
    (tmp_path / "bin").mkdir()
    return SimpleNamespace(
        environment=lambda: {"PATH": str(tmp_path / "bin")},
        wire=SimpleNamespace(since=lambda _: []),
        sandbox=SimpleNamespace(folder=tmp_path),
        address=SimpleNamespace(door_url="http://127.0.0.1:1", authority_file=None),
    )


def program(a_lab: Any, name: str, script: str) -> Any:
    file = a_lab.sandbox.folder / "bin" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return a_lab


def ended(code: int, said: str = "") -> Any:
    return SimpleNamespace(ended=lambda: Completed((), code, said, ""))


def seen(*away: str) -> Any:
    return SimpleNamespace(away=set(away), looks=7)


def window(monkeypatch: pytest.MonkeyPatch, columns: int, rows: int) -> None:
    size = os.terminal_size((columns, rows))
    monkeypatch.setattr(os, "get_terminal_size", lambda _: size)


def machine(**variables: str) -> Machine:
    return Machine({"PATH": "/nonexistent", **variables}, Path("/"), "linux", 0)


Make = Callable[[Any, pytest.MonkeyPatch], Iterable[Finding]]


def _old_python(_: Any, patch: pytest.MonkeyPatch) -> Iterable[Finding]:
    patch.setattr(surroundings, "OLDEST", (99, 0))
    return surroundings.python(HERE)


def _no_terminal(_: Any, patch: pytest.MonkeyPatch) -> Iterable[Finding]:
    def refuse(_: int) -> None:
        raise OSError

    patch.setattr(os, "get_terminal_size", refuse)
    return surroundings.terminal(machine())


def _terminal(columns: int, rows: int, **variables: str) -> Make:
    def make(_: Any, patch: pytest.MonkeyPatch) -> Iterable[Finding]:
        window(patch, columns, rows)
        return surroundings.terminal(machine(**variables))

    return make


def _posix_locale(_: Any, patch: pytest.MonkeyPatch) -> Iterable[Finding]:
    patch.setattr(surroundings.sys, "flags", SimpleNamespace(utf8_mode=1))
    return surroundings.encoding(machine(), SimpleNamespace(encoding="utf-8"))


def _windows(_: Any, patch: pytest.MonkeyPatch) -> Iterable[Finding]:
    patch.setattr(programs, "HAS_SHELL", False)
    return programs.exercises(HERE, 0)


def _full(_: Any, patch: pytest.MonkeyPatch) -> Iterable[Finding]:
    patch.setattr(space, "LEAST", 1 << 60)
    return space.disk(Path("/"), 0)


def _fault(a_lab: Any, _: pytest.MonkeyPatch) -> Iterable[Finding]:
    evidence = SimpleNamespace(failure="ModuleNotFoundError in load, line 9")
    a_lab.wire.since = lambda _: [Exchange(evidence=evidence)]
    return lab.faults(a_lab)


def _raises(error: Exception) -> Make:
    def check() -> Iterator[Finding]:
        raise error
        yield

    return lambda *_: [each.finding for each in checked("lab", check)]


MADE: dict[str, Make] = {
    "python-too-old": _old_python,
    "no-terminal": _no_terminal,
    "window-too-small": _terminal(79, 24),
    "dumb-terminal": _terminal(80, 24, TERM="dumb"),
    "not-utf-8": lambda *_: surroundings.encoding(machine(), SimpleNamespace(encoding="cp1252")),
    "locale-without-utf-8": _posix_locale,
    "aws-stand-in": lambda *_: programs.aws(NOTHING),
    "docker-stand-in": lambda *_: programs.docker(HERE, NOTHING),
    "curl-missing": lambda *_: programs.curl(Tool()),
    "curl-fails": lambda *_: programs.curl(Tool("/usr/bin/curl", trouble="it is broken")),
    "no-posix-shell": _windows,
    "course-incomplete": lambda *_: programs.exercises(machine(), 90),
    "lab-fault": _fault,
    "login-failed": lambda a_lab, _: lab.login(program(a_lab, "aws", "echo no key >&2; exit 1")),
    "push-failed": lambda a_lab, _: lab.push(program(a_lab, "docker", "echo denied >&2; exit 1")),
    "curl-distrusts": lambda a_lab, _: lab.door(program(a_lab, "curl", "exit 60")),
    "door-failed": lambda a_lab, _: lab.door(a_lab),
    "system-refused": _raises(OSError(28, "No space left on device")),
    "check-failed": _raises(KeyError("secret word")),
    "memory-short": lambda *_: space.memory(1 << 60),
    "disk-short": _full,
    "left-the-machine": lambda *_: examination.network(seen("aws to 192.0.2.1"), ended(0)),
    "network-watched": lambda *_: examination.network(seen(), ended(alone.FORBIDDEN)),
    "network-too-slow": lambda *_: examination.network(seen(), ended(alone.SLOW)),
    "needs-a-network": lambda *_: examination.network(seen(), ended(alone.FAILED, "docker push: no")),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_a_finding_appears(name: str, a_lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = MADE[name](a_lab, monkeypatch)
    assert finding.id == name
    assert "{" not in f"{finding.subject}{finding.message}{finding.remedy}"
    assert "secret word" not in repr(finding)


def test_every_finding_was_made() -> None:
    assert list(MADE) == list(findings("preflight"))


def test_the_page_tells_of_every_check() -> None:
    rows = [line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    assert tuple(rows) == CHECKS


# --- whatever happens ----------------------------------------------------------------------------


@pytest.mark.parametrize("error", [
    KeyError("x"), OSError("x"), PermissionError(13, "no"), SandboxProblem("It is full.", "Make room."),
    ToolProblem("aws hangs.", "Stop it."), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), RecursionError(),
], ids=lambda error: type(error).__name__)  # fmt: skip
def test_a_check_that_fails_becomes_its_own_line(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise error

    for module, name in ((surroundings, "python"), (surroundings, "terminal"), (lab, "running"),
                         (space, "disk"), (programs, "exercises")):  # fmt: skip
        monkeypatch.setattr(module, name, fail)
    monkeypatch.setattr(alone, "Alone", fail if isinstance(error, ToolProblem) else lambda: None)
    monkeypatch.setattr(programs, "ask", lambda _: (NOTHING, Tool()))
    report = Report(HERE)
    checks = list(examination.examine(HERE, 0, report))
    failed = {"python", "terminal", "exercises", "lab", "disk"}
    assert {check.name for check in checks if check.failed} == failed
    assert result(report.code).failed == tuple(name for name in CHECKS if name in failed)
    assert not report.ready


def test_a_push_is_not_tried_after_a_login_that_failed(a_lab: Any) -> None:
    program(a_lab, "aws", "exit 255")
    assert [check.name for check in lab.used(a_lab)] == ["login", "door"]


def test_the_password_is_on_no_argument_list(a_lab: Any, tmp_path: Path) -> None:
    program(a_lab, "aws", "echo the-password")
    program(
        a_lab,
        "docker",
        f'echo "$@" >{tmp_path}/arguments; read -r word; echo "$word" >{tmp_path}/stdin',
    )
    (finding,) = lab.login(a_lab)
    assert finding.severity == "ok"
    assert "the-password" not in (tmp_path / "arguments").read_text() + repr(finding)
    assert (tmp_path / "stdin").read_text() == "the-password\n"


# --- nothing leaves ------------------------------------------------------------------------------

# Connecting a datagram's socket chooses an address, and sends nothing.
LEAVES = """
import socket, sys
with socket.socket(type=socket.SOCK_DGRAM) as out:
    out.connect((sys.argv[1], 9))
    print("connected", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize(("address", "is_away"), [("192.0.2.1", True), ("127.0.0.1", False)])
def test_a_connection_to_another_machine_is_seen(address: str, is_away: bool) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, "-c", LEAVES, address], **pipes)
    watch, other = Watch(), Watch(process.pid)
    try:
        if process.stdout.readline() != b"connected\n":
            pytest.skip("there is no way to another machine here")
        watch.look()
        other.look()
    finally:
        process.communicate()
    assert bool(watch.away) == is_away, watch.away
    assert all(each.endswith(f" to {address}") for each in watch.away)
    assert watch.memory > psutil.Process().memory_info().rss / 2
    assert other.away == set()


def test_the_second_lab_has_no_network_but_loopback(learner) -> None:
    code = (
        "import socket; from explain.room.preflight import alone; alone._cut_off();"
        "print([name for _, name in socket.if_nameindex()], __import__('os').getuid())"
    )
    done = subprocess.run([sys.executable, "-c", code], env=learner.environment, capture_output=True,
                          text=True, timeout=30)  # fmt: skip
    if done.returncode:
        assert "OSError" in done.stderr or "PermissionError" in done.stderr
        pytest.skip("this system cannot cut a program off")
    assert done.stdout == f"['lo'] {os.getuid()}\n"


def test_a_check_has_a_bit_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CHECKS:
        report = Report(HERE)
        report.note(Check(name, Finding("x", "error", "", "")))
        assert result(report.code).failed == (name,)
