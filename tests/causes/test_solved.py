"""Which later request shows that what failed was put right."""

from __future__ import annotations

from typing import Any

import pytest

from explain.causes.failures import is_solved
from explain.causes.model import ECR_API, ENGINE, REGISTRY
from explain.wire import ACCEPTED, EXPIRED, NO_EVIDENCE, Evidence, Exchange, Header, Login

API = "AmazonEC2ContainerRegistry_V20150921"
LOGIN = Login("AWS", "••••••••", "0123456789ab", 2444)


def exchange(server: str, status: int, **changes: Any) -> Exchange:
    """Return an exchange with nothing in it but what is named."""
    texts = dict.fromkeys(Exchange._fields, "") | {"host": "here.example", "target": "/"}
    lists = {"request_headers": (), "response_headers": (), "evidence": NO_EVIDENCE}
    given = {"number": 1, "server": server, "status": status}
    return Exchange(**{**texts, **lists, **given, **changes})


def call(operation: str, status: int) -> Exchange:
    headers = (Header("X-Amz-Target", f"{API}.{operation}"),)
    return exchange(ECR_API, status, method="POST", request_headers=headers)


def manifest(status: int, name: str = "app", tag: str = "v1", **changes: Any) -> Exchange:
    target = f"/v2/{name}/manifests/{tag}"
    return exchange(REGISTRY, status, **{"method": "GET", "target": target, **changes})


def login(status: int, verdict: str, **changes: Any) -> Exchange:
    evidence = Evidence(verdict, login=LOGIN)
    return exchange(REGISTRY, status, **{"target": "/v2/", "evidence": evidence, **changes})


TOKEN = "GetAuthorizationToken"
TABLE = [
    (call(TOKEN, 400), call(TOKEN, 200), True),
    (call(TOKEN, 400), call(TOKEN, 400), False),
    (call(TOKEN, 400), call("DescribeRepositories", 200), False),
    (call(TOKEN, 400), login(200, ACCEPTED), False),
    (manifest(403), manifest(200), True),
    (manifest(403), manifest(200, tag="v2"), True),
    (manifest(403), manifest(200, name="other"), False),
    (manifest(403), manifest(200, method="PUT"), False),
    (manifest(403), manifest(200, host="elsewhere.example"), False),
    (login(403, EXPIRED), login(200, ACCEPTED), True),
    (login(403, EXPIRED), login(200, ACCEPTED, host="elsewhere.example"), False),
    (login(403, EXPIRED), login(200, ACCEPTED, target="/v2/app/tags/list"), True),
    (login(403, EXPIRED), exchange(REGISTRY, 200, target="/v2/"), False),
    (exchange(ENGINE, 500, target="/auth"), exchange(ENGINE, 200, target="/auth"), True),
    (exchange(ENGINE, 500, target="/auth"), exchange(ENGINE, 200, target="/info"), False),
]


@pytest.mark.parametrize(("failed", "later", "solved"), TABLE, ids=map(str, range(len(TABLE))))
def test_what_was_put_right(failed: Exchange, later: Exchange, solved: bool) -> None:
    assert is_solved(failed, [later]) is solved
