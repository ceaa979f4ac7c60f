from __future__ import annotations

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest

from explain.clock import iso
from explain.cloud import Cloud
from explain.cloud.wire import client_name
from explain.wire import Evidence

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
KEY = "made/up+secret/access/key/for/the/tests0"


def spellings(secret: str) -> list[str]:
    """Return the ways in which a secret could have slipped in."""
    encoded = [base64.b64encode(secret.encode()).decode().rstrip("=")]
    encoded += [base64.b64encode(f"AWS:{secret}".encode()).decode().rstrip("=")]
    return [
        secret,
        *encoded,
        quote(secret, safe=""),
        json.dumps(secret)[1:-1],
        secret[60:120] or secret,
    ]


def absent(secret: str, text: str) -> bool:
    return not any(spelling in text for spelling in spellings(secret))


def test_no_password_is_ever_written_down(
    cloud: Cloud, call: Any, basic: Any, password: str, recorded: Callable[[Cloud], str]
) -> None:
    engine = cloud.engine_url.replace("tcp:", "http:")
    for user in ("AWS", "me"):
        for given in (password, password[:-3]):
            call(cloud.registry_url, "GET", "/v2/", basic(user, given))
            login = {"username": user, "password": given, "serveraddress": HOST}
            call(engine, "POST", "/auth", body=json.dumps(login).encode())
            call(engine, "POST", "/auth", body=json.dumps(login).encode()[:-1])
            call(engine, "POST", "/images/x/push", {"X-Registry-Auth": given})
    assert absent(password[:-3], recorded(cloud))
    assert absent(KEY, recorded(cloud))


def test_the_token_in_an_answer_is_masked(cloud: Cloud, signed: Any) -> None:
    token = signed().json["authorizationData"][0]["authorizationToken"]
    (exchange,) = cloud.wire.since(0)
    (data,) = json.loads(exchange.response_body)["authorizationData"]
    assert data["authorizationToken"] == f"{token[:8]}•••••••• ({len(token):,} characters)"
    assert data["proxyEndpoint"] == f"https://{HOST}"


def test_a_real_users_request_leaves_no_trace_of_his_credentials(
    cloud: Cloud, signed: Any, recorded: Callable[[Cloud], str]
) -> None:
    session = "IQoJb3JpZ2luX2VjEM-a-real-session-token"
    signed(
        key_id="ASIAREALREALREALREAL",
        headers={"x-amz-security-token": session, "x-private": "private-header"},
        body=b'{"private":"body"}',
        request_target="/?X-Amz-Security-Token=in-the-query",
    )
    (exchange,) = cloud.wire.since(0)
    assert (exchange.method, exchange.target, exchange.status) == ("POST", "/", 400)
    assert dict(exchange.request_headers) == {
        "x-amz-security-token": "(not recorded)",
        "authorization": "(not recorded)",
    }
    assert exchange.request_body == "(not recorded)"
    assert exchange.evidence == Evidence("UnrecognizedClientException")
    for private in ("ASIAREAL", session, "private", "in-the-query"):
        assert private not in recorded(cloud)


def test_a_session_token_with_our_key_id_leaves_no_trace(
    cloud: Cloud, signed: Any, recorded: Callable[[Cloud], str]
) -> None:
    signed(headers={"x-amz-security-token": "a-real-session-token"})
    assert "a-real-session-token" not in recorded(cloud)


@pytest.mark.parametrize("name", ["Cookie", "Proxy-Authorization", "X-Registry-Config"])
def test_other_headers_with_credentials_are_not_recorded(
    cloud: Cloud, call: Any, name: str
) -> None:
    call(cloud.registry_url, "GET", "/v2/", {"Host": HOST, name: "hush"})
    assert (name, "(not recorded)") in cloud.wire.since(0)[0].request_headers


def test_user_and_password_in_a_target_are_not_recorded(
    cloud: Cloud, call: Any, recorded: Callable[[Cloud], str]
) -> None:
    call(cloud.registry_url, "GET", f"http://me:hush@{HOST}/v2/", {"Host": "x"})
    (exchange,) = cloud.wire.since(0)
    assert (exchange.target, exchange.host, exchange.status) == ("/v2/", HOST, 401)
    assert "hush" not in recorded(cloud)


def test_marks_number_and_time(cloud: Cloud, call: Any, clock: Any) -> None:
    assert cloud.wire.mark() == 0
    call(cloud.registry_url, "GET", "/v2/", {"Host": HOST, "User-Agent": "explain-ecr"})
    mark = cloud.wire.mark()
    assert cloud.wire.since(mark) == ()
    call(cloud.registry_url, "GET", "/v2/", {"Host": HOST})
    (exchange,) = cloud.wire.since(mark)
    assert (exchange.number, exchange.at) == (2, iso(clock.now()))
    assert exchange.reason == "Unauthorized"
    assert cloud.wire.since(0)[0].client == "explain-ecr"


def test_every_exchange_is_in_the_log_before_its_answer_arrives(cloud: Cloud, call: Any) -> None:
    def one(_: int) -> int:
        call(cloud.registry_url, "GET", "/v2/", {"Host": HOST})
        return cloud.wire.mark()

    with ThreadPoolExecutor(16) as pool:
        marks = list(pool.map(one, range(64)))
    assert min(marks) >= 1
    assert [exchange.number for exchange in cloud.wire.since(0)] == list(range(1, 65))


def test_the_recorded_headers_are_those_that_were_sent(cloud: Cloud, call: Any) -> None:
    reply = call(cloud.registry_url, "GET", "/v2/", {"Host": HOST})
    (exchange,) = cloud.wire.since(0)
    assert list(exchange.response_headers) == list(reply.headers.items())


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("aws-cli/2.36.7 md/awscrt#0.1", "aws"),
        ("Boto3/1.44.5 md/Botocore#1.44.5", "boto3"),
        ("Docker-Client/28.2.2 (linux)", "docker"),
        ("explain-ecr-engine/0.1.0", "engine"),
        ("explain-ecr", "explain-ecr"),
        ("curl/8.5.0", "curl"),
        ("", "unknown"),
    ],
)
def test_clients_are_told_by_their_user_agent(agent: str, name: str) -> None:
    assert client_name(agent) == name
