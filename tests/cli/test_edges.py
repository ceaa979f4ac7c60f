"""Ctrl-C, a sandbox that cannot be written, input that is nested deeply: never a traceback."""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

SENTENCE = re.compile(r"(?s)error: .+[.]\nremedy: .+[.]\n+")
DEPTH = 10_000
BRACKETS = "[" * DEPTH + "]" * DEPTH
OBJECTS = '{"a":' * 3_000 + "1" + "}" * 3_000

# --- Ctrl-C --------------------------------------------------------------------------------------


def test_ctrl_c_ends_why_while_it_reads_a_pipe_that_does_not_end(learner) -> None:
    process = learner.start("why", "-", stdin=subprocess.PIPE)
    process.stdin.write(b"step 1 of many\n" * 100_000)  # more than a pipe holds: it is being read
    process.send_signal(signal.SIGINT)
    out, err = process.stdout.read(), process.stderr.read()
    assert (process.wait(timeout=60), out, err) == (130, b"", b"")


def test_ctrl_c_ends_a_command_of_the_lab_and_the_lab(learner) -> None:
    script = "echo ready; exec sleep 60"
    process = learner.start("lab", "exec", "--", "sh", "-c", script, start_new_session=True)
    assert process.stdout.readline() == b"ready\n"
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"")
    learner.wait_until_alone()


# --- a sandbox that cannot be written ------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("login",), ("step", "1"), ("lab", "exec", "--", "true"), ("lab", "up")],
    ids=" ".join,
)
@pytest.mark.parametrize("place", ["below a file", "/proc/sys/sandbox"])
def test_a_sandbox_that_cannot_be_written_is_told_of(learner, tmp_path, arguments, place) -> None:
    """Root may write anywhere but below a file, and in the kernel's own folders."""
    (tmp_path / "below a file").write_text("")
    folder = Path(place) if place.startswith("/") else tmp_path / place / "sandbox"
    if place.startswith("/") and not folder.parent.is_dir():
        pytest.skip("there is no such folder")
    done = learner.run(*arguments, env={"EXPLAIN_ECR_SANDBOX": str(folder)})
    assert done.returncode == 1
    assert SENTENCE.fullmatch(done.stderr)
    assert "EXPLAIN_ECR_SANDBOX" in done.stderr


# --- deep nesting --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("decode", BRACKETS),
        ("decode", base64.b64encode(b"AWS:" + base64.b64encode(OBJECTS[:9_000].encode())).decode()),
        ("decode", base64.b64encode(f"AWS:{BRACKETS}".encode()).decode()),
        ("why", BRACKETS),
        ("why", f"level=error msg={json.dumps(OBJECTS)}"),
        ("why", json.dumps({"log": OBJECTS, "level": "error"})),
        ("command", BRACKETS),
        ("command", "$(" * DEPTH + ")" * 1_000),
    ],
)  # fmt: skip
def test_what_is_nested_deeply_is_answered_with_a_sentence(learner, command, text) -> None:
    done = learner.run(command, "-", stdin=text.encode())
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in done.stdout + done.stderr
    assert not done.stderr or SENTENCE.fullmatch(done.stderr)


@pytest.mark.parametrize("body", [BRACKETS, f"{'> ' * DEPTH}x"])
def test_a_lesson_that_is_nested_deeply_is_checked(learner, tmp_path, body: str) -> None:
    lesson = tmp_path / "01-deep.md"
    lesson.write_text(f"---\nname: deep\n---\n# Deep\n\n{body}\n")
    done = learner.run("check", str(lesson))
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert "remedy:" in done.stderr or "01-deep.md" in done.stdout + done.stderr
