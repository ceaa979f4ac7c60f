"""How a pair is measured: in turn (A, B, A, B, …), so that a machine that slows down slows both."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

BIN = Path(sys.executable).parent


def clean(place: Path) -> dict[str, str]:
    """An environment in which both sides find the same aws and docker, and nothing of the user's."""
    return {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(place),
        "AWS_EC2_METADATA_DISABLED": "true",
        "EXPLAIN_ECR_SANDBOX": str(place / "sandbox"),
    }


def run(command: list[str], environment: dict[str, str]) -> Callable[[], float]:
    """Return a function that runs a command to its end and returns the seconds it took."""

    def timed() -> float:
        began = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        took = time.perf_counter() - began
        assert done.returncode == 0, done.stderr.decode()
        return took

    return timed


def in_turn(
    ours: Callable[[], float], theirs: Callable[[], float], runs: int
) -> list[tuple[float, float]]:
    """Run a pair in turn. The first run of each is not counted: it fills the system's caches."""
    ours(), theirs()
    return [(ours(), theirs()) for _ in range(runs)]


def report_seconds(
    ours_name: str, theirs_name: str, pairs: list[tuple[float, float]], goal: float
) -> None:
    """Print the medians in seconds, and the ratio that must not exceed the goal."""
    ratio = _print(ours_name, theirs_name, pairs, "s")
    print(
        f"{'ratio':44} {ratio:9.2f}   goal ≤ {goal:.2f}: {'met' if ratio <= goal else 'missed'}\n"
    )


def report_rates(
    ours_name: str, theirs_name: str, pairs: list[tuple[float, float]], goal: float, unit: str
) -> None:
    """Print the medians of two rates, and the ratio that must reach the goal."""
    ratio = _print(ours_name, theirs_name, pairs, unit)
    print(
        f"{'ratio':44} {ratio:9.2f}   goal ≥ {goal:.2f}: {'met' if ratio >= goal else 'missed'}\n"
    )


def _print(ours_name: str, theirs_name: str, pairs: list[tuple[float, float]], unit: str) -> float:
    for name, at in ((ours_name, 0), (theirs_name, 1)):
        values = [pair[at] for pair in pairs]
        spread = f"{min(values):.3f} to {max(values):.3f}"
        print(f"{name:44} {statistics.median(values):9.3f} {unit}   ({spread})")
    return statistics.median(first / second for first, second in pairs)
