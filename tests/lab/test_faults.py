"""Whatever ends a lab, and whoever crowds it: nothing is left, nothing is lost, nothing gets out."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
IMAGE = f"{HOST}/my-image"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"
WAIT = ("lab", "exec", "--", "sh", "-c", "echo ready; sleep 60")


@pytest.fixture
def started(machine) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start something that prints a line when it is ready."""

    def start(*arguments: str, **others) -> subprocess.Popen[bytes]:
        processes.append(machine.start(*arguments, **others))
        assert processes[-1].stdout.readline()
        return processes[-1]

    processes: list[subprocess.Popen[bytes]] = []
    yield start
    for process in processes:
        process.communicate(timeout=30)


def address(machine) -> dict[str, str]:
    (folder,) = machine.folders()
    return json.loads((folder / "lab.json").read_text())


def assert_closed(urls: dict[str, str]) -> None:
    for name, url in urls.items():
        if name.endswith("url"):
            host, _, port = url.partition("://")[2].partition(":")
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((host, int(port)), timeout=30)


def assert_next_one_works(machine) -> None:
    assert machine.run("lab", "exec", "--", "sh", "-c", "echo works").stdout == "works\n"


# --- ends ------------------------------------------------------------------------------------------


ENDS = [
    *((WAIT, how) for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)),
    # Ctrl-\ in the lab of one command is for that command.
    *(
        (("lab", "up"), how)
        for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
    ),
]


@pytest.mark.parametrize(("arguments", "how"), ENDS)
def test_a_lab_that_is_killed_leaves_nothing(
    machine, started, arguments: tuple[str, ...], how: signal.Signals
) -> None:
    process = started(*arguments)
    urls = address(machine)
    process.send_signal(how)
    machine.wait_until_clean()
    assert_closed(urls)
    assert process.wait(timeout=30) == -how


@pytest.mark.parametrize("delay", [0.02, 0.05, 0.08, 0.11, 0.14, 0.17, 0.2, 0.25, 0.3])
def test_a_lab_may_be_killed_while_it_starts(machine, delay: float) -> None:
    process = machine.start("lab", "up")
    time.sleep(delay)
    process.kill()
    process.communicate(timeout=30)
    machine.wait_until_clean()


def test_after_a_lab_was_killed_the_next_one_works(machine, started) -> None:
    started(*WAIT).kill()
    assert_next_one_works(machine)


def test_a_lab_that_was_killed_with_its_guard_is_cleared_up_by_the_next(machine, started) -> None:
    process = started(*WAIT)
    (folder,) = machine.folders()
    guard = [each for each in machine.processes() if "explain.lab.guard" in each.cmdline()]
    for each in guard:
        each.kill()
    process.kill()
    psutil.wait_procs(guard, timeout=30)
    assert folder.exists()
    assert_next_one_works(machine)
    machine.wait_until_clean()


def test_a_shell_that_is_killed_ends_the_lab(machine) -> None:
    process = machine.start("lab", "exec", "--", "sh", "-c", "echo $$; sleep 60 & wait")
    os.kill(int(process.stdout.readline()), signal.SIGKILL)
    assert process.wait(timeout=30) == 137
    process.communicate()
    machine.wait_until_clean()


def test_ctrl_c_ends_a_lab_that_is_up(machine, started) -> None:
    process = started("lab", "up")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"")
    machine.wait_until_clean()


def test_ctrl_c_is_the_commands_own_business(machine, started) -> None:
    script = "trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.05; done"
    process = started("lab", "exec", "--", "sh", "-c", script, start_new_session=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (7, b"caught\n", b"")


def test_what_is_started_in_the_background_of_a_script_ignores_ctrl_c(machine) -> None:
    process = subprocess.Popen(
        ["sh", "-c", f"'{sys.executable}' -m explain.cli lab exec grep SigIgn /proc/self/status & wait"],
        env=machine.environment, stdout=subprocess.PIPE,
    )  # fmt: skip
    ignored = int(process.communicate(timeout=30)[0].split()[1], 16)
    assert ignored & 1 << (signal.SIGINT - 1)


def test_a_command_that_ignores_all_ends_with_its_lab(machine, started) -> None:
    script = "trap '' HUP INT TERM; echo ready; while :; do sleep 1; done"
    started("lab", "exec", "--", "sh", "-c", script).kill()
    machine.wait_until_clean()


def test_a_lab_may_be_killed_while_a_push_is_uploading(machine, up) -> None:
    with up(machine) as lab:
        lab.good("sh", "-c", LINE)
        stored = json.loads((lab.folder / "docker" / "config.json").read_text())
        headers = {"Host": HOST, "Authorization": f"Basic {stored['auths'][HOST]['auth']}"}
        host = lab.address["registry_url"].removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=30)
        connection.request("POST", "/v2/my-image/blobs/uploads/", headers=headers)
        place = connection.getresponse().getheader("Location")
        connection.putrequest("PATCH", place, skip_host=True)
        for name, value in {**headers, "Content-Length": str(2**30)}.items():
            connection.putheader(name, value)
        connection.endheaders(bytes(2**20))
        (process,) = [each for each in machine.processes() if each.cmdline()[-2:] == ["lab", "up"]]
        deadline = time.monotonic() + 20
        process.kill()
        with contextlib.suppress(OSError):
            while time.monotonic() < deadline:
                connection.send(bytes(2**20))
        connection.close()
        assert time.monotonic() < deadline
        machine.wait_until_clean()
    assert_next_one_works(machine)


# --- crowds ----------------------------------------------------------------------------------------


def signed(lab) -> dict[str, str]:
    """Sign a request for a token, with the lab's key."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    key = json.loads((lab.folder / "access-key.json").read_text())
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET}
    request = AWSRequest("POST", f"{lab.address['control_url']}/", data=b"{}", headers=headers)
    SigV4Auth(Credentials(key["id"], key["secret"]), "ecr", "ap-south-1").add_auth(request)
    return dict(request.headers.items())


def ask(
    url: str, method: str, target: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    with contextlib.closing(connection):
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_sixty_four_learners_at_once_all_get_in(machine, up) -> None:
    with up(machine) as lab:
        urls, headers = lab.address, signed(lab)
        begin = threading.Barrier(64)

        def log_in(number: int) -> tuple[int, bytes]:
            begin.wait()
            agent = {"User-Agent": f"learner-{number}/1"}
            status, answer = ask(urls["control_url"], "POST", "/", {**headers, **agent}, b"{}")
            assert status == 200, answer
            token = json.loads(answer)["authorizationData"][0]["authorizationToken"]
            basic = {"Host": HOST, "Authorization": f"Basic {token}", **agent}
            return ask(urls["registry_url"], "GET", "/v2/", basic)

        with ThreadPoolExecutor(64) as learners:
            assert list(learners.map(log_in, range(64))) == [(200, b"")] * 64
        seen = sorted((each["client"], each["server"]) for each in lab.trace())
        names = [f"learner-{number}" for number in range(64)]
        assert seen == sorted(
            (name, server) for name in names for server in ("ECR API", "registry")
        )


def test_many_labs_start_at_once(machine) -> None:
    script = "echo $EXPLAIN_ECR_LAB"
    processes = [machine.start("lab", "exec", "--", "sh", "-c", script) for _ in range(6)]
    folders = {process.communicate(timeout=30)[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 6
    assert len(folders) == 6


# --- no way out ------------------------------------------------------------------------------------

# Brings loopback up (SIOCSIFFLAGS, netdevice(7)), makes sure that it is alone, and goes on.
ALONE = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    fcntl.ioctl(control, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))
assert [name for _, name in socket.if_nameindex()] == ["lo"], socket.if_nameindex()
os.execv(sys.executable, [sys.executable, "-m", "explain.cli", *sys.argv[1:]])
"""


def run_alone(machine, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["unshare", "-rn", sys.executable, "-c", ALONE, *arguments]
    done = subprocess.run(
        command, env=machine.environment, cwd=machine.folder, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    if "unshare" in done.stderr and done.returncode == 1 and not done.stdout:
        pytest.skip("unshare -rn is not permitted")
    return done


def test_the_whole_lab_needs_no_network_but_loopback(machine, needs) -> None:
    needs("unshare", "aws", "docker", "curl")
    script = (
        f"set -e; {LINE}; docker push {IMAGE}; docker rmi {IMAGE} my-image; docker pull {IMAGE};"
        f" curl -sS https://{HOST}/v2/; aws ecr list-images --repository-name my-image;"
        " explain-ecr login --output plain; explain-ecr clock +13h;"
        f" docker push {IMAGE} && exit 9; {LINE}; docker push {IMAGE}; exit 5"
    )
    done = run_alone(machine, "lab", "exec", "--", "sh", "-c", script)
    assert done.returncode == 5, done
    assert done.stdout.count("Login Succeeded\n") >= 2
    assert "denied: Your authorization token has expired." in done.stderr
    digests = {line.split()[-1] for line in done.stdout.splitlines() if line.startswith("Digest:")}
    assert len(digests) == 1
    assert digests.pop() in done.stdout


def test_nobody_listens_anywhere_but_on_loopback(machine, started) -> None:
    process = started(*WAIT)
    listening = [
        each.laddr.ip
        for each in psutil.Process(process.pid).net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"] * 5
    process.kill()


def test_the_cloud_reads_nothing_of_the_learners(machine) -> None:
    """moto's botocore would, and fail on these; the learner's own aws, which does too, stays out of it."""
    models = machine.home / ".aws" / "models" / "ecr" / "2015-09-21"
    models.mkdir(parents=True)
    (models / "service-2.json").write_text("poison")
    script = (
        "explain-ecr token --output plain >token && explain-ecr login --output plain >login"
        f" && docker push {IMAGE}"
    )
    done = machine.run("lab", "exec", "--", "sh", "-c", script)
    assert done.returncode == 0, done
    (models / "service-2.json").unlink()


def test_no_secret_is_in_the_environment_of_what_a_lab_starts(machine) -> None:
    script = 'cd "$EXPLAIN_ECR_LAB" && cat access-key.json lab.json master.key && echo && env'
    environment = {**machine.environment, "ORDINARY": "kept"}
    done = machine.run("lab", "exec", "--", "sh", "-c", script, env=environment)
    text, _, variables = done.stdout.partition("}{")
    assert json.loads(f"{text}}}")["secret"] not in variables
    assert "ORDINARY=kept\n" in variables
    assert "wJalrXUtnFEMI" not in variables  # the learner's own
