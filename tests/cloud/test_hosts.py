from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import botocore
import pytest

from explain.cloud.hosts import ApiHost, api_host, public_registry, registry_host, registry_name
from explain.cloud.partitions import PARTITIONS, partition_of


def test_the_partitions_are_those_of_botocore() -> None:
    data = json.loads((Path(botocore.__file__).parent / "data/partitions.json").read_text())
    theirs = {
        one["id"]: (
            one["regionRegex"].strip("^$").replace("\\-", "-"),
            one["outputs"]["dnsSuffix"],
            one["outputs"]["dualStackDnsSuffix"],
        )
        for one in data["partitions"]
    }
    ours = {
        one.name: (one.regions.pattern, one.suffix, one.dual_stack_suffix) for one in PARTITIONS
    }
    for name in ours:  # their list of prefixes grows with new regions
        assert ours[name][1:] == theirs[name][1:]
    assert ours.keys() == theirs.keys()


OPERATIONS = {"ecr": "describe_repositories", "sts": "get_caller_identity", "iam": "list_users"}


@pytest.mark.parametrize("service", OPERATIONS)
@pytest.mark.parametrize(
    ("region", "fips", "dual"),
    [
        ("ap-south-1", False, False),
        ("ap-south-1", False, True),
        ("us-east-1", True, False),
        ("us-east-1", True, True),
        ("cn-north-1", False, False),
        ("cn-northwest-1", False, True),
        ("us-gov-west-1", False, False),
        ("eusc-de-east-1", False, False),
    ],
)
def test_the_hosts_that_boto3_calls_and_the_scopes_that_it_signs_are_understood(
    service: str, region: str, fips: bool, dual: bool
) -> None:
    config = botocore.config.Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual)
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    client = boto3.client(service, region_name=region, config=config, **keys)
    sent: list[Any] = []

    def stop(request: Any, **_: Any) -> None:
        sent.append(request)
        raise StopIteration

    client.meta.events.register("before-send", stop)
    with pytest.raises(StopIteration):
        getattr(client, OPERATIONS[service])()
    host = urlsplit(sent[0].url).netloc
    scope = sent[0].headers["Authorization"].decode().partition("Credential=x/")[2].split("/")
    assert api_host(host) == ApiHost(host, service, scope[1])


def test_ecr_public_has_two_regions() -> None:
    host = "api.ecr-public.us-east-1.amazonaws.com"
    assert api_host(f"{host}:443") == ApiHost(host, "ecr-public", "us-east-1")
    assert api_host("ecr-public.us-east-1.api.aws")
    assert not api_host("api.ecr-public.eu-west-1.amazonaws.com")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8000",
        "localhost",
        "",
        "amazonaws.com",
        "api.ecr.amazonaws.com",
        "s3.ap-south-1.amazonaws.com",
        "api.ecr.us-east-1a.amazonaws.com",
        "api.ecr.cn-north-1.amazonaws.com",
        "api.ecr.ap-south-1.amazonaws.com.example.com",
        "iam.ap-south-1.amazonaws.com",
    ],
)
def test_other_hosts_are_none_of_ours(host: str) -> None:
    assert api_host(host) is None
    assert registry_host(host) is None
    assert not public_registry(host)


@pytest.mark.parametrize(
    ("region", "suffix"),
    [
        ("ap-south-1", "amazonaws.com"),
        ("cn-north-1", "amazonaws.com.cn"),
        ("us-gov-west-1", "amazonaws.com"),
        ("eusc-de-east-1", "amazonaws.eu"),
        ("us-isob-east-1", "sc2s.sgov.gov"),
    ],
)
def test_a_registry_has_its_partitions_suffix(region: str, suffix: str) -> None:
    name = registry_name("381492183358", region)
    assert name == f"381492183358.dkr.ecr.{region}.{suffix}"
    host = registry_host(name)
    assert host
    assert host.region == region


@pytest.mark.parametrize(
    "host",
    [
        "381492183358.dkr.ecr-fips.us-east-1.amazonaws.com",
        "381492183358.dkr-ecr.ap-south-1.on.aws",
        "381492183358.dkr-ecr-fips.us-gov-west-1.on.aws",
        "381492183358.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
        "381492183358.DKR.ECR.ap-south-1.amazonaws.com:443",
    ],
)
def test_the_other_names_of_registries(host: str) -> None:
    found = registry_host(host)
    assert found
    assert partition_of(found.region)


def test_the_public_registry_has_two_names() -> None:
    assert public_registry("public.ecr.aws:443")
    assert public_registry("ecr-public.aws.com")
