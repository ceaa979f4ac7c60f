"""What a room on a JupyterHub was measured to need: `make test-hub` writes it, in measurements.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "measurements.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One run. Memory is in MB (10^6 bytes) and CPU time in seconds, both for one learner.

    A page of memory that several processes share is divided among them. `place_mb` is the learner's server,
    `terminal_mb` that with a terminal, `exercise_mb` the most while all had an exercise open. `ahead` is
    starting the places one after the other, `enter` all opening an exercise at once, `solve` solving it.
    """

    learners: int
    cores: int
    hub_mb: float
    place_mb: float
    terminal_mb: float
    exercise_mb: float
    ahead_seconds: float
    ahead_cpu_seconds: float
    enter_seconds: float
    enter_cpu_seconds: float
    solve_cpu_seconds: float
    on: str
    with_: Mapping[str, str] = field(hash=False)


@cache
def runs() -> tuple[Run, ...]:
    """Return the runs, that with the fewest learners first."""
    return tuple(map(_run, json.loads(FILE.read_text("utf-8"))))


def _run(facts: dict[str, Any]) -> Run:
    versions = facts.pop("with")
    return Run(**facts, with_=versions)


def run_for(learners: int) -> Run:
    """Return the run that says what a room needs: that with the most learners, of those with no more.

    The more learners there are, the more pages of memory they share.
    """
    return [run for run in runs() if run.learners <= max(learners, runs()[0].learners)][-1]


def most_mb() -> float:
    """Return the most that a learner needed in any run, in MB: what a place is allowed is more."""
    return max(run.exercise_mb for run in runs())
