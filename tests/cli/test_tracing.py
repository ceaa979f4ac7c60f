"""When `trace --since` begins, and what does not go together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from explain.cli.tracing import Wishes, _check, _moment
from explain.clock import iso
from explain.errors import UsageProblem

NOON = datetime(2026, 1, 31, 12, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90s", "2026-01-31T11:59:00Z"),
        ("10min", "2026-01-31T11:50:30Z"),
        ("10m", "2026-01-31T11:50:30Z"),
        ("1.5h", "2026-01-31T10:30:30Z"),
        ("1d", "2026-01-30T12:00:30Z"),
        ("11:02", "2026-01-31T11:02:00Z"),
        ("12:00:30", "2026-01-31T12:00:30Z"),
        ("14:02", "2026-01-30T14:02:00Z"),
        ("2026-01-29", "2026-01-29T00:00:00Z"),
        ("2026-01-29T03:04", "2026-01-29T03:04:00Z"),
        ("2026-01-29 03:04:05Z", "2026-01-29T03:04:05Z"),
        ("2026-01-29T03:04:05+02:00", "2026-01-29T01:04:05Z"),
    ],
)
def test_since_is_a_length_of_time_or_a_time(text: str, moment: str) -> None:
    assert iso(_moment(text, NOON)) == moment


@pytest.mark.parametrize(
    "text", ["", "x", "10", "25:00", "1y", "999999999d", "-1h", "12:0", "noon"]
)
def test_what_is_neither_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UsageProblem, match="not a length of time"):
        _moment(text, NOON)


@pytest.mark.parametrize(
    "wishes",
    [
        {"diagram": True, "follow": True}, {"diagram": True, "output": "json"},
        {"diagram": True, "brief": True}, {"follow": True, "file": "x"}, {"follow": True, "save": "x"},
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(wishes: dict[str, Any]) -> None:
    with pytest.raises(UsageProblem):
        _check(Wishes(**wishes))
