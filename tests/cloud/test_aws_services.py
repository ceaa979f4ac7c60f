"""ECR's other operations, IAM and STS: through boto3, signed byte by byte, and with the AWS CLI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from explain.clock import Clock
from explain.cloud import Cloud
from explain.errors import SandboxProblem

ACCOUNT = "381492183358"
REGION = "ap-south-1"
KEY_ID = "AKIAEXPLAINECREXAMPL"
KEY = "made/up+secret/access/key/for/the/tests0"
ARN = f"arn:aws:iam::{ACCOUNT}:user/learner"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/builder"
FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


def allowing(*actions: str, resource: str = "*") -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}


ALL = allowing("ecr:*", "iam:*", "sts:*")


@pytest.fixture
def lab(make_cloud: Callable[..., Cloud]) -> Cloud:
    """A cloud at the machine's time, which is boto3's; its own clock can be turned all the same."""
    clock = Clock()
    return make_cloud(
        clock=clock, signed_by=[Clock()], policy=ALL, repositories=[(REGION, "my-image")]
    )


Client = Callable[..., Any]


@pytest.fixture
def client() -> Client:
    def make(cloud: Cloud, service: str, **given: Any) -> Any:
        defaults: dict[str, Any] = {
            "region_name": REGION,
            "endpoint_url": cloud.control_url,
            "aws_access_key_id": KEY_ID,
            "aws_secret_access_key": KEY,
            "config": Config(retries={"total_max_attempts": 1}, proxies={}),
        }
        return boto3.client(service, **{**defaults, **given})

    return make


def error(call: Callable[..., Any], **given: Any) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as caught:
        call(**given)
    answer: Any = caught.value.response
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return status, answer["Error"]["Code"], answer["Error"]["Message"]


def test_a_cloud_is_born_with_repositories(lab: Cloud, client: Client) -> None:
    (found,) = client(lab, "ecr").describe_repositories()["repositories"]
    assert found["repositoryArn"] == f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/my-image"
    assert found["repositoryUri"] == f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/my-image"
    assert client(lab, "ecr", region_name="eu-west-1").describe_repositories()["repositories"] == []


def test_a_repository_that_cannot_be(make_cloud: Callable[..., Cloud]) -> None:
    cloud = make_cloud(repositories=[(REGION, "My-Image")])
    with pytest.raises(SandboxProblem, match="My-Image"):
        cloud.warm()


def test_the_next_cloud_forgets(make_cloud: Callable[..., Cloud], client: Client) -> None:
    cloud = make_cloud(clock=Clock())
    client(cloud, "ecr").create_repository(repositoryName="of-the-first")
    cloud.stop()
    other = make_cloud(clock=Clock())
    assert client(other, "ecr").describe_repositories()["repositories"] == []


def test_a_repositorys_life(lab: Cloud, client: Client) -> None:
    ecr = client(lab, "ecr")
    name = {"repositoryName": "team/app"}
    ecr.create_repository(**name, tags=[{"Key": "for", "Value": "all"}])
    assert error(ecr.create_repository, **name)[:2] == (400, "RepositoryAlreadyExistsException")
    ecr.put_image_tag_mutability(**name, imageTagMutability="IMMUTABLE")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "ecr:*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    ecr.set_repository_policy(**name, policyText=json.dumps(policy))
    assert "ecr:*" in ecr.get_repository_policy(**name)["policyText"]
    assert ecr.list_images(**name)["imageIds"] == []
    assert ecr.describe_images(**name)["imageDetails"] == []
    assert ecr.batch_get_image(**name, imageIds=[{"imageTag": "x"}])["failures"]
    assert ecr.batch_delete_image(**name, imageIds=[{"imageTag": "x"}])["failures"]
    ecr.delete_repository(**name)
    assert error(ecr.list_images, **name) == (
        400,
        "RepositoryNotFoundException",
        f"The repository with name 'team/app' does not exist in the registry with id '{ACCOUNT}'",
    )


def test_what_it_is_called_in_china_and_when_it_was_made(
    make_cloud: Callable[..., Cloud], signer: Any, clock: Clock
) -> None:
    target = "AmazonEC2ContainerRegistry_V20150921.CreateRepository"
    sign = signer(make_cloud().control_url)
    reply = sign(region="cn-north-1", target=target, body=b'{"repositoryName":"app"}')
    made = reply.json["repository"]
    assert made["repositoryUri"] == f"{ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn/app"
    assert made["repositoryArn"].startswith("arn:aws-cn:ecr:")
    assert made["createdAt"] == clock.now().timestamp()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{}", "InvalidParameterException"),
        (b'{"repositoryName":7}', "InvalidParameterException"),
        (b"[]", "SerializationException"),
        (b"\xff", "SerializationException"),
        (b"[" * 100_000, "SerializationException"),
    ],
)
def test_parameters_that_are_none(signed: Any, body: bytes, code: str) -> None:
    target = "AmazonEC2ContainerRegistry_V20150921.CreateRepository"
    reply = signed(target=target, body=body)
    assert (reply.status, reply.json["__type"]) == (400, code)


def test_a_region_that_is_none(signed: Any) -> None:
    target = "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"
    reply = signed(target=target, region="ap-nowhere-9")
    assert reply.json["__type"] == "InvalidSignatureException"


def test_layers_go_through_the_registry(lab: Cloud, client: Client) -> None:
    found = error(client(lab, "ecr").initiate_layer_upload, repositoryName="my-image")
    message = "This sandbox's ecr API does not know InitiateLayerUpload."
    assert found == (400, "UnknownOperationException", message)


def test_permission_may_be_for_one_repository(
    make_cloud: Callable[..., Cloud], client: Client
) -> None:
    arn = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/"
    policy = allowing("ecr:*", resource=f"{arn}mine/*")
    ecr = client(make_cloud(clock=Clock(), policy=policy), "ecr")
    ecr.create_repository(repositoryName="mine/app")
    ecr.describe_repositories(repositoryNames=["mine/app"])
    assert error(ecr.create_repository, repositoryName="yours") == (
        400,
        "AccessDeniedException",
        (
            f"User: {ARN} is not authorized to perform: ecr:CreateRepository on resource: "
            f"{arn}yours because no identity-based policy allows the ecr:CreateRepository action"
        ),
    )
    assert f"on resource: {arn}* because" in error(ecr.describe_repositories)[2]


def test_another_accounts_registry_is_closed(lab: Cloud, client: Client) -> None:
    registry = {"repositoryName": "my-image", "registryId": "111111111111"}
    status, code, message = error(client(lab, "ecr").list_images, **registry)
    assert (status, code) == (400, "AccessDeniedException")
    assert message.endswith("because no resource-based policy allows the ecr:ListImages action")


def test_who_am_i_needs_no_permission(make_cloud: Callable[..., Cloud], client: Client) -> None:
    cloud = make_cloud(clock=Clock(), policy=allowing("s3:*"))
    found = client(cloud, "sts").get_caller_identity()
    assert (found["Account"], found["Arn"]) == (ACCOUNT, ARN)
    status, code, message = error(client(cloud, "iam").list_users)
    assert (status, code) == (403, "AccessDenied")
    assert message.startswith(f"User: {ARN} is not authorized to perform: iam:ListUsers on ")


@pytest.mark.parametrize("service", ["sts", "iam"])
def test_refusals_of_query_services_are_xml(lab: Cloud, client: Client, service: str) -> None:
    operation = {"sts": "get_caller_identity", "iam": "list_users"}[service]
    unknown = client(lab, service, aws_access_key_id="AKIAUNKNOWNUNKNOWNUN")
    assert error(getattr(unknown, operation)) == (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    )
    wrong = client(lab, service, aws_secret_access_key="wrong")
    assert error(getattr(wrong, operation))[:2] == (403, "SignatureDoesNotMatch")


def test_query_services_byte_by_byte(make_cloud: Callable[..., Cloud], signer: Any) -> None:
    sign = signer(make_cloud(policy=ALL).control_url)

    def sts(body: bytes, **given: Any) -> Any:
        return sign(service="sts", body=body, headers=FORM, **given)

    assert sts(b"Action=GetCallerIdentity&Version=2011-06-15").headers["Content-Type"] == "text/xml"
    for body in (b"", b"Action=MakeTea", b"Action=GetSessionToken", b"Action=%FF", b"\xff"):
        reply = sts(body)
        assert reply.status == 400, body
        assert reply.body.startswith(b'<ErrorResponse xmlns="https://sts.amazonaws.com/doc/')
    assert b"<Code>ValidationError</Code>" in sts(b"Action=AssumeRole").body
    host = {"host": "sts.eu-west-1.amazonaws.com"}
    assert b"<Code>SignatureDoesNotMatch</Code>" in sts(b"Action=GetCallerIdentity", **host).body
    other = sign(host="iam.amazonaws.com", region="us-east-1")
    assert b"correct service: 'iam'." in other.body


def test_what_an_unknown_key_asked_is_not_written_down(
    lab: Cloud, client: Client, recorded: Any
) -> None:
    stranger = client(lab, "iam", aws_access_key_id="AKIAUNKNOWNUNKNOWNUN")
    error(stranger.create_user, UserName="stranger-in-the-log")
    text = recorded(lab)
    assert "AKIAUNKNOWNUNKNOWNUN" not in text
    assert "stranger-in-the-log" not in text


def test_a_new_users_key_works_until_it_does_not(lab: Cloud, client: Client, recorded: Any) -> None:
    iam = client(lab, "iam")
    iam.create_user(UserName="bob")
    iam.put_user_policy(
        UserName="bob", PolicyName="all", PolicyDocument=json.dumps(allowing("ecr:*"))
    )
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    id_and_secret = {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
    }
    bob = client(lab, "ecr", **id_and_secret)
    assert bob.get_authorization_token()
    iam.create_login_profile(UserName="bob", Password="correct horse battery staple")
    iam.update_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert error(bob.get_authorization_token)[1] == "UnrecognizedClientException"
    assert {user["UserName"] for user in iam.list_users()["Users"]} == {"learner", "bob"}
    text = recorded(lab)
    assert key["SecretAccessKey"] not in text
    assert "battery" not in text


def test_policies_are_heeded_at_once(lab: Cloud, client: Client) -> None:
    deny = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "ecr:*", "Resource": "*"}],
    }
    iam, ecr = client(lab, "iam"), client(lab, "ecr")
    iam.put_user_policy(UserName="learner", PolicyName="no", PolicyDocument=json.dumps(deny))
    assert "with an explicit deny" in error(ecr.get_authorization_token)[2]
    iam.delete_user_policy(UserName="learner", PolicyName="no")
    assert ecr.get_authorization_token()


@pytest.fixture
def role(lab: Cloud, client: Client) -> str:
    trust = {"Effect": "Allow", "Principal": {"AWS": ARN}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    iam = client(lab, "iam")
    iam.create_role(RoleName="builder", AssumeRolePolicyDocument=json.dumps(document))
    iam.put_role_policy(
        RoleName="builder", PolicyName="all", PolicyDocument=json.dumps(allowing("ecr:*"))
    )
    return ROLE


def session(answer: Any) -> dict[str, str]:
    given = answer["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def test_an_assumed_roles_credentials_end_on_the_clouds_clock(
    lab: Cloud, client: Client, role: str, recorded: Any
) -> None:
    answer = client(lab, "sts").assume_role(RoleArn=role, RoleSessionName="me")
    keys = session(answer)
    ecr = client(lab, "ecr", **keys)
    assert ecr.get_authorization_token()
    who = client(lab, "sts", **keys).get_caller_identity()["Arn"]
    assert who == f"arn:aws:sts::{ACCOUNT}:assumed-role/builder/me"
    lab._clock.turn(timedelta(minutes=61))
    expired = "The security token included in the request is expired"
    assert error(ecr.get_authorization_token) == (400, "ExpiredTokenException", expired)
    sts = client(lab, "sts", **keys)
    assert error(sts.get_caller_identity) == (403, "ExpiredToken", expired)
    assert client(lab, "ecr").get_authorization_token()
    text = recorded(lab)
    assert keys["aws_secret_access_key"] not in text
    assert keys["aws_session_token"] not in text


@pytest.mark.parametrize("session_token", [None, "wrong"])
def test_temporary_keys_need_their_session_token(
    lab: Cloud, client: Client, role: str, session_token: str | None
) -> None:
    keys = session(client(lab, "sts").assume_role(RoleArn=role, RoleSessionName="me"))
    ecr = client(lab, "ecr", **{**keys, "aws_session_token": session_token})
    assert error(ecr.get_authorization_token)[1] == "UnrecognizedClientException"


def test_a_role_that_is_gone_takes_its_sessions_along(
    lab: Cloud, client: Client, role: str
) -> None:
    keys = session(client(lab, "sts").assume_role(RoleArn=role, RoleSessionName="me"))
    iam = client(lab, "iam")
    iam.delete_role_policy(RoleName="builder", PolicyName="all")
    iam.delete_role(RoleName="builder")
    ecr = client(lab, "ecr", **keys)
    assert error(ecr.get_authorization_token)[1] == "UnrecognizedClientException"


def test_a_role_decides_who_assumes_it(lab: Cloud, client: Client, role: str) -> None:
    other = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/somebody-else"}
    trust = {"Effect": "Allow", "Principal": other, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    client(lab, "iam").update_assume_role_policy(RoleName="builder", PolicyDocument=document)
    for arn in (role, f"{role}-not-there", "arn:aws:iam::111111111111:role/x"):
        found = error(client(lab, "sts").assume_role, RoleArn=arn, RoleSessionName="me")
        message = f"User: {ARN} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        assert found == (403, "AccessDenied", message)


def test_many_at_once(lab: Cloud, client: Client) -> None:
    ecr = client(lab, "ecr")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: ecr.create_repository(repositoryName=f"app-{n}"), range(48)))
    assert len(ecr.describe_repositories()["repositories"]) == 49


def test_moto_heeds_no_header_and_no_variable(
    make_cloud: Callable[..., Cloud], signer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "999999999999")
    sign = signer(make_cloud(policy=ALL).control_url)
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    reply = sign(service="sts", body=body, headers={**FORM, "x-moto-account-id": "888888888888"})
    assert f"<Account>{ACCOUNT}</Account>".encode() in reply.body


@pytest.mark.skipif(shutil.which("aws") is None, reason="there is no AWS CLI")
def test_the_aws_cli(lab: Cloud, tmp_path: Path) -> None:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": lab.control_url,
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_PAGER": "",
    }

    def aws(*words: str) -> Any:
        done = subprocess.run(["aws", *words], env=env, text=True, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    assert aws("sts", "get-caller-identity")["Arn"] == ARN
    assert aws("iam", "list-users")["Users"][0]["UserName"] == "learner"
    (repository,) = aws("ecr", "describe-repositories")["repositories"]
    assert repository["repositoryName"] == "my-image"
