"""ECR's registry host names: who owns the registry and in which region it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explain.errors import UsageProblem

ACCOUNT = "381492183358"
REGION = "ap-south-1"
"""The account and the region of the line that this program explains."""

_ACCOUNT = re.compile(r"[0-9]{12}")

# The pattern of amazon-ecr-credential-helper, ecr-login/api/client.go.
_PRIVATE_HOST = re.compile(
    r"(?P<account>[0-9]{12})\.dkr[.-]ecr(-fips)?\.(?P<region>[a-zA-Z0-9][a-zA-Z0-9-_]*)"
    r"\.(amazonaws\.(com(\.cn)?|eu)|on\.(aws|amazonwebservices\.com\.cn)"
    r"|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)"
)


@dataclass(frozen=True, slots=True)
class Registry:
    """One account's private registry in one region: what the line's two commands agree on."""

    account: str = ACCOUNT
    region: str = REGION

    @property
    def host(self) -> str:
        """The host name that docker logs in to."""
        return f"{self.account}.dkr.ecr.{self.region}.{_suffix(self.region)}"

    @property
    def api_host(self) -> str:
        """The host name of the API that `aws ecr` calls (botocore, ecr endpoint rules)."""
        return f"api.ecr.{self.region}.{_suffix(self.region)}"


def registry(account: str, region: str) -> Registry:
    """Check an account number and a region as somebody typed them, and join them.

    Raises `UsageProblem` for an account without 12 digits and for a region that ECR is not in.
    """
    if not _ACCOUNT.fullmatch(account):
        raise UsageProblem(
            f"{account!r} is no AWS account number: those have exactly 12 digits.",
            f"Type it without dashes or spaces, as in --account {ACCOUNT}.",
        )
    if region != REGION:
        _check_region(region)
    return Registry(account, region)


def owner_of(host: str) -> Registry | None:
    """Return whose private registry a host name is, or None where it is no ECR host."""
    match = _PRIVATE_HOST.fullmatch(host.partition(":")[0])
    return Registry(match["account"], match["region"]) if match else None


def _check_region(region: str) -> None:
    known = known_regions()
    if region in known:
        return
    if region[:-1] in known and region[-1].isalpha():
        raise UsageProblem(
            f"{region!r} is an availability zone; ECR is addressed by region.",
            f"Leave the last letter out: --region {region[:-1]}.",
        )
    from difflib import get_close_matches

    near = get_close_matches(region, known, n=3, cutoff=0.5) or [REGION]
    raise UsageProblem(
        f"There is no AWS region {region!r} that has ECR.", f"Did you mean {', '.join(near)}?"
    )


def known_regions() -> list[str]:
    """List every region that has ECR, in all partitions, from botocore's own table."""
    from botocore.loaders import Loader

    loader = Loader(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False
    )
    partitions = loader.load_data("endpoints")["partitions"]
    return sorted(
        endpoint
        for partition in partitions
        for endpoint in partition["services"].get("api.ecr", {}).get("endpoints", {})
        if endpoint in partition["regions"]  # the table also has `fips-us-east-1`, and is no region
    )


def _suffix(region: str) -> str:
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
