from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from explain.clock import Clock
from explain.cloud import Cloud
from explain.secret import Secret
from explain.wire import Change, Evidence, Login

ACCOUNT = "381492183358"
HOST = f"{ACCOUNT}.dkr.ecr.ap-south-1.amazonaws.com"
CHALLENGE = f'Basic realm="https://{HOST}/",service="ecr.amazonaws.com"'


def challenged(reply: Any, challenge: str = CHALLENGE) -> None:
    assert reply.status == 401
    assert reply.headers["Docker-Distribution-Api-Version"] == "registry/2.0"
    assert reply.headers["Www-Authenticate"] == challenge
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert reply.headers["Content-Length"] == "15"
    assert reply.body == b"Not Authorized\n"


def denied(reply: Any, status: int, message: str) -> None:
    assert reply.status == status
    assert reply.headers["Www-Authenticate"] is None
    assert reply.headers["Content-Type"].startswith("application/json")
    assert reply.json == {"errors": [{"code": "DENIED", "message": message}]}


def unreadable(reply: Any) -> None:
    denied(reply, 400, "Your Authorization Token is invalid.")


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer eyJwYXls",
        "AWS4-HMAC-SHA256 Credential=x",
        "Basic",
        "Basic ???",
        "Basic Zm9v",
    ],
)
def test_without_readable_credentials_it_challenges(
    cloud: Cloud, call: Any, authorization: str | None
) -> None:
    headers = {"Host": HOST} | ({"Authorization": authorization} if authorization else {})
    challenged(call(cloud.registry_url, "GET", "/v2/", headers))
    assert cloud.wire.since(0)[0].evidence == Evidence("no credentials")


@pytest.mark.parametrize("user", ["learner", "aws", "", "AWS "])
def test_a_user_who_is_not_aws_is_not_known(
    cloud: Cloud, call: Any, basic: Any, password: str, user: str
) -> None:
    challenged(call(cloud.registry_url, "GET", "/v2/", basic(user, password)))
    assert cloud.wire.since(1)[0].evidence.verdict == "unknown user"


def test_a_good_token_is_let_in(cloud: Cloud, call: Any, basic: Any, password: str) -> None:
    for method in ("GET", "HEAD"):
        reply = call(cloud.registry_url, method, "/v2/", basic("AWS", password))
        assert reply.status == 200
        assert reply.headers["Docker-Distribution-Api-Version"] == "registry/2.0"
        assert reply.headers["Www-Authenticate"] is None
    secret, principal = Secret(password), f"arn:aws:iam::{ACCOUNT}:user/learner"
    login = Login(
        "AWS", secret.masked, secret.fingerprint, len(secret), "accepted",
        ACCOUNT, "ap-south-1", principal, "2026-02-01T00:00:00Z",
    )  # fmt: skip
    assert cloud.wire.since(1)[0].evidence == Evidence("accepted", principal, login=login)


@pytest.mark.parametrize(
    "mangle",
    [
        lambda it: "",
        lambda it: "password",
        lambda it: it[:-1],
        lambda it: it + "\n",
        lambda it: "\ufeff" + it,
        lambda it: it + ":more",
        lambda it: base64.b64encode(f"AWS:{it}".encode()).decode(),
        lambda it: it.replace("A", "B", 1),
    ],
)
def test_a_mangled_token_cannot_be_read(
    cloud: Cloud, call: Any, basic: Any, password: str, mangle: Callable[[str], str]
) -> None:
    unreadable(call(cloud.registry_url, "GET", "/v2/", basic("AWS", mangle(password))))
    evidence = cloud.wire.since(1)[0].evidence
    assert evidence.verdict == evidence.login.verdict == "unreadable token"
    assert (evidence.principal, evidence.login.region) == ("", "")


def test_a_token_of_another_region_cannot_be_read(
    cloud: Cloud, call: Any, basic: Any, password: str
) -> None:
    headers = basic("AWS", password, region="us-east-1")
    unreadable(call(cloud.registry_url, "GET", "/v2/", headers))
    login = cloud.wire.since(0)[-1].evidence.login
    assert (login.region, login.account, login.change) == ("ap-south-1", ACCOUNT, None)
    assert login.expires_at == "2026-02-01T00:00:00Z"


@pytest.mark.parametrize(
    ("mangle", "how", "characters"),
    [
        (lambda it: it[:-40], "end missing", 40),
        (lambda it: it[1:], "beginning missing", 1),
        (lambda it: it + "\r", "end added", 1),
        (lambda it: "'" + it, "beginning added", 1),
        (lambda it: it[:800] + "\n" + it[800:1600] + "\n" + it[1600:], "white space added", 2),
        (lambda it: it[:900] + "?" + it[901:], "altered", 900),
        (lambda it: base64.b64encode(f"AWS:{it}".encode()).decode(), "not decoded", 0),
        (lambda it: base64.b64encode(f"AWS:{it}".encode()).decode()[:-8], "not decoded", 8),
    ],
)
def test_a_changed_token_is_recognised(
    cloud: Cloud, call: Any, basic: Any, password: str, mangle: Any, how: str, characters: int
) -> None:
    unreadable(call(cloud.registry_url, "GET", "/v2/", basic("AWS", mangle(password))))
    change = cloud.wire.since(0)[-1].evidence.login.change
    assert change == Change(Secret(password).fingerprint, how, characters)


@pytest.mark.parametrize("other", ["eyJwYXlsb2FkIjoi", "x", "", "hunter2"])
def test_what_no_token_was_is_not_taken_for_a_changed_one(
    cloud: Cloud, call: Any, basic: Any, password: str, other: str
) -> None:
    unreadable(call(cloud.registry_url, "GET", "/v2/", basic("AWS", other)))
    assert cloud.wire.since(0)[-1].evidence.login.change is None


def test_a_token_of_another_sandbox_cannot_be_read(
    make_cloud: Callable[..., Cloud], call: Any, basic: Any, password: str
) -> None:
    stranger = make_cloud(master_key=bytes(32), account="222222222222")
    unreadable(call(stranger.registry_url, "GET", "/v2/", basic("AWS", password)))


def test_another_process_of_the_same_sandbox_can_read_it(
    make_cloud: Callable[..., Cloud], call: Any, basic: Any, password: str
) -> None:
    later = make_cloud(account="222222222222")
    assert call(later.registry_url, "GET", "/v2/", basic("AWS", password)).status == 200


def test_a_token_opens_every_account_of_its_region(
    cloud: Cloud, call: Any, basic: Any, password: str
) -> None:
    headers = {**basic("AWS", password), "Host": HOST.replace(ACCOUNT, "111111111111")}
    assert call(cloud.registry_url, "GET", "/v2/", headers).status == 200


def test_a_token_expires_at_the_exact_second(
    cloud: Cloud, clock: Clock, call: Any, basic: Any, password: str
) -> None:
    headers = basic("AWS", password)
    clock.turn(timedelta(hours=12) - timedelta(seconds=1))
    assert call(cloud.registry_url, "GET", "/v2/", headers).status == 200
    clock.turn(timedelta(seconds=1))
    message = "Your authorization token has expired. Reauthenticate and try again."
    denied(call(cloud.registry_url, "GET", "/v2/", headers), 403, message)
    evidence = cloud.wire.since(0)[-1].evidence
    assert evidence.verdict == evidence.login.verdict == "expired"
    assert evidence.login.expires_at == "2026-02-01T00:00:00Z"


def test_head_has_the_headers_and_no_body(cloud: Cloud, call: Any) -> None:
    reply = call(cloud.registry_url, "HEAD", "/v2/", {"Host": HOST})
    assert (reply.status, reply.body) == (401, b"")
    assert reply.headers["Content-Length"] == "15"
    assert cloud.wire.since(0)[0].response_body == ""


@pytest.mark.parametrize(
    "path", ["/v2/app/manifests/latest", "/v2/team/app/blobs/uploads/", "/v2/_catalog"]
)
def test_there_are_no_repositories_yet(
    cloud: Cloud, call: Any, basic: Any, password: str, path: str
) -> None:
    challenged(call(cloud.registry_url, "GET", path, {"Host": HOST}))
    reply = call(cloud.registry_url, "GET", path, basic("AWS", password))
    assert reply.status == 404
    (error,) = reply.json["errors"]
    assert error["code"] == "NAME_UNKNOWN"
    name = path.removeprefix("/v2/").partition("/manifests")[0].partition("/blobs")[0]
    assert error["message"] == (
        f"The repository with name '{name}' does not exist in the registry with id '{ACCOUNT}'"
    )


def test_other_methods_on_the_root(cloud: Cloud, call: Any, basic: Any, password: str) -> None:
    reply = call(cloud.registry_url, "DELETE", "/v2/", basic("AWS", password))
    assert (reply.status, reply.json["errors"][0]["code"]) == (405, "UNSUPPORTED")


@pytest.mark.parametrize("host", [HOST + ":443", HOST.upper(), HOST.replace(".ecr", ".ecr-fips")])
def test_other_spellings_of_an_ecr_host(cloud: Cloud, call: Any, host: str) -> None:
    name = host.lower().removesuffix(":443")
    reply = call(cloud.registry_url, "GET", "/v2/", {"Host": host})
    challenged(reply, f'Basic realm="https://{name}/",service="ecr.amazonaws.com"')


@pytest.mark.parametrize(
    "host",
    [
        "docker.io",
        HOST + ".fake.example.com",
        "1" + HOST,
        HOST + ":x",
        "\u212a",
        '"',
    ],
)
def test_a_host_that_is_no_ecr_registry(cloud: Cloud, call: Any, host: str) -> None:
    headers = {"Host": host.encode("utf-8").decode("latin-1")}
    assert call(cloud.registry_url, "GET", "/v2/", headers).status == 403
    assert cloud.wire.since(0) == ()


def test_on_loopbacks_own_name_there_is_no_registry(cloud: Cloud, call: Any) -> None:
    assert call(cloud.registry_url, "GET", "/v2/", {"Host": "127.0.0.1"}).status == 404


def test_outside_v2_there_is_nothing(cloud: Cloud, call: Any) -> None:
    assert call(cloud.registry_url, "GET", "/", {"Host": HOST}).status == 404
    assert call(cloud.registry_url, "GET", "/v2x/", {"Host": HOST}).status == 404
