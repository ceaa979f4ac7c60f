"""ECR's registry host names: who owns the registry and in which region it is."""

from __future__ import annotations

from dataclasses import dataclass

from explain import lazily
from explain.errors import UsageProblem
from explain.hosts.partitions import partition_of

ACCOUNT = "381492183358"
REGION = "ap-south-1"
"""The account and the region of the line that this program explains."""

_ACCOUNT = lazily.pattern(r"[0-9]{12}")

# The pattern of amazon-ecr-credential-helper, ecr-login/api/client.go.
_PRIVATE_HOST = lazily.pattern(
    r"([0-9]{12})\.dkr([.-])ecr(-fips)?\.([a-zA-Z0-9][a-zA-Z0-9-_]*)"
    r"\.(amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)"
    r"|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)"
)

PUBLIC_HOSTS = ("public.ecr.aws", "ecr-public.aws.com")
"""The registry of ECR Public, and its dual-stack name."""


@dataclass(frozen=True, slots=True)
class Registry:
    """One account's private registry in one region: what the line's two commands agree on."""

    account: str = ACCOUNT
    region: str = REGION

    @property
    def host(self) -> str:
        """The host name that docker logs in to."""
        return f"{self.account}.dkr.ecr.{self.region}.{partition_of(self.region).suffix}"

    @property
    def api_host(self) -> str:
        """The host name of the API that `aws ecr` calls (botocore, ecr endpoint rules)."""
        return f"api.ecr.{self.region}.{partition_of(self.region).suffix}"


def registry(account: str, region: str) -> Registry:
    """Check an account number and a region as somebody typed them, and join them.

    Raises `UsageProblem` for an account without 12 digits and for a region that ECR is not in.
    """
    if not _ACCOUNT.fullmatch(account):
        raise UsageProblem(
            f"{account!r} is not an AWS account number, which has exactly 12 digits.",
            f"Type it without dashes or spaces, as in --account {ACCOUNT}.",
        )
    if region != REGION:
        _check_region(region)
    return Registry(account, region)


@dataclass(frozen=True, slots=True)
class RegistryHost:
    """What the host name of a private registry says.

    `fips` is set for `dkr.ecr-fips` names. `dashed` is set for `dkr-ecr` names, which are the
    dual-stack ones. `suffix` is what follows the region; whether it is the right one for that region
    is not looked at, as it is not by Amazon's own credential helper.
    """

    account: str
    region: str
    suffix: str
    fips: bool = False
    dashed: bool = False


def registry_host(name: str) -> RegistryHost | None:
    """Read a host name, with or without a port; None if it is not a private ECR registry."""
    match = _PRIVATE_HOST.fullmatch(name.partition(":")[0])
    if not match:
        return None
    account, joint, fips, region, suffix = match.groups()
    return RegistryHost(account, region, suffix, fips=bool(fips), dashed=joint == "-")


def owner_of(host: str) -> Registry | None:
    """Return whose private registry a host name is, or None if it is not an ECR host."""
    found = registry_host(host)
    return Registry(found.account, found.region) if found else None


def _check_region(region: str) -> None:
    known = known_regions()
    if region in known:
        return
    if region[:-1] in known and region[-1].isalpha():
        raise UsageProblem(
            f"{region!r} is an availability zone, not a region.",
            f"Remove the last letter: --region {region[:-1]}.",
        )
    from difflib import get_close_matches

    near = get_close_matches(region, known, n=3, cutoff=0.5) or [REGION]
    raise UsageProblem(
        f"ECR is not available in a region called {region!r}.", f"Did you mean {', '.join(near)}?"
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
        if endpoint in partition["regions"]  # not `fips-us-east-1`, which is not a region
    )
