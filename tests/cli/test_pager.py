"""The pager: for what is longer than the terminal, and only then; it may be left early, or be missing."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import struct
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal is posix's", allow_module_level=True)

import termios

from explain.cli.pager import rows
from explain.tracefile import Trace, save
from explain.wire import Exchange

KEEPS = 'printf "%s\\n" "LESS=$LESS" > "$KEPT"\ncat >> "$KEPT"\n'
"""A pager that keeps what it is given, and shows none of it."""


class Shown(NamedTuple):
    """What came onto the terminal, what the pager was given, and the exit code."""

    screen: str
    paged: str
    exit_code: int


@pytest.fixture
def shown(learner, tmp_path: Path):
    """Run explain-ecr on a terminal of 80×24, with a pager of the test's."""
    kept = tmp_path / "kept"

    def run(*arguments: str, pager: str = KEEPS, env: dict[str, str] | None = None, size=(24, 80)):
        script = tmp_path / "pager"
        script.write_text(f"#!/bin/sh\n{pager}")
        script.chmod(0o755)
        ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        settings = {
            "TERM": "xterm-256color",
            "PAGER": str(script),
            "KEPT": str(kept),
            **(env or {}),
        }
        process = learner.start(*arguments, env=settings, stdout=theirs, stderr=theirs)
        os.close(theirs)
        return process, ours

    def to_its_end(*arguments: str, **others) -> Shown:
        process, terminal = run(*arguments, **others)
        screen = read_all(terminal)
        code = process.wait(timeout=60)
        return Shown(screen, kept.read_text() if kept.exists() else "", code)

    to_its_end.start, to_its_end.kept = run, kept  # type: ignore[attr-defined]
    return to_its_end


def read_all(terminal: int) -> str:
    """Read what comes onto a terminal until nobody holds it."""
    written = b""
    try:
        while block := os.read(terminal, 65536):
            written += block
    except OSError:  # Linux says so that the other side is closed
        pass
    os.close(terminal)
    return written.decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ("lesson", "password"),
        ("lessons",),
        ("why", "--list"),
        ("why", "--more", "no-basic-auth"),
        ("command", "aws ecr get-login-password | docker login -u AWS -p x HOST"),
        ("inspect",),
    ],
    ids=" ".join,
)
def test_what_is_longer_than_the_screen_goes_through_the_pager(
    shown, arguments: tuple[str, ...]
) -> None:
    done = shown(*arguments, size=(10, 80))
    first, *lines = done.paged.splitlines()
    assert first == "LESS=FRX"
    assert len(lines) > 10
    assert "\x1b[" in done.paged  # colours are kept
    assert done.screen == ""


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (("lessons", "--no-pager"), {}),
        (("--no-pager", "lessons"), {}),
        (("lessons", "--output", "json"), {}),
        (("lessons",), {"PAGER": "cat"}),
        (("lessons",), {"PAGER": ""}),
        (("lessons",), {"PAGER": "no-such-pager -x"}),
        (("lessons",), {"PAGER": "'torn"}),
        (("lessons",), {"TERM": "dumb"}),
    ],
    ids=str,
)
def test_without_a_pager_everything_is_shown_at_once(shown, arguments, env) -> None:
    done = shown(*arguments, env=env, size=(10, 80))
    assert done.paged == ""
    assert done.exit_code == 0
    assert "glossary" in done.screen


def test_what_fits_is_shown_without_a_pager(shown) -> None:
    done = shown("lessons", size=(200, 80))
    assert done.paged == ""
    assert "glossary" in done.screen


def test_in_a_pipe_there_is_no_pager(learner, tmp_path: Path) -> None:
    env = {"PAGER": f"tee {tmp_path / 'kept'}", "LINES": "5"}
    assert "glossary" in learner.run("lessons", env=env).stdout
    assert not (tmp_path / "kept").exists()


def test_the_users_own_settings_of_less_are_left(shown) -> None:
    assert shown("lessons", env={"LESS": "iM"}, size=(10, 80)).paged.startswith("LESS=iM\n")


def test_a_pager_that_is_left_early_is_no_trouble(shown) -> None:
    done = shown("why", "--list", pager="head -n 1\n", size=(10, 80))
    assert len(done.screen.splitlines()) < 4
    assert "Traceback" not in done.screen
    assert done.exit_code == 0


def test_an_error_comes_after_the_pager_and_keeps_its_exit_code(shown) -> None:
    done = shown("why", "the sky of HOST: permission refused", size=(3, 80))
    assert done.exit_code == 1
    assert done.paged
    refused = shown("lesson", "no-such-lesson", size=(3, 80))
    assert (refused.exit_code, "error: There is no lesson" in refused.screen) == (2, True)


def test_ctrl_c_is_the_pagers_key(shown) -> None:
    """less goes on after Ctrl-C; explain-ecr waits for it, and ends as if nothing had happened."""
    gate = shown.kept.with_name("gate")
    os.mkfifo(gate)
    process, terminal = shown.start(
        "lessons",
        pager=f'echo ready > "$KEPT"\nread word < "{gate}"\ncat > /dev/null\necho the end\n',
        size=(10, 80),
    )
    deadline = time.monotonic() + 30
    while not (shown.kept.exists() and shown.kept.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    gate.write_text("go on\n")  # the pager opens it, and ends only now
    assert "the end" in read_all(terminal)
    assert process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 0), ("a\n", 1), ("a\n\nb\n", 3), ("x" * 81, 2), (f"\x1b[1m{'x' * 80}\x1b[0m\n", 1)],
)
def test_rows_are_counted_as_a_terminal_breaks_lines(text: str, number: int) -> None:
    assert rows(text, 80) == number


def test_a_secret_is_masked_in_the_pager_as_on_the_screen(shown) -> None:
    line = "aws ecr get-login-password | docker login -u AWS -p hunter2hunter2 HOST"
    done = shown("command", line, size=(5, 80))
    assert "hunter2hunter2" not in done.paged + done.screen
    assert re.search("docker", done.paged)


@pytest.mark.parametrize("arguments", [("--help",), ("help", "step"), ("lab", "env", "-h")])
def test_help_goes_through_the_pager_too(shown, arguments: tuple[str, ...]) -> None:
    done = shown(*arguments, size=(10, 80))
    assert (done.screen, done.exit_code) == ("", 0)
    assert "Usage: explain-ecr" in done.paged
    assert "Example: " in done.paged or arguments == ("--help",)


def test_help_of_another_program_is_left_to_it(shown) -> None:
    assert "Usage: explain-ecr" in shown("--no-pager", "--help", size=(10, 80)).screen
    done = shown("lab", "exec", "--", "docker", "login", "--help", size=(10, 80))
    assert done.paged == ""
    assert "docker login" in done.screen


def test_a_long_trace_goes_through_the_pager(shown, tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    exchange = Exchange(
        1, "2026-01-31T12:00:00Z", "docker", "engine", "GET", f"/{'x' * 80}", "x", (), "", 200, "OK",
        (), "",
    )  # fmt: skip
    exchanges = tuple(exchange._replace(number=number) for number in range(1, 13))
    save(file, Trace("lab-0123abcd", exchanges, 0))
    day, *rows_ = shown("trace", str(file)).paged.splitlines()[1:]
    assert day == "2026-01-31, UTC"
    assert [row[:10].strip() for row in rows_] == ["12:00:00", "", ""] * 12
    heads = [
        row for row in shown("trace", str(file), "--diagram").paged.splitlines() if "docker" in row
    ]
    assert len(heads) == 2
    assert "200 OK" in shown("trace", str(file), "--no-pager").screen
