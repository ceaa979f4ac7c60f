"""The real tools, on a machine with nothing on it, in a cloud of this process, or before a bad server."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.lab.environment import Doors, docker_config, variables
from explain.lab.process import LEARNER
from explain.secret import Secret
from explain.trouble import recognise

REGION = "ap-south-1"
HOST = f"381492183358.dkr.ecr.{REGION}.amazonaws.com"
LINE = (
    f"aws ecr get-login-password --region {REGION}"
    f" | docker login --username AWS --password-stdin {HOST}"
)
NOWHERE = "http://127.0.0.1:9"
KEY = {
    "AWS_ACCESS_KEY_ID": "AKIAEXPLAINECREXAMPL",
    "AWS_SECRET_ACCESS_KEY": "made/up+secret/access/key/for/the/tests0",
}


# --- recognising ---------------------------------------------------------------------------------


def _recognised(text: str) -> list[str]:
    """Name the pages of a text's messages, the cause first."""
    return [hit.page.name for hit in recognise(text).hits]


@pytest.fixture(scope="session")
def recognised() -> Callable[[str], list[str]]:
    return _recognised


@pytest.fixture(scope="session")
def needs() -> Callable[..., None]:
    """Skip a test where a program is missing."""

    def skip(*names: str) -> None:
        for name in names:
            if not shutil.which(name):
                pytest.skip(f"there is no {name} here")

    return skip


# --- a machine -----------------------------------------------------------------------------------


@dataclass
class Machine:
    """A home of its own, and an environment in which nothing leads off the real machine."""

    folder: Path
    environment: dict[str, str] = field(repr=False)

    def run(self, script: str, stdin: str | bytes = "", **more: str) -> str:
        """Run a line of bash; returns what it printed on both streams, in its order.

        A variable that is given empty is taken away.
        """
        environment = {**self.environment, **more}
        done = subprocess.run(
            ["bash", "-c", script],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={name: value for name, value in environment.items() if value},
            cwd=self.folder,
            timeout=60,
        )
        return done.stdout.decode("utf-8", "replace")

    def write(self, name: str, text: str, mode: int = 0o600) -> Path:
        """Write a file of this machine's."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return file


def _bare(folder: Path) -> dict[str, str]:
    """Every proxied request ends at once, and AWS's keys are made up."""
    (folder / "run").mkdir(parents=True, mode=0o700)
    proxies = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), NOWHERE)
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder / "run"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "REGISTRY_AUTH_FILE": str(folder / "auth.json"),
        "DOCKER_CONFIG": str(folder / "docker"),
        "DOCKER_HOST": "unix:///nonexistent.sock",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
        "NO_PROXY": "127.0.0.1,localhost",
        **KEY,
        **proxies,
    }


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without a lab: no docker engine, and no way out but a dead proxy."""
    return Machine(tmp_path / "machine", _bare(tmp_path / "machine"))


@dataclass
class InTheLab(Machine):
    """A machine inside a lab, whose clock can be turned."""

    cloud: Cloud
    clock: Clock

    @property
    def doors(self) -> dict[str, str]:
        """What has to be taken away for aws to go through the lab's door, as to the real AWS."""
        return {"AWS_ENDPOINT_URL": "", "HTTP_PROXY": "", "http_proxy": ""}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[InTheLab]:
    """A machine in a lab whose cloud is in this process; half a second cheaper than a real one."""
    folder, clock = tmp_path / "lab", Clock()
    cloud = Cloud(
        clock=clock,
        signed_by=[Clock()],
        master_key=bytes(range(32)),
        account="381492183358",
        principals=[
            Principal(
                "learner", KEY["AWS_ACCESS_KEY_ID"], Secret(KEY["AWS_SECRET_ACCESS_KEY"]), LEARNER
            )
        ],
        storage=folder / "storage",
        authority=folder / "authority",
        repositories=[(REGION, "my-image")],
    )
    assert cloud.authority_file
    doors = Doors(folder, cloud.control_url, cloud.engine_url, cloud.door_url, cloud.authority_file)
    bare = {name: value for name, value in _bare(folder).items() if name not in KEY}
    machine = InTheLab(folder, {**bare, **variables(doors)}, cloud, clock)
    key = "\n".join(f"{name.lower()} = {value}" for name, value in KEY.items())
    machine.write("aws-credentials", f"[default]\n{key}\n")
    machine.write("aws-config", f"[default]\nregion = {REGION}\n")
    machine.write("docker/config.json", docker_config())
    with cloud:
        yield machine


@pytest.fixture(scope="session")
def hours() -> Callable[[float], timedelta]:
    return lambda number: timedelta(hours=number)


# --- bad servers ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Says:
    """One answer, to whatever is asked."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Reply = Callable[[Any], Says]


@pytest.fixture(scope="session")
def says() -> type[Says]:
    return Says


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client may hang on to its connection


@pytest.fixture
def answering() -> Iterator[Callable[[Reply | Says], str]]:
    """Start servers that answer as they are told; returns a server's address, as host:port."""
    servers: list[_Server] = []

    def start(reply: Reply | Says) -> str:
        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                says = reply if isinstance(reply, Says) else reply(self)
                self.send_response(says.status)
                for name, value in {"Content-Length": str(len(says.body)), **says.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(says.body.encode() if self.command != "HEAD" else b"")

            do_GET = do_HEAD = do_POST = do_CONNECT = answer  # noqa: N815 (http.server's names)

            def log_message(self, *_: object) -> None:
                pass

        server = _Server(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return f"127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def ecr(answering: Callable[[Reply | Says], str]) -> Callable[..., dict[str, str]]:
    """Refuse GetAuthorizationToken as ECR does; returns the environment that leads there."""

    def refusing(code: str, message: str, status: int = 400) -> dict[str, str]:
        body = f'{{"__type":"{code}","message":"{message}"}}'
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        return {"AWS_ENDPOINT_URL": f"http://{answering(Says(status, body, headers))}"}

    return refusing


def _issue(folder: Path, hosts: tuple[str, ...]) -> Path:
    """Make a certificate that signs itself, for these hosts; returns the file of both its halves."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec as curves

    key, now = curves.generate_private_key(curves.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a proxy of the company")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    file = folder / "proxy.pem"
    file.write_bytes(text)
    return file


@dataclass(frozen=True)
class Interceptor:
    """A proxy that opens TLS, as companies have them: its address, and the file to trust it by."""

    url: str
    certificate: Path

    @property
    def proxy(self) -> dict[str, str]:
        return {"HTTPS_PROXY": self.url, "https_proxy": self.url}

    @property
    def trusted(self) -> dict[str, str]:
        file = str(self.certificate)
        return {**self.proxy, "SSL_CERT_FILE": file, "AWS_CA_BUNDLE": file}


@pytest.fixture
def intercepting(tmp_path: Path) -> Iterator[Callable[..., Interceptor]]:
    """Start a CONNECT proxy that itself is every host; `reply` gets the method, the path, the headers."""
    sockets: list[socket.socket] = []

    def start(reply: Callable[[str, str, str], Says], *hosts: str) -> Interceptor:
        certificate = _issue(tmp_path, hosts or (HOST,))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listener = socket.create_server(("127.0.0.1", 0))
        sockets.append(listener)
        threading.Thread(target=_intercept, args=(listener, context, reply), daemon=True).start()
        return Interceptor(f"http://127.0.0.1:{listener.getsockname()[1]}", certificate)

    yield start
    for each in sockets:
        each.shutdown(socket.SHUT_RDWR)  # which wakes the thread that waits for a connection
        each.close()


def _intercept(
    listener: socket.socket, context: ssl.SSLContext, reply: Callable[[str, str, str], Says]
) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_open, args=(connection, context, reply), daemon=True).start()


def _open(
    plain: socket.socket, context: ssl.SSLContext, reply: Callable[[str, str, str], Says]
) -> None:
    """Serve one CONNECT and one request inside it."""
    try:
        plain.settimeout(10)
        plain.recv(65536)
        plain.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with context.wrap_socket(plain, server_side=True) as inside:
            head, _, _ = inside.recv(65536).decode("latin-1").partition("\r\n\r\n")
            first, _, headers = head.partition("\r\n")
            method, target, _ = first.split(" ", 2)
            says = reply(method, target, headers.lower())
            lines = [f"HTTP/1.1 {says.status} As Told", f"Content-Length: {len(says.body)}"]
            lines += ["Connection: close", *(f"{n}: {v}" for n, v in says.headers.items())]
            inside.sendall("\r\n".join([*lines, "", says.body]).encode())
    except (OSError, ValueError):
        pass  # a client that does not trust us hangs up
    finally:
        plain.close()
