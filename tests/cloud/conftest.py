"""A cloud to talk to, and small clients that speak to it byte by byte."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.secret import Secret

ACCOUNT = "381492183358"
REGION = "ap-south-1"
KEY_ID = "AKIAEXPLAINECREXAMPL"
KEY = "made/up+secret/access/key/for/the/tests0"
NOW = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)
TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def send(
    url: str,
    method: str,
    target: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Reply:
    """Send one request and read the answer."""
    address = url.partition("://")[2]
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request(method, target, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


class Signer:
    """Signs as AWS documents it, without botocore. Every part can be made wrong."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __call__(
        self,
        *,
        key_id: str = KEY_ID,
        key: str = KEY,
        at: datetime = NOW,
        region: str = REGION,
        service: str = "ecr",
        terminator: str = "aws4_request",
        scope_date: str | None = None,
        leave_unsigned: tuple[str, ...] = (),
        body: bytes = b"{}",
        sent_body: bytes | None = None,
        target: str = TARGET,
        headers: Mapping[str, str] | None = None,
        host: str | None = None,
        request_target: str = "/",
    ) -> Reply:
        stamp = at.strftime("%Y%m%dT%H%M%SZ")
        all_headers = {
            "host": host or self._url.partition("://")[2],
            "content-type": "application/x-amz-json-1.1",
            "x-amz-date": stamp,
            "x-amz-target": target,
            **(headers or {}),
        }
        signed = sorted(set(all_headers) - set(leave_unsigned))
        date = scope_date or stamp[:8]
        scope = f"{date}/{region}/{service}/{terminator}"
        payload = hashlib.sha256(body).hexdigest()
        if "x-amz-content-sha256" in all_headers:
            payload = all_headers["x-amz-content-sha256"]
        lines = [f"{name}:{all_headers[name]}" for name in signed]
        path, _, query = request_target.partition("?")
        canonical = "\n".join(["POST", path, query, *lines, "", ";".join(signed), payload])
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, digest])
        secret = f"AWS4{key}".encode()
        for part in (date, region, service, terminator):
            secret = _hmac(secret, part)
        signature = _hmac(secret, to_sign).hex()
        all_headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={key_id}/{scope}, "
            f"SignedHeaders={';'.join(signed)}, Signature={signature}"
        )
        payload_sent = body if sent_body is None else sent_body
        return send(self._url, "POST", request_target, all_headers, payload_sent)


def _hmac(key: bytes, text: str) -> bytes:
    import hmac

    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def principal(policy: Mapping[str, Any] | None = None, **others: Any) -> Principal:
    """Return the learner, with another policy if so wished."""
    given = {"policy": policy} if policy is not None else {}
    return Principal("learner", KEY_ID, Secret(KEY), **given, **others)


MakeCloud = Callable[..., Cloud]


@pytest.fixture
def clock() -> Clock:
    return Clock.fixed(NOW)


@pytest.fixture
def make_cloud(clock: Clock) -> Iterator[MakeCloud]:
    """Start clouds, stop them afterwards, and see that none of them had a fault of its own."""
    clouds: list[Cloud] = []

    def make(**given: Any) -> Cloud:
        policy = given.pop("policy", None)
        defaults: dict[str, Any] = {
            "clock": clock,
            "master_key": bytes(range(32)),
            "account": ACCOUNT,
            "principals": [principal(policy)],
            "entropy": random.Random(7).randbytes,
        }
        cloud = Cloud(**{**defaults, **given})
        clouds.append(cloud)
        cloud.start()
        return cloud

    yield make
    for cloud in clouds:
        failures = [one.evidence.failure for one in cloud.wire.since(0) if one.evidence.failure]
        cloud.stop()
        assert failures == []


@pytest.fixture
def cloud(make_cloud: MakeCloud) -> Cloud:
    return make_cloud()


@pytest.fixture
def signed(cloud: Cloud) -> Signer:
    return Signer(cloud.control_url)


@pytest.fixture
def signer() -> type[Signer]:
    return Signer


@pytest.fixture
def call() -> Callable[..., Reply]:
    return send


@pytest.fixture
def learner() -> Callable[..., Principal]:
    return principal


@pytest.fixture
def password_from() -> Callable[[Reply], str]:
    """Read the password out of an answer to GetAuthorizationToken."""

    def read(reply: Reply) -> str:
        token = reply.json["authorizationData"][0]["authorizationToken"]
        return base64.b64decode(token).decode().partition(":")[2]

    return read


@pytest.fixture
def password(signed: Signer, password_from: Callable[[Reply], str]) -> str:
    return password_from(signed())


@pytest.fixture
def basic() -> Callable[[str, str], dict[str, str]]:
    """Return the headers of a request to the registry with these credentials."""

    def headers(user: str, password: str, region: str = REGION) -> dict[str, str]:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        host = f"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com"
        return {"Host": host, "Authorization": f"Basic {pair}"}

    return headers


@pytest.fixture
def recorded() -> Callable[[Cloud], str]:
    """Return everything that a cloud wrote down, as one text to search."""

    def text(cloud: Cloud) -> str:
        exchanges = cloud.wire.since(0)
        return "\n".join(repr(exchange) for exchange in exchanges)

    return text


@pytest.fixture
def hours() -> Callable[[float], timedelta]:
    return lambda number: timedelta(hours=number)
