from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from explain.errors import ToolProblem
from explain.hosts.registry import Registry
from explain.leftside import LeftSide
from explain.programs import Program

PRINTS = "print('x' * 2_000)"
HANGS = "import time; time.sleep(60)"


def started(code: str) -> LeftSide:
    aws = Program("aws", (sys.executable, "-c", code), stand_in=False)
    return LeftSide.start(aws, Registry(), {"PATH": os.defpath})


def open_descriptors() -> int:
    return psutil.Process().num_fds()


def test_it_asks_for_the_password_of_the_registrys_region() -> None:
    left = started("import sys; print(sys.argv[1:])")
    try:
        left.finish(30)
        assert os.read(left.read_end, 1000) == (
            b"['ecr', 'get-login-password', '--region', 'ap-south-1']\n"
        )
    finally:
        left.close()


def test_waiting_bytes_are_counted_without_being_taken() -> None:
    left = started(PRINTS)
    try:
        assert left.finish(30).exit_code == 0
        assert left.waiting_bytes() == left.waiting_bytes() == 2_001
        assert os.read(left.read_end, 10_000) == b"x" * 2_000 + b"\n"
        assert left.waiting_bytes() == 0
    finally:
        left.close()


def test_nothing_of_the_password_is_in_what_the_program_said() -> None:
    left = started(PRINTS)
    try:
        done = left.finish(30)
        assert (done.stdout, done.stderr) == ("", "")
    finally:
        left.close()


def test_the_right_side_sees_the_end_of_its_input_once_both_writers_have_closed() -> None:
    left = started("")
    try:
        left.finish(30)
        os.set_blocking(left.read_end, False)
        with pytest.raises(BlockingIOError):
            os.read(left.read_end, 1)  # our own write end is still open
        left.close_write_end()
        assert os.read(left.read_end, 1) == b""
    finally:
        left.close()


def test_a_left_side_that_is_closed_leaves_no_descriptor() -> None:
    before = open_descriptors()
    left = started(PRINTS)
    left.finish(30)
    left.close_write_end()
    left.close()
    left.close()  # twice is once
    assert open_descriptors() == before


def test_a_left_side_that_is_abandoned_leaves_no_process_and_no_descriptor() -> None:
    before = open_descriptors()
    left = started(HANGS)
    left.abandon()
    assert not psutil.pid_exists(left.process.pid)
    assert open_descriptors() == before


def test_a_left_side_that_hangs_is_stopped_and_told_of() -> None:
    left = started(HANGS)
    try:
        with pytest.raises(ToolProblem, match="`aws` did not end"):
            left.finish(0.2)
        assert not psutil.pid_exists(left.process.pid)
    finally:
        left.close()


def test_a_left_side_that_cannot_be_started_leaves_no_descriptor(tmp_path: Path) -> None:
    before = open_descriptors()
    with pytest.raises(ToolProblem, match="cannot be started"):
        LeftSide.start(Program("aws", (str(tmp_path / "aws"),), stand_in=False), Registry(), {})
    assert open_descriptors() == before


def test_no_other_program_inherits_the_pipe() -> None:
    left = started(PRINTS)
    try:
        assert not os.get_inheritable(left.read_end)
        assert not os.get_inheritable(left.write_end)
    finally:
        left.abandon()
