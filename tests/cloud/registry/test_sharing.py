"""Policies of repositories, within an account and across two."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from explain.cloud import Principal
from explain.secret import Secret

ACCOUNT = "381492183358"
OTHER = "111122223333"
REGION = "ap-south-1"
COLLEAGUE = f"arn:aws:iam::{OTHER}:user/colleague"
LEARNER = f"arn:aws:iam::{ACCOUNT}:user/learner"
APP = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/app"
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
TAGS = "/v2/app/tags/list"
MANIFEST = "/v2/app/manifests/v1"


def allowing(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def policy(principal: Any, effect: str = "Allow", **more: Any) -> str:
    statement = {"Effect": effect, "Principal": principal, "Action": PULL, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def two(make_registry: Callable[..., Any]) -> Any:
    key = Secret("made/up+secret/access/key/for/the/other")
    colleague = Principal("colleague", "AKIACOLLEAGUECOLLEAG", key, allowing("ecr:*"))
    registry = make_registry(others={OTHER: [colleague]})
    registry.push_image("v1")
    return registry


@pytest.fixture
def colleague(two: Any, signer: Any, password_from: Any, basic: Any) -> dict[str, str]:
    """The headers with which the other account's user comes to the first one's registry."""
    key = "made/up+secret/access/key/for/the/other"
    sign = signer(two.cloud.control_url)
    reply = sign(key_id="AKIACOLLEAGUECOLLEAG", key=key)
    assert reply.json["authorizationData"][0]["proxyEndpoint"].startswith(f"https://{OTHER}.dkr")
    return dict(basic("AWS", password_from(reply)))


@pytest.fixture
def call(two: Any, signer: Any) -> Callable[..., Any]:
    """Call ECR's API as the learner."""

    def called(operation: str, **given: str) -> Any:
        target = f"AmazonEC2ContainerRegistry_V20150921.{operation}"
        body = json.dumps(given).encode()
        return signer(two.cloud.control_url)(target=target, body=body)

    return called


@pytest.fixture
def set_policy(two: Any, signer: Any) -> Callable[[str], None]:
    def call(text: str) -> None:
        target = "AmazonEC2ContainerRegistry_V20150921.SetRepositoryPolicy"
        body = json.dumps({"repositoryName": "app", "policyText": text}).encode()
        reply = signer(two.cloud.control_url)(target=target, body=body)
        assert reply.status == 200, reply

    return call


def refusal(arn: str, because: str) -> tuple[int, str, str]:
    sentence = f"User: {arn} is not authorized to perform: ecr:BatchGetImage on resource: {APP} "
    return 403, "DENIED", sentence + because


def test_across_accounts_the_repository_has_to_allow_it_too(
    two: Any, colleague: dict[str, str], set_policy: Callable[[str], None]
) -> None:
    because = "because no resource-based policy allows the ecr:BatchGetImage action"
    assert two("GET", MANIFEST, **colleague).error == refusal(COLLEAGUE, because)
    set_policy(policy({"AWS": f"arn:aws:iam::{OTHER}:root"}))
    assert two("GET", MANIFEST, **colleague).status == 200
    permission = two.cloud.wire.since(0)[-1].evidence.permission
    assert (permission.allowed, permission.resource) == (True, APP)
    assert two("GET", TAGS, **colleague).status == 403


def test_across_accounts_the_principal_has_to_be_allowed_as_well(
    two: Any, colleague: dict[str, str], set_policy: Callable[[str], None]
) -> None:
    from moto.iam.models import iam_backends

    set_policy(policy("*"))
    backend = iam_backends[OTHER]["aws"]
    backend.put_user_policy("colleague", "sandbox", json.dumps(allowing("ecr:ListImages")))
    because = "because no identity-based policy allows the ecr:BatchGetImage action"
    assert two("GET", MANIFEST, **colleague).error == refusal(COLLEAGUE, because)


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:user/coll*"}}, 200),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:user/other"}}, 403),
        ({"StringEquals": {"aws:SourceAccount": OTHER}}, 403),
    ],
)
def test_a_condition_of_a_repository_s_policy(
    two: Any,
    colleague: dict[str, str],
    set_policy: Callable[[str], None],
    condition: Any,
    status: int,
) -> None:
    set_policy(policy({"AWS": OTHER}, Condition=condition))
    assert two("GET", MANIFEST, **colleague).status == status


def test_within_an_account_a_repository_can_deny(
    two: Any, set_policy: Callable[[str], None]
) -> None:
    set_policy(policy({"AWS": LEARNER}, "Deny"))
    because = "with an explicit deny in a resource-based policy"
    assert two("GET", MANIFEST).error == refusal(LEARNER, because)
    evidence = two.cloud.wire.since(0)[-1].evidence
    assert evidence.permission.policy == "repository policy of app"
    assert two("GET", TAGS).status == 200


def test_within_an_account_a_policy_that_names_the_user_is_enough(
    two: Any, set_policy: Callable[[str], None]
) -> None:
    from moto.iam.models import iam_backends

    set_policy(policy({"AWS": ACCOUNT}))
    backend = iam_backends[ACCOUNT]["aws"]
    document = json.dumps(allowing("ecr:SetRepositoryPolicy"))
    backend.put_user_policy("learner", "sandbox", document)
    because = "because no identity-based policy allows the ecr:BatchGetImage action"
    assert two("GET", MANIFEST).error == refusal(LEARNER, because)
    set_policy(policy({"AWS": LEARNER}))
    assert two("GET", MANIFEST).status == 200


def test_the_api_names_the_other_account_by_its_registry_id(
    two: Any, signer: Any, set_policy: Callable[[str], None]
) -> None:
    sign = signer(two.cloud.control_url)
    target = "AmazonEC2ContainerRegistry_V20150921.BatchGetImage"
    asked = {"registryId": ACCOUNT, "repositoryName": "app", "imageIds": [{"imageTag": "v1"}]}
    key = {"key_id": "AKIACOLLEAGUECOLLEAG", "key": "made/up+secret/access/key/for/the/other"}
    body = json.dumps(asked).encode()
    assert sign(target=target, body=body, **key).json["__type"] == "AccessDeniedException"
    set_policy(policy({"AWS": COLLEAGUE}))
    (image,) = sign(target=target, body=body, **key).json["images"]
    assert (image["registryId"], image["repositoryName"]) == (ACCOUNT, "app")


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "Action": "ecr:*"},
        {"Effect": "Allow", "Principal": {}, "Action": "ecr:*"},
        {"Effect": "Allow", "Principal": "someone", "Action": "ecr:*"},
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:*"}, "Action": "ecr:*"},
        {"Effect": "Allow", "Principal": "*", "Action": ["ecr:GetAuthorizationToken"]},
        "x",
    ],
)
def test_a_policy_that_no_repository_can_have(two: Any, signer: Any, statement: Any) -> None:
    target = "AmazonEC2ContainerRegistry_V20150921.SetRepositoryPolicy"
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    body = json.dumps({"repositoryName": "app", "policyText": text}).encode()
    reply = signer(two.cloud.control_url)(target=target, body=body)
    assert reply.json["__type"] == "InvalidParameterException"
    assert reply.json["message"].endswith("'Invalid repository policy provided'")


def registry_policy(principal: Any, effect: str = "Allow", *actions: str) -> str:
    return policy(principal, effect, Action=actions or PULL, Resource=f"{APP[:-3]}*")


def test_a_registry_s_policy_lets_another_account_in(
    two: Any, colleague: dict[str, str], call: Callable[..., Any]
) -> None:
    text = registry_policy({"AWS": OTHER})
    assert call("PutRegistryPolicy", policyText=text).json["policyText"] == text
    assert two("GET", MANIFEST, **colleague).status == 200
    assert call("DeleteRegistryPolicy").status == 200
    assert two("GET", MANIFEST, **colleague).status == 403


def test_a_deny_of_the_registry_outweighs_what_the_repository_allows(
    two: Any, colleague: dict[str, str], call: Callable[..., Any], set_policy: Any
) -> None:
    set_policy(policy({"AWS": OTHER}))
    call("PutRegistryPolicy", policyText=registry_policy("*", "Deny"))
    for caller in ({}, colleague):
        assert two("GET", MANIFEST, **caller).status == 403
        permission = two.cloud.wire.since(0)[-1].evidence.permission
        assert (permission.allowed, permission.policy) == (False, "registry policy")


def test_a_registry_s_policy_is_about_the_repositories_that_it_names(
    two: Any, colleague: dict[str, str], call: Callable[..., Any]
) -> None:
    elsewhere = policy({"AWS": OTHER}, Resource=APP.replace("app", "other/*"))
    assert call("PutRegistryPolicy", policyText=elsewhere).status == 200
    assert two("GET", MANIFEST, **colleague).status == 403


@pytest.mark.parametrize(
    ("version", "action", "fits"),
    [
        ("V1", "ecr:ReplicateImage", True),
        ("V1", "ecr:CreateRepository", True),
        ("V1", "ecr:*", True),
        ("V1", "ecr:BatchGetImage", False),
        ("V2", "ecr:BatchGetImage", True),
        ("V2", "s3:GetObject", False),
        ("V2", "ecr:GetAuthorizationToken", False),
    ],
)
def test_what_a_registry_s_policy_may_be_about(
    call: Callable[..., Any], version: str, action: str, fits: bool
) -> None:
    call("PutAccountSetting", name="REGISTRY_POLICY_SCOPE", value=version)
    reply = call("PutRegistryPolicy", policyText=registry_policy("*", "Allow", action))
    refused = {} if fits else {"__type": "InvalidParameterException"}
    assert {key: reply.json[key] for key in reply.json if key == "__type"} == refused
    assert fits or reply.json["message"].endswith("'Invalid registry policy provided'")


def test_a_registry_s_policy_names_resources(call: Callable[..., Any]) -> None:
    assert call("PutRegistryPolicy", policyText=policy("*")).status == 400


@pytest.mark.parametrize("account", ["x", "a\r\nb", "12345678901", "1234567890123"])
def test_a_registry_s_id_is_an_account_s_number(two: Any, signer: Any, account: str) -> None:
    target = "AmazonEC2ContainerRegistry_V20150921.DescribePullThroughCacheRules"
    body = json.dumps({"registryId": account}).encode()
    reply = signer(two.cloud.control_url)(target=target, body=body)
    assert reply.json["__type"] == "InvalidParameterException"
    assert "'registryId'" in reply.json["message"]
