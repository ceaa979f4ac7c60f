"""Storing the login, TLS and the network, push and pull: what the real tools print is recognised."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from explain.content.place import folder
from explain.content.source import fences

Recognised = Callable[[str], list[str]]

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
IMAGE = f"{HOST}/my-image"
LOGIN = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
NOBODY = 65534


@pytest.fixture(autouse=True)
def _tools(needs: Callable[..., None]) -> None:
    needs("aws", "docker", "bash")


# --- what the pages say about the lab ------------------------------------------------------------

IN_THE_LAB = [
    "authentication-required",
    "authorization-token-invalid",
    "config-unparsable",
    "daemon-not-running",
    "helper-get-failed",
    "helper-not-found",
    "helper-store-failed",
    "keychain-interaction",
    "keychain-item-exists",
    "keychain-locked",
    "manifest-unknown",
    "name-unknown",
    "no-basic-auth",
    "no-credentials-server-url",
    "no-such-manifest",
    "not-authorized",
    "not-implemented",
    "password-insecure",
    "public-403",
    "stored-unencrypted",
    "stub-received-bad-data",
    "tag-immutable",
    "token-expired",
    "unknown-authority",
]
WITH_SKOPEO = ["http-response-to-https", "not-tls", "skopeo-400", "skopeo-401", "skopeo-403"]


@pytest.fixture
def follow(lab: Any, answering: Any, says: Any) -> Callable[[str], str]:
    """Do what a page says about the lab; returns what was printed."""

    def turn_the_clock(request: Any) -> Any:
        lab.clock.turn(timedelta(hours=int(request.path.removeprefix("/clock+").rstrip("h"))))
        return says()

    steering = answering(turn_the_clock).replace(":", "/")
    path = f"{lab.folder}/bin:{lab.environment['PATH']}"
    lab.write(
        "bin/explain-ecr",
        "#!/bin/bash\n"
        f'exec 3<>/dev/tcp/{steering}; printf "GET /$1$2 HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3\n',
        0o700,
    )
    (lab.folder / "home").mkdir()

    def run(name: str) -> str:
        page = ((folder() / "errors") / f"{name}.md").read_text("utf-8")
        section = page.partition("## See it in the lab")[2].partition("\n## ")[0]
        script = "\n".join(text for kind, text in fences(section) if kind == "console")
        assert script
        return str(lab.run(script, PATH=path))

    return run


@pytest.mark.parametrize("name", IN_THE_LAB)
def test_the_lab_shows_what_the_page_says(
    follow: Callable[[str], str], recognised: Recognised, name: str
) -> None:
    printed = follow(name)
    assert recognised(printed)[0] == name, printed


@pytest.mark.parametrize("name", WITH_SKOPEO)
def test_the_lab_shows_it_with_skopeo(
    follow: Callable[[str], str], recognised: Recognised, needs: Any, name: str
) -> None:
    needs("skopeo")
    printed = follow(name)
    assert recognised(printed) == [name], printed


def test_a_head_request_is_refused_without_a_reason(
    follow: Callable[[str], str], recognised: Recognised, needs: Any
) -> None:
    needs("curl")
    printed = follow("forbidden-without-reason")
    status, _, reason = printed.partition("HTTP/1.1 403 Forbidden")
    assert "denied" not in status
    assert recognised(reason) == ["token-expired"], printed


@pytest.mark.parametrize(
    ("name", "program"), [("pass-not-initialized", "pass"), ("dbus", "secretservice")]
)
def test_debians_own_helpers(
    follow: Callable[[str], str], recognised: Recognised, needs: Any, name: str, program: str
) -> None:
    needs(f"docker-credential-{program}", *(["pass"] if program == "pass" else []))
    printed = follow(name)
    assert recognised(printed)[0] == name, printed


def test_a_configuration_without_its_helpers(
    follow: Callable[[str], str], recognised: Recognised
) -> None:
    if shutil.which("docker-credential-pass"):
        pytest.skip("it is there")
    assert recognised(follow("pass-not-initialized")) == ["helper-not-found"]


# --- config.json ---------------------------------------------------------------------------------


def test_what_a_helper_says_is_told_apart_also_when_it_is_asked(
    lab: Any, recognised: Recognised
) -> None:
    path = f"{lab.folder}/bin:{lab.environment['PATH']}"
    lab.write("docker/config.json", '{"credsStore": "pretend"}')
    said = {
        "pass not initialized: exit status 1: Error: password store is empty.": "pass-not-initialized",
        "pass store is uninitialized": "pass-not-initialized",
        "Cannot autolaunch D-Bus without X11 $DISPLAY": "dbus",
        "The name org.freedesktop.secrets was not provided by any .service files": "dbus",
        "User interaction is not allowed. (-25308)": "keychain-interaction",
        "The user name or passphrase you entered is not correct.": "keychain-item-exists",
        "no credentials server URL": "no-credentials-server-url",
        "the vault is closed": "helper-get-failed",
    }
    for words, name in said.items():
        script = f"#!/bin/sh\ncat >/dev/null\necho '{words}'\nexit 1\n"
        lab.write("bin/docker-credential-pretend", script, 0o700)
        printed = lab.run(f"docker create --pull always {IMAGE}", PATH=path)
        assert words in printed
        assert recognised(printed) == [name]


@pytest.mark.parametrize(
    "broken",
    [
        '{"auths": {',
        "hello",
        '{"auths": {"x": {"auth": "!!!"}}}',
        '{"auths": {"x": {"auth": "QVdT"}}}',
    ],
)
def test_every_way_in_which_docker_cannot_parse_it(
    lab: Any, recognised: Recognised, broken: str
) -> None:
    lab.write("docker/config.json", broken)
    printed = lab.run(f"docker push {IMAGE}")
    assert recognised(printed) == ["config-unparsable", "no-basic-auth"], printed


def test_a_configuration_that_is_no_folder(lab: Any, recognised: Recognised) -> None:
    lab.write("a-file", "")
    # Without a configuration docker would take a store of the machine's; this PATH has none.
    lab.write("only/docker", f'#!/bin/sh\nexec "{shutil.which("docker")}" "$@"\n', 0o755)
    printed = lab.run(
        LOGIN.replace("docker", f"PATH={lab.folder}/only docker"),
        DOCKER_CONFIG=str(lab.folder / "a-file"),
    )
    assert "Error saving credentials: mkdir" in printed
    assert recognised(printed) == ["config-not-writable"], printed


@pytest.fixture
def somebody_else(tmp_path: Path) -> Iterator[str]:
    """Put before a command what makes another user run it, who may enter the test's folders."""
    if os.geteuid():
        pytest.skip("only root can run a program as somebody else")
    if not shutil.which("setpriv"):
        pytest.skip("there is no setpriv here")
    folders = [each for each in (tmp_path, *tmp_path.parents) if each.stat().st_uid == 0]
    modes = {each: each.stat().st_mode for each in folders}
    for each, mode in modes.items():
        each.chmod(mode | 0o011)
    yield f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups"
    for each, mode in modes.items():
        each.chmod(mode)


def test_a_configuration_of_another_user(
    lab: Any, recognised: Recognised, somebody_else: str
) -> None:
    """What the page says about the lab, where root is not bound by modes."""
    for name in (".", "docker", "authority"):
        (lab.folder / name).chmod(0o755)
    for file in ("docker/config.json", "authority/authority.pem"):
        (lab.folder / file).chmod(0o644)
    printed = lab.run(LOGIN.replace("docker login", f"{somebody_else} docker login"))
    assert re.search(
        r"Error saving credentials: open .*config\.json\d+: permission denied", printed
    )
    assert recognised(printed) == ["config-not-writable"], printed
    (lab.folder / "docker/config.json").chmod(0o600)
    printed = lab.run(f"{somebody_else} docker push {IMAGE}")
    assert recognised(printed) == ["config-not-writable", "no-basic-auth"], printed


# --- the engine ----------------------------------------------------------------------------------


def test_an_engine_that_is_not_there(machine: Any, recognised: Recognised) -> None:
    for host in ("unix:///nonexistent.sock", "tcp://127.0.0.1:9"):
        printed = machine.run(f"docker push {IMAGE}", DOCKER_HOST=host)
        assert recognised(printed) == ["daemon-not-running"], printed


def test_an_engine_that_belongs_to_somebody_else(
    machine: Any, recognised: Recognised, somebody_else: str
) -> None:
    machine.folder.chmod(0o755)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(machine.folder / "engine"))
        (machine.folder / "engine").chmod(0o600)
        listener.listen()
        printed = machine.run(
            f"{somebody_else} docker pull {IMAGE}", DOCKER_HOST=f"unix://{machine.folder}/engine"
        )
    assert recognised(printed) == ["socket-permission-denied"], printed


# --- TLS and the network -------------------------------------------------------------------------


@pytest.fixture
def conversing() -> Iterator[Callable[..., dict[str, str]]]:
    """Start a CONNECT proxy behind which a host does as it is told with the first bytes of TLS."""
    listeners: list[socket.socket] = []
    waiting: list[socket.socket] = []

    def serve(listener: socket.socket, answer: bytes | None) -> None:
        while True:
            try:
                connection, _ = listener.accept()
                waiting.append(connection)
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                if answer is not None:
                    connection.recv(65536)
                    connection.sendall(answer)
                    connection.close()
            except OSError:
                return

    def start(answer: bytes | None) -> dict[str, str]:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=serve, args=(listener, answer), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        return {"HTTPS_PROXY": url, "https_proxy": url}

    yield start
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)  # which wakes the thread that waits for a connection
    for each in (*listeners, *waiting):
        each.close()


def _attempts(*programs: str) -> list[str]:
    commands = {
        "login": f"echo nonsense | docker login -u AWS --password-stdin {HOST}",
        "inspect": f"docker manifest inspect {IMAGE}",
        "skopeo": f"echo nonsense | skopeo login -u AWS --password-stdin {HOST}",
        "podman": f"echo nonsense | podman login -u AWS --password-stdin {HOST}",
    }
    return [
        line
        for name, line in commands.items()
        if name in programs and (name in ("login", "inspect") or shutil.which(name))
    ]


@pytest.mark.parametrize(
    ("answer", "programs", "page"),
    [
        (b"", ("login", "inspect", "skopeo", "podman"), "client-timeout"),
        (b"no TLS at all\r\n", ("login", "inspect", "skopeo", "podman"), "not-tls"),
        (b"HTTP/1.1 400 Bad\r\n\r\n", ("login", "skopeo", "podman"), "http-response-to-https"),
        (b"HTTP/1.1 400 Bad\r\n\r\n", ("inspect",), "no-such-manifest"),
    ],
)
def test_something_else_than_tls_comes_back(
    machine: Any, conversing: Any, recognised: Recognised,
    answer: bytes, programs: tuple[str, ...], page: str,
) -> None:  # fmt: skip
    for line in _attempts(*programs):
        printed = machine.run(line, **conversing(answer))
        assert recognised(printed) == [page], printed


def test_a_certificate_of_another_host(
    machine: Any, intercepting: Any, says: Any, recognised: Recognised
) -> None:
    proxy = intercepting(lambda *_: says(), "proxy.corp.example")
    for line in _attempts("login", "inspect", "skopeo", "podman"):
        printed = machine.run(line, **proxy.trusted)
        assert "proxy.corp.example, not " in printed
        assert recognised(printed) == ["certificate-other-name"], printed


def test_a_certificate_of_an_unknown_authority(
    machine: Any, intercepting: Any, says: Any, recognised: Recognised
) -> None:
    proxy = intercepting(lambda *_: says())
    for line in _attempts("login", "inspect", "skopeo", "podman"):
        printed = machine.run(line, **proxy.proxy)
        assert recognised(printed) == ["unknown-authority"], printed


def test_a_registry_that_does_not_answer(
    machine: Any, conversing: Any, recognised: Recognised
) -> None:
    """docker waits for ten seconds for TLS; its own waiting cannot be made shorter."""
    begun = time.monotonic()
    printed = machine.run(*_attempts("login"), **conversing(None))
    assert "TLS handshake timeout" in printed
    assert time.monotonic() - begun > 5
    assert recognised(printed) == ["client-timeout"], printed


# --- push and pull -------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["skopeo inspect", "podman pull"])
def test_others_say_the_registrys_sentence(
    lab: Any, hours: Any, recognised: Recognised, needs: Any, tool: str
) -> None:
    needs(tool.split()[0])
    image = f"{tool} docker://{HOST}"
    lab.run(LOGIN)
    assert recognised(lab.run(f"{image}/nope")) == ["name-unknown"]
    assert recognised(lab.run(f"{image}/my-image:nope")) == ["manifest-unknown"]
    lab.clock.turn(hours(13))
    assert recognised(lab.run(f"{image}/my-image")) == ["token-expired"]


@pytest.mark.parametrize("tool", ["skopeo inspect", "podman pull"])
def test_a_stale_login_for_the_public_registry(
    lab: Any, hours: Any, recognised: Recognised, needs: Any, tool: str
) -> None:
    needs(tool.split()[0])
    lab.run(
        "aws ecr-public get-login-password --region us-east-1"
        " | docker login -u AWS --password-stdin public.ecr.aws",
        DOCKER_HOST="unix:///nonexistent.sock",
    )
    lab.clock.turn(hours(13))
    printed = lab.run(f"{tool} docker://public.ecr.aws/docker/library/alpine")
    assert recognised(printed) == ["public-403"], printed


def test_podmans_logins(lab: Any, hours: Any, recognised: Recognised, needs: Any) -> None:
    needs("podman")
    lab.run(f"{LOGIN.partition('|')[0]} > password")
    login = f"podman login --password-stdin {HOST} --username"
    assert recognised(lab.run(f"{login} AWS <<< nonsense")) == ["skopeo-400"]
    assert recognised(lab.run(f"{login} me < password")) == ["skopeo-401"]
    lab.clock.turn(hours(13))
    assert recognised(lab.run(f"{login} AWS < password")) == ["skopeo-403"]


def test_a_registry_that_hangs_up_on_an_upload(machine: Any, recognised: Recognised) -> None:
    """An engine of a few lines tells what a real one told about ECR; docker prints it as it comes."""
    progress = b"".join(
        b'{"status":"Retrying in %d second%s","progressDetail":{},"id":"128128ebb44b"}\n'
        % (left, b"s" if left > 1 else b"")
        for left in (2, 1)
    )
    body = progress + b'{"errorDetail":{"message":"EOF"},"error":"EOF"}\n'
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_engine, args=(listener, body), daemon=True).start()
        printed = machine.run(
            f"docker push {IMAGE}", DOCKER_HOST=f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        )
        listener.shutdown(socket.SHUT_RDWR)  # which wakes the thread that waits for a connection
    assert recognised(printed) == ["name-unknown"], printed


def _engine(listener: socket.socket, body: bytes) -> None:
    """Answer everything that docker asks of its engine with the same."""
    while True:
        try:
            connection, _ = listener.accept()
            with connection:
                head = b"HTTP/1.1 200 OK\r\nApi-Version: 1.50\r\nConnection: close\r\n"
                asked = connection.recv(65536)
                answer = b"" if asked.startswith(b"HEAD") else body
                connection.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (head, len(answer), answer))
        except OSError:
            return


# --- wordings of tools that are not here ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "error saving credentials: error storing credentials - err: exit status 1, out:"
                " `not implemented`"
            ),
            "not-implemented",
        ),
        (
            (
                "Error: Could not login: WARNING! Using --password via the CLI is insecure. Use"
                " --password-stdin.\nError saving credentials: error storing credentials - err: exit status"
                " 1, out: The stub received bad data."
            ),
            "stub-received-bad-data",
        ),
        (
            (
                'error getting credentials - err: exec: "docker-credential-desktop.exe": executable file not'
                " found in %PATH%, out: ``"
            ),
            "helper-not-found",
        ),
        (
            (
                'error listing credentials - err: exec: "docker-credential-desktop": executable file not'
                " found in $PATH, out: ``"
            ),
            "helper-not-found",
        ),
        (
            (
                "out: `error storing credentials - err: exit status 1, out: `The user name or passphrase you"
                " entered is not correct.``"
            ),
            "keychain-item-exists",
        ),
        (
            (
                "pull access denied, repository does not exist or may require authorization: authorization"
                " failed: no basic auth credentials"
            ),
            "no-basic-auth",
        ),
        (
            (
                "ERROR: denied: Your Authorization Token has expired. Please run 'aws ecr get-login"
                " --no-include-email' to fetch a new one."
            ),
            "token-expired",
        ),
        (
            (
                "error parsing HTTP 403 response body: invalid character 'Y' looking for beginning of value:"
                " \"Your Authorization Token has expired. Please run 'aws ecr get-login' to fetch a"
                ' new one."'
            ),
            "token-expired",
        ),
        (
            (
                "response status code 403: denied: Your authorization token has expired. Reauthenticate and"
                " try again."
            ),
            "token-expired",
        ),
        (
            "403 Forbidden (HEAD responses have no body, use GET for details)",
            "forbidden-without-reason",
        ),
        (
            (
                f"HEAD https://{HOST}/v2/a/manifests/b: unexpected status code 403 Forbidden (HEAD responses"
                " have no body, use GET for details)"
            ),
            "forbidden-without-reason",
        ),
        (
            'error parsing HTTP 403 response body: unexpected end of JSON input: ""',
            "forbidden-without-reason",
        ),
        (
            (
                "ERROR: failed to solve: public.ecr.aws/lts/ubuntu:22.04_stable: pulling from host"
                " public.ecr.aws failed with status code [manifests 22.04_stable]: 403 Forbidden"
            ),
            "public-403",
        ),
        (
            (
                "denied: User: arn:aws-cn:sts::381492183358:assumed-role/ci/build is not authorized to"
                " perform: ecr:PutImage on resource: arn:aws-cn:ecr:cn-north-1:381492183358:repository/a"
                " because no resource-based policy allows the ecr:PutImage action"
            ),
            "not-authorized",
        ),
        ("denied: The security token included in the request is invalid", "denied-invalid-token"),
        (
            (
                'Error response from daemon: Get "https://x/v2/": net/http: request canceled while waiting'
                " for connection (Client.Timeout exceeded while awaiting headers)"
            ),
            "client-timeout",
        ),
        (f'Get "https://{HOST}/v2/": context deadline exceeded', "client-timeout"),
        (
            "Post https://ecr.eu-west-1.amazonaws.com/: dial tcp 54.239.35.23:443: i/o timeout",
            "connect-timeout",
        ),
        (" Warn -> DOCKER_AUTH_CONFIG is set and takes precedence.", "docker-auth-config"),
        (
            "WARNING! Your password will be stored unencrypted in /root/.docker/config.json.",
            "stored-unencrypted",
        ),
    ],
)
def test_other_versions_and_other_tools(recognised: Recognised, text: str, name: str) -> None:
    assert recognised(text)[0] == name


@pytest.mark.parametrize(
    "neighbour",
    [
        (
            "An error occurred (UnrecognizedClientException) when calling the GetAuthorizationToken"
            " operation: The security token included in the request is invalid."
        ),
        (
            "User: arn:aws:iam::381492183358:user/learner is not authorized to perform:"
            " ecr:GetAuthorizationToken on resource: *"
        ),
        f"login attempt to https://{HOST}/v2/ failed with status: 403 Forbidden",
        "login attempt to https://public.ecr.aws/v2/ failed with status: 403 Forbidden",
        f'Get "https://{HOST}/v2/": proxyconnect tcp: tls: first record does not look like a TLS handshake',
        "getting username and password: reading password: inappropriate ioctl for device",
        "Unable to parse config file: /home/you/.aws/config",
        (
            "SSL validation failed for https://api.ecr.us-east-1.amazonaws.com/ [SSL:"
            " CERTIFICATE_VERIFY_FAILED] certificate verify failed"
        ),
    ],
)
def test_no_page_of_these_takes_a_neighbours_message(
    recognised: Recognised, neighbour: str
) -> None:
    mine = {*IN_THE_LAB, *WITH_SKOPEO, "forbidden-without-reason", "denied-invalid-token", "dbus",
            "pass-not-initialized", "client-timeout", "certificate-other-name", "config-not-writable",
            "docker-auth-config", "socket-permission-denied"}  # fmt: skip
    assert not mine & set(recognised(neighbour))


def test_a_successful_run_is_no_trouble(lab: Any) -> None:
    """The tests above prove something only where the same commands can succeed."""
    printed = lab.run(f"{LOGIN} && docker push {IMAGE} && docker pull {IMAGE}")
    assert "Login Succeeded" in printed
    assert "Status:" in printed
