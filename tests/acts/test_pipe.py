"""pipe: a real pipe between two real processes, and what the whole machine sees of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from explain.clock import Clock
from explain.errors import ToolProblem
from explain.narration import Ran, Sighted, Substituted

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def count(value: str) -> int:
    return int(value.replace(",", ""))


def test_what_crosses_the_pipe_is_the_password_and_a_newline(walkthrough) -> None:
    length = len(walkthrough.password)
    assert count(walkthrough.shown("pipe", "bytes in the pipe").value) == length + 1
    assert count(walkthrough.shown("pipe", "characters of the password").value) == length
    assert walkthrough.shown("pipe", "newline").value == "1"


def test_the_left_side_is_the_line_as_it_is_typed(walkthrough) -> None:
    left = walkthrough.shown("pipe", "left side", Ran)
    assert left.argv == ("aws", "ecr", "get-login-password", "--region", "ap-south-1")
    assert (left.exit_code, left.stdout) == (0, "")


def test_the_right_side_is_the_line_as_it_is_typed(walkthrough) -> None:
    right = walkthrough.shown("pipe", "right side", Ran)
    assert right.argv == ("docker", "login", "--username", "AWS", "--password-stdin", HOST)
    assert right.exit_code == 0
    assert right.stdout == "Login Succeeded"


def test_both_exit_codes_are_told(walkthrough) -> None:
    assert walkthrough.shown("pipe", "exit codes").value == "0 | 0"


def test_with_password_stdin_the_argument_list_holds_no_secret(walkthrough) -> None:
    seen = {
        line.label: line.text for line in walkthrough.shown("pipe", "what other users see").lines
    }
    assert seen["with --password-stdin"].endswith(f" login --username AWS --password-stdin {HOST}")
    assert walkthrough.password.reveal()[:12] not in "".join(seen.values())


def test_with_password_the_argument_list_shows_the_made_up_one(walkthrough) -> None:
    seen = {
        line.label: line.text for line in walkthrough.shown("pipe", "what other users see").lines
    }
    assert f" --password made-up-password {HOST}" in seen["with --password"]


def test_the_password_that_arrived_is_the_one_that_was_asked_for(walkthrough) -> None:
    arrived = walkthrough.shown("pipe", "password that arrived")
    assert arrived.fingerprint == walkthrough.password.fingerprint
    assert arrived.value == walkthrough.password.masked
    (sighted,) = [event for event in walkthrough.of("pipe") if isinstance(event, Sighted)]
    assert sighted.fingerprint == walkthrough.password.fingerprint


def test_it_came_with_the_newline_taken_off(walkthrough) -> None:
    """The newline that the left side adds would make the registry say 400."""
    logins = [e for e in walkthrough.wire if e.server == "engine" and e.target.endswith("/auth")]
    assert logins[0].evidence.login.password.endswith(f"({len(walkthrough.password):,} characters)")


def test_the_pipes_login_is_not_the_stored_one(perform) -> None:
    alone = perform("pipe", clock=Clock(), docker="stand-in", missing=("aws",))
    assert alone.stored == b""


@pytest.mark.parametrize("code", [1, 127, 255])
def test_an_aws_that_is_broken_is_replaced_and_the_reason_is_given(
    code: int, perform, shim: Callable, monkeypatch
) -> None:
    path = shim("aws", f"echo 'cannot execute: required file not found' >&2; exit {code}")["PATH"]
    played = perform("pipe", clock=Clock(), docker="stand-in", prepare=_use("aws", path))
    broken, ours = [e for e in played.of("pipe") if isinstance(e, Ran) and e.tool == "aws"]
    assert (broken.stand_in, broken.exit_code) == (False, code)
    assert "required file not found" in broken.stderr
    assert (ours.stand_in, ours.exit_code) == (True, 0)
    reasons = [
        e.reason for e in played.of("pipe") if isinstance(e, Substituted) and e.tool == "aws"
    ]
    assert reasons == [f"because the real one ended with exit code {code}"]
    assert played.shown("pipe", "exit codes").value == "0 | 0"


def _use(name: str, path: str, patience: float = 30) -> Callable:
    """Let a world run the program that comes first on another PATH."""
    import shutil

    from explain.programs import Program

    def prepare(world) -> None:
        program = Program(name, (shutil.which(name, path=path),), stand_in=False)
        setattr(world, name, program)
        world.patience = patience

    return prepare


TROUBLE = {
    "aws prints nothing": ("aws", "exit 0", "printed no password"),
    "aws prints a newline": ("aws", "echo", "printed no password"),
    "aws hangs": ("aws", "sleep 60", "`aws` did not end within 5 seconds"),
    "aws prints too much for a pipe": ("aws", "yes | head -c 200000", "`aws` did not end"),
    "aws prints something else": ("aws", "echo hello", "400 Bad Request"),
    "docker fails": ("docker", "echo no such plugin >&2; exit 1", "no such plugin"),
    "docker fails in silence": ("docker", "exit 3", "exit code 3: it printed nothing"),
    "docker hangs": ("docker", "sleep 60", "`docker` did not end within 5 seconds"),
    "docker does nothing": ("docker", "cat >/dev/null; exit 0", "without passing on the password"),
    "docker does not even read": ("docker", "exit 0", "without passing on the password"),
}


@pytest.mark.parametrize(("tool", "script", "words"), TROUBLE.values(), ids=TROUBLE.keys())
def test_a_program_that_does_not_do_its_part_is_told_in_one_sentence(
    tool: str, script: str, words: str, perform, shim: Callable
) -> None:
    patience = 5 if "did not end" in words else 30  # the other program has to end within it
    other = {"missing": ("aws",)} if tool == "docker" else {"docker": "stand-in"}
    prepare = _use(tool, shim(tool, script)["PATH"], patience)
    with pytest.raises(ToolProblem) as caught:
        perform("pipe", clock=Clock(), prepare=prepare, **other)
    assert words in caught.value.message
    assert caught.value.remedy
