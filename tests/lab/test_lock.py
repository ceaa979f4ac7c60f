"""The lock in a file: it keeps two apart, and ends with its holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from explain.errors import SandboxProblem
from explain.lock import hold, is_held, take, try_lock

HOLD = """
import sys, time
from pathlib import Path
from explain.lock import hold
with hold(Path(sys.argv[1]), 5):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.communicate()


def opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def test_a_second_one_waits_as_long_as_it_has_patience(path: Path, holder: object) -> None:
    started = time.monotonic()
    with pytest.raises(SandboxProblem, match="using this sandbox"), hold(path, 0.2):
        pass
    assert 0.2 <= time.monotonic() - started < 20


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_lock_ends_with_its_holder(
    path: Path, holder: subprocess.Popen[bytes], how: signal.Signals
) -> None:
    holder.send_signal(how)
    with hold(path, 5):
        pass


def test_it_is_given_back(path: Path) -> None:
    for _ in range(3):
        with hold(path, 0):
            pass


def test_it_is_given_back_after_a_failure(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(path, 0):
        raise ZeroDivisionError
    with hold(path, 0):
        pass


def test_children_do_not_inherit_it(path: Path) -> None:
    with hold(path, 0):
        child = subprocess.Popen(["sleep", "30"], close_fds=False)
    with hold(path, 0):
        child.kill()
    child.wait()


def test_looking_takes_nothing_and_does_not_see_others_who_look(path: Path) -> None:
    one, other = opened(path), opened(path)
    assert not is_held(one)
    assert not is_held(other)
    os.close(one)
    assert try_lock(other)
    os.close(other)


def test_what_is_held_is_seen(path: Path, holder: object) -> None:
    descriptor = opened(path)
    assert is_held(descriptor)
    assert not try_lock(descriptor)
    os.close(descriptor)


def test_taking_waits_for_those_who_look(path: Path) -> None:
    one, other = opened(path), opened(path)
    assert not is_held(one)
    with pytest.raises(SandboxProblem):
        take(other, patience=0.1)
    os.close(one)
    take(other, patience=0)
    os.close(other)


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SandboxProblem, match="No such file"), hold(tmp_path / "no" / "lock", 0):
        pass
