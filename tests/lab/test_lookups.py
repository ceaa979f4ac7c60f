"""No packet leaves loopback: neither from what is ours nor from the tools that a lab is for."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from explain.lab import nameless

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
IMAGE = f"{HOST}/my-image"
TRACE = (
    "strace",
    "--seccomp-bpf",
    "-f",
    "-qq",
    "-e",
    "trace=connect,sendto,sendmsg,sendmmsg",
    "-o",
)
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
COMMANDS = {
    "aws": [LINE, "aws ecr describe-repositories"],
    "docker push": ["docker push -q " + IMAGE],
    "skopeo": [f"skopeo inspect docker://{IMAGE}", f"skopeo list-tags docker://{IMAGE}"],
    "docker": [
        f"docker pull -q {IMAGE}", f"docker manifest inspect {IMAGE}",
        "docker images -q", f"docker rmi {IMAGE}", f"docker logout {HOST}",
    ],
    "curl": [f"curl -s https://{HOST}/v2/"],
}  # fmt: skip
_ADDRESS = re.compile(r'inet_addr\("([^"]*)"\)|inet_pton\(AF_INET6, "([^"]*)"')


def _elsewhere(trace: Path) -> list[str]:
    """Return the lines of a trace with an address that is not loopback's."""
    return [
        line
        for line in trace.read_text(errors="replace").splitlines()
        for address in _ADDRESS.findall(line)
        if not (address[0].startswith("127.") or (address[1] in ("::1", "") and not address[0]))
    ]


def test_the_trace_finds_an_address(tmp_path: Path) -> None:
    file = tmp_path / "trace"
    file.write_text(
        '1 connect(3, {sa_family=AF_INET, sin_addr=inet_addr("127.0.0.1")}, 16) = 0\n'
        '1 connect(3, {sa_family=AF_INET6, inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0\n'
        '2 sendto(3, "x", 1, 0, {sa_family=AF_INET, sin_addr=inet_addr("192.0.2.1")}, 16) = 1\n'
        '3 connect(3, {sa_family=AF_INET6, inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28) = 0\n'
    )
    assert [line[0] for line in _elsewhere(file)] == ["2", "3"]


@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace")
def test_no_tool_of_a_lab_speaks_to_anybody_but_loopback(machine: Any, up: Any) -> None:
    trace = machine.folder / "strace"
    with up(machine) as terminal:
        elsewhere = {}
        for tool, commands in COMMANDS.items():
            for command in commands if shutil.which(tool.split()[0]) else ():
                done = terminal.run(*TRACE, str(trace), "sh", "-c", command)
                if "ptrace" in done.stderr:
                    pytest.skip("nothing may be traced here")
                assert done.returncode == 0, (command, done)
                elsewhere[command] = _elsewhere(trace)
        tried = terminal.folder / "nsswitch.conf.how"
        if shutil.which("docker") and (not tried.exists() or tried.read_text() == "none\n"):
            pytest.skip("this system grants no namespaces; lessons/06-in-the-lab.md says so")
    assert set(map(tuple, elsewhere.values())) == {()}


@pytest.mark.skipif(sys.platform != "linux", reason="there are no namespaces")
@pytest.mark.parametrize("granted", [True, False])
def test_docker_gets_its_words_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, granted: bool
) -> None:
    tools, lab = tmp_path / "tools", tmp_path / "it's a lab"
    tools.mkdir()
    lab.mkdir()
    _write(tools / "docker", 'printf "<%s>" "$@"; exit 7')
    if not granted:
        _write(tools / "unshare", "exit 1")
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    nameless.put_before_docker(lab, lab)
    words = ["a b", "", "it's", '"$HOME"', "*"]
    for _ in range(2):  # the first time it tries what is granted
        done = subprocess.run([lab / "docker", *words], capture_output=True, text=True, timeout=20)
        assert done.stdout == "".join(f"<{word}>" for word in words), done
        assert (done.returncode, done.stderr) == (7, "")
    if not granted:
        assert (lab / "nsswitch.conf.how").read_text() == "none\n"


@pytest.mark.skipif(sys.platform != "linux", reason="there are no namespaces")
def test_a_snap_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "snap", "exit 0")
    (tmp_path / "docker").symlink_to(tmp_path / "snap")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    nameless.put_before_docker(tmp_path, tmp_path / "bin")
    assert not (tmp_path / "bin").exists()


def _write(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
