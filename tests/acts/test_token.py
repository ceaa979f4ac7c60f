"""token: what the API answers, masked, and what of it the AWS CLI keeps."""

from __future__ import annotations

import hashlib
import json

from explain.narration import Crossed, Sighted


def test_the_answer_is_masked_wherever_it_is_shown(step_one) -> None:
    answer = step_one.shown("token", "GetAuthorizationToken", Crossed).exchange
    data = json.loads(answer.response_body)["authorizationData"][0]
    assert answer.status == 200
    assert data["authorizationToken"] == step_one.token.masked
    for label, secret in (
        ("authorizationToken", step_one.token),
        ("password inside", step_one.password),
    ):
        value = step_one.shown("token", label).value
        assert value == f"{secret.reveal()[:8]}•••••••• ({len(secret):,} characters)"


def test_the_fingerprints_are_the_beginnings_of_sha256(step_one) -> None:
    for label, secret in (
        ("authorizationToken", step_one.token),
        ("password inside", step_one.password),
    ):
        digest = hashlib.sha256(secret.reveal().encode()).hexdigest()
        assert step_one.shown("token", label).fingerprint == digest[:12]


def test_the_server_minted_what_the_client_got(step_one) -> None:
    tokens = [exchange.evidence.token for exchange in step_one.wire]
    prints = {token.fingerprint if token else "refused, for a wrong key" for token in tokens}
    assert prints == {"refused, for a wrong key", step_one.password.fingerprint}


def test_the_length_is_the_passwords(step_one) -> None:
    length = step_one.shown("token", "length of the password").value
    assert length == f"{len(step_one.password):,} characters"
    assert 2000 < len(step_one.password) < 3000


def test_it_is_good_for_twelve_hours_of_the_sandboxs_clock(step_one) -> None:
    assert step_one.shown("token", "expiresAt").value == "2026-02-01T00:00:00Z"
    assert step_one.shown("token", "time left").value == "12 h 0 min"


def test_the_proxy_endpoint_is_the_registry_that_docker_logs_in_to(step_one) -> None:
    endpoint = step_one.shown("token", "proxyEndpoint").value
    assert endpoint == "https://381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def test_get_login_password_drops_all_but_the_password(step_one) -> None:
    lines = {line.label: line.text for line in step_one.shown("token", _DROPS).lines}
    printed = [name for name, text in lines.items() if "printed" in text]
    dropped = [name for name, text in lines.items() if text.endswith("→ dropped")]
    assert printed == ["password"]
    assert dropped == ["user name", "expiresAt", "proxyEndpoint"]
    assert lines["user name"] == "AWS → dropped"


_DROPS = "what get-login-password does"


def test_the_password_is_sighted_once(step_one) -> None:
    (sighted,) = [event for event in step_one.of("token") if isinstance(event, Sighted)]
    assert sighted.fingerprint == step_one.password.fingerprint


def test_another_account_and_region_are_in_the_endpoint(perform) -> None:
    from explain.hosts.registry import registry

    played = perform("token", registry=registry("111111111111", "cn-north-1"))
    endpoint = played.shown("token", "proxyEndpoint").value
    assert endpoint == "https://111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn"
