"""A lab under load and attack: a web page, another user, too few files, a path that no tool can take."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explain.standins import engine

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)


@pytest.fixture
def short(machine: Any) -> Iterator[Any]:
    """The machine with its labs under a short path, where a socket's name has room."""
    with tempfile.TemporaryDirectory(prefix="lab") as folder:
        variables = {**machine.environment, "EXPLAIN_ECR_SANDBOX": f"{folder}/s"}
        yield replace(machine, environment=variables)


def ask(
    monkeypatch: pytest.MonkeyPatch, host: str, method: str, target: str, **headers: str
) -> tuple[int, str]:
    monkeypatch.setenv("DOCKER_HOST", host)
    with contextlib.closing(engine.connection(20)) as connection:
        connection.request(
            method, target, headers={n.replace("_", "-"): v for n, v in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def ports(address: dict[str, str]) -> dict[str, str]:
    """Return what of a lab listens on loopback."""
    return {
        name: url.replace("http://", "tcp://")
        for name, url in address.items()
        if name.endswith("_url") and not url.startswith("unix:")
    }


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_the_engine_is_its_owners_and_no_web_page_may_ask(
    short: Any, up: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with up(short) as terminal:
        address = terminal.address
        file = Path(address["engine_url"].removeprefix("unix://"))
        assert file.parent == terminal.folder
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
        assert set(ports(address)) == {"control_url", "registry_url", "door_url", "steering_url"}
        images = ask(monkeypatch, address["engine_url"], "GET", "/images/json")
        assert images[0] == 200
        tag = f"/images/{HOST}/my-image/tag?repo=evil&tag=x"
        for name, url in {**ports(address), "engine_url": address["engine_url"]}.items():
            for headers in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
                key = (
                    {"Authorization": f"Bearer {address['key']}"} if name == "steering_url" else {}
                )
                for method, target in (("POST", tag), ("POST", "/end"), ("GET", "/images/json")):
                    assert ask(monkeypatch, url, method, target, **headers, **key)[0] == 403, name
            if name != "engine_url":  # no browser reaches a file
                assert ask(monkeypatch, url, "GET", "/clock", Host="evil.example:80")[0] == 403
        assert ask(monkeypatch, address["engine_url"], "GET", "/images/json") == images
        assert terminal.good("explain-ecr", "clock").startswith("The lab's clock")


def test_a_path_that_is_too_long_for_a_socket_is_said(machine: Any) -> None:
    folder = machine.folder / ("d" * 60) / ("e" * 60)
    folder.mkdir(parents=True)
    variables = {**machine.environment, "EXPLAIN_ECR_SANDBOX": str(folder / "s")}
    long = replace(machine, environment=variables)
    shell = {**variables, "SHELL": "/bin/sh"}
    done = replace(long, environment=shell).run(
        "lab", stdin=f"{LINE}\necho $DOCKER_HOST\n".encode()
    )
    assert "other users of this machine can reach" in " ".join(done.stdout.split())
    assert "Login Succeeded" in done.stdout
    assert "tcp://127.0.0.1:" in done.stdout


@pytest.mark.parametrize("sign", ["$", os.pathsep])
def test_a_path_that_no_tool_would_take_is_refused(machine: Any, sign: str) -> None:
    variables = {**machine.environment, "EXPLAIN_ECR_SANDBOX": str(machine.folder / f"a{sign}HOME")}
    done = replace(machine, environment=variables).run("lab", "exec", "--", "true")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("remedy: Point EXPLAIN_ECR_SANDBOX at another folder.")
    assert f"has a {sign!r} in its path" in done.stderr


def test_blanks_and_quotes_in_a_path_do_no_harm_nor_does_an_open_umask(machine: Any) -> None:
    folder = machine.folder / 'it\'s a "place" & more'
    folder.mkdir()
    variables = {**machine.environment, "EXPLAIN_ECR_SANDBOX": str(folder / "s")}
    command = f'umask 000; {LINE}; find "$EXPLAIN_ECR_LAB" -perm /077 ! -type l; echo end'
    script = f"umask 000; exec {shlex.quote(sys.executable)} -m explain.cli lab exec -- sh -c"
    done = subprocess.run(
        ["/bin/sh", "-c", f"{script} {shlex.quote(command)}"], env=variables, cwd=machine.folder,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["Login Succeeded", "end"], done.stderr


def limited(machine: Any, limit: str, *arguments: str) -> Any:
    words = shlex.join([sys.executable, "-m", "explain.cli", *arguments])
    return subprocess.run(
        ["/bin/sh", "-c", f"{limit}; exec {words}"], env=machine.environment, cwd=machine.folder,
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="there is no ulimit")
def test_too_few_files_are_said_at_the_start(machine: Any) -> None:
    done = limited(machine, "ulimit -n 64", "lab", "exec", "--", "true")
    assert done.stderr.rstrip() == (
        "error: The lab needs 128 open files, but this terminal allows only 64.\n"
        "remedy: Allow more: `ulimit -n 1024`."
    )
    assert (done.returncode, machine.folders()) == (1, [])


FLOOD = """
import json, os, socket
address = json.load(open(os.environ["EXPLAIN_ECR_LAB"] + "/lab.json"))
held = []
for name in ("control_url", "registry_url", "door_url", "steering_url") * 40:
    connection = socket.create_connection(("127.0.0.1", int(address[name].rpartition(":")[2])))
    connection.sendall(b"GET ")
    held.append(connection)
print(len(held))
"""


@pytest.fixture
def container() -> Iterator[Callable[[int], str]]:
    """Return a shell command that allows its process, and what it starts, so many processes and threads."""
    made: list[Path] = []

    def few(count: int) -> str:
        for place in (Path("/sys/fs/cgroup/pids"), Path("/sys/fs/cgroup")):  # versions 1 and 2
            group = place / f"test-{os.getpid()}-{count}"
            with contextlib.suppress(OSError):
                group.mkdir()
                made.append(group)
                (group / "pids.max").write_text(str(count))
                return f"echo $$ >{group}/cgroup.procs"
        pytest.skip("no process can be limited here")

    yield few
    for group in made:
        group.rmdir()


@pytest.mark.parametrize("processes", [1, 3, 5])
def test_too_few_processes_or_threads_are_said(
    machine: Any, container: Callable[[int], str], processes: int
) -> None:
    done = limited(machine, container(processes), "lab", "exec", "--", "true")
    assert re.match(
        r"error: This machine does not allow the lab any more (processes|threads)\.\n", done.stderr
    )
    assert done.stderr.count("\n\n") == 1
    assert (done.returncode, done.stdout, machine.folders()) == (1, "", [])


@pytest.mark.skipif(os.name == "nt", reason="there is no ulimit")
@pytest.mark.parametrize("limit", ["ulimit -n 128", "60 processes"])
def test_a_lab_that_is_flooded_before_its_first_request_works_afterwards(
    machine: Any, container: Callable[[int], str], limit: str
) -> None:
    limit = container(60) if limit == "60 processes" else limit
    flood = f"{shlex.quote(sys.executable)} -c {shlex.quote(FLOOD)}"
    command = f"{flood}; {LINE}; docker push -q {HOST}/my-image"
    done = limited(machine, limit, "lab", "exec", "--", "sh", "-c",
                   f"ulimit -n 4096 2>/dev/null; {command}")  # fmt: skip
    assert "Login Succeeded" in done.stdout, done
    assert done.stdout.rstrip().endswith("my-image:latest"), done


def test_down_says_gone_only_when_it_is_also_where_the_lab_does_not_answer(
    machine: Any, up: Any
) -> None:
    with up(machine) as terminal:
        file = terminal.folder / "lab.json"
        address = json.loads(file.read_text())
        with socket.create_server(("127.0.0.1", 0)) as closed:
            nowhere = closed.getsockname()[1]
        file.write_text(json.dumps({**address, "steering_url": f"http://127.0.0.1:{nowhere}"}))
        done = machine.run("lab", "down")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"The lab {address['name']} is gone.\n"
        assert not terminal.folder.exists() or not (terminal.folder / "alive").exists()
