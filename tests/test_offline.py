"""Not one packet off loopback: the walkthrough where there is no other network at all."""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Brings loopback up (SIOCSIFFLAGS, netdevice(7)), makes sure that it is alone, and goes on.
ALONE = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    fcntl.ioctl(control, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))
assert [name for _, name in socket.if_nameindex()] == ["lo"], socket.if_nameindex()
with socket.socket() as probe:
    assert probe.connect_ex(("192.0.2.1", 9)) != 0
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def _unshare_works() -> bool:
    try:
        argv = ["unshare", "-rn", sys.executable, "-c", ALONE, "-c", "pass"]
        return subprocess.run(argv, capture_output=True, timeout=30).returncode == 0
    except OSError:
        return False


needs_unshare = pytest.mark.skipif(not _unshare_works(), reason="unshare -rn is not permitted")
LAUNCH = "from explain.cli import main; main()"


def run_alone(learner, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", ALONE, "-c", LAUNCH, *arguments],
        env=learner.environment,
        cwd=learner.folder,
        text=True,
        capture_output=True,
        timeout=60,
    )


@needs_unshare
@pytest.mark.parametrize("docker", ["auto", "stand-in"])
def test_the_walkthrough_needs_no_network_but_loopback(learner, docker: str) -> None:
    done = run_alone(learner, "step", "1..3", "--output", "json", "--docker", docker)
    assert (done.returncode, done.stderr) == (0, "")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    (followed,) = [event for event in events if event["event"] == "followed"]
    assert followed["same"]
    assert len(followed["sightings"]) == 5


@needs_unshare
def test_without_even_loopback_it_is_told_in_one_sentence(learner) -> None:
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", LAUNCH, "sign"],
        env=learner.environment, text=True, capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def _spy(folder: Path, name: str) -> str:
    """Write down the environment of a program, then be that program."""
    real = shutil.which(name)
    return f'env -0 > "{folder}/{name}.$$"\nexec "{real}" "$@"'


def test_no_program_inherits_anything_that_leads_out(learner, shim, tmp_path) -> None:
    tools = [name for name in ("aws", "docker") if shutil.which(name)]
    if not tools:
        pytest.skip("there is neither aws nor docker")
    seen = tmp_path / "seen"
    seen.mkdir()
    env = {}
    for name in tools:
        env = shim(name, _spy(seen, name))
    done = learner.run("step", "2..3", "--output", "json", env=env)
    assert (done.returncode, done.stderr) == (0, "")
    # The docker that only shows its argument list may be stopped before it has written anything.
    dumps = {file.name: dump for file in seen.iterdir() if (dump := file.read_text())}
    assert {name.partition(".")[0] for name in dumps} == set(tools)
    for dump in dumps.values():
        variables = dict(line.partition("=")[::2] for line in dump.split("\0") if line)
        _assert_leads_nowhere(variables, learner)


def _assert_leads_nowhere(variables: dict[str, str], learner) -> None:
    proxies = {name: value for name, value in variables.items() if name.upper().endswith("_PROXY")}
    no_proxy = proxies.pop("NO_PROXY")
    assert "*" not in no_proxy
    assert set(proxies.values()) == {"http://127.0.0.1:0"}, "only the one that leads nowhere"
    assert {"HTTP_PROXY", "HTTPS_PROXY"} <= set(proxies)
    assert not {name for name, value in variables.items() if "poison" in value.lower()}
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE", "AWS_DATA_PATH"} & set(
        variables
    )
    assert not {"DOCKER_CONTEXT", "DOCKER_AUTH_CONFIG", "DOCKER_TLS_VERIFY"} & set(variables)
    assert variables["HOME"] == str(learner.sandbox / "home")
    for name in ("AWS_ENDPOINT_URL", "DOCKER_HOST"):
        assert "127.0.0.1" in variables.get(name, "127.0.0.1")


class Watch:
    """The system's own record of who opens a file in some folders (inotify(7))."""

    OPEN = 0x20

    def __init__(self, *folders: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for folder in folders:
            assert libc.inotify_add_watch(self.descriptor, os.fsencode(folder), self.OPEN) > 0

    def noticed(self) -> bytes:
        try:
            return os.read(self.descriptor, 65536)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        os.close(self.descriptor)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has inotify")
def test_the_learners_own_files_are_not_even_opened(new_learner) -> None:
    learner = new_learner()
    watch = Watch(learner.home / ".aws", learner.home / ".docker")
    try:
        done = learner.run("step", "1..3", "--output", "json")
        assert done.returncode == 0
        assert watch.noticed() == b""
        (learner.home / ".aws" / "config").read_bytes()
        assert watch.noticed() != b"", "the watch does not work"
    finally:
        watch.close()
