"""AWS's partitions: which regions belong together, and how their host names end.

botocore, data/partitions.json; a test holds this table against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition: its regions, the end of its host names, and the same for dual-stack names."""

    name: str
    regions: re.Pattern[str]
    suffix: str
    dual_stack_suffix: str


AWS = Partition(
    "aws",
    re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+"),
    "amazonaws.com",
    "api.aws",
)
CHINA = Partition(
    "aws-cn", re.compile(r"cn-\w+-\d+"), "amazonaws.com.cn", "api.amazonwebservices.com.cn"
)
EUROPE = Partition(
    "aws-eusc", re.compile(r"eusc-(de)-\w+-\d+"), "amazonaws.eu", "api.amazonwebservices.eu"
)
GOVERNMENT = Partition("aws-us-gov", re.compile(r"us-gov-\w+-\d+"), "amazonaws.com", "api.aws")
_ISOLATED = (
    Partition("aws-iso", re.compile(r"us-iso-\w+-\d+"), "c2s.ic.gov", "api.aws.ic.gov"),
    Partition("aws-iso-b", re.compile(r"us-isob-\w+-\d+"), "sc2s.sgov.gov", "api.aws.scloud"),
    Partition(
        "aws-iso-e", re.compile(r"eu-isoe-\w+-\d+"), "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"
    ),
    Partition("aws-iso-f", re.compile(r"us-isof-\w+-\d+"), "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
)

PARTITIONS = (AWS, CHINA, EUROPE, GOVERNMENT, *_ISOLATED)


def partition_of(region: str) -> Partition | None:
    """Find the partition of a region by its name's shape; None if no partition has such names."""
    return next((one for one in PARTITIONS if one.regions.fullmatch(region)), None)
