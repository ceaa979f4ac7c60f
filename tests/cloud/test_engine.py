from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from explain.clock import Clock
from explain.cloud import Cloud
from explain.secret import Secret

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
DOCKER = shutil.which("docker")

Login = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def docker_login(cloud: Cloud, tmp_path: Path) -> Login:
    """Run the real docker CLI against the engine."""
    if DOCKER is None:
        pytest.skip("there is no docker CLI")

    def login(user: str, password: str, host: str = HOST) -> subprocess.CompletedProcess[str]:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "DOCKER_HOST": cloud.engine_url,
            "DOCKER_CONFIG": str(tmp_path / "docker"),
        }
        argv = [DOCKER, "login", "--username", user, "--password-stdin", host]
        return subprocess.run(
            argv, input=password + "\n", env=env, text=True, capture_output=True, timeout=30
        )

    return login


@pytest.fixture
def auth(cloud: Cloud, call: Any) -> Callable[..., Any]:
    """Log in as the CLI does, byte by byte."""

    def post(user: str, password: str, address: str = HOST, path: str = "/v1.50/auth") -> Any:
        given = {"username": user, "password": password, "serveraddress": address}
        return call(url(cloud), "POST", path, body=json.dumps(given).encode())

    return post


def url(cloud: Cloud) -> str:
    return cloud.engine_url.replace("tcp:", "http:")


def failure(status: str, host: str = HOST) -> str:
    return f"login attempt to https://{host}/v2/ failed with status: {status}"


def said_by_docker(message: str) -> str:
    return f"Error response from daemon: {message}\n"


def test_docker_logs_in_and_stores_the_credential(
    docker_login: Login, password: str, tmp_path: Path
) -> None:
    done = docker_login("AWS", password)
    assert (done.returncode, done.stdout) == (0, "Login Succeeded\n"), done.stderr
    stored = json.loads((tmp_path / "docker" / "config.json").read_text())
    assert list(stored["auths"]) == [HOST]


def test_docker_with_another_user_sees_401(docker_login: Login, password: str) -> None:
    done = docker_login("learner", password)
    assert (done.returncode, done.stderr) == (1, said_by_docker(failure("401 Unauthorized")))


def test_docker_with_a_mangled_token_sees_400(docker_login: Login, password: str) -> None:
    done = docker_login("AWS", password[1:])
    assert (done.returncode, done.stderr) == (1, said_by_docker(failure("400 Bad Request")))


def test_docker_with_an_expired_token_sees_403(
    docker_login: Login, password: str, clock: Clock
) -> None:
    clock.turn(timedelta(hours=13))
    done = docker_login("AWS", password)
    assert (done.returncode, done.stderr) == (1, said_by_docker(failure("403 Forbidden")))


def test_docker_is_told_that_other_registries_are_not_known(docker_login: Login) -> None:
    done = docker_login("me", "secret", "registry.example.com")
    message = "the explain-ecr sandbox only knows ECR's registries, not registry.example.com"
    assert (done.returncode, done.stderr) == (1, said_by_docker(message))


def test_a_login_asks_the_registry_twice(auth: Any, cloud: Cloud, password: str) -> None:
    mark = cloud.wire.mark()
    reply = auth("AWS", password)
    assert reply.status == 200
    assert reply.json == {"IdentityToken": "", "Status": "Login Succeeded"}
    first, second, whole = cloud.wire.since(mark)
    assert (first.server, first.client, first.host) == ("registry", "engine", HOST)
    assert (first.method, first.target, first.status) == ("GET", "/v2/", 401)
    assert "Authorization" not in dict(first.request_headers)
    assert second.status == 200
    mask = f"{Secret(password)} fingerprint {Secret(password).fingerprint}"
    assert dict(second.request_headers)["Authorization"] == f"Basic AWS:{mask}"
    assert (whole.server, whole.method, whole.target) == ("engine", "POST", "/v1.50/auth")
    assert json.loads(whole.request_body)["password"] == mask
    assert whole.evidence.login.fingerprint == Secret(password).fingerprint


def test_a_failed_login_is_a_500_as_mobys_is(auth: Any, password: str) -> None:
    for user, given, status in [
        ("me", password, "401 Unauthorized"),
        ("AWS", "x", "400 Bad Request"),
    ]:
        reply = auth(user, given)
        assert (reply.status, reply.json) == (500, {"message": failure(status)})


@pytest.mark.parametrize(
    "address",
    [f"https://{HOST}", f"https://{HOST}/v2/", f"http://{HOST}", f"{HOST}/repo", f"{HOST}:443"],
)
def test_scheme_and_path_of_the_address_are_stripped(
    auth: Any, password: str, address: str
) -> None:
    assert auth("AWS", password, address, "/auth").status == 200


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://index.docker.io/v1/",
        "localhost:5000",
        HOST + ".evil.example.com",
        f"me:secret@{HOST}",
        f"ftp://{HOST}",
        f"{HOST}\r\nX: y",
        HOST.replace("dkr", "d\u212ar"),
    ],
)
def test_no_other_host_is_ever_asked(auth: Any, cloud: Cloud, address: str) -> None:
    reply = auth("AWS", "p", address)
    assert reply.status == 403
    assert "ECR" in reply.json["message"]
    assert "secret" not in reply.json["message"]
    (exchange,) = cloud.wire.since(0)
    assert "secret" not in exchange.request_body


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"\xff", b'{"username":7}', b'{"password":"\\ud800"}', b"[" * 200_000],
)
def test_a_login_that_is_no_json(cloud: Cloud, call: Any, body: bytes) -> None:
    reply = call(url(cloud), "POST", "/auth", body=body)
    assert reply.status == 400
    assert "message" in reply.json


def test_a_registry_that_is_gone_is_an_answer(cloud: Cloud, call: Any) -> None:
    from explain.cloud.engine.engine import Engine
    from explain.cloud.engine.login import ping_on
    from explain.http.message import Request

    engine = Engine(ping_on(1))  # nobody listens on port 1
    given = {"username": "AWS", "password": "p", "serveraddress": HOST}
    answer = engine(Request("POST", "/auth", "", (), json.dumps(given).encode()))
    assert answer.status == 500
    assert json.loads(answer.body)["message"].startswith(f'Get "https://{HOST}/v2/": ')


def test_the_ping_settles_the_version(cloud: Cloud, call: Any) -> None:
    for method, body in (("HEAD", b""), ("GET", b"OK")):
        reply = call(url(cloud), method, "/_ping")
        assert (reply.status, reply.body) == (200, body)
        assert reply.headers["Api-Version"] == "1.50"
        assert reply.headers["Ostype"] == "linux"
        assert reply.headers["Docker-Experimental"] == "false"
        assert reply.headers["Builder-Version"] == "2"


@pytest.mark.parametrize("path", ["/version", "/v1.50/version", "/v1.44/version"])
def test_the_version(cloud: Cloud, call: Any, path: str) -> None:
    assert call(url(cloud), "GET", path).json["ApiVersion"] == "1.50"


def test_the_info(cloud: Cloud, call: Any) -> None:
    assert call(url(cloud), "GET", "/v1.50/info").json["OSType"] == "linux"


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [
        ("GET", "/v1.50/containers/json", "docker ps"),
        ("POST", "/containers/create", "docker run"),
        ("POST", "/v1.50/build", "docker build"),
        ("POST", "/session", "docker build"),
        ("GET", "/images/a/b/history", "docker history"),
        ("POST", "/v1.50/images/create", "POST /v1.50/images/create"),
        ("DELETE", "/", "DELETE /"),
    ],
)
def test_anything_else_is_not_what_this_engine_is_for(
    cloud: Cloud, call: Any, method: str, path: str, named: str
) -> None:
    reply = call(url(cloud), method, path, {"X-Registry-Auth": "c2VjcmV0"}, b"body")
    assert reply.status == 501
    assert reply.json["message"].endswith(f", not {named}")
    (exchange,) = cloud.wire.since(0)
    assert exchange.request_headers == (("X-Registry-Auth", "(not recorded)"),)
    assert exchange.request_body == "(not recorded)"


def test_a_login_to_ecr_public_goes_by_a_bearer_token(
    make_cloud: Any, call: Any, signer: Any
) -> None:
    actions = ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    cloud = make_cloud(policy={"Version": "2012-10-17", "Statement": [statement]})
    target = "SpencerFrontendService.GetAuthorizationToken"
    reply = signer(cloud.control_url)(service="ecr-public", region="us-east-1", target=target)
    token = base64.b64decode(reply.json["authorizationData"]["authorizationToken"]).decode()

    def log_in(password: str) -> Any:
        given = {"username": "AWS", "password": password, "serveraddress": "public.ecr.aws"}
        return call(url(cloud), "POST", "/v1.50/auth", body=json.dumps(given).encode())

    mark = cloud.wire.mark()
    assert log_in(token.partition(":")[2]).status == 200
    steps = {(one.target.partition("?")[0], one.status) for one in cloud.wire.since(mark)}
    assert steps == {("/v2/", 401), ("/token/", 200), ("/v2/", 200), ("/v1.50/auth", 200)}
    refused = log_in("wrong")
    message = 'Get "https://public.ecr.aws/v2/": denied: Your Authorization Token is invalid.'
    assert (refused.status, refused.json) == (500, {"message": message})
