"""Starting, stopping, and what comes in between from clients that do not behave."""

from __future__ import annotations

import http.client
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from explain.clock import Clock
from explain.cloud import Cloud
from explain.errors import SandboxProblem

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def port(url: str) -> int:
    return int(url.rpartition(":")[2])


def ports(cloud: Cloud) -> list[int]:
    return [port(url) for url in (cloud.control_url, cloud.registry_url, cloud.engine_url)]


def refuses(number: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", number), timeout=20).close()
    except ConnectionRefusedError:
        return True
    return False


def ours() -> set[threading.Thread]:
    """Find the threads of all servers in this process: another test's may run on."""
    return {thread for thread in threading.enumerate() if thread.name.startswith("explain-ecr")}


def raw(number: int, data: bytes) -> bytes:
    """Send bytes, then read until the server hangs up."""
    received = b""
    with socket.create_connection(("127.0.0.1", number), timeout=10) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while more := connection.recv(65536):
                received += more
        except ConnectionError:
            pass
    return received


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, explain.cloud\n"
        "heavy = {'moto', 'boto3', 'botocore', 'cryptography', 'werkzeug', 'http.client', 'email'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_making_and_starting_imports_nothing_heavy_either() -> None:
    code = (
        "import sys\n"
        "from explain.cloud import Cloud\n"
        "from explain.clock import Clock\n"
        "cloud = Cloud(clock=Clock(), master_key=bytes(32), account='1' * 12, principals=[])\n"
        "cloud.start()\n"
        "print(sorted({'moto', 'botocore', 'cryptography', 'http.server'} & set(sys.modules)))\n"
        "cloud.stop()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_stop_leaves_no_port_and_no_thread(make_cloud: Callable[..., Cloud], call: Any) -> None:
    others = ours()
    cloud = make_cloud()
    idle = [socket.create_connection(("127.0.0.1", number)) for number in ports(cloud)]
    kept = http.client.HTTPConnection("127.0.0.1", port(cloud.registry_url))
    kept.request("GET", "/v2/", headers={"Host": HOST})
    kept.getresponse().read()
    began = time.monotonic()
    cloud.stop()
    assert time.monotonic() - began < 10
    assert ours() <= others
    assert all(refuses(number) for number in ports(cloud))
    cloud.stop()
    for connection in (*idle, kept):
        connection.close()


def test_a_cloud_that_was_never_started_leaves_nothing(clock: Clock) -> None:
    cloud = Cloud(clock=clock, master_key=bytes(32), account="1" * 12, principals=[])
    cloud.stop()
    assert all(refuses(number) for number in ports(cloud))


def test_clients_may_connect_before_the_start_and_wait(clock: Clock) -> None:
    cloud = Cloud(clock=clock, master_key=bytes(32), account="1" * 12, principals=[])
    early = http.client.HTTPConnection("127.0.0.1", port(cloud.registry_url), timeout=10)
    early.request("GET", "/v2/", headers={"Host": HOST})
    with cloud:
        assert early.getresponse().status == 401
    early.close()


def test_only_loopback_is_bound(cloud: Cloud) -> None:
    for server in (cloud._control, cloud._registry, cloud._engine):
        assert server.listener.getsockname()[0] == "127.0.0.1"


def test_connections_are_kept(cloud: Cloud) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port(cloud.registry_url), timeout=10)
    connection.connect()
    kept = connection.sock
    for _ in range(3):
        connection.request("GET", "/v2/", headers={"Host": HOST})
        answer = connection.getresponse()
        assert (answer.read(), answer.will_close) == (b"Not Authorized\n", False)
        assert connection.sock is kept
    connection.close()


def test_an_answer_comes_in_one_piece(cloud: Cloud) -> None:
    with socket.create_connection(("127.0.0.1", port(cloud.registry_url)), timeout=10) as client:
        client.sendall(f"GET /v2/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert client.recv(65536).endswith(b"\r\n\r\nNot Authorized\n")


GARBAGE = [
    b"",
    b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),  # a TLS hello
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET",
    b"GET / HTTP/1.1\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"get / HTTP/1.1\r\n\r\n",
    b"G\x00T / HTTP/1.1\r\n\r\n",
    b"GET http://[ HTTP/1.1\r\n\r\n",
    b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    b"POST /auth HTTP/1.1\r\nContent-Length: many\r\n\r\n",
    b"POST /auth HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /auth HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf",
    b"POST /auth HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST /auth HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    b"POST /auth HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
    b"POST /auth HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    random.Random(3).randbytes(5000),
]


def test_garbage_on_every_port_and_then_a_good_request(
    make_cloud: Callable[..., Cloud], call: Any, signer: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    cloud = make_cloud()
    for number in ports(cloud):
        for garbage in GARBAGE:
            raw(number, garbage)
    assert signer(cloud.control_url)().status == 200
    assert call(cloud.registry_url, "GET", "/v2/", {"Host": HOST}).status == 401
    assert call(cloud.engine_url.replace("tcp:", "http:"), "GET", "/_ping").status == 200
    cloud.stop()
    assert capfd.readouterr() == ("", "")


def test_a_client_that_goes_away_within_its_request(
    cloud: Cloud, call: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in ports(cloud):
        for part in (b"POST /au", b"POST /auth HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc"):
            client = socket.create_connection(("127.0.0.1", number))
            client.sendall(part)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.close()  # with a reset
    assert call(cloud.registry_url, "GET", "/v2/", {"Host": HOST}).status == 401
    cloud.stop()
    assert capfd.readouterr() == ("", "")


def test_a_huge_body_is_refused(cloud: Cloud, call: Any) -> None:
    body = bytes(3 * 1024 * 1024)
    for url in (cloud.control_url, cloud.registry_url, cloud.engine_url.replace("tcp:", "http:")):
        assert call(url, "POST", "/auth", body=body).status == 413
    chunk = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    head = b"POST /auth HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert raw(port(cloud.engine_url), head + chunk * 2 + b"0\r\n\r\n").startswith(b"HTTP/1.1 413")
    assert cloud.wire.since(0) == ()


def test_a_body_in_chunks_is_read(cloud: Cloud) -> None:
    login = b'{"username":"AWS","serveraddress":"example.com"}'
    chunks = b"".join(b"%x;x=y\r\n%b\r\n" % (len(part), part) for part in (login[:9], login[9:]))
    head = b"POST /auth HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += b"Transfer-Encoding: chunked\r\n\r\n"
    answer = raw(port(cloud.engine_url), head + chunks + b"0\r\nTrailer: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 403")


def test_32_requests_at_once_on_every_port(cloud: Cloud, call: Any) -> None:
    engine = cloud.engine_url.replace("tcp:", "http:")

    def one(number: int) -> int:
        if number % 2:
            return int(call(engine, "GET", "/_ping").status)
        return int(call(cloud.registry_url, "GET", "/v2/", {"Host": HOST}).status)

    with ThreadPoolExecutor(32) as pool:
        assert sorted(pool.map(one, range(64))) == [200] * 32 + [401] * 32


def test_a_fault_of_ours_is_a_500_and_named_in_the_log(
    clock: Clock,
    call: Any,
    learner: Any,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = learner({"Statement": "hush"})
    with Cloud(clock=clock, master_key=bytes(32), account="3" * 12, principals=[wrong]) as cloud:
        with pytest.raises(SandboxProblem, match="learner is not an IAM policy"):
            cloud.warm()
        assert call(cloud.control_url, "POST", "/", body=b"{}").status == 500
        (exchange,) = cloud.wire.since(0)
        assert exchange.evidence.failure.startswith("SandboxProblem in _add")
        assert "\n" not in exchange.evidence.failure
        monkeypatch.setenv("EXPLAIN_ECR_DEBUG", "1")
        assert call(cloud.control_url, "POST", "/", body=b"{}").status == 500
        failure = cloud.wire.since(1)[0].evidence.failure
        assert re.search(r"^  explain/cloud/iam\.py, line \d+, in _add$", failure, re.MULTILINE)
        assert "hush" not in failure
    assert capfd.readouterr().err == ""


def test_a_master_key_of_another_size_is_a_problem_of_the_sandbox(clock: Clock) -> None:
    with pytest.raises(SandboxProblem, match="16 bytes instead of 32"):
        Cloud(clock=clock, master_key=bytes(16), account="1" * 12, principals=[])


def test_warm_leaves_nothing_for_the_first_request_to_wait_for(cloud: Cloud, signed: Any) -> None:
    cloud.warm()
    began = time.process_time()
    assert signed().status == 200
    assert time.process_time() - began < 0.2
