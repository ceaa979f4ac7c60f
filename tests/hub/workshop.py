"""What happens in the room: all open the same exercise at once, most solve it, and some are stuck."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from place import PATIENCE, Hub, Seat
from usage import HUB, Meter, usage

EXERCISE = "wrong-region"
PROMPT = r"\) [^\n]*\$ $"
"""The end of a prompt in a lab: what it says of the exercise, and then the shell's own."""

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LOGIN = f"docker login --username AWS --password-stdin {HOST}"
SOLUTION = f"aws ecr get-login-password --region ap-south-1 | {LOGIN}"

REASONS: Sequence[tuple[str, str, str]] = (
    ("repeat", "another region", "sh login.sh; sh login.sh; sh login.sh"),
    ("repeat", "changed on the way", "; ".join([SOLUTION.replace("|", "| head -c 2048 |", 1)] * 3)),
    ("help", "asks for help", "explain-ecr room flag help"),
    ("repeat", "another region", "sh login.sh; sh login.sh; sh login.sh"),
    ("help", "asks for help", "explain-ecr room flag help"),
)
"""Why the first five learners are stuck: the kind, what the board calls it, and what they type."""


async def workshop(folder: Path, hub: Hub, learners: int) -> dict[str, Any]:
    """Hold a workshop; returns what was measured."""
    room = folder / "room"
    ours("room", "open", "friday", "--folder", str(room), home=folder / "trainer")
    meter = Meter(folder, learners)
    ahead = await meter.over(lambda: all_ready(hub, learners))
    tell("Every place is ready.")
    place = meter.now().megabytes
    seats = [Seat(hub, name) for name in sorted(await hub.ready())]
    await check_pages(hub, seats[0].name)
    await each(seats, Seat.sit_down)
    tell("Everybody has a terminal.")
    terminal = meter.now().megabytes
    await each(seats, lambda seat: seat.said("explain-ecr room join --yes"))
    tell("Everybody has joined the room.")
    enter = await meter.over(
        lambda: each(seats, lambda seat: seat.said(f"explain-ecr practice {EXERCISE}", PROMPT))
    )
    tell("Everybody has the exercise open.")
    stuck = dict(zip([seat.name for seat in seats], REASONS[: learners // 2], strict=False))
    solve = await meter.over(lambda: each(seats, lambda seat: work(seat, stuck)))
    tell("Everybody has solved it, or is stuck.")
    shared = usage(folder)[HUB]
    await check_board(folder / "trainer", learners, stuck)
    await each(seats, lambda seat: seat.said("exit"))
    return {
        "learners": learners,
        "cores": os.cpu_count(),
        "hub_mb": round(shared.megabytes),
        "place_mb": round(place, 1),
        "terminal_mb": round(terminal, 1),
        "exercise_mb": round(max(enter.megabytes, solve.megabytes), 1),
        "ahead_seconds": round(ahead.wall, 1),
        "ahead_cpu_seconds": round(ahead.cpu, 2),
        "enter_seconds": round(enter.wall, 1),
        "enter_cpu_seconds": round(enter.cpu, 2),
        "solve_cpu_seconds": round(solve.cpu, 2),
        "on": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "with": {
            name: version(name) for name in ("jupyterhub", "jupyter-server", "notebook", "awscli")
        },
    }


def tell(text: str) -> None:
    """Say on standard error how far the workshop is."""
    print(text, file=sys.stderr, flush=True)


async def each(seats: Sequence[Seat], action: Callable[[Seat], Awaitable[object]]) -> None:
    """Do something at all seats at once."""
    await asyncio.gather(*map(action, seats))


async def all_ready(hub: Hub, learners: int) -> None:
    """Wait until the service that the room's files name has started every place."""
    while len(await hub.ready()) < learners:
        await asyncio.sleep(0.5)


async def check_pages(hub: Hub, name: str) -> None:
    """See that a place begins with a terminal, and that the website is next to it."""
    terminal = await hub.ask(f"/user/{name}/terminals/1")
    assert terminal.code == 200, terminal.code
    for page in ("", "01-get-the-password.html"):
        answer = await hub.ask(f"/user/{name}/explain-ecr-site/{page}")
        assert answer.code == 200, (page, answer.code)
        assert b"Explain ECR" in answer.body


async def work(seat: Seat, stuck: dict[str, tuple[str, str, str]]) -> None:
    """Be stuck, or solve the exercise. A prompt may be drawn a moment before the exercise is judged."""
    if seat.name in stuck:
        await seat.said(stuck[seat.name][2], PROMPT)
        return
    shown = await seat.said(SOLUTION, PROMPT)
    for _ in range(PATIENCE):
        if re.search(rf"✓{PROMPT}", shown):
            return
        await asyncio.sleep(1)
        shown = await seat.said("", PROMPT)
    raise AssertionError(f"{seat.name} has not solved it:\n{shown}")


async def check_board(home: Path, learners: int, stuck: dict[str, tuple[str, str, str]]) -> None:
    """See that the board names those who are stuck, and why, and counts all others as done.

    A record is written a moment after what it tells of.
    """
    for _ in range(PATIENCE):
        board = json.loads(ours("room", "board", "--output", "json", "--names", home=home))
        named = {each["name"]: each["reasons"] for each in board["learners"] if each["reasons"]}
        count = next(each for each in board["counts"] if each["exercise"] == EXERCISE)
        if set(named) == set(stuck) and count["solved"] == learners - len(stuck):
            break
        await asyncio.sleep(1)
    assert set(named) == set(stuck), (board, stuck)
    assert count == {**count, "here": learners, "solved": learners - len(stuck)}
    for name, (kind, words, _) in stuck.items():
        reasons = named[name]
        assert any(kind == each["kind"] and words in each["text"] for each in reasons), reasons


def ours(*arguments: str, home: Path) -> str:
    """Run explain-ecr as the trainer; returns what it printed."""
    command = [str(Path(sys.executable).with_name("explain-ecr")), *arguments]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, env=environment
    )
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done.stdout
