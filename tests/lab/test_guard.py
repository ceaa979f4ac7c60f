"""The guard clears up however its lab ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from explain import marked
from explain.lab import guard
from explain.lab.environment import STARTED_BY
from explain.sandbox import Sandbox

POST = """
import sys, time
from pathlib import Path
from explain.lab import guard
from explain.sandbox import Sandbox
with guard.posted(Path(sys.argv[1])):
    Sandbox(Path(sys.argv[1]))
    print("posted", flush=True)
    time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
print(1, flush=True)
time.sleep(60)
"""


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    marked.claim(tmp_path, marked.LABS, "")
    return tmp_path / "lab-00000001"


@pytest.fixture
def start(lab: Path) -> Iterator[object]:
    """Start processes that belong to the lab, or to another one."""

    def start(*argv: str, folder: Path = lab) -> subprocess.Popen[bytes]:
        environment = {**os.environ, STARTED_BY: str(folder)}
        started.append(subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE))
        return started[-1]

    started: list[subprocess.Popen[bytes]] = []
    yield start
    for process in started:
        process.kill()
        process.communicate()


def guard_of(folder: Path, patience: float = 10) -> psutil.Process:
    """Find the guard: for a moment after its start, Linux does not show its argument list."""
    deadline = time.monotonic() + patience
    while not (found := _guards(folder)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (process,) = found
    return process


def wait_until_gone(folder: Path, patience: float = 20) -> None:
    deadline = time.monotonic() + patience
    while folder.exists() or _guards(folder):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE  # nobody may have asked yet how it ended
    return False


def _guards(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.cmdline()[-2:] == ["explain.lab.guard", str(folder)]:
                found.append(process)
    return found


def test_the_constant_is_the_environments() -> None:
    assert guard.STARTED_BY == STARTED_BY


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_it_outlives_its_lab_by_a_moment(lab: Path, how: signal.Signals) -> None:
    poster = subprocess.Popen([sys.executable, "-c", POST, lab], stdout=subprocess.PIPE)
    assert poster.stdout
    assert poster.stdout.readline() == b"posted\n"
    guard_of(lab)
    poster.send_signal(how)
    wait_until_gone(lab)
    poster.communicate()


def test_it_is_not_disturbed_by_what_ends_the_lab(lab: Path) -> None:
    with guard.posted(lab):
        Sandbox(lab)
        process = guard_of(lab)
        time.sleep(0.2)  # until it has begun
        for number in (signal.SIGINT, signal.SIGTERM):
            process.send_signal(number)
        time.sleep(0.1)
        assert process.is_running()
    assert not lab.exists()


def test_it_leaves_a_folder_that_no_lab_made(lab: Path) -> None:
    with guard.posted(lab):
        lab.mkdir()
        (lab / "thesis.txt").write_text("two years of work")
    assert (lab / "thesis.txt").read_text() == "two years of work"


def test_a_guard_that_was_killed_is_not_waited_for(lab: Path) -> None:
    with guard.posted(lab):
        guard_of(lab).kill()


def test_everything_that_was_started_in_the_lab_ends(lab: Path, start) -> None:
    lab.mkdir()
    plain = start("sleep", "60")
    stubborn = start(sys.executable, "-c", STUBBORN)
    stopped = start("sleep", "60")
    stopped.send_signal(signal.SIGSTOP)
    assert stubborn.stdout.readline() == b"1\n"
    guard.end_processes(lab)
    assert [process.wait(10) for process in (plain, stopped)] == [-signal.SIGHUP] * 2
    assert stubborn.wait(10) == -signal.SIGKILL


def test_children_of_children_end_too(lab: Path, start) -> None:
    parent = start("sh", "-c", "sleep 61 & sleep 62 & echo 1; wait")
    parent.stdout.readline()
    children = psutil.Process(parent.pid).children()
    assert len(children) == 2
    guard.end_processes(lab)
    assert [child for child in children if _runs(child)] == []


def test_nobody_elses_processes_end(lab: Path, start) -> None:
    others = [start("sleep", "60", folder=Path(f"{lab}{more}")) for more in ("2", "/x")]
    begun = time.monotonic()
    guard.end_processes(lab)
    assert time.monotonic() - begun < guard.PATIENCE
    assert [process.poll() for process in others] == [None, None]


def test_processes_are_found_without_proc_too(lab: Path, start) -> None:
    process = start("sleep", "60")
    assert list(guard._inside_by_psutil(lab)) == [process.pid]
