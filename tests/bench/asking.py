"""The commands that only look, `command`, `status` and `why`, against the start of the AWS CLI."""

from __future__ import annotations

import base64
import json
import tempfile
import time
from pathlib import Path

from measure import BIN, clean, in_turn, report_seconds, run
from walkthrough import LINE

from explain.hosts.registry import Registry

RUNS = 15
GOALS = {"command 'LINE'": 0.3, "status": 0.3, "why MESSAGE": 0.35}
MESSAGE = "Error response from daemon: no basic auth credentials"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environment = clean(place)
        theirs = [str(BIN / "aws"), "--version"]
        program = str(BIN / "explain-ecr")
        commands = ([program, "command", LINE], status(place), [program, "why", MESSAGE])
        for (name, goal), ours in zip(GOALS.items(), commands, strict=True):
            pairs = in_turn(run(ours, environment), run(theirs, environment), RUNS)
            report_seconds(f"explain-ecr {name}", "aws --version", pairs, goal)


def status(place: Path) -> list[str]:
    """Store a login that lasts, so that `status` reads a password and ends with 0."""
    inside = {"payload": "p" * 1800, "datakey": "d" * 300, "version": "2", "type": "DATA_KEY"}
    end = int(time.time()) + 36_000
    password = base64.b64encode(json.dumps({**inside, "expiration": end}).encode())
    auth = base64.b64encode(b"AWS:" + password).decode()
    config = place / ".docker" / "config.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"auths": {Registry().host: {"auth": auth}}}))
    config.chmod(0o600)
    return [str(BIN / "explain-ecr"), "status"]


if __name__ == "__main__":
    main()
