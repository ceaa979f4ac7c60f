"""The lab against what else can be had: moto's server, and Debian's docker-registry."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
from measure import BIN, clean, in_turn, report_rates, report_seconds, run

from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.hosts.registry import REGION, Registry
from explain.sandbox import Sandbox

RUNS = 5
LOGINS = 40
LAYER = 256 * 1024 * 1024
MEMORY = 150
HOST = Registry().host
USER, PASSWORD = "AWS", "htpasswd-knows-only-72-characters-of-a-password"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        environment = clean(place)
        pairs = in_turn(
            run([str(BIN / "explain-ecr"), "lab", "exec", "--", "true"], environment),
            run([str(BIN / "aws"), "--version"], environment),
            RUNS,
        )
        report_seconds("explain-ecr lab exec -- true", "aws --version", pairs, goal=0.45)
        if not shutil.which("docker-registry"):
            print(
                "There is no docker-registry on PATH, so the registry has nothing to be compared with."
            )
            return
        with ours(place) as cloud, moto() as moto_url, debians(place) as registry_url:
            compare_logins(cloud, moto_url, registry_url)
            compare_layers(cloud, registry_url, place)


def compare_logins(cloud: Cloud, moto_url: str, registry_url: str) -> None:
    """A login is a signed GetAuthorizationToken and a `GET /v2/` with a credential.

    Half of the time is the client's, boto3's above all, and the same on both sides. So the processor
    time of the servers is compared as well.
    """
    our_client, their_client = client(cloud.control_url), client(moto_url)
    their_auth = basic(USER, PASSWORD)

    def one_of_ours() -> None:
        token = our_client.get_authorization_token()["authorizationData"][0]["authorizationToken"]
        assert get(cloud.registry_url, f"Basic {token}") == 200

    def one_of_theirs() -> None:
        their_client.get_authorization_token()
        assert get(registry_url, their_auth) == 200

    pairs = in_turn(per_second(one_of_ours), per_second(one_of_theirs), RUNS)
    report_rates("logins: the lab", "logins: moto and docker-registry", pairs, 1.5, "a second")
    pairs = in_turn(per_second(one_of_ours, our_time), per_second(one_of_theirs, their_time), RUNS)
    names = ("logins: the lab's servers", "logins: their servers")
    report_rates(*names, pairs, 2.0, "a processor second")


def compare_layers(cloud: Cloud, registry_url: str, place: Path) -> None:
    """Push and pull a layer of random bytes, which no compression can shorten."""
    layer = place / "layer"
    with layer.open("wb") as file:
        for _ in range(LAYER // (1 << 20)):
            file.write(os.urandom(1 << 20))
    token = client(cloud.control_url).get_authorization_token()
    auth = "Basic " + token["authorizationData"][0]["authorizationToken"]
    sides = ((cloud.registry_url, auth), (registry_url, basic(USER, PASSWORD)))
    pushes = in_turn(*(pushing(url, auth, layer) for url, auth in sides), RUNS)
    report_rates("push 256 MiB: the lab", "push 256 MiB: docker-registry", pushes, 2.8, "MiB/s")
    digest = digest_of(layer)
    pulls = in_turn(*(pulling(url, auth, digest) for url, auth in sides), RUNS)
    report_rates("pull 256 MiB: the lab", "pull 256 MiB: docker-registry", pulls, 2.0, "MiB/s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory, the lab and this benchmark':44} {peak:9.0f} MiB   goal < {MEMORY}")


def per_second(
    work: Callable[[], None], clock: Callable[[], float] = time.perf_counter
) -> Callable[[], float]:
    def rate() -> float:
        began = clock()
        for _ in range(LOGINS):
            work()
        return LOGINS / (clock() - began)

    return rate


def our_time() -> float:
    """Return the seconds of processor time that the lab took: all that this thread, the client, did not."""
    return time.process_time() - time.thread_time()


def their_time() -> float:
    """Return the seconds of processor time that the other servers took."""
    servers = psutil.Process().children(recursive=True)
    return sum(sum(server.cpu_times()[:2]) for server in servers)


def pushing(url: str, auth: str, layer: Path) -> Callable[[], float]:
    digest = digest_of(layer)

    def rate() -> float:
        began = time.perf_counter()
        with connected(url) as connection:
            location = ask(connection, "POST", "/v2/bench/blobs/uploads/", auth)[1]
            with layer.open("rb") as file:
                headers = {"Content-Length": str(LAYER), "Content-Type": "application/octet-stream"}
                location = ask(connection, "PATCH", location, auth, file, headers)[1]
            mark = "&" if "?" in location else "?"
            status, _ = ask(connection, "PUT", f"{location}{mark}digest={digest}", auth, b"")
        assert status == 201
        return LAYER / (1 << 20) / (time.perf_counter() - began)

    return rate


def pulling(url: str, auth: str, digest: str) -> Callable[[], float]:
    def rate() -> float:
        began = time.perf_counter()
        with connected(url) as connection:
            headers = {"Host": HOST, "Authorization": auth}
            connection.request("GET", f"/v2/bench/blobs/{digest}", headers=headers)
            answer = connection.getresponse()
            size = 0
            while data := answer.read(1 << 20):
                size += len(data)
        assert size == LAYER
        return LAYER / (1 << 20) / (time.perf_counter() - began)

    return rate


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    auth: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, str]:
    target = "/" + target.partition("://")[2].partition("/")[2] if "://" in target else target
    connection.request(
        method, target, body, {"Host": HOST, "Authorization": auth, **(headers or {})}
    )
    answer = connection.getresponse()
    answer.read()
    assert answer.status < 300, answer.status
    return answer.status, answer.getheader("Location", "")


def get(url: str, auth: str) -> int:
    with connected(url) as connection:
        connection.request("GET", "/v2/", headers={"Host": HOST, "Authorization": auth})
        answer = connection.getresponse()
        answer.read()
        return answer.status


@contextlib.contextmanager
def connected(url: str) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(
        url.removeprefix("http://"), timeout=60, blocksize=1 << 20
    )
    try:
        yield connection
    finally:
        connection.close()


def client(url: str) -> Any:
    import boto3

    return boto3.client(
        "ecr",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="AKIAEXPLAINECREXAMPL",
        aws_secret_access_key="a-secret-for-the-benchmark-and-no-more",
    )


@contextlib.contextmanager
def ours(place: Path) -> Iterator[Cloud]:
    """The cloud of a lab, in this process."""
    from explain.secret import Secret

    sandbox = Sandbox(place / "ours")
    secret = Secret("a-secret-for-the-benchmark-and-no-more")
    with Cloud(
        clock=Clock(),
        master_key=sandbox.master_key,
        account=Registry().account,
        principals=[Principal("learner", "AKIAEXPLAINECREXAMPL", secret)],
        storage=sandbox.folder / "storage",
        repositories=[(REGION, "bench")],
    ) as cloud:
        cloud.warm()
        yield cloud


@contextlib.contextmanager
def moto() -> Iterator[str]:
    """moto's own server, as its documentation starts it."""
    port = free_port()
    with started([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def debians(place: Path) -> Iterator[str]:
    """docker-registry with htpasswd, the cheapest bcrypt that it takes."""
    port = free_port()
    hashed = subprocess.run(
        ["htpasswd", "-nbB", "-C", "4", USER, PASSWORD], capture_output=True, text=True, check=True
    )
    (place / "htpasswd").write_text(hashed.stdout)
    (place / "registry.yml").write_text(
        f"version: 0.1\nlog: {{level: error}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n"
        f"storage: {{filesystem: {{rootdirectory: {place / 'theirs'}}}}}\n"
        f"auth: {{htpasswd: {{realm: bench, path: {place / 'htpasswd'}}}}}\n"
    )
    with started(["docker-registry", "serve", str(place / "registry.yml")], port):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def started(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
