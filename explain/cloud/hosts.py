"""The host names that the sandbox simulates: registries, private and public, and AWS's API."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explain.cloud.partitions import AWS, CHINA, EUROPE, GOVERNMENT, partition_of

# As amazon-ecr-credential-helper reads registry hosts (ecr-login/api/client.go).
_REGISTRY = re.compile(
    r"(?P<account>[0-9]{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9][a-z0-9_-]*)"
    r"\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)"
    r"|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)"
)

# botocore, data/{ecr,ecr-public,sts}/*/endpoint-rule-set-1.json
_API = re.compile(
    r"(?:api\.)?(?P<service>ecr|ecr-public|sts)(?:-fips)?\.(?P<region>[a-z0-9-]+)\.(?P<suffix>[a-z.-]+)"
)

# These names hold no region, but signatures do (data/iam/2010-05-08/endpoint-rule-set-1.json).
_GLOBAL_API = {
    f"sts.{AWS.suffix}": ("sts", "us-east-1"),
    f"iam.{AWS.suffix}": ("iam", "us-east-1"),
    f"iam-fips.{AWS.suffix}": ("iam", "us-east-1"),
    f"iam.global.{AWS.dual_stack_suffix}": ("iam", "us-east-1"),
    f"iam-fips.global.{AWS.dual_stack_suffix}": ("iam", "us-east-1"),
    f"iam.us-gov.{GOVERNMENT.suffix}": ("iam", "us-gov-west-1"),
    f"iam.us-gov.{GOVERNMENT.dual_stack_suffix}": ("iam", "us-gov-west-1"),
    f"iam.cn-north-1.{CHINA.suffix}": ("iam", "cn-north-1"),
    f"iam.global.{CHINA.dual_stack_suffix}": ("iam", "cn-north-1"),
    f"iam.eusc-de-east-1.{EUROPE.suffix}": ("iam", "eusc-de-east-1"),
    f"iam.global.{EUROPE.dual_stack_suffix}": ("iam", "eusc-de-east-1"),
}

PUBLIC_API_REGIONS = ("us-east-1", "us-west-2")
"""Where ECR Public has an API at all (botocore, data/endpoints.json)."""

PUBLIC_REGISTRIES = ("public.ecr.aws", "ecr-public.aws.com")
"""The public registry, and its dual-stack name."""

_PORT = re.compile(r":[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class RegistryHost:
    """A registry's host name, without a port, and what it says."""

    name: str
    account: str
    region: str

    def arn(self, repository: str) -> str:
        """Return the ARN of one of its repositories; the name may be a pattern."""
        partition = (partition_of(self.region) or AWS).name
        return f"arn:{partition}:ecr:{self.region}:{self.account}:repository/{repository}"


def registry_host(host: str) -> RegistryHost | None:
    """Read a Host header; None if it names no private ECR registry."""
    name = without_port(host)
    match = _REGISTRY.fullmatch(name) if host.isascii() else None  # the Kelvin sign lowers to k
    return RegistryHost(name, match["account"], match["region"]) if match else None


@dataclass(frozen=True, slots=True)
class ApiHost:
    """An API's host name, without a port, and what a signature for it is scoped to."""

    name: str
    service: str
    region: str


def api_host(host: str) -> ApiHost | None:
    """Read a Host header; None if it names none of the APIs, as on loopback."""
    name = without_port(host)
    if name in _GLOBAL_API:
        return ApiHost(name, *_GLOBAL_API[name])
    match = _API.fullmatch(name) if host.isascii() else None
    partition = partition_of(match["region"]) if match else None
    if not match or not partition:
        return None
    if match["suffix"] not in (partition.suffix, partition.dual_stack_suffix):
        return None
    if match["service"] == "ecr-public" and match["region"] not in PUBLIC_API_REGIONS:
        return None
    return ApiHost(name, match["service"], match["region"])


def public_registry(host: str) -> bool:
    """Whether a Host header names the registry of ECR Public."""
    return without_port(host) in PUBLIC_REGISTRIES


def registry_name(account: str, region: str) -> str:
    """Return the host name of an account's registry."""
    partition = partition_of(region) or AWS
    return f"{account}.dkr.ecr.{region}.{partition.suffix}"


def without_port(host: str) -> str:
    """Return a host in lower case and without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and _PORT.fullmatch(colon + port) else host.lower()
