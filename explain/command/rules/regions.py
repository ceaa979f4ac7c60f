"""Rules about regions: of the password, of the registry, and of the two together."""

from __future__ import annotations

from collections.abc import Iterator

from explain.command.analysis import Analysis, is_source
from explain.command.flat import Flat
from explain.command.mend import Edit, inside
from explain.command.model import Call
from explain.command.rules.found import Found, change, region, settled, value
from explain.command.rules.places import REGION_HERE, Place, host_of, is_private, places
from explain.hosts.meant import HOLE, address, shape
from explain.hosts.partitions import PARTITIONS, PUBLIC_REGION, REGIONS, partition_of
from explain.nearness import nearest

_UNKNOWNS = ("xx", "xxx", "xxxx", "xx-xxxx-x", "xx-xxxxx-x", "...")

_DIRECTIONS = (
    "north", "south", "east", "west", "central",
    "northeast", "northwest", "southeast", "southwest",
)  # fmt: skip


def names(analysis: Analysis) -> Iterator[Found]:
    """Find every region in the line that does not exist."""
    for call in analysis.calls:
        named = region(analysis, call) if is_source(call) else value(analysis, call, "--region")
        if named and named.known and call.program in ("aws", "Get-ECRLoginCommand"):
            yield from _name(analysis, call, named, 0, len(named.text))
    for place in places(analysis):
        if place.shape.kind == "private" and HOLE not in place.shape.region_name:
            begin = place.address.host[0]
            start, end = place.shape.region
            yield from _name(analysis, place.call, place.word, begin + start, begin + end)


def _name(analysis: Analysis, call: Call, word: Flat, start: int, end: int) -> Iterator[Found]:
    typed = word.text[start:end]
    span = word.span(start, end)
    if typed in REGIONS or typed[:2] in (
        "{{",
        "}}",
    ):  # a template: Jinja, Ansible, GitHub's `${{ … }}`
        return
    meant = _without_zone(typed)
    if meant:
        edit = inside(analysis.line, word, start, end, meant)
        yield Found("availability-zone", *span, (edit,), change(typed, meant))
    elif _is_placeholder(typed):
        other = _other_side(analysis, call, typed) or REGION_HERE
        yield Found("placeholder", *span, (inside(analysis.line, word, start, end, other),))
    elif _is_well_formed(typed):
        yield Found("new-region", *span)
    else:
        meant = nearest(typed.lower().replace("_", "-"), REGIONS, 3)
        meant = meant or _other_side(analysis, call, typed) or REGION_HERE
        edit = inside(analysis.line, word, start, end, meant)
        yield Found("unknown-region", *span, (edit,), change(typed, meant))


def _without_zone(typed: str) -> str:
    """Return the region of an availability zone, `us-east-1a`; nothing for anything else."""
    return typed[:-1] if typed[:-1] in REGIONS and "a" <= typed[-1] <= "z" else ""


def _is_placeholder(typed: str) -> bool:
    return "region" in typed.lower() or typed[:1] in ("<", "[", "{") or typed.lower() in _UNKNOWNS


def _is_well_formed(typed: str) -> bool:
    """Whether a region could be called so, one that is newer than the table."""
    area, _, rest = typed.rpartition("-")[0].rpartition("-")
    number = typed.rpartition("-")[2]
    begins = any(f"{area}-".startswith(partition.begins) for partition in PARTITIONS)
    return begins and rest in _DIRECTIONS and number.isascii() and number.isdecimal()


def _other_side(analysis: Analysis, call: Call, typed: str) -> str:
    """Return the region that the other side of the pipe names, where it is a good one."""
    for login in analysis.logins:
        source = analysis.source(login)
        if call not in (login, source):
            continue
        place = host_of(analysis, login)
        named = region(analysis, source) if source else None
        known = [place.shape.region_name] if place else []
        known += [named.text] if named else []
        for name in known:
            if name in REGIONS and name != typed:
                return name
    return ""


def mismatch(analysis: Analysis) -> Iterator[Found]:
    """Find a password for another region than the registry's."""
    for login, source, place in _pairs(analysis):
        named = region(analysis, source)
        if not named or source.path[:1] == ("ecr-public",):
            continue
        here, there = settled(analysis, source, named), _region_of(analysis, place)
        if here not in REGIONS or here == there or there not in REGIONS:
            continue
        typed = place.typed(analysis, place.shape.region) if is_private(place) else there
        edit = inside(analysis.line, named, 0, len(named.text), typed)
        yield Found("region-mismatch", source.command.start, login.command.end, (edit,),
                    f"{here} ≠ {there}")  # fmt: skip


def _region_of(analysis: Analysis, place: Place) -> str:
    """Return the region in a host, with the variables that the line itself sets; empty if it has none."""
    if place.shape.region_name in REGIONS:
        return place.shape.region_name
    meant = shape(address(settled(analysis, place.call, place.word)).name)
    return meant.region_name if meant.kind == "private" else ""


def public(analysis: Analysis) -> Iterator[Found]:
    """Find a request to ECR Public in a region where it does not issue passwords."""
    for call in analysis.sources:
        named = region(analysis, call)
        if call.path[:1] != ("ecr-public",) or not named or not named.known:
            continue
        if named.text in REGIONS and named.text != PUBLIC_REGION:
            edit = inside(analysis.line, named, 0, len(named.text), PUBLIC_REGION)
            yield Found("public-region", named.start, named.end, (edit,),
                        change(named.text, PUBLIC_REGION))  # fmt: skip


def missing(analysis: Analysis) -> Iterator[Found]:
    """Find a command without a region: the environment or the profile then decides."""
    for call in analysis.sources:
        if value(analysis, call, "--region", "-Region"):
            continue
        if analysis.environment(call, "AWS_DEFAULT_REGION"):
            continue
        if call.program != "aws":
            yield Found("cmdlet-no-region", call.command.start, call.command.end)
            continue
        is_public = call.path[:1] == ("ecr-public",)
        variable = analysis.environment(call, "AWS_REGION")
        id_ = "aws-region-variable" if variable else "no-region"
        start = variable.start if variable else call.command.start
        end = variable.end if variable else call.command.end
        yield Found("public-no-region" if is_public and not variable else id_, start, end)


def completed(analysis: Analysis) -> Iterator[Found]:
    """Find a password that is requested without a region, though the host names it.

    A line without a region is right as long as the configuration agrees, so this alone changes no line;
    a line that is corrected anyway is made complete.
    """
    for source in analysis.sources:
        login = analysis.login_of(source)
        place = host_of(analysis, login) if login else None
        operation = [word for word in source.command.words if source.path[1:2] == (word.text,)]
        if source.path[:1] != ("ecr",) or region(analysis, source) or not operation:
            continue
        if is_private(place) and place.shape.region_name in REGIONS:
            end = operation[0].end
            edit = Edit(end, end, f" --region {place.shape.region_name}")
            yield Found("no-region", source.command.start, source.command.end, (edit,))


def fips(analysis: Analysis) -> Iterator[Found]:
    """Find FIPS 140 on only one side of the pipe."""
    for _, source, place in _pairs(analysis):
        if place.shape.kind != "private" or source.program != "aws":
            continue
        switch = analysis.environment(source, "AWS_USE_FIPS_ENDPOINT")
        address = value(analysis, source, "--endpoint-url")
        asks = (switch and switch.text == "true") or (address and "fips" in address.text)
        name = place.shape.region_name
        if place.shape.fips and address and address.known and not asks:
            edit = _fips_address(analysis, address, name)
            yield Found("fips-one-side", address.start, address.end, (edit,))
        elif place.shape.fips and not asks and name in partition_of(name).fips:
            yield Found("fips-host", *place.whole)
        elif asks and not place.shape.fips and name in partition_of(name).fips:
            joint = place.shape.piece(place.shape.joint)
            edit = place.put(analysis, place.shape.joint, f"{joint}-fips")
            yield Found("fips-one-side", *place.whole, (edit,))


def _fips_address(analysis: Analysis, address: Flat, name: str) -> Edit:
    right = f"https://ecr-fips.{name}.{partition_of(name).suffix}"
    return inside(analysis.line, address, 0, len(address.text), right)


def _pairs(analysis: Analysis) -> Iterator[tuple[Call, Call, Place]]:
    """Give every login with the call that its password comes from and the host that it is for."""
    for login in analysis.logins:
        source = analysis.source(login)
        place = host_of(analysis, login)
        if source and place:
            yield login, source, place
