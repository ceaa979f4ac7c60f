"""Where ECR is: its regions, by partition, and how the host names of each partition end.

A table of our own, because botocore's takes a tenth of a second to read; a test holds the two
against each other. Sources: botocore, data/endpoints.json and data/partitions.json; the ends of
registry names are those of amazon-ecr-credential-helper, ecr-login/api/client.go.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition of AWS: its regions, and how the names of registries there end.

    `begins` are the beginnings of its regions' names. `dual_stack` ends the names that also answer
    over IPv6; it is empty if no such names are known. `fips` are the regions that have names for
    FIPS 140.
    """

    name: str
    begins: tuple[str, ...]
    suffix: str
    dual_stack: str
    regions: tuple[str, ...]
    fips: tuple[str, ...] = ()


_AWS = Partition(
    "aws",
    ("us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"),
    "amazonaws.com",
    "on.aws",
    (
        "af-south-1",
        "ap-east-1", "ap-east-2",
        "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
        "ap-south-1", "ap-south-2",
        "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7",
        "ca-central-1", "ca-west-1",
        "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2",
        "eu-west-1", "eu-west-2", "eu-west-3",
        "il-central-1",
        "me-central-1", "me-south-1",
        "mx-central-1",
        "sa-east-1",
        "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ),
    fips=("us-east-1", "us-east-2", "us-west-1", "us-west-2"),
)  # fmt: skip

# The narrower beginnings come first: `us-gov-` before `us-`.
PARTITIONS = (
    Partition(
        "aws-cn",
        ("cn-",),
        "amazonaws.com.cn",
        "on.amazonwebservices.com.cn",
        ("cn-north-1", "cn-northwest-1"),
    ),
    Partition(
        "aws-us-gov",
        ("us-gov-",),
        "amazonaws.com",
        "on.aws",
        ("us-gov-east-1", "us-gov-west-1"),
        fips=("us-gov-east-1", "us-gov-west-1"),
    ),
    Partition("aws-eusc", ("eusc-",), "amazonaws.eu", "", ("eusc-de-east-1",)),
    Partition("aws-iso", ("us-iso-",), "c2s.ic.gov", "", ("us-iso-east-1", "us-iso-west-1")),
    Partition("aws-iso-b", ("us-isob-",), "sc2s.sgov.gov", "", ("us-isob-east-1", "us-isob-west-1")),
    Partition("aws-iso-e", ("eu-isoe-",), "cloud.adc-e.uk", "", ("eu-isoe-west-1",)),
    Partition("aws-iso-f", ("us-isof-",), "csp.hci.ic.gov", "", ("us-isof-east-1", "us-isof-south-1")),
    _AWS,
)  # fmt: skip

REGIONS = tuple(sorted(region for partition in PARTITIONS for region in partition.regions))
"""Every region that has ECR, in all partitions."""

PUBLIC_REGION = "us-east-1"
"""The only region in which ECR Public issues passwords."""


def partition_of(region: str) -> Partition:
    """Find the partition of a region by how its name begins; the commercial one where none fits."""
    for partition in PARTITIONS:
        if region.startswith(partition.begins):
            return partition
    return _AWS
