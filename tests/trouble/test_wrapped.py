"""A log that was copied out of a terminal has its long lines broken in the middle of words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explain.trouble import recognise
from explain.trouble.wrapped import WIDTHS, unwrapped

STRANGERS = json.loads((Path(__file__).parent / "strangers.json").read_text("utf-8"))
KNOWN = [case for case in STRANGERS if case["page"]]


def broken(log: str, width: int) -> str:
    """Break every line as a terminal does."""
    return "\n".join(
        line[at : at + width]
        for line in log.split("\n")
        for at in range(0, max(len(line), 1), width)
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["id"])
def test_a_log_that_a_terminal_broke_has_the_same_answer(case, width: int) -> None:
    assert recognise(broken(case["log"], width)).hits[0].page.name == case["page"]


def test_the_numbers_are_those_of_the_broken_lines() -> None:
    long = "x" * 150
    found = recognise(broken(f"{long}\n{long}y\nno basic auth credentials", 80))
    assert found.hits[0].line == 5
    assert unwrapped(broken(f"{long}\nb", 80).encode()) == (f"{long}\nb".encode(), [1, 3])


@pytest.mark.parametrize(
    "log",
    [
        "short\nlines",
        "x" * 80,
        f"{'x' * 80}\n{'x' * 80}",
        f"{'x' * 80}\n2026-01-01T00:00:00Z y",
        f"{'x' * 81}\ny",
        f"{'x' * 80}\n{'y' * 90}",
        "",
    ],
)
def test_what_was_not_broken_is_not_joined(log: str) -> None:
    assert unwrapped(log.encode()) is None
