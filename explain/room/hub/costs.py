"""What rooms of four sizes cost in memory and cores: the tables of their page, from measurements. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from explain.room.hub.measured import Run, run_for, runs

SIZES = (3, 30, 300, 3000)
"""Learners of the rooms that the page is about."""

WITHIN = 30
"""Seconds in which all exercises are to be open after all have pressed Enter."""


def parts() -> Mapping[str, Iterable[str]]:
    """Return the parts of the page that are generated, by the names of their marks."""
    fewest, most = runs()[0], runs()[-1]
    return {
        "lab": _lab(fewest),
        "costs": _costs(),
        "arithmetic": _arithmetic(),
        "measured": _measured(),
        "conditions": _conditions(most),
    }


def _measured() -> Iterator[str]:
    yield "| learners | server | and a terminal | in an exercise | hub | start | open | solve |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|"
    for run in runs():
        memory = (run.place_mb, run.terminal_mb, run.exercise_mb, run.hub_mb)
        cpu = (run.ahead_cpu_seconds, run.enter_cpu_seconds, run.solve_cpu_seconds)
        cells = [*(f"{round(each)} MB" for each in memory), *(f"{each:.1f} s" for each in cpu)]
        yield f"| {run.learners} | {' | '.join(cells)} |"


def _costs() -> Iterator[str]:
    yield f"| learners | memory | CPU when all press Enter | cores for that within {WITHIN} s |"
    yield "|--:|--:|--:|--:|"
    for learners in SIZES:
        memory, cpu = _memory(learners), learners * run_for(learners).enter_cpu_seconds
        yield f"| {learners:,} | {memory:,.1f} GB | {cpu:,.0f} s | {math.ceil(cpu / WITHIN):,} |"


def _memory(learners: int) -> float:
    run = run_for(learners)
    return (learners * run.exercise_mb + run.hub_mb) / 1000


def _arithmetic() -> Iterator[str]:
    for run in dict.fromkeys(map(run_for, SIZES)):
        sizes = [f"{size:,}" for size in SIZES if run_for(size) == run]
        yield (
            f"- {', '.join(sizes)} learners, by the run with {run.learners}: learners ×"
            f" {run.exercise_mb:.0f} MB + {run.hub_mb:.0f} MB for the hub; learners ×"
            f" {run.enter_cpu_seconds:.2f} s of CPU."
        )
    yield f"- Cores: the CPU time, divided by {WITHIN} s, rounded up."


def _lab(fewest: Run) -> Iterator[str]:
    needed = round(fewest.exercise_mb) - round(fewest.terminal_mb)
    yield (
        f"On a learner's own laptop there is no hub. An exercise adds {fewest.exercise_mb:.0f} MB -"
        f" {fewest.terminal_mb:.0f} MB = {needed} MB there, and opening it takes"
        f" {fewest.enter_cpu_seconds:.1f} s of one core."
    )


def _conditions(most: Run) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in most.with_.items())
    yield (
        f"Measured on {most.on}, {most.cores} cores, with {versions}. All {most.learners} places were ready"
        f" after {most.ahead_seconds:.0f} s, and all exercises were open {most.enter_seconds:.0f} s after"
        " everybody had pressed Enter. Other work was done on that machine meanwhile."
    )
