"""Measure this program against the real tools, side by side in one run: `make bench`.

Each pair is run in turn (A, B, A, B, …), so that a machine that slows down slows both. What counts
is the ratio of the medians; the goals are those that the project set itself.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.credentials.host import REGION, Registry
from explain.sandbox import Sandbox

RUNS = 9
BIN = Path(sys.executable).parent
LINE = (
    f"aws ecr get-login-password --region {REGION} | docker login --username AWS"
    f" --password-stdin {Registry().host}"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environment = clean(place)
        report(
            "--help",
            run([str(BIN / "explain-ecr"), "--help"], environment),
            "aws --version",
            run([str(BIN / "aws"), "--version"], environment),
            goal=0.25,
        )
        if not shutil.which("docker"):
            print("There is no docker on PATH, so the walkthrough has nothing to be compared with.")
            return
        with endpoint(place) as (cloud, sandbox):
            key = sandbox.access_key
            line_environment = environment | {
                "AWS_ENDPOINT_URL": cloud.control_url,
                "AWS_ACCESS_KEY_ID": key.id,
                "AWS_SECRET_ACCESS_KEY": key.secret.reveal(),
                "DOCKER_HOST": cloud.engine_url,
                "DOCKER_CONFIG": str(place / "docker"),
            }
            report(
                "step 1..3 --output plain",
                run([str(BIN / "explain-ecr"), "step", "1..3", "--output", "plain"], environment),
                "the bare line",
                run(["sh", "-c", LINE], line_environment),
                goal=1.0,
            )


def clean(place: Path) -> dict[str, str]:
    """An environment in which both sides find the same aws and docker, and nothing of the user's."""
    return {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(place),
        "AWS_EC2_METADATA_DISABLED": "true",
        "EXPLAIN_ECR_SANDBOX": str(place / "sandbox"),
    }


class endpoint:  # noqa: N801 - used as a function
    """A cloud that is up already, for the bare line."""

    def __init__(self, place: Path) -> None:
        self.sandbox = Sandbox(place / "endpoint")

    def __enter__(self) -> tuple[Cloud, Sandbox]:
        key = self.sandbox.access_key
        self.cloud = Cloud(
            clock=Clock(),
            master_key=self.sandbox.master_key,
            account=Registry().account,
            principals=[Principal("learner", key.id, key.secret)],
        )
        self.cloud.start()
        self.cloud.warm()
        return self.cloud, self.sandbox

    def __exit__(self, *_: object) -> None:
        self.cloud.stop()


def run(command: list[str], environment: dict[str, str]) -> Callable[[], float]:
    """Return a function that runs a command to its end and returns the seconds it took."""

    def timed() -> float:
        began = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        took = time.perf_counter() - began
        assert done.returncode == 0, done.stderr.decode()
        return took

    return timed


def report(
    ours_name: str,
    ours: Callable[[], float],
    theirs_name: str,
    theirs: Callable[[], float],
    goal: float,
) -> None:
    """Run a pair in turn, and print the medians and the ratio."""
    ours(), theirs()  # once without counting: what is read from disk is in memory afterwards
    pairs = [(ours(), theirs()) for _ in range(RUNS)]
    ours_median = statistics.median(first for first, _ in pairs)
    theirs_median = statistics.median(second for _, second in pairs)
    ratio = statistics.median(first / second for first, second in pairs)
    print(f"explain-ecr {ours_name:26} {ours_median:6.3f} s")
    print(f"{theirs_name:38} {theirs_median:6.3f} s")
    verdict = "met" if ratio <= goal else "missed"
    print(f"ratio, median of {RUNS} pairs {ratio:20.2f}   goal {goal:.2f}: {verdict}\n")


if __name__ == "__main__":
    main()
