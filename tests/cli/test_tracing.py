"""When `trace --since` begins, and what does not go together."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from explain.cli.tracing import Wishes, _check, _moment, trace
from explain.clock import iso
from explain.errors import UsageProblem
from explain.tracefile import Trace, read, save
from explain.wire import Exchange

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
    with pytest.raises(UsageProblem, match="length of time"):
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


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A trace of five exchanges, a minute apart, before which the lab had dropped seven."""
    exchanges = tuple(
        Exchange(
            number, f"2026-01-31T12:0{number - 8}:00Z", "docker", "engine", "GET", f"/{number}", "x", (),
            "", 200, "OK", (), "",
        )
        for number in range(8, 13)
    )  # fmt: skip
    path = tmp_path / "trace.jsonl"
    save(path, Trace("lab-0123abcd", exchanges, lost=7))
    return str(path)


LOST = "7 exchanges are missing before these: the wire log only keeps the newest ones.\n"


@pytest.mark.parametrize("output", ["plain", "json"])
def test_what_the_lab_had_dropped_is_counted(file: str, output: str, capsys) -> None:
    trace(Wishes(output, file=file))
    shown, said = capsys.readouterr()
    assert (shown.count("\n"), said) == (5, LOST)


@pytest.mark.parametrize(
    ("wishes", "targets"),
    [
        ({"last": 2}, ["/11", "/12"]),
        ({"last": 0}, []),
        ({"since": "150s"}, ["/10", "/11", "/12"]),  # before the last exchange of the file
        ({"since": "12:03"}, ["/11", "/12"]),
        ({"since": "12:01", "last": 1}, ["/12"]),
    ],
)
@pytest.mark.parametrize("output", ["plain", "json"])
def test_only_what_was_asked_for_is_shown(
    file: str, wishes: dict[str, Any], targets: list[str], output: str, capsys
) -> None:
    trace(Wishes(output, file=file, **wishes))
    shown, said = capsys.readouterr()
    assert re.findall(r"/1?\d\b(?=\"|  200)", shown) == targets
    assert said == ("" if targets or output == "json" else "Nothing has crossed the wire yet.\n")


def test_what_was_chosen_can_be_saved(file: str, tmp_path: Path, capsys) -> None:
    chosen = str(tmp_path / "chosen.jsonl")
    trace(Wishes(file=file, last=1, save=chosen))
    assert capsys.readouterr().out == f"1 exchange is saved in {chosen}, secrets masked.\n"
    kept = read(Path(chosen))
    assert (kept.lab, kept.lost, [each.number for each in kept.exchanges]) == (
        "lab-0123abcd",
        7,
        [12],
    )
