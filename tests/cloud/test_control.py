from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.secret import Secret
from explain.wire import HandedOut, Permission

ACCOUNT = "381492183358"
HOST = f"{ACCOUNT}.dkr.ecr.ap-south-1.amazonaws.com"
KEY_ID = "AKIAEXPLAINECREXAMPL"
KEY = "made/up+secret/access/key/for/the/tests0"
NOW = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)
ARN = f"arn:aws:iam::{ACCOUNT}:user/learner"
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your "
    "AWS Secret Access Key and signing method. Consult the service documentation for details."
)


def ecr(cloud: Cloud, **given: Any) -> Any:
    defaults: dict[str, Any] = {
        "region_name": "ap-south-1",
        "endpoint_url": cloud.control_url,
        "aws_access_key_id": KEY_ID,
        "aws_secret_access_key": KEY,
        "config": Config(retries={"total_max_attempts": 1}, proxies={}),
    }
    return boto3.client("ecr", **{**defaults, **given})


def refused(reply: Any, code: str) -> str:
    """Check the form of a refusal and return its sentence."""
    assert reply.status == 400
    assert reply.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert len(reply.headers["x-amzn-RequestId"]) == 36
    assert list(reply.json) == ["__type", "message"]
    assert reply.json["__type"] == code
    return str(reply.json["message"])


def statement(**fields: object) -> dict[str, object]:
    whole = {"Effect": "Allow", "Action": "ecr:*", "Resource": "*", **fields}
    return {"Version": "2012-10-17", "Statement": [whole]}


def test_boto3_gets_a_token_for_twelve_hours(make_cloud: Callable[..., Cloud]) -> None:
    clock = Clock()
    answer = ecr(make_cloud(clock=clock)).get_authorization_token()
    (data,) = answer["authorizationData"]
    assert base64.b64decode(data["authorizationToken"]).startswith(b"AWS:eyJwYXlsb2FkIjoi")
    assert data["proxyEndpoint"] == f"https://{HOST}"
    life = data["expiresAt"] - clock.now()
    assert timedelta(hours=11, minutes=59) < life <= timedelta(hours=12)


def test_the_expiry_is_on_the_clouds_clock_and_agrees_with_the_password(
    signed: Any, password_from: Any
) -> None:
    reply = signed()
    (data,) = reply.json["authorizationData"]
    assert data["expiresAt"] == (NOW + timedelta(hours=12)).timestamp()
    assert b'"expiresAt":1769904000.0' in reply.body
    inside = json.loads(base64.b64decode(password_from(reply)))
    assert inside["expiration"] == data["expiresAt"]
    assert reply.headers["Date"] == "Sat, 31 Jan 2026 12:00:00 GMT"


def test_two_calls_give_two_tokens_unless_reissuing_is_wanted(
    make_cloud: Callable[..., Cloud], signer: Any, password_from: Any, clock: Clock
) -> None:
    fresh = signer(make_cloud().control_url)
    assert password_from(fresh()) != password_from(fresh())
    again = signer(make_cloud(reissue_within=timedelta(minutes=5)).control_url)
    first = password_from(again())
    assert password_from(again()) == first
    clock.turn(timedelta(minutes=6))
    assert password_from(again(at=clock.now())) != first


def test_china_has_its_own_suffix_and_partition(signed: Any, cloud: Cloud) -> None:
    (data,) = signed(region="cn-north-1").json["authorizationData"]
    assert data["proxyEndpoint"] == f"https://{ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn"
    (exchange,) = cloud.wire.since(0)
    assert exchange.evidence.principal.startswith("arn:aws-cn:iam::")


def test_registry_ids_change_the_endpoints_only(signed: Any) -> None:
    body = b'{"registryIds":["111111111111","222222222222"]}'
    data = signed(body=body).json["authorizationData"]
    hosts = [one["proxyEndpoint"].removeprefix("https://").partition(".")[0] for one in data]
    assert hosts == ["111111111111", "222222222222"]
    assert data[0]["authorizationToken"] == data[1]["authorizationToken"]


@pytest.mark.parametrize("ids", ['["12345"]', '["3814-9218-3358"]', '["381492183358\\n"]'])
def test_a_registry_id_has_twelve_digits(signed: Any, ids: str) -> None:
    reply = signed(body=f'{{"registryIds":{ids}}}'.encode())
    assert "[0-9]{12}" in refused(reply, "InvalidParameterException")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"\xff", b'{"registryIds":"1"}', b'{"registryIds":[1]}']
)
def test_a_body_that_is_not_the_expected_json(signed: Any, body: bytes) -> None:
    refused(signed(body=body), "SerializationException")


def test_deeply_nested_json_is_no_fault(signed: Any) -> None:
    refused(signed(body=b"[" * 200_000), "SerializationException")


def test_an_unknown_key(signed: Any) -> None:
    message = refused(signed(key_id="AKIAUNKNOWNUNKNOWNUN"), "UnrecognizedClientException")
    assert message == "The security token included in the request is invalid."


def test_a_session_token_with_a_users_key(signed: Any) -> None:
    reply = signed(headers={"x-amz-security-token": "IQoJb3JpZ2luX2Vj"})
    refused(reply, "UnrecognizedClientException")


def test_a_temporary_key_without_its_session_token(signed: Any) -> None:
    refused(signed(key_id="ASIAEXPLAINECREXAMPL"), "UnrecognizedClientException")


def test_an_inactive_key(make_cloud: Callable[..., Cloud], signer: Any, learner: Any) -> None:
    cloud = make_cloud(principals=[learner(active=False)])
    refused(signer(cloud.control_url)(), "UnrecognizedClientException")


def test_a_wrong_secret(signed: Any) -> None:
    assert refused(signed(key=KEY + " "), "InvalidSignatureException") == MISMATCH


def test_another_body_than_the_signed_one(signed: Any) -> None:
    reply = signed(sent_body=b'{"registryIds":["381492183358"]}')
    assert refused(reply, "InvalidSignatureException") == MISMATCH


@pytest.mark.parametrize("claimed", ["UNSIGNED-PAYLOAD", hashlib.sha256(b"other").hexdigest()])
def test_the_bodys_hash_is_computed_not_believed(signed: Any, claimed: str) -> None:
    reply = signed(headers={"x-amz-content-sha256": claimed})
    assert refused(reply, "InvalidSignatureException") == MISMATCH


def test_a_correct_hash_of_the_body_may_be_sent_along(signed: Any) -> None:
    digest = hashlib.sha256(b"{}").hexdigest()
    assert signed(headers={"x-amz-content-sha256": digest}).status == 200


def test_headers_that_botocore_never_signs_may_be_signed(signed: Any) -> None:
    assert signed(headers={"user-agent": "mine/1.0"}).status == 200


def test_fifteen_minutes_are_still_in_time(signed: Any) -> None:
    assert signed(at=NOW - timedelta(minutes=15)).status == 200
    assert signed(at=NOW + timedelta(minutes=15)).status == 200


def test_a_second_more_is_too_late(signed: Any) -> None:
    reply = signed(at=NOW - timedelta(minutes=15, seconds=1))
    assert refused(reply, "InvalidSignatureException") == (
        "Signature expired: 20260131T114459Z is now earlier than "
        "20260131T114500Z (20260131T120000Z - 15 min.)"
    )


def test_a_second_more_is_too_early(signed: Any) -> None:
    reply = signed(at=NOW + timedelta(minutes=15, seconds=1))
    assert refused(reply, "InvalidSignatureException") == (
        "Signature not yet current: 20260131T121501Z is still later than "
        "20260131T121500Z (20260131T120000Z + 15 min.)"
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"service": "s3"}, "Credential should be scoped to correct service: 'ecr'."),
        ({"region": "nowhere"}, "Credential should be scoped to a valid region, not 'nowhere'."),
        (
            {"terminator": "aws3_request"},
            (
                "Credential should be scoped with a valid terminator: 'aws4_request', "
                "not 'aws3_request'."
            ),
        ),
        (
            {"scope_date": "20260130"},
            (
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
                "HTTP: '20260130' != '20260131', from '20260131T120000Z'."
            ),
        ),
        (
            {"host": "api.ecr.eu-west-1.amazonaws.com"},
            "Credential should be scoped to a valid region, not 'ap-south-1'.",
        ),
        (
            {"leave_unsigned": ("host",)},
            "'host' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            {"leave_unsigned": ("x-amz-date",)},
            "'x-amz-date' must be a 'SignedHeader' in the AWS Authorization.",
        ),
    ],
)
def test_a_wrong_scope(signed: Any, wrong: dict[str, Any], sentence: str) -> None:
    assert refused(signed(**wrong), "InvalidSignatureException") == sentence


def test_the_true_host_and_the_form_that_a_proxy_sees(signed: Any, cloud: Cloud) -> None:
    host = "api.ecr.ap-south-1.amazonaws.com"
    assert signed(host=host).status == 200
    reply = ecr(
        cloud,
        endpoint_url=f"http://{host}",
        config=Config(proxies={"http": cloud.control_url}, retries={"total_max_attempts": 1}),
    )
    with pytest.raises(ClientError, match="Signature not yet current"):
        reply.get_authorization_token()  # the cloud's clock stands still, boto3's does not
    exchange = cloud.wire.since(0)[-1]
    assert (exchange.host, exchange.target) == (host, "/")


def test_an_unsigned_request(cloud: Cloud, call: Any) -> None:
    reply = call(cloud.control_url, "POST", "/", body=b"{}")
    assert refused(reply, "MissingAuthenticationTokenException") == "Missing Authentication Token"


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic QVdTOng=",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=",
        f"AWS4-HMAC-SHA256 Credential={KEY_ID}, SignedHeaders=host, Signature=0",
        f"AWS4-HMAC-SHA256 Credential={KEY_ID}/a/b/c/d/e, SignedHeaders=host, Signature=0",
        f"AWS4-HMAC-SHA256 Credential={KEY_ID}/20260131/ap-south-1/ecr/aws4_request",
        ",=,=,=;;;\xff",
    ],
)
def test_an_authorization_with_gaps(cloud: Cloud, call: Any, authorization: str) -> None:
    headers = {"Authorization": authorization, "X-Amz-Date": "20260131T120000Z"}
    reply = call(cloud.control_url, "POST", "/", headers, b"{}")
    message = refused(reply, "IncompleteSignatureException")
    assert authorization not in message


@pytest.mark.parametrize("stamp", ["", "yesterday", "20261331T120000Z", "20260131T120000"])
def test_a_date_that_is_none(cloud: Cloud, call: Any, stamp: str) -> None:
    scope = f"{KEY_ID}/{stamp[:8]}/ap-south-1/ecr/aws4_request"
    fields = f"Credential={scope}, SignedHeaders=host;x-amz-date, Signature=00"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 {fields}", "X-Amz-Date": stamp}
    reply = call(cloud.control_url, "POST", "/", headers, b"{}")
    refused(reply, "IncompleteSignatureException")


def test_any_other_action(signed: Any) -> None:
    target = "AmazonEC2ContainerRegistry_V20150921.MakeCoffee"
    message = refused(signed(target=target), "UnknownOperationException")
    assert message == "This sandbox's ecr API does not know MakeCoffee."
    refused(signed(target="MakeCoffee.GetAuthorizationToken"), "UnknownOperationException")
    refused(signed(request_target="/other"), "UnknownOperationException")


@pytest.mark.parametrize(
    "policy",
    [
        statement(Action="s3:*"),
        statement(Resource=f"arn:aws:ecr:ap-south-1:{ACCOUNT}:repository/app"),
    ],
)
def test_nothing_allows_it(make_cloud: Callable[..., Cloud], signer: Any, policy: Any) -> None:
    reply = signer(make_cloud(policy=policy).control_url)()
    assert refused(reply, "AccessDeniedException") == (
        f"User: {ARN} is not authorized to perform: ecr:GetAuthorizationToken on resource: * "
        "because no identity-based policy allows the ecr:GetAuthorizationToken action"
    )


def test_an_explicit_deny_outweighs_the_allow(
    make_cloud: Callable[..., Cloud], signer: Any
) -> None:
    policy = statement()
    denial = {"Effect": "Deny", "Action": "ecr:Get*", "Resource": "*"}
    policy["Statement"] = [*policy["Statement"], denial]  # type: ignore[misc]
    reply = signer(make_cloud(policy=policy).control_url)()
    assert refused(reply, "AccessDeniedException") == (
        f"User: {ARN} is not authorized to perform: ecr:GetAuthorizationToken on resource: * "
        "with an explicit deny in an identity-based policy"
    )


def test_the_evidence_shows_how_the_server_thought(
    signed: Any, cloud: Cloud, password_from: Any
) -> None:
    password = password_from(signed())
    (exchange,) = cloud.wire.since(0)
    evidence, secret = exchange.evidence, Secret(password)
    assert evidence.principal == ARN
    ends = "2026-02-01T00:00:00Z"
    handed_out = HandedOut(ACCOUNT, "ap-south-1", secret.fingerprint, len(secret), ends)
    assert evidence.token == handed_out
    assert evidence.permission == Permission("ecr:GetAuthorizationToken", "*", True, "sandbox")
    signature = evidence.signature
    assert (signature.valid, signature.signed_at) == (True, "20260131T120000Z")
    assert (signature.region, signature.service) == ("ap-south-1", "ecr")
    digest = hashlib.sha256(signature.canonical_request.encode()).hexdigest()
    assert signature.canonical_request_hash == digest
    assert signature.string_to_sign.splitlines() == [
        "AWS4-HMAC-SHA256",
        "20260131T120000Z",
        "20260131/ap-south-1/ecr/aws4_request",
        digest,
    ]
    assert f"Signature={signature.signature}" in dict(exchange.request_headers)["authorization"]
    assert exchange.request_body == "{}"
    assert evidence.verdict == "accepted"


def test_a_mismatch_shows_the_servers_signature(signed: Any, cloud: Cloud) -> None:
    signed(key="wrong")
    (exchange,) = cloud.wire.since(0)
    signature = exchange.evidence.signature
    assert (signature.valid, len(signature.signature)) == (False, 64)
    assert signature.signature not in dict(exchange.request_headers)["authorization"]


def test_clouds_one_after_another_forget_each_others_keys(
    make_cloud: Callable[..., Cloud], signer: Any
) -> None:
    first = make_cloud()
    assert signer(first.control_url)().status == 200
    first.stop()
    other = make_cloud(principals=[Principal("other", "AKIAOTHEROTHEROTHERO", Secret("x"))])
    refused(signer(other.control_url)(), "UnrecognizedClientException")
    assert signer(other.control_url)(key_id="AKIAOTHEROTHEROTHERO", key="x").status == 200


def test_two_clouds_at_once_have_their_own_accounts(
    make_cloud: Callable[..., Cloud], signer: Any
) -> None:
    here = make_cloud()
    there = make_cloud(
        account="222222222222", principals=[Principal("visitor", "AKIAVISITOR", Secret("y"))]
    )
    assert signer(here.control_url)().status == 200
    reply = signer(there.control_url)(key_id="AKIAVISITOR", key="y")
    assert reply.json["authorizationData"][0]["proxyEndpoint"].startswith("https://222222222222.")
    refused(signer(there.control_url)(), "UnrecognizedClientException")
    assert signer(here.control_url)().status == 200


def test_32_callers_at_once_get_32_tokens(signed: Any, password_from: Any) -> None:
    with ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda _: signed(), range(32)))
    assert len({password_from(reply) for reply in replies}) == 32


@pytest.mark.parametrize(
    ("service", "content_type", "form"),
    [
        ("s3", "", "<Error><Code>"),
        ("sns", "application/x-www-form-urlencoded; charset=utf-8", "<ErrorResponse><Error>"),
        ("ec2", "application/x-www-form-urlencoded; charset=utf-8", "<Response><Errors><Error>"),
        ("kms", "application/x-amz-json-1.1", '{"__type":"UnknownOperationException"'),
    ],
)
def test_another_service_is_named_in_its_own_form(
    signed: Any, service: str, content_type: str, form: str
) -> None:
    reply = signed(service=service, target="X.Y", headers={"content-type": content_type})
    assert reply.status == 400
    assert reply.body.decode().startswith(form)
    assert f"not the service '{service}'." in reply.body.decode()


def test_a_password_for_a_region_that_is_none_is_refused(signed: Any) -> None:
    reply = signed(region="mars-north-1")
    assert reply.json["__type"] == "InvalidSignatureException"
    assert "'mars-north-1'" in reply.json["message"]
