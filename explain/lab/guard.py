"""The guard: a process that outlives its lab by a moment, and clears up after it however it ended.

It waits for the end of its standard input, which the lab holds open. A lab that is killed cannot clear
up by itself; the system closes its files all the same. Then whatever was started in the lab is ended,
and its folder removed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from explain.lab.removal import remove

STARTED_BY = "EXPLAIN_ECR_STARTED_BY"
"""As in `explain.lab.environment`; importing that would make every start of a lab slower."""

PATIENCE = 1.0
"""Seconds that a process has to end when it is asked to, and again when it is made to."""


@contextlib.contextmanager
def posted(folder: Path) -> Iterator[None]:
    """Keep a guard for a lab's folder, from before that is made until after it is gone."""
    source = str(Path(__file__).parent.parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-S", "-P", "-m", "explain.lab.guard", str(folder)],
        env={**os.environ, "PYTHONPATH": source},
        cwd=os.sep,  # so that it is in nobody's way
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.communicate()  # it sees the end of its input, and clears up


def main() -> None:
    """Wait for the lab's end, and clear up."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    folder = Path(sys.argv[1])
    while os.read(0, 64):
        pass
    try:
        end_processes(folder)
    finally:
        remove(folder)


def end_processes(folder: Path) -> None:
    """End every process that was started in a lab: asked to at first, and then made to."""
    for numbers in _SIGNALS:
        told: set[int] = set()
        deadline = time.monotonic() + PATIENCE
        while found := set(_inside(folder)) - {os.getpid()}:
            if time.monotonic() > deadline:
                break
            for process_id in found - told:
                _tell(process_id, numbers)
            told |= found
            time.sleep(0.02)
        if not found:
            return


_SIGNALS: tuple[tuple[int, ...], ...] = (
    ((signal.SIGTERM,),)
    if os.name == "nt"
    # A shell does not heed SIGTERM, and a stopped process nothing but SIGKILL before it goes on.
    else ((signal.SIGHUP, signal.SIGCONT), (signal.SIGKILL,))
)


def _tell(process_id: int, numbers: tuple[int, ...]) -> None:
    with contextlib.suppress(OSError):
        for number in numbers:
            os.kill(process_id, number)


def _inside(folder: Path) -> Iterator[int]:
    """Find the processes whose environment names the lab (proc(5)); psutil knows the other systems."""
    wanted = os.fsencode(f"{STARTED_BY}={folder}")
    if not Path("/proc/self/environ").exists():
        yield from _inside_by_psutil(folder)
        return
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if wanted in Path(entry.path, "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)


def _inside_by_psutil(folder: Path) -> Iterator[int]:
    import site

    site.main()  # the guard does without it, to start at once
    import psutil

    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(STARTED_BY) == str(folder):
                yield process.pid


if __name__ == "__main__":
    main()
