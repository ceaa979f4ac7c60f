from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from explain.credentials import signing
from explain.credentials.signing import AccessKey, Signing, derive, sign
from explain.secret import Secret

# AWS's own test suite for Signature Version 4 (aws4_testsuite): this key, this moment, this region.
KEY = AccessKey("AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
AT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
REGION = "us-east-1"


def get_authorization_token() -> AWSRequest:
    return AWSRequest(
        "POST",
        "https://api.ecr.us-east-1.amazonaws.com/",
        data=b"{}",
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
            "User-Agent": "anything",
        },
    )


@pytest.fixture
def signed() -> tuple[AWSRequest, Signing]:
    request = get_authorization_token()
    return request, sign(request, KEY, REGION, AT)


def test_the_published_vector_get_vanilla_has_the_published_signature(monkeypatch) -> None:
    monkeypatch.setattr(signing, "SERVICE", "service")
    request = AWSRequest("GET", "https://example.amazonaws.com/")
    found = sign(request, KEY, REGION, AT)
    assert found.canonical_request_hash == (
        "bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63"
    )
    assert found.string_to_sign.split("\n")[:3] == [
        "AWS4-HMAC-SHA256",
        "20150830T123600Z",
        "20150830/us-east-1/service/aws4_request",
    ]
    assert found.signature == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"


def test_the_published_chain_of_keys_is_derived(monkeypatch) -> None:
    # AWS, Examples of how to derive a signing key: the same secret, 20120215, us-east-1, iam.
    monkeypatch.setattr(signing, "SERVICE", "iam")
    links = derive(KEY.secret, "20120215", REGION)
    assert [(link.name, link.message, link.shown) for link in links] == [
        ("kDate", "20120215", "969fbb94…"),
        ("kRegion", "us-east-1", "69daa020…"),
        ("kService", "iam", "f72cfd46…"),
        ("kSigning", "aws4_request", "f4780e2d…"),
    ]


def test_botocore_signs_the_same_request_with_the_same_signature(signed, monkeypatch) -> None:
    ours, found = signed
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_: AT.replace(tzinfo=None))
    theirs = get_authorization_token()
    SigV4Auth(Credentials(KEY.id, KEY.secret.reveal()), "ecr", REGION).add_auth(theirs)
    assert theirs.headers["Authorization"] == found.authorization == ours.headers["Authorization"]
    assert theirs.headers["X-Amz-Date"] == ours.headers["X-Amz-Date"] == "20150830T123600Z"


def test_the_last_derived_key_signs_the_string_to_sign(signed) -> None:
    _, found = signed
    key = b"AWS4" + KEY.secret.reveal().encode()
    for link in found.derived_keys:
        key = hmac.digest(key, link.message.encode(), "sha256")
        assert link.shown == f"{key.hex()[:8]}…"
    assert hmac.digest(key, found.string_to_sign.encode(), "sha256").hex() == found.signature


def test_each_stage_holds_the_one_before(signed) -> None:
    _, found = signed
    digest = hashlib.sha256(found.canonical_request.encode()).hexdigest()
    assert found.canonical_request_hash == digest
    assert found.string_to_sign.split("\n")[2:] == [found.credential_scope, digest]
    assert found.credential_scope == "20150830/us-east-1/ecr/aws4_request"
    assert found.authorization == (
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{found.credential_scope},"
        f" SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={found.signature}"
    )


def test_the_canonical_request_has_the_body_only_as_its_hash(signed) -> None:
    _, found = signed
    lines = found.canonical_request.split("\n")
    assert lines[:3] == ["POST", "/", ""]
    assert "host:api.ecr.us-east-1.amazonaws.com" in lines
    assert lines[-1] == hashlib.sha256(b"{}").hexdigest()


def test_the_user_agent_is_not_signed(signed) -> None:
    _, found = signed
    assert "user-agent" not in found.canonical_request.lower()


def test_the_secret_is_in_no_stage_and_in_no_header(signed) -> None:
    request, found = signed
    assert KEY.secret.reveal() not in f"{found}{dict(request.headers)}"


def test_no_derived_key_is_shown_in_full(signed) -> None:
    _, found = signed
    assert {len(link.shown) for link in found.derived_keys} == {9}


def test_another_secret_moment_or_region_gives_another_signature(signed) -> None:
    _, found = signed
    wrong = AccessKey(KEY.id, Secret(KEY.secret.reveal()[:-1] + "Z"))
    others = [
        sign(get_authorization_token(), wrong, REGION, AT),
        sign(get_authorization_token(), KEY, "us-west-2", AT),
        sign(get_authorization_token(), KEY, REGION, AT.replace(second=1)),
    ]
    assert len({found.signature, *(other.signature for other in others)}) == 4
    assert others[0].string_to_sign == found.string_to_sign  # no key is in it


def test_a_request_can_be_signed_again(signed) -> None:
    request, _ = signed
    later = sign(request, KEY, REGION, AT.replace(hour=13))
    assert request.headers.get_all("X-Amz-Date") == ["20150830T133600Z"]
    assert request.headers["Authorization"] == later.authorization
