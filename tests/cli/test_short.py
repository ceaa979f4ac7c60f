"""The short way to `command` and `why`: the same output and the same end as through typer, without it."""

from __future__ import annotations

import subprocess
import sys

import pytest

RUN = """
import sys
from explain.cli import main
sys.argv = ["explain-ecr", *sys.argv[1:]]
try:
    main()
finally:
    print("typer" in sys.modules, file=sys.stderr)
"""

CALLS = [
    ("command", "aws ecr get-login-password | docker login HOST"),
    ("command", "docker login HOST"),
    ("why", "no basic auth credentials"),
    ("why", "no such words", "anywhere"),
]


def run(*words: str) -> tuple[int, str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr.splitlines()


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_it_says_and_ends_as_through_typer(words: tuple[str, ...]) -> None:
    code, said, told = run(*words)
    assert told == ["False"]
    assert said
    assert run(words[0], "--no-pager", *words[1:]) == (code, said, ["True"])
