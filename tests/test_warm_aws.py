"""The warm `aws` of the tests does what the CLI's own program does, and is in use."""

from __future__ import annotations

import array
import json
import os
import resource
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import warm_aws


@pytest.fixture(scope="module")
def client() -> Iterator[str]:
    """The client of a process that has loaded the CLI."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", os.environ["PATH"])
        place = warm_aws.put_first()
        patience = time.monotonic() + 60
        while not place.exists():
            assert time.monotonic() < patience, "the CLI was not loaded"
            time.sleep(0.02)
        yield str(place.parent / "bin" / "aws")


def ended(program: str, home: Path, *arguments: str, **env: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [program, *arguments],
        env={"PATH": os.defpath, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", **env},
        capture_output=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("ecr", "no-such-command"),
        ("ecr", "get-login-password", "--region", "ap-south-1"),
        ("configure", "get", "region", "--profile", "mine"),
    ],
    ids=" ".join,
)
def test_it_ends_as_the_programs_own(
    client: str, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile mine]\nregion = eu-west-1\n")
    assert ended(client, tmp_path, *arguments) == ended(str(warm_aws.AWS), tmp_path, *arguments)


@pytest.mark.parametrize("sent", ["nothing", "half a call", "a call"])
def test_a_client_that_is_killed_takes_nobody_else_along(
    client: str, tmp_path: Path, sent: str
) -> None:
    place = str(Path(client).parent.parent / "socket")
    circumstances: dict[str, Any] = {}
    exec(f"import os, resource{warm_aws._CIRCUMSTANCES}", circumstances)
    call = [["--version"], dict(os.environ), str(tmp_path), 0o77, circumstances["circumstances"]()]
    data = json.dumps(call).encode()
    with open(os.devnull, "r+") as nothing, socket.socket(socket.AF_UNIX) as server:
        server.connect(place)
        if sent != "nothing":
            streams = array.array("i", [nothing.fileno()] * 3)
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)]
            server.sendmsg([len(data).to_bytes(warm_aws.SIZE, "big")], rights)
            server.sendall(data if sent == "a call" else data[:-1])
    # It takes the calls in turn, so that this one comes after the one that was broken off.
    ended(client, tmp_path, "--version")
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(place)


def test_it_is_warm(client: str, tmp_path: Path) -> None:
    """What the client itself does is a small part of what it takes to load the CLI.

    An act sets one of the variables for every program that it starts, and a machine may set the others.
    """
    env = dict.fromkeys(warm_aws.HARMLESS, "1")

    def cost(program: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ended(program, tmp_path, "--version", **env)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert cost(client) < cost(str(warm_aws.AWS)) / 3
