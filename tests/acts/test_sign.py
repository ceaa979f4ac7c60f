"""sign: every stage is the server's own, and the secret key is used and never sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import quote

import pytest

from explain.acts.sign import compared, occurrences, one_character_changed
from explain.narration import Compared, Crossed, Lines, Value
from explain.secret import Secret

CANONICAL = """\
POST
/

content-type:application/x-amz-json-1.1
host:api.ecr.ap-south-1.amazonaws.com
x-amz-date:20260131T120000Z
x-amz-target:AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken

content-type;host;x-amz-date;x-amz-target
44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"""


def text(lines: Lines) -> str:
    return "\n".join(line.text for line in lines.lines)


def test_the_canonical_request_is_the_documented_one(step_one) -> None:
    assert text(step_one.shown("sign", "canonical request")) == CANONICAL


def test_the_server_computed_the_same_canonical_request(step_one) -> None:
    lines = step_one.shown("sign", "canonical request")
    assert text(lines) == step_one.wire[0].evidence.signature.canonical_request
    digest = step_one.shown("sign", "hash of the canonical request").value
    assert digest == hashlib.sha256(text(lines).encode()).hexdigest()
    assert digest == step_one.wire[0].evidence.signature.canonical_request_hash


def test_each_line_of_the_canonical_request_has_its_own_name(step_one) -> None:
    names = [line.label for line in step_one.shown("sign", "canonical request").lines]
    assert names == [
        *("method", "path", "query"),
        *("content-type", "host", "x-amz-date", "x-amz-target"),
        *("end of headers", "signed headers", "hash of the body"),
    ]


def test_the_body_that_was_hashed_is_an_empty_object(step_one) -> None:
    assert CANONICAL.endswith(hashlib.sha256(b"{}").hexdigest())


def test_the_server_computed_the_same_string_to_sign(step_one) -> None:
    lines = step_one.shown("sign", "string to sign")
    assert text(lines) == step_one.wire[0].evidence.signature.string_to_sign
    assert [line.text for line in lines.lines[:3]] == [
        "AWS4-HMAC-SHA256",
        "20260131T120000Z",
        "20260131/ap-south-1/ecr/aws4_request",
    ]


def test_the_chain_of_keys_is_the_documented_one_and_is_cut_short(step_one) -> None:
    """The reference is AWS's own description of the derivation, without our code or botocore's."""
    key = b"AWS4" + step_one.access_key.reveal().encode()
    lines = step_one.shown("sign", "derived keys").lines
    assert [line.label for line in lines] == ["kDate", "kRegion", "kService", "kSigning"]
    for line, message in zip(lines, ("20260131", "ap-south-1", "ecr", "aws4_request"), strict=True):
        key = hmac.digest(key, message.encode(), "sha256")
        assert line.text.endswith(f", {message!r}) = {key.hex()[:8]}…")
        assert key.hex()[:9] not in line.text
    to_sign = text(step_one.shown("sign", "string to sign"))
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    assert step_one.shown("sign", "signature").value == signature


def test_both_sides_have_the_same_signature(step_one) -> None:
    signatures = step_one.shown("sign", "signatures", Compared)
    assert signatures.same
    assert signatures.differs_at == -1
    assert signatures.left == step_one.shown("sign", "signature").value
    assert signatures.right == step_one.wire[0].evidence.signature.signature
    assert len(signatures.left) == 64


def test_the_authorization_header_is_taken_apart_without_a_rest(step_one) -> None:
    lines = step_one.shown("sign", "Authorization header").lines
    sent = dict(step_one.wire[0].request_headers)["Authorization"]
    algorithm, *parts = [line.text for line in lines]
    assert f"{algorithm} {', '.join(parts)}" == sent


def test_the_user_agent_is_sent_and_not_signed(step_one) -> None:
    unsigned = step_one.shown("sign", "sent but not signed").lines
    names = [line.label.lower() for line in unsigned]
    assert "user-agent" in names
    assert not {"host", "content-type", "x-amz-date", "x-amz-target"} & set(names)


def test_what_is_unsigned_really_may_be_changed_on_the_way(step_one, perform) -> None:
    """Change the user agent after signing, as a proxy may: the server still says 200."""

    def rename(world) -> None:
        events = world.ecr._client.meta.events
        events.register_last(
            "before-send.ecr",
            lambda request, **_: request.headers.__setitem__("User-Agent", "p/1"),
        )

    played = perform("sign", prepare=rename)
    assert played.wire[0].client == "p"
    assert played.shown("sign", "request and answer").exchange.status == 200


def test_the_request_is_answered_with_a_masked_token(step_one) -> None:
    answer = step_one.shown("sign", "request and answer", Crossed).exchange
    assert (answer.status, answer.request) == (200, "POST /")
    data = json.loads(answer.response_body)["authorizationData"][0]
    assert data["authorizationToken"] == step_one.token.masked
    assert data["proxyEndpoint"] == "https://381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def test_the_secret_key_is_nowhere_in_what_was_sent(step_one) -> None:
    assert step_one.shown("sign", "times the secret key is in them").value == "0"
    assert int(step_one.shown("sign", "bytes sent").value.replace(",", "")) > 400
    assert step_one.shown("sign", "secret access key").value == "•••••••• (40 characters)"


KEY = Secret("made/up+secret/access/key/for/the/tests0")


@pytest.mark.parametrize("offset", [0, 1, 2])
@pytest.mark.parametrize("after", [b"", b"x", b"xy", b"a longer neighbour"])
def test_a_secret_in_base64_is_found_at_every_offset(offset: int, after: bytes) -> None:
    data = base64.b64encode(b"\xfa" * offset + KEY.reveal().encode() + after)
    assert occurrences(KEY, b"before " + data + b" behind") == 1


@pytest.mark.parametrize(
    "data",
    [KEY.reveal(), KEY.reveal().encode().hex(), KEY.reveal().encode().hex().upper(),
     quote(KEY.reveal(), safe="")],
    ids=["as it is", "hexadecimal", "HEXADECIMAL", "as in a URL"],
)  # fmt: skip
def test_a_secret_is_found_in_other_forms(data: str) -> None:
    assert occurrences(KEY, f"before{data}behind".encode()) == 1


def test_a_secret_that_is_sent_would_be_counted(perform) -> None:
    """The proof of absence must be able to fail: here the secret does travel, in a header."""

    def leak(world) -> None:
        secret = world.sandbox.access_key.secret.reveal()
        world.ecr._client.meta.events.register_first(
            "before-send.ecr", lambda request, **_: request.headers.__setitem__("X-Leak", secret)
        )

    assert (
        perform("sign", prepare=leak).shown("sign", "times the secret key is in them").value == "1"
    )


def test_a_wrong_secret_is_refused_in_ecrs_words(step_one) -> None:
    refused = step_one.shown("sign", "request with a wrong key", Crossed).exchange
    assert refused.status == 400
    assert json.loads(refused.response_body) == {
        "__type": "InvalidSignatureException",
        "message": "The request signature we calculated does not match the signature you provided."
        " Check your AWS Secret Access Key and signing method."
        " Consult the service documentation for details.",
    }


def test_with_a_wrong_secret_the_two_sides_part_at_the_first_derived_key(step_one) -> None:
    same = {e.label: e.same for e in step_one.of("sign") if isinstance(e, Compared)}
    assert same == {
        "signatures": True,
        "canonical requests": True,
        "strings to sign": True,
        "first derived keys": False,
        "signatures after a changed key": False,
    }


def test_the_changed_key_differs_in_one_character_only() -> None:
    for secret in (KEY, Secret("x" * 39 + "A")):
        pairs = zip(secret.reveal(), one_character_changed(secret).reveal(), strict=True)
        assert sum(a != b for a, b in pairs) == 1


def test_the_first_difference_is_found() -> None:
    assert compared("", "", "abcd", "", "abXd").differs_at == 2
    assert compared("", "", "abc", "", "abcd").differs_at == 3
    assert compared("", "", "", "", "").same


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "eusc-de-east-1"])
def test_the_request_is_signed_for_the_region_that_is_asked_for(region: str, perform) -> None:
    from explain.hosts.registry import registry

    there = registry("111111111111", region)
    played = perform("sign", registry=there)
    assert played.shown("sign", "endpoint").value == f"POST https://{there.api_host}/"
    assert played.shown("sign", "signatures", Compared).same
    assert f"host:{there.api_host}" in text(played.shown("sign", "canonical request"))


def test_no_value_of_the_act_holds_the_secret_key(step_one) -> None:
    values = [event for event in step_one.of("sign") if isinstance(event, Value)]
    assert len(values) > 6
    assert occurrences(step_one.access_key, repr(step_one.events).encode()) == 0
