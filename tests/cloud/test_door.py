"""The door: real clients that know nothing of it, and clients that mean it no good."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from explain.clock import Clock
from explain.cloud import Cloud
from explain.cloud.door.authority import Authority

ACCOUNT = "381492183358"
HOST = f"{ACCOUNT}.dkr.ecr.ap-south-1.amazonaws.com"
API = "api.ecr.ap-south-1.amazonaws.com"
KEY_ID = "AKIAEXPLAINECREXAMPL"
KEY = "made/up+secret/access/key/for/the/tests0"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["ecr:*", "ecr-public:*", "sts:*", "iam:*"], "Resource": "*"}
    ],
}


@pytest.fixture
def lab(make_cloud: Callable[..., Cloud], tmp_path: Path) -> Cloud:
    return make_cloud(clock=Clock(), policy=POLICY, authority=tmp_path / "authority")


@pytest.fixture
def environment(lab: Cloud, tmp_path: Path) -> dict[str, str]:
    """What a client is told: a proxy, and whom to trust. No endpoint, no port, no flag."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DOCKER_HOST": "unix:///nonexistent.sock",
        "HTTPS_PROXY": lab.door_url,
        "AWS_CA_BUNDLE": str(lab.authority_file),
        "CURL_CA_BUNDLE": str(lab.authority_file),
        "SSL_CERT_FILE": str(lab.authority_file),
        "REGISTRY_AUTH_FILE": str(tmp_path / "auth.json"),
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_DEFAULT_REGION": "ap-south-1",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def start(*words: str, given: str = "", **others: str) -> subprocess.CompletedProcess[str]:
        if shutil.which(words[0]) is None:
            pytest.skip(f"there is no {words[0]}")
        env = {**environment, **others}
        return subprocess.run(
            words, env=env, input=given, text=True, capture_output=True, timeout=60
        )

    return start


@pytest.fixture
def password(run: Run) -> str:
    done = run("aws", "ecr", "get-login-password")
    assert done.returncode == 0, done.stderr
    return done.stdout


def port(cloud: Cloud) -> int:
    return int(cloud.door_url.rpartition(":")[2])


def connected(cloud: Cloud, target: str, extra: str = "") -> tuple[socket.socket, bytes]:
    """Ask for a tunnel; return the connection and the head of the answer."""
    connection = socket.create_connection(("127.0.0.1", port(cloud)), timeout=10)
    connection.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{extra}\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n") and (more := connection.recv(1)):
        head += more
    return connection, head


def tls(cloud: Cloud, host: str, expected: str = "", **given: Any) -> ssl.SSLSocket:
    connection, head = connected(cloud, f"{host}:443")
    assert head == b"HTTP/1.1 200 Connection established\r\n\r\n"
    context = ssl.create_default_context(cafile=str(cloud.authority_file))
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 has it
    return context.wrap_socket(connection, server_hostname=expected or host, **given)


def get(inside: ssl.SSLSocket, host: str, target: str = "/v2/") -> bytes:
    inside.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    answer = b""
    while not answer.endswith(b"Not Authorized\n") and (more := inside.recv(65536)):
        answer += more
    return answer


def test_the_aws_cli_needs_no_endpoint(run: Run, lab: Cloud, password: str) -> None:
    assert run("aws", "sts", "get-caller-identity").returncode == 0
    assert run("aws", "iam", "list-users").returncode == 0
    hosts = [e.host for e in lab.wire.since(0) if e.client == "aws"]
    assert hosts == [API, "sts.ap-south-1.amazonaws.com", "iam.amazonaws.com"]


@pytest.mark.parametrize(
    "others",
    [
        {"AWS_DEFAULT_REGION": "cn-north-1"},
        {"AWS_DEFAULT_REGION": "us-gov-west-1", "AWS_USE_FIPS_ENDPOINT": "true"},
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    ],
)
def test_the_aws_cli_in_other_partitions_and_by_other_names(
    run: Run, others: dict[str, str]
) -> None:
    assert run("aws", "ecr", "get-login-password", **others).stdout.startswith("eyJ")


def test_docker_logs_in_without_an_engine(run: Run, lab: Cloud, password: str) -> None:
    words = ("docker", "login", "--username", "AWS", "--password-stdin")
    done = run(*words, HOST, given=password)
    assert done.stdout == "Login Succeeded\n", done.stderr
    assert [e.status for e in lab.wire.since(0) if e.client == "docker"] == [401, 200]
    wrong = HOST.replace("ap-south-1", "eu-west-1")
    assert "400 Bad Request" in run(*words, wrong, given=password).stderr
    assert "Forbidden" in run(*words, "example.com", given=password).stderr
    assert "example.com:443" in [e.host for e in lab.wire.since(0) if e.status == 403]


def test_docker_logs_in_to_ecr_public(run: Run, password: str) -> None:
    public = run("aws", "ecr-public", "get-login-password", "--region", "us-east-1").stdout
    words = ("docker", "login", "--username", "AWS", "--password-stdin", "public.ecr.aws")
    assert run(*words, given=public).stdout == "Login Succeeded\n"
    assert "Your Authorization Token is invalid." in run(*words, given=password).stderr


def test_skopeo_logs_in(run: Run, lab: Cloud, password: str) -> None:
    words = ("skopeo", "login", "--username", "AWS", "--password-stdin", HOST)
    done = run(*words, given=password)
    assert done.returncode == 0, done.stderr
    assert "skopeo" in {exchange.client for exchange in lab.wire.since(0)}
    assert "400 (Bad Request)" in run(*words, given="wrong").stderr


def test_curl(run: Run, lab: Cloud) -> None:
    assert run("curl", "-sS", f"https://{HOST}/v2/").stdout == "Not Authorized\n"
    done = run("curl", "-sS", "https://example.com/")
    assert done.returncode == 56
    assert "403" in done.stderr
    assert [e.evidence.verdict for e in lab.wire.since(0)][-1] == "not a host of the sandbox"
    untrusting = run("curl", "-sS", f"https://{HOST}/", CURL_CA_BUNDLE="/etc/ssl/certs/none.pem")
    assert untrusting.returncode != 0


def test_the_log_knows_no_secret(
    run: Run, lab: Cloud, password: str, recorded: Callable[[Cloud], str]
) -> None:
    run("curl", "-sS", "-u", f"AWS:{password.strip()}", f"https://{HOST}/v2/")
    proxy = lab.door_url.replace("//", "//somebody:proxy-secret@")
    run("curl", "-sS", "-H", "X-Foreign: token-for-them", "http://example.com/", http_proxy=proxy)
    text = recorded(lab)
    assert password.strip() not in text
    assert "c29tZWJvZHk6cHJveHktc2VjcmV0" not in text
    assert "token-for-them" not in text


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("example.com:443", b"403"),
        ("s3.ap-south-1.amazonaws.com:443", b"403"),
        (f"{HOST}:80", b"403"),
        (f"{HOST}.example.com:443", b"403"),
        ("127.0.0.1:443", b"403"),
        ("[::1]:443", b"400"),
        ("user@example.com:443", b"400"),
        (HOST, b"400"),
        ("/", b"400"),
    ],
)
def test_no_other_host(lab: Cloud, target: str, status: bytes) -> None:
    connection, head = connected(lab, target)
    connection.close()
    assert head.split()[1] == status


def test_a_refusal_says_what_the_door_is(lab: Cloud, call: Any) -> None:
    reply = call(lab.door_url, "GET", "http://example.com/x?secret=1", {"Authorization": "Basic x"})
    assert reply.status == 403
    assert reply.body == (
        b"This proxy only leads to the explain-ecr sandbox, and example.com is not in it.\n"
    )
    (exchange,) = lab.wire.since(0)
    assert (exchange.host, exchange.target, exchange.server) == ("example.com", "/x", "door")


def test_plain_requests_to_the_sandboxs_hosts_are_served(lab: Cloud, call: Any) -> None:
    assert call(lab.door_url, "GET", f"http://{HOST}/v2/").body == b"Not Authorized\n"
    reply = call(lab.door_url, "POST", f"http://{API}/", body=b"{}")
    assert reply.json["__type"] == "MissingAuthenticationTokenException"


def test_connections_in_the_tunnel_are_kept(lab: Cloud) -> None:
    with tls(lab, HOST) as inside:
        assert inside.selected_alpn_protocol() is None
        for _ in range(3):
            assert get(inside, HOST).endswith(b"Not Authorized\n")
        assert get(inside, API).startswith(b"HTTP/1.1 421 Misdirected Request")


def test_a_tunnel_leads_to_the_host_that_was_asked_for(lab: Cloud) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        tls(lab, HOST, expected=API)


def test_the_authority(lab: Cloud, tmp_path: Path) -> None:
    assert lab.authority_file is not None
    assert stat.S_IMODE(lab.authority_file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(lab.authority_file.stat().st_mode) == 0o600
    with tls(lab, HOST):
        pass
    (only,) = lab.authority_file.parent.iterdir()
    assert b"PRIVATE" not in only.read_bytes()
    certificate = x509.load_pem_x509_certificate(only.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert names.critical
    assert Authority(tmp_path / "another").file.read_bytes() != only.read_bytes()


def test_no_certificate_of_it_is_good_for_another_host(tmp_path: Path) -> None:
    """Were the authority's key to vouch for another name, no client would believe it."""
    authority = Authority(tmp_path)
    near, far = socket.socketpair()

    def serve() -> None:
        with pytest.raises(ssl.SSLError):
            authority.context("example.com").wrap_socket(far, server_side=True)

    thread = threading.Thread(target=serve)
    thread.start()
    context = ssl.create_default_context(cafile=str(authority.file))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        context.wrap_socket(near, server_hostname="example.com")
    near.close()
    thread.join()


GARBAGE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),  # TLS without CONNECT
    b"CONNECT\r\n\r\n",
    b"CONNECT  HTTP/1.1\r\n\r\n",
    b"CONNECT \x00:443 HTTP/1.1\r\n\r\n",
    b"CONNECT " + b"a" * 70_000 + b":443 HTTP/1.1\r\n\r\n",
    f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\nthis is no TLS at all\r\n\r\n".encode(),
    f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n".encode() + os.urandom(4096),
    f"CONNECT {HOST}:443 HTTP/1.1\r\n\r\n\x16\x03\x01".encode("latin-1"),
]


@pytest.mark.parametrize("noise", GARBAGE)
def test_garbage(lab: Cloud, capfd: pytest.CaptureFixture[str], noise: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port(lab)), timeout=60) as connection:
        connection.sendall(noise)
        connection.shutdown(socket.SHUT_WR)
        try:
            while connection.recv(65536):
                pass
        except ConnectionError:
            pass
    with tls(lab, HOST) as inside:
        assert get(inside, HOST).endswith(b"Not Authorized\n")
    assert capfd.readouterr().err == ""


def test_many_at_once(lab: Cloud) -> None:
    def visit(number: int) -> bytes:
        host = f"{number:012}.dkr.ecr.ap-south-1.amazonaws.com"
        with tls(lab, host) as inside:
            return get(inside, host)

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(visit, range(256)))
    assert all(answer.endswith(b"Not Authorized\n") for answer in answers)


@pytest.fixture
def others() -> set[threading.Thread]:
    """The threads that are there before a lab: another test's server may run on."""
    return set(threading.enumerate())


def test_stop_hangs_up_on_everybody(others: set[threading.Thread], lab: Cloud) -> None:
    idle = socket.create_connection(("127.0.0.1", port(lab)))
    silent, _ = connected(lab, f"{HOST}:443")  # and never begins with TLS
    inside = tls(lab, HOST)
    get(inside, HOST)
    number, began = port(lab), time.monotonic()
    lab.stop()
    assert time.monotonic() - began < 10
    left = set(threading.enumerate()) - others
    assert [thread for thread in left if thread.name.startswith("explain-ecr")] == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", number), timeout=60)
    for connection in (idle, silent, inside):
        connection.close()


def test_without_an_authority_there_is_no_door(cloud: Cloud) -> None:
    assert (cloud.door_url, cloud.authority_file) == ("", None)
