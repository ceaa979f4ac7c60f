"""A corrected line is right before it is shown: a shell reads it, and there is nothing to correct in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from explain.command.analysis import read
from explain.command.findings import corrected
from explain.command.keeping import keeps
from explain.command.rules.found import Found

LINES = [
    line
    for case in json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
    if (line := case["corrected"])
]
POWERSHELL = ("Get-ECR", "Get-STS", "PS C:", "$env:", "`\n")


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
def test_a_shell_reads_every_corrected_line(shell: str, tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    plain = [line for line in LINES if not any(sign in line for sign in POWERSHELL)]
    assert len(plain) > 50
    for line in plain:
        script = read(line).script
        if script.prompts or "{{" in line or "%" in line:
            continue  # copied with a prompt, a template, or cmd's
        read_by = subprocess.run([shell, "-n", "-c", line], capture_output=True, text=True)
        assert read_by.returncode == 0, (line, read_by.stderr)


@pytest.mark.parametrize("typed", ["'", '"', "$(", "("])
def test_no_line_is_shown_that_is_not_finished(typed: str) -> None:
    better = corrected(f"aws ecr get-login-password | docker login -u aws --password-stdin {typed}")
    assert better is None or not read(better).script.problems


WHOLE = "381492183358.dkr.ecr.us-east-1.amazonaws.com"


@pytest.mark.parametrize(
    "meant",
    [
        f"aws ecr get-login-password | docker login -u AWS --password-stdin {WHOLE} > log",
        f"aws ecr get-login-password | sudo docker login -u AWS --password-stdin {WHOLE}",
        f"aws ecr get-login-password | sudo podman login -u AWS --password-stdin {WHOLE} > log",
        "aws ecr get-login-password | sudo docker login -u AWS --password-stdin 1.example.com > log",
        f"sudo docker login -u AWS --password-stdin {WHOLE} > log",
    ],
)
def test_a_correction_that_loses_something_is_refused(meant: str) -> None:
    typed = f"aws ecr get-login-password | sudo docker login -u AWS --password-stdin {WHOLE} > log"
    assert keeps(read(typed), [], read(typed))
    assert not keeps(read(typed), [], read(meant))
    assert not keeps(read(typed), [Found("no-region", 0, len(typed))], read(meant))
