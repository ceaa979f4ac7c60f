"""Logs of real people, as they were posted: which page answers, and what the first screen says.

`strangers.json` has for each: where it was seen, the log, the page that must answer (null: nobody knows it),
the exit code, and texts that the first 24 rows of 80 columns must have and must not have.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

CASES = json.loads((Path(__file__).parent / "strangers.json").read_text("utf-8"))
ROWS, COLUMNS = 24, 80


def screen(text: str) -> str:
    """Return what a terminal shows of a text's beginning, lines that fold joined again."""
    rows, lines = 0, []
    for line in text.split("\n"):
        rows += max(1, -(-len(line) // COLUMNS))
        if rows > ROWS:
            break
        lines.append(line.strip())
    return "\n".join(lines)


def flat(text: str) -> str:
    """Return a text without white space, so that it is found wherever it was broken."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_strangers_log_is_answered_as_it_should_be(play, case: dict[str, Any]) -> None:
    played = play(("why", "-", "--output", "json"), case["log"])
    assert played.exit_code == case["exit"]
    recognised = [event["id"] for event in played.objects if event["event"] == "recognised"]
    assert (recognised or [None])[0] == case["page"]
    shown = flat(screen(play(("why", "-", "--output", "plain"), case["log"]).stdout))
    assert [text for text in case["shown"] if flat(text) not in shown] == []
    assert [text for text in case["hidden"] if flat(text) in shown] == []


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["page"]], ids=lambda case: case["id"]
)
def test_its_screen_holds_the_fix_and_the_causes(play, case: dict[str, Any]) -> None:
    shown = screen(play(("why", "-", "--output", "plain"), case["log"]).stdout)
    assert re.search(r"^Fix", shown, re.MULTILINE)
    assert re.search(r"^Which cause is yours\?.*\n\n1\. .", shown, re.MULTILINE)


def test_there_are_enough_of_them() -> None:
    assert len(CASES) == 59
    assert len({case["id"] for case in CASES}) == len(CASES)
