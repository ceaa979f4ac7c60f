"""What each learner uses: memory, each shared page divided among its users (PSS, proc(5)), and CPU time."""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import NamedTuple

HUB = ""
"""The name under which the hub's own processes are counted: the hub, its proxy and its services."""

_TICKS = os.sysconf("SC_CLK_TCK")


class Usage(NamedTuple):
    """Memory in MB (10^6 bytes), CPU time in seconds so far, and processes."""

    megabytes: float = 0
    seconds: float = 0
    processes: int = 0

    def __add__(self, other: tuple[object, ...]) -> Usage:
        assert isinstance(other, Usage)
        return Usage(*(a + b for a, b in zip(self, other, strict=True)))


def usage(folder: Path) -> Mapping[str, Usage]:
    """Measure every process that a hub's folder is in the environment of, by the learner's name."""
    total: dict[str, Usage] = defaultdict(Usage)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            variables = dict(
                entry.partition(b"=")[::2]
                for entry in (process / "environ").read_bytes().split(b"\0")
            )
            if variables.get(b"HUB_FOLDER") == os.fsencode(folder):
                name = variables.get(b"JUPYTERHUB_USER", b"").decode()
                total[name] += _of(process)
        except (OSError, ValueError):
            continue  # it has ended meanwhile
    return total


def _of(process: Path) -> Usage:
    rollup = (process / "smaps_rollup").read_text().splitlines()
    kilobytes = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    # utime, stime, and those of the children that were waited for: fields 14 to 17 of proc_pid_stat(5).
    return Usage(kilobytes * 1024 / 1e6, sum(map(int, fields[11:15])) / _TICKS, 1)


class Span(NamedTuple):
    """What something has taken: seconds by the clock, and a learner's CPU seconds and most memory in MB."""

    wall: float
    cpu: float
    megabytes: float


class Meter:
    """What learners use, on average. It spends a tenth of its time on looking, at most."""

    def __init__(self, folder: Path, learners: int) -> None:
        self.folder, self.learners = folder, learners

    def now(self) -> Usage:
        """Return what a learner uses now."""
        of_all = [used for name, used in usage(self.folder).items() if name != HUB]
        return Usage(
            *(sum(numbers) / self.learners for numbers in zip(Usage(), *of_all, strict=True))
        )

    async def over(self, action: Callable[[], Awaitable[object]]) -> Span:
        """Measure while something is done."""
        before, began = self.now(), time.monotonic()
        task = asyncio.ensure_future(action())
        most = before.megabytes
        while not task.done():
            looked = time.monotonic()
            most = max(most, self.now().megabytes)
            cost = time.monotonic() - looked
            await asyncio.wait([task], timeout=max(0.5, 10 * cost))
        await task
        wall, after = time.monotonic() - began, self.now()
        return Span(wall, after.seconds - before.seconds, max(most, after.megabytes))
