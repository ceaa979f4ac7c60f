"""On which resource a call needs its permission: the ARN that policies name and refusals quote.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from explain.cloud import refusals
from explain.cloud.aws.call import Call
from explain.cloud.hosts import RegistryHost, registry_name
from explain.cloud.partitions import AWS, partition_of
from explain.cloud.registry import repositories
from explain.cloud.registry.repositories import Repository

_ACCOUNT = re.compile("[0-9]{12}")
_ARN = re.compile("arn:[a-z-]+:ecr:[a-z0-9-]+:([0-9]{12}):")
_IAM_NAMES = {"UserName": "user", "RoleName": "role", "GroupName": "group"}
_ONE_S_OWN = ("GetUser", "CreateAccessKey", "ListAccessKeys", "UpdateAccessKey", "DeleteAccessKey")


def resources_of(call: Call, account: str, given: Mapping[str, Any]) -> list[str]:
    """Name the resources of a call; `*` where its action knows none."""
    if call.service == "ecr":
        return _repositories(call, account, given)
    if call.service == "sts":
        return [given.get("RoleArn", "*")]
    return [_identity(call, account, given)]


def owner_of(given: Mapping[str, Any], account: str) -> str:
    """Return the account whose registry is meant; refuse what is not an account number."""
    if "resourceArn" in given:
        match = _ARN.match(given["resourceArn"])
        return match[1] if match else account
    owner = str(given.get("registryId", account))
    if not _ACCOUNT.fullmatch(owner):
        raise refusals.bad_registry_id("registryId")
    return owner


def repository_of(call: Call, given: Mapping[str, Any]) -> Repository:
    """Find the repository that a call names; refuse if there is none."""
    account = owner_of(given, call.caller.account)
    host = RegistryHost(registry_name(account, call.region), account, call.region)
    return repositories.find(host, given["repositoryName"])


def _repositories(call: Call, account: str, given: Mapping[str, Any]) -> list[str]:
    if "resourceArn" in given:
        return [given["resourceArn"]]
    names = given.get("repositoryNames") or [given.get("repositoryName")]
    if names == [None]:
        if call.operation != "DescribeRepositories" and owner_of(given, account) == account:
            return ["*"]
        names = ["*"]  # as users have seen it quoted (aws-amplify/amplify-cli#10828)
    partition = (partition_of(call.region) or AWS).name
    prefix = f"arn:{partition}:ecr:{call.region}:{owner_of(given, account)}:repository/"
    return [f"{prefix}{name}" for name in names]


def _identity(call: Call, account: str, given: Mapping[str, Any]) -> str:
    for parameter, kind in _IAM_NAMES.items():
        if name := given.get(parameter):
            partition = (partition_of(call.region) or AWS).name
            return f"arn:{partition}:iam::{account}:{kind}/{name}"
    if call.operation in _ONE_S_OWN:  # without a name they concern the caller
        return call.caller.arn
    arn = given.get("PolicyArn", "*")
    return str(arn)
