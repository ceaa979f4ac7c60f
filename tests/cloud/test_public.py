"""ECR Public: its token, and its registry as far as a login."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from explain.clock import Clock
from explain.cloud import Cloud

TARGET = "SpencerFrontendService.GetAuthorizationToken"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["ecr:*", "ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
            "Resource": "*",
        }
    ],
}
INVALID = {
    "errors": [{"code": "DENIED", "message": "Your Authorization Token is invalid."}],
}


@pytest.fixture
def public(make_cloud: Callable[..., Cloud]) -> Cloud:
    return make_cloud(policy=POLICY)


@pytest.fixture
def token(public: Cloud, signer: Any) -> str:
    reply = signer(public.control_url)(region="us-east-1", service="ecr-public", target=TARGET)
    assert reply.status == 200
    data = reply.json["authorizationData"]
    assert sorted(data) == ["authorizationToken", "expiresAt"]
    return str(data["authorizationToken"])


@pytest.fixture
def ask(public: Cloud, call: Any) -> Callable[..., Any]:
    def send(target: str, authorization: str = "") -> Any:
        headers = {"Host": "public.ecr.aws"}
        if authorization:
            headers["Authorization"] = authorization
        return call(public.registry_url, "GET", target, headers)

    return send


def refused(reply: Any) -> tuple[int, str, str]:
    return reply.status, reply.json["__type"], reply.json["message"]


def test_tokens_are_given_in_one_region_only(public: Cloud, signer: Any) -> None:
    reply = signer(public.control_url)(region="us-west-2", service="ecr-public", target=TARGET)
    message = "GetAuthorizationToken command is only supported in us-east-1."
    assert refused(reply) == (400, "UnsupportedCommandException", message)


@pytest.mark.parametrize(
    "missing", ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]
)
def test_two_permissions_are_needed(
    make_cloud: Callable[..., Cloud], signer: Any, missing: str
) -> None:
    (statement,) = POLICY["Statement"]
    actions = [action for action in statement["Action"] if action != missing]  # type: ignore[index]
    policy = {**POLICY, "Statement": [{**statement, "Action": actions}]}  # type: ignore[dict-item]
    cloud = make_cloud(policy=policy)
    reply = signer(cloud.control_url)(region="us-east-1", service="ecr-public", target=TARGET)
    status, code, message = refused(reply)
    assert (status, code) == (400, "AccessDeniedException")
    assert f"is not authorized to perform: {missing} on resource: * because" in message


def test_the_rest_of_ecr_public_is_not_there(public: Cloud, signer: Any) -> None:
    target = "SpencerFrontendService.DescribeRepositories"
    reply = signer(public.control_url)(region="us-east-1", service="ecr-public", target=target)
    assert refused(reply)[1] == "UnknownOperationException"


def test_the_challenge_asks_for_a_bearer_token(ask: Any) -> None:
    reply = ask("/v2/")
    assert reply.status == 401
    assert reply.headers["Www-Authenticate"] == (
        'Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws"'
    )


def test_a_login(ask: Any, token: str) -> None:
    given = ask("/token/?account=AWS&service=public.ecr.aws", f"Basic {token}")
    assert given.status == 200
    assert ask("/v2/", f"Bearer {given.json['token']}").status == 200
    assert ask("/v2/", f"Bearer {token}").status == 200


def test_basic_is_not_for_the_registry_itself(ask: Any, token: str) -> None:
    reply = ask("/v2/", f"Basic {token}")
    assert (reply.status, reply.json) == (400, INVALID)


def test_anybody_gets_a_token_and_finds_nothing(ask: Any) -> None:
    bearer = ask("/token/").json["token"]
    reply = ask("/v2/docker/library/alpine/manifests/latest", f"Bearer {bearer}")
    assert reply.status == 404
    assert reply.json["errors"][0]["code"] == "NAME_UNKNOWN"


def test_a_bearer_token_is_good_for_an_hour(ask: Any, token: str, clock: Clock) -> None:
    bearer = ask("/token/", f"Basic {token}").json["token"]
    clock.turn(timedelta(minutes=59))
    assert ask("/v2/", f"Bearer {bearer}").status == 200
    clock.turn(timedelta(minutes=1))
    assert ask("/v2/", f"Bearer {bearer}").status == 403
    assert ask("/token/", f"Basic {token}").status == 200
    clock.turn(timedelta(hours=11))
    assert ask("/token/", f"Basic {token}").status == 403


def test_private_tokens_are_of_another_kind(
    public: Cloud, ask: Any, token: str, signer: Any, password_from: Any, basic: Any, call: Any
) -> None:
    private = password_from(signer(public.control_url)(region="us-east-1"))
    pair = base64.b64encode(f"AWS:{private}".encode()).decode()
    assert (ask("/token/", f"Basic {pair}").status, ask("/v2/", f"Bearer {pair}").status) == (
        400,
        400,
    )
    password = base64.b64decode(token).decode().partition(":")[2]
    headers = basic("AWS", password, "us-east-1")
    assert call(public.registry_url, "GET", "/v2/", headers).status == 400
    bearer = ask("/token/").json["token"]
    assert (
        ask("/token/", f"Basic {base64.b64encode(f'AWS:{bearer}'.encode()).decode()}").status == 400
    )


@pytest.mark.parametrize(
    "authorization", ["Basic", "Basic !", "Bearer ", "Bearer é", "Negotiate x"]
)
def test_odd_credentials_are_no_fault(ask: Any, authorization: str) -> None:
    assert ask("/v2/", authorization.encode().decode("latin-1")).status in (400, 401)
    assert ask("/token/", authorization.encode().decode("latin-1")).status == 400


def test_no_token_is_written_down(public: Cloud, ask: Any, token: str, recorded: Any) -> None:
    bearer = ask("/token/", f"Basic {token}").json["token"]
    ask("/v2/", f"Bearer {bearer}")
    text = recorded(public)
    password = base64.b64decode(token).decode().partition(":")[2]
    assert not any(secret in text for secret in (token, bearer, password))
