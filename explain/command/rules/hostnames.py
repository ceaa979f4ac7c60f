"""Registries' names, written for a line that does not name them, or names them wrongly."""

from __future__ import annotations

from explain.command.analysis import Analysis, is_source
from explain.command.model import Call
from explain.command.rules.found import region
from explain.command.rules.places import (
    REGION_HERE,
    Place,
    account_here,
    is_private,
    is_public,
    places,
)
from explain.hosts.meant import HOLE
from explain.hosts.partitions import REGIONS, partition_of
from explain.hosts.registry import PUBLIC_HOSTS
from explain.nearness import nearest


def rebuilt(analysis: Analysis, place: Place) -> str:
    """Write a host from what is known about it: its account and its region."""
    shape = place.shape
    owner = place.typed(analysis, shape.account) if shape.piece(shape.account) else ""
    name = place.typed(analysis, shape.region) if shape.region_name else ""
    if not name or (HOLE not in shape.region_name and shape.region_name not in REGIONS):
        near = nearest(shape.region_name, REGIONS, 2) if name else ""
        name = near or _region_for(analysis, analysis.source(place.call))
    return _joined(
        owner or account_here(analysis, place.call), name, fips=shape.fips, dashed=shape.dashed
    )


def host_for(analysis: Analysis, call: Call) -> str:
    """Say which host a login or a password most likely is for: an image's, or the caller's own."""
    source = call if is_source(call) else analysis.source(call)
    if source and source.path[:1] == ("ecr-public",):
        return PUBLIC_HOSTS[0]
    for place in places(analysis):
        if place.call is not call and (is_private(place) or is_public(place)):
            return place.typed(analysis, (0, len(place.shape.name)))
    return _joined(account_here(analysis, call), _region_for(analysis, source))


def login_line(analysis: Analysis, source: Call, giver: str) -> str:
    """Write a whole login with a password: the command that gives it, a pipe, and docker with its host."""
    return f"{giver} | docker login --username AWS --password-stdin {host_for(analysis, source)}"


def _joined(owner: str, name: str, *, fips: bool = False, dashed: bool = False) -> str:
    partition = partition_of(name)
    fips = fips and name in partition.fips
    dashed = dashed and bool(partition.dual_stack)
    joint = f"dkr{'-' if dashed else '.'}ecr{'-fips' if fips else ''}"
    return f"{owner}.{joint}.{name}.{partition.dual_stack if dashed else partition.suffix}"


def _region_for(analysis: Analysis, source: Call | None) -> str:
    """Say which region a registry is in, as the password's side has it."""
    named = region(analysis, source) if source else None
    if named and (not named.known or named.text in REGIONS):
        return analysis.line[named.start : named.end]
    return REGION_HERE
