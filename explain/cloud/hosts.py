"""The host names of private ECR registries and of ECR's API."""

from __future__ import annotations

import re
from dataclasses import dataclass

# As amazon-ecr-credential-helper reads registry hosts (ecr-login/api/client.go).
_REGISTRY = re.compile(
    r"(?P<account>[0-9]{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9][a-z0-9_-]*)"
    r"\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)"
    r"|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)"
)

# botocore, data/ecr/2015-09-21/endpoint-rule-set-1.json
_API = re.compile(
    r"(?:api\.ecr|ecr-fips|ecr)\.(?P<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)"
)

_PORT = re.compile(r":[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class RegistryHost:
    """A registry's host name, without a port, and what it says."""

    name: str
    account: str
    region: str


def registry_host(host: str) -> RegistryHost | None:
    """Read a Host header; None where it names no private ECR registry."""
    name = without_port(host)
    match = _REGISTRY.fullmatch(name) if host.isascii() else None  # the Kelvin sign lowers to k
    return RegistryHost(name, match["account"], match["region"]) if match else None


def api_region(host: str) -> str | None:
    """Return the region whose ECR API a Host header names; None for loopback and the rest."""
    match = _API.fullmatch(without_port(host))
    return match["region"] if match else None


def registry_name(account: str, region: str) -> str:
    """Return the host name of an account's registry."""
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"{account}.dkr.ecr.{region}.{suffix}"


def without_port(host: str) -> str:
    """Return a host in lower case and without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and _PORT.fullmatch(colon + port) else host.lower()
