"""A room of learners on a real JupyterHub, on loopback: `make test-hub`, or `make test-hub LEARNERS=5`.

Each of them is started by the hub, joins the room from a web terminal, opens an exercise and solves it by
typing a solution. Five are left stuck, for three reasons. The trainer's board has to name these five. What
a learner needs is measured, and written into the package's measurements.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from place import Hub
from workshop import ours, workshop

HERE = Path(__file__).parent


def main() -> None:
    """Run it. Raises `AssertionError` where the room or the board is not as it has to be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--proxy", required=True, help="the program configurable-http-proxy")
    parser.add_argument("--measurements", type=Path, help="where to write what was measured")
    wishes = parser.parse_args()
    alone_on_the_network()
    with tempfile.TemporaryDirectory(prefix="explain-ecr-hub-") as folder:
        os.chmod(folder, 0o755)
        prepare(Path(folder), wishes.learners)
        with hub(Path(folder), wishes.proxy) as running:
            measured = asyncio.run(workshop(Path(folder), running, wishes.learners))
    print(json.dumps(measured, indent=1))
    if wishes.measurements:
        keep(wishes.measurements, measured)


def alone_on_the_network() -> None:
    """Go on in a network namespace with a loopback interface alone, where the system allows that.

    What works there reaches no other machine: the room needs none.
    """
    if os.getuid() == 0 and "HUB_ALONE" not in os.environ:
        inside = f"ip link set lo up && exec {sys.executable} " + ' "$@"'
        command = ("unshare", "--net", "sh", "-c", inside, "sh", *sys.argv)
        os.execvpe(command[0], command, {**os.environ, "HUB_ALONE": "1"})


def prepare(folder: Path, learners: int) -> None:
    """Put the files of the room to where The Littlest JupyterHub has them."""
    place = folder / "config/jupyterhub_config.d"
    place.mkdir(parents=True)
    size = ("--for", "littlest", "--learners", str(learners))
    ours("room", "hub", *size, "--folder", str(place), home=folder / "trainer")
    for name in ("room-password", "trainer-password"):
        (folder / "config" / name).write_text(secrets.token_hex(16))


@contextlib.contextmanager
def hub(folder: Path, proxy: str) -> Iterator[Hub]:
    """Run a hub; what it has started ends with it."""
    port, token = free_port(), secrets.token_hex(32)
    environment = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TLJH_INSTALL_PREFIX": str(folder),
        "HUB_FOLDER": str(folder),
        "HUB_PORT": str(port),
        "HUB_PROXY": proxy,
        "HUB_TOKEN": token,
    }
    command = [sys.executable, "-m", "jupyterhub", "-f", str(HERE / "jupyterhub_config.py")]
    log = Path(os.environ.get("HUB_LOG", folder / "hub.log"))
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        yield Hub(port, token)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        print(f"The hub's log is in {log}." if log.parent != folder else "", file=sys.stderr)


def free_port() -> int:
    """Return a port that is free, and two behind it, which the hub takes too."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def keep(file: Path, measured: dict[str, object]) -> None:
    """Replace what was measured with as many learners before."""
    runs = json.loads(file.read_text()) if file.exists() else []
    others = [run for run in runs if run["learners"] != measured["learners"]]
    runs = sorted([*others, measured], key=lambda run: run["learners"])
    file.write_text(json.dumps(runs, indent=1) + "\n")


if __name__ == "__main__":
    main()
