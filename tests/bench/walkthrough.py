"""The walkthrough against the real tools, side by side."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from measure import BIN, clean, in_turn, report_seconds, run

from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.hosts.registry import REGION, Registry
from explain.sandbox import Sandbox

RUNS = 9
LINE = (
    f"aws ecr get-login-password --region {REGION} | docker login --username AWS"
    f" --password-stdin {Registry().host}"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environment = clean(place)
        ours = run([str(BIN / "explain-ecr"), "--help"], environment)
        theirs = run([str(BIN / "aws"), "--version"], environment)
        pairs = in_turn(ours, theirs, RUNS)
        report_seconds("explain-ecr --help", "aws --version", pairs, goal=0.25)
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
            command = [str(BIN / "explain-ecr"), "step", "1..3", "--output", "plain"]
            pairs = in_turn(
                run(command, environment), run(["sh", "-c", LINE], line_environment), RUNS
            )
            report_seconds("explain-ecr step 1..3 --output plain", "the bare line", pairs, goal=1.0)


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
