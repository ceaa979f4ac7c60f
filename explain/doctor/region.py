"""Which region `aws` would ask, and where it is set."""

from __future__ import annotations

from collections.abc import Iterator

from explain.doctor.awsfiles import AwsFiles
from explain.doctor.findings import found, well
from explain.doctor.identity import chosen_profile
from explain.hosts.partitions import REGIONS
from explain.logins.machine import Machine
from explain.narration import Finding

Named = tuple[str, str]
"""Where a region is named, and the region."""


def region(machine: Machine, files: AwsFiles, version: tuple[int, ...]) -> Iterator[Finding]:
    """Find the region that counts for this version, and what is odd about it."""
    counts = chosen_region(machine, files, version)
    if counts is None:
        ignored = machine.variable("AWS_REGION")
        yield found(
            "region-ignored" if ignored else "no-region", "AWS_REGION" if ignored else "region"
        )
        return
    where, name = counts
    if name != name.strip() or not name.isprintable():
        yield found("stray-characters-in-region", where)
    elif name[:-1] in REGIONS and name[-1:].isalpha():
        yield found("zone-as-region", f"{where}: {name}", region=name[:-1])
    elif name not in REGIONS:
        yield found("unknown-region", f"{where}: {name[:40]}")
    else:
        yield well("region", f"region {name}, from {where}")
    yield from _disagreement(machine)


def chosen_region(machine: Machine, files: AwsFiles, version: tuple[int, ...]) -> Named | None:
    """Return what counts: version 1 of the AWS CLI never looks at AWS_REGION (measured)."""
    variables = ("AWS_REGION", "AWS_DEFAULT_REGION")[version[:1] == (1,) :]
    for name in variables:
        if value := machine.variable(name):
            return name, value
    profile = chosen_profile(machine, version)[1]
    value = files.region(profile)
    return (f"the profile {profile[:64]}", value) if value else None


def _disagreement(machine: Machine) -> Iterator[Finding]:
    both = machine.variable("AWS_REGION"), machine.variable("AWS_DEFAULT_REGION")
    if all(both) and both[0] != both[1]:
        yield found("regions-differ", "AWS_REGION and AWS_DEFAULT_REGION")
