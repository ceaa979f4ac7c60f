"""The codes of a room, as a trainer reads them."""

from __future__ import annotations

import json
import random

import pytest

from explain.room.code import write
from explain.room.preflight.findings import CHECKS
from explain.room.preflight.reading import entries, summary, table
from explain.room.preflight.report import SCHEMA, _version, result


def code(*failed: str, **values: int) -> str:
    """Return a code of Linux with everything, but for some values."""
    usual = {"system": 1, "processor": 1, "python": 4, "aws": 3, "docker": 2, "curl": 1, "minutes": 2,
             "version": _version()}  # fmt: skip
    bits = sum(1 << CHECKS.index(name) for name in failed)
    return write(SCHEMA, {**usual, **values, "failed": bits})


READY = code()


def test_what_a_code_says() -> None:
    read = result(code("docker", "push", system=4, docker=0, curl=0))
    assert (read.system, read.processor, read.python) == ("WSL", "x86-64", "3.12")
    assert (read.aws, read.docker, read.curl, read.minutes) == ("2", "stand-in", "missing", 60)
    assert read.missing == ("docker", "push", "no curl")
    assert not read.ready


def test_another_version_of_the_program_is_told() -> None:
    assert result(code(version=(_version() + 1) % 16)).missing == ("another explain-ecr",)


def test_a_system_that_is_not_known_yet_is_read() -> None:
    assert result(code(system=7, processor=3)).system == "other"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("CODE", ""),
        ("Ana=CODE", "Ana"),
        ("Ana B.: CODE", "Ana B."),
        ("Ana B.\tCODE", "Ana B."),
        ("Ana,CODE", "Ana"),
        ("Ana CODE", "Ana"),
        ("Ana = code", "Ana"),
        ("Ana = CO DE", "Ana"),
        ("CO DE", ""),
        ("ready · code CODE  (3.5 s)", ""),
        ("Ana: not ready · code CODE  (3.5 s)", "Ana"),
        ("a=b=CODE", "a=b"),
        ("token=CODE", "token"),
    ],
)
def test_a_line_is_read_as_it_is_sent(line: str, name: str) -> None:
    for replacement in {
        "CODE": READY,
        "code": READY.lower(),
        "CO DE": READY.replace("-", " "),
    }.items():
        if replacement[0] in line.partition("ready · code")[2] or "ready" not in line:
            line = line.replace(*replacement)
    (entry,) = entries([line])
    assert entry.result == result(READY)
    assert entry.name == name


@pytest.mark.parametrize(
    "line", ["zz", "=", "Ana=R7K2-M9Q", "Ana: \x1b[31m", "=" * 1000, "é" * 500]
)
def test_a_line_without_a_code_is_told_and_ends_nothing(line: str) -> None:
    first, last = entries([line, READY])
    assert first.result is None
    assert first.problem
    assert "\x1b" not in "".join(table([first, last], 80))
    assert last.result


def test_a_password_in_the_wrong_place_is_not_shown() -> None:
    (entry,) = entries(["password=hunter2hunter2"])
    assert "hunter2" not in "".join(table([entry], 80)) + repr(entry)


def thirty() -> list[str]:
    number = random.Random(1)
    lines = []
    for seat in range(30):
        failed = number.sample(CHECKS, number.choice([0, 0, 0, 1, 14]))
        values = {"system": seat % 6, "docker": seat % 4, "aws": seat % 3, "curl": seat % 2}
        lines.append(f"seat {seat + 1}={code(*failed, **values)}")
    return lines


def test_thirty_codes_fit_a_terminal() -> None:
    chosen = list(entries(thirty()))
    rows = list(table(chosen, 80))
    assert max(map(len, rows)) <= 80 or any(row.startswith("    ") for row in rows)
    assert all(len(row) <= 80 for row in rows if not row.startswith("    "))
    heads = [row for row in rows if row[:1] in "✓✗"]
    assert len(heads) == 30
    ready = sum(entry.result.ready for entry in chosen if entry.result)
    assert 0 < ready < 30
    assert sum(row.startswith("✓") for row in heads) == ready
    first, second = summary(chosen).splitlines()
    assert first == f"30 codes, {ready} ready, {30 - ready} not ready"
    assert "no docker ×" in second


def test_the_command_reads_arguments_and_standard_input(play) -> None:
    shown = play(("preflight", "--read", f"ana={READY}", "bo=zz"))
    assert shown.exit_code == 1
    assert "2 codes, 1 ready, 1 unreadable" in shown.stdout
    piped = play(("preflight", "--read", "--output", "json"), "\n".join(thirty()).encode())
    assert (piped.exit_code, len(piped.objects)) == (0, 30)
    assert {each["name"] for each in piped.objects} >= {"seat 1", "seat 30"}
    assert all(json.dumps(each) and "failed" in each for each in piped.objects)


def test_no_codes_are_told(play) -> None:
    shown = play(("preflight", "--read"))
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "There are no codes to read." in shown.error


def test_a_course_that_is_not_offered_is_told(play) -> None:
    shown = play(("preflight", "--minutes", "45"))
    assert shown.exit_code == 2
    assert "30, 60, 90" in shown.error


def test_codes_without_the_option_that_reads_them_are_told(play) -> None:
    shown = play(("preflight", READY))
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "Write `--read` before them" in shown.error
