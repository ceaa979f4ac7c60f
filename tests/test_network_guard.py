"""The guard under all other tests: it must fail a test that leaves the machine, and no other."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent

LEAVES = {
    "a look-up": "socket.getaddrinfo('example.com', 443)",
    "a connection": "socket.create_connection(('192.0.2.1', 9), timeout=1)",
    "a connection by number": "socket.socket().connect_ex(('192.0.2.1', 9))",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 9))",
    "a datagram with flags": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', 0, ('192.0.2.1', 9))",
    "another address family": "socket.socket(socket.AF_INET6).connect(('2001:db8::1', 9))",
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run tests that leave the machine, each swallowing the error, under a copy of the guard."""
    folder = tmp_path_factory.mktemp("guarded")
    for module in ("conftest.py", "shares.py", "warm_aws.py"):
        shutil.copy(HERE / module, folder)
    tests = ["import contextlib, socket\n"]
    for number, statement in enumerate(LEAVES.values()):
        tests += [f"def test_{number}():\n    with contextlib.suppress(BaseException):\n"]
        tests += [f"        {statement}\n"]
    tests += ["def test_last():\n    pass\n"]
    (folder / "test_leaving.py").write_text("".join(tests))
    argv = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", str(folder)]
    alone = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    done = subprocess.run(argv, cwd=folder, env=alone, capture_output=True, text=True, timeout=60)
    return done.stdout


@pytest.mark.parametrize("number", range(len(LEAVES)), ids=list(LEAVES))
def test_a_test_that_leaves_the_machine_fails_even_if_the_error_is_swallowed(
    verdicts: str, number: int
) -> None:
    assert (
        f"ERROR test_leaving.py::test_{number} - AssertionError: the network was tried" in verdicts
    )


def test_a_test_that_stays_here_passes(verdicts: str) -> None:
    assert "PASSED test_leaving.py::test_last" in verdicts
    assert "ERROR test_leaving.py::test_last" not in verdicts


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_open(host: str) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection((host, server.getsockname()[1]), timeout=5) as client,
    ):
        client.sendall(b"x")


def test_a_socket_in_the_file_system_is_open(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


def test_a_poisoned_home_is_noticed_when_it_changes(new_learner: Callable) -> None:
    learner = new_learner()
    learner.assert_untouched()
    (learner.home / ".docker" / "config.json").write_text("{}")
    with pytest.raises(AssertionError):
        learner.assert_untouched()
