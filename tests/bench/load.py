"""A lab under load: eight at once, and one that has seen 20,000 logins."""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from measure import BIN, clean
from walkthrough import LINE

from explain.hosts.registry import Registry

HOST = Registry().host
PUSH = f"{LINE} && docker tag my-image {HOST}/my-image && docker push {HOST}/my-image"
LABS, TOGETHER = 8, 10.0
LOGINS, FIRST = 20_000, 1000
GROWTH, TRACE, WHY = 1.2, 1.0, 0.15
RUNS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        report(f"{LABS} labs: start, login and push", eight(place), TOGETHER, "s")
        command = [str(BIN / "explain-ecr"), "lab", "exec", "--", sys.executable, __file__]
        done = subprocess.run(command, env=clean(place), capture_output=True, check=True)
        growth, trace, why = json.loads(done.stdout)
        report(f"memory after {LOGINS:,} logins, to {FIRST:,}", growth, GROWTH, "×")
        report("explain-ecr trace of them", trace, TRACE, "s")
        report("explain-ecr why, from the wire", why, WHY, "s")


def report(name: str, value: float, goal: float, unit: str) -> None:
    verdict = "met" if value <= goal else "missed"
    print(f"{name:44} {value:9.3f} {unit}   goal ≤ {goal:.2f}: {verdict}\n")


def eight(place: Path) -> float:
    """Return the seconds until eight labs that were started together have all pushed an image."""
    began = time.perf_counter()
    command = [str(BIN / "explain-ecr"), "lab", "exec", "--", "sh", "-c", PUSH]
    labs = [
        subprocess.Popen(
            command,
            env=clean(place) | {"EXPLAIN_ECR_SANDBOX": str(place / f"sandbox-{number}")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(LABS)
    ]
    assert [lab.wait() for lab in labs] == [0] * LABS
    return time.perf_counter() - began


def inside() -> None:
    """Within a lab, which is this process's parent: log in, and print what was measured as JSON."""
    import boto3

    lab, client = psutil.Process(os.getppid()), boto3.client("ecr", region_name="ap-south-1")
    sizes = []
    for number in range(1, LOGINS + 1):
        token = client.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        password = base64.b64decode(token).decode().partition(":")[2]
        assert login(password) == 200
        if number in (FIRST, LOGINS):
            sizes.append(lab.memory_info().rss)
    trace = seconds("trace")
    assert login(password[:-40]) != 200
    print(json.dumps([sizes[1] / sizes[0], trace, seconds("why")]))


def login(password: str) -> int:
    """Log in as `docker login` does, through the engine; return the status."""
    connection = Engine("localhost")
    asked = {"username": "AWS", "password": password, "serveraddress": HOST}
    connection.request(
        "POST", "/v1.41/auth", json.dumps(asked), {"Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


class Engine(http.client.HTTPConnection):
    """A connection to the lab's engine."""

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.environ["DOCKER_HOST"].removeprefix("unix://"))


def seconds(command: str) -> float:
    def once(_: Any) -> float:
        began = time.perf_counter()
        subprocess.run([str(BIN / "explain-ecr"), command], capture_output=True, check=True)
        return time.perf_counter() - began

    return statistics.median(map(once, range(RUNS)))


if __name__ == "__main__":
    inside() if "EXPLAIN_ECR_LAB" in os.environ else main()
