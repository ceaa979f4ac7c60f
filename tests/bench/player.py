"""The player: its first screen against the start of the AWS CLI, a key to its screen, and its memory."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import tempfile
import termios
import time
from pathlib import Path
from typing import Any

from measure import BIN, clean, in_turn, report_seconds, run

from explain import library, steady
from explain.acts import acts_in
from explain.hosts.registry import Registry
from explain.play import Player as Performer
from explain.player.app import Player
from explain.player.outline import Outline
from explain.player.place import Place
from explain.player.source import Recorded
from explain.player.walk import Walk

RUNS = 9
SIZE = (200, 60)
FIRST_SCREEN, KEY, MEMORY = 0.8, 0.05, 150


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = clean(Path(folder))
        peaks: list[int] = []

        def ours() -> float:
            seconds, peak = first_screen(environment)
            peaks.append(peak)
            return seconds

        pairs = in_turn(ours, run([str(BIN / "aws"), "--version"], environment), RUNS)
        report_seconds("explain-ecr step, its first screen", "aws --version", pairs, FIRST_SCREEN)
        print(f"{'its memory at most':44} {max(peaks):9} MB   goal < {MEMORY}\n")
    seconds = sorted(asyncio.run(keys()))
    late = seconds[int(len(seconds) * 0.95)]
    print(
        f"{'a key to its screen at 200×60, 95th percentile':44} {late:9.3f} s"
        f"   (median {statistics.median(seconds):.3f}) goal ≤ {KEY:.3f}\n"
    )


def first_screen(environment: dict[str, str]) -> tuple[float, int]:
    """Start the player in a terminal; return the seconds to its first screen, and its peak memory in MB."""
    began = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        command = [str(BIN / "explain-ecr"), "step", "1..3"]
        os.execvpe(command[0], command, {**environment, "TERM": "xterm-256color"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    seen = b""
    while b"Space" not in seen:
        assert select.select([terminal], [], [], 60)[0], "no screen came"
        seen += os.read(terminal, 65536)
    took = time.perf_counter() - began
    os.write(terminal, b"ng\x1b[F\r")  # the last of the list, so all acts are performed
    while b"Where to go next" not in seen:
        assert select.select([terminal], [], [], 60)[0], "the acts were not performed"
        seen += os.read(terminal, 65536)
    status = Path(f"/proc/{process}/status").read_text()
    peak = int((re.search(r"VmHWM:\s+(\d+) kB", status) or [0, "0"])[1]) // 1024
    os.write(terminal, b"q")
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # Linux says EIO where the other side has closed
        pass
    os.waitpid(process, 0)
    os.close(terminal)
    return took, peak


async def keys() -> list[float]:
    """Go through the whole walk and back, with all acts performed; return the seconds that each key took."""
    with steady.offline(Registry()) as world:
        performer = Performer(acts_in(world))
        sections = library.walk("1..3")
        events = [event for each in sections for event in performer.section(*each)]
    walk = Walk(Recorded(events), Outline(sections))
    app = Player(walk, Registry(), Place(None, ""))
    seconds = []
    async with app.run_test(size=SIZE) as pilot:
        for key in ["space"] * 100 + ["b"] * 60 + ["d", "d", "end", "home"] * 5:
            seconds.append(await _pressed(app, pilot, key))
    return seconds


async def _pressed(app: Player, pilot: Any, key: str) -> float:
    began = time.perf_counter()
    app.simulate_key(key)
    await pilot.pause(0)
    app.screen._compositor.render_strips()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
