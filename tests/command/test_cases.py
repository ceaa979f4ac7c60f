"""Lines of real people, in the surroundings in which they keep them, and what is said of each.

`strangers.json` has the line, what ought to be said of it in words (`should`), and the same for a machine:
the names of the findings in order, the corrected line or null, the words of the line that may stay unknown,
and words that the notes on its parts have to hold. No ordinary word of these lines may be masked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explain.command.annotate import annotate
from explain.command.findings import corrected, findings
from explain.masking import HIDDEN

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "strangers.json").read_text("utf-8")
)

WAITING = {}
"""Cases that do not hold yet, and why. They fail when they begin to hold, and go from here."""

SECRETS = ("l5-18",)
"""Cases with a secret in the line."""


def _case(case: dict[str, Any]) -> Any:
    why = WAITING.get(case["id"])
    marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
    return pytest.param(case, id=case["id"], marks=marks)


@pytest.mark.parametrize("case", [_case(case) for case in CASES])
def test_what_is_said_of_a_line(case: dict[str, Any]) -> None:
    line = case["input"]
    parts = annotate(line)
    assert [finding.id for finding in findings(line)] == case["findings"]
    assert corrected(line) == case["corrected"]
    if "unknown" in case:
        assert [part.text for part in parts if part.kind == "unknown"] == case["unknown"]
    notes = " ".join(f"{part.text} {part.note}" for part in parts)
    assert [words for words in case.get("says", ()) if not _are_in(words, notes)] == []
    is_masked = any(HIDDEN in part.text for part in parts)
    assert is_masked == (case["id"] in SECRETS)


def _are_in(words: str, notes: str) -> bool:
    return all(word in notes for word in words.split(" "))


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case["id"] for case in CASES]
    assert len(names) == len(set(names)) == 72
    assert set(WAITING) <= set(names)


GOOD = [
    line
    for line in (Path(__file__).parent / "good.txt").read_text("utf-8").splitlines()
    if not line.startswith("# ")
]


@pytest.mark.parametrize("line", GOOD)
def test_a_good_line_of_a_build_has_no_error(line: str) -> None:
    assert [finding.id for finding in findings(line) if finding.severity != "note"] == []
    assert corrected(line) is None


def test_there_are_many_good_lines() -> None:
    assert len(GOOD) >= 60
