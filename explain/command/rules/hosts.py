"""Rules about the registry's host: which one it is, how it is written, what it ends in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.analysis import Analysis, is_login
from explain.command.mend import Edit, inside
from explain.command.model import Call
from explain.command.rules.found import Found, change
from explain.command.rules.hostnames import host_for, rebuilt
from explain.command.rules.places import (
    Place,
    account_here,
    ecr_logins,
    images,
    is_private,
    places,
)
from explain.command.rules.services import asks_emulator, is_loopback
from explain.hosts.meant import HOLE, address, has_tag
from explain.hosts.partitions import PARTITIONS, REGIONS, partition_of
from explain.hosts.registry import PUBLIC_HOSTS

KEEPS_PATHS = ("podman", "skopeo")
"""These keep a login for one namespace of a registry (containers-auth.json.5)."""


def no_host(analysis: Analysis) -> Iterator[Found]:
    """Find a login to ECR without a host, which is a login to Docker Hub."""
    for login, place in ecr_logins(analysis):
        if place or "{{" in analysis.line:
            continue
        end = _last_word(login)
        edit = Edit(end, end, f" {host_for(analysis, login)}")
        yield Found("no-host", login.command.start, end, (edit,))


def scheme(analysis: Analysis) -> Iterator[Found]:
    """Find `https://` before a registry's host, in a login or in an image's name."""
    for call, word in images(analysis):
        flat = analysis.flat(word)
        begin = address(flat.text).host[0]
        if begin and call.program not in ("skopeo", "helm"):
            edit = inside(analysis.line, flat, 0, begin, "")
            yield Found("scheme-on-image", word.start, word.end, (edit,))
    for _, place in ecr_logins(analysis):
        if place and place.address.host[0]:
            edit = inside(analysis.line, place.word, 0, place.address.host[0], "")
            yield Found("scheme-on-host", place.word.start, place.word.end, (edit,))


def path(analysis: Analysis) -> Iterator[Found]:
    """Find a path behind the host of a login, which is to a whole registry."""
    for login, place in ecr_logins(analysis):
        if not place:
            continue
        named = place.address
        begin = named.port[0] if has_tag(named) else named.path[0]
        rest = named.text[begin:]
        if not rest or (login.program in KEEPS_PATHS and ":" not in rest and rest != "/"):
            continue
        edit = inside(analysis.line, place.word, begin, len(named.text), "")
        id_ = "trailing-slash" if rest == "/" else "path-on-host"
        yield Found(id_, place.word.start, place.word.end, (edit,))


def repository(analysis: Analysis) -> Iterator[Found]:
    """Find a variable in a login that is named after a repository, whose address has a path."""
    for _, place in ecr_logins(analysis):
        if place and place.shape.kind == "open":
            typed = analysis.slice(place.word.start, place.word.end)
            if _REPOSITORY.search(typed) and "%" not in typed and "#" not in typed:
                yield Found("repository-address", place.word.start, place.word.end)


_REPOSITORY = re.compile(r"repo(?:sitory)?_?(?:ur[il]|address)[\"'}) ]*$", re.IGNORECASE)
"""Terraform's `aws_ecr_repository.NAME.repository_url`, CloudFormation's `RepositoryUri`."""


def account(analysis: Analysis) -> Iterator[Found]:
    """Find a private registry's host that does not begin with the 12 digits of an account."""
    for place in places(analysis):
        name = place.shape.piece(place.shape.account)
        if not is_private(place) or place.shape.kind == "api" or HOLE in name:
            continue
        digits = name.replace("-", "")
        if len(name) == 12 and name.isascii() and name.isdecimal():
            continue
        start, end = place.span(place.shape.account)
        if place.shape.kind == "endpoint":
            continue
        if digits != name and len(digits) == 12 and digits.isascii() and digits.isdecimal():
            edit = place.put(analysis, place.shape.account, digits)
            yield Found("account-dashes", start, end, (edit,), change(name, digits))
            continue
        here = account_here(analysis, place.call)
        new = here if name else f"{here}."
        edit = place.put(analysis, place.shape.account, new)
        is_word = bool(name) and not any(character.isdecimal() for character in name)
        id_ = "placeholder" if is_word else "account-digits"
        yield Found(
            id_, start if name else place.whole[0], end if name else place.whole[1], (edit,)
        )


def domain(analysis: Analysis) -> Iterator[Found]:
    """Find a host with the domain of another partition than its region's."""
    for place in places(analysis):
        if place.shape.kind in ("foreign", "typo"):
            id_ = "foreign-domain" if place.shape.kind == "foreign" else "host-typo"
            yield Found(id_, *place.whole, (place.put_host(analysis, rebuilt(analysis, place)),))
        elif place.shape.kind == "private":
            yield from _suffix(analysis, place)


def _suffix(analysis: Analysis, place: Place) -> Iterator[Found]:
    typed = place.shape.piece(place.shape.suffix)
    name = place.shape.region_name
    if HOLE in typed or HOLE in name:
        return
    partition = partition_of(name)
    mixed = place.shape.dashed != any(typed == one.dual_stack for one in PARTITIONS)
    if mixed:
        right = partition.dual_stack if not place.shape.dashed else partition.suffix
        joint = place.shape.piece(place.shape.joint)
        other = joint.replace(".", "-") if not place.shape.dashed else joint.replace("-", ".", 1)
        edits = [place.put(analysis, place.shape.joint, other)]
        if right and typed != right:
            edits.append(place.put(analysis, place.shape.suffix, right))
        yield Found("mixed-dual-stack", *place.whole, tuple(edits), change(joint, other))
        return
    right = partition.dual_stack if place.shape.dashed else partition.suffix
    if right and typed != right:
        edit = place.put(analysis, place.shape.suffix, right)
        yield Found("wrong-domain", *place.whole, (edit,), change(typed, right))


def fips(analysis: Analysis) -> Iterator[Found]:
    """Find a host for FIPS 140 in a region that has none."""
    for place in places(analysis):
        name = place.shape.region_name
        if place.shape.kind != "private" or not place.shape.fips or HOLE in name:
            continue
        if name in REGIONS and name not in partition_of(name).fips:
            joint = place.shape.piece(place.shape.joint)
            edit = place.put(analysis, place.shape.joint, joint.removesuffix("-fips"))
            yield Found("no-fips-there", *place.whole, (edit,))


def api(analysis: Analysis) -> Iterator[Found]:
    """Find a login to the API's host, which issues passwords, but is not a registry."""
    for place in places(analysis):
        if place.shape.kind in ("api", "endpoint"):
            is_endpoint = "vpce" in place.shape.name
            edit = place.put_host(analysis, rebuilt(analysis, place))
            yield Found("vpc-endpoint-host" if is_endpoint else "api-host", *place.whole, (edit,))


def public(analysis: Analysis) -> Iterator[Found]:
    """Find a mistyped host name of ECR Public, which has only one."""
    for place in places(analysis):
        if place.shape.kind == "public-typo":
            edit = place.put_host(analysis, PUBLIC_HOSTS[0])
            subject = change(place.shape.name, PUBLIC_HOSTS[0])
            yield Found("public-host-typo", *place.whole, (edit,), subject)


def elsewhere(analysis: Analysis) -> Iterator[Found]:
    """Find a password of ECR that is sent to another host than ECR's."""
    for login, place in ecr_logins(analysis):
        source = analysis.source(login)
        if place and is_loopback(place) and asks_emulator(analysis, source):
            continue
        if place and place.shape.kind == "other" and source:
            begin = place.address.host[0]
            new = host_for(analysis, login)
            edit = inside(analysis.line, place.word, begin, len(place.word.text), new)
            yield Found("not-ecr", *place.whole, (edit,))


def not_covered(analysis: Analysis) -> Iterator[Found]:
    """Find an image under another name of a registry than the one that the login is stored under."""
    logged_in = _logged_in(analysis)
    names = {place.shape.name for place in logged_in}
    for image in _images(analysis):
        same = [place for place in logged_in if _same_registry(place, image)]
        if same and image.shape.name not in names:
            edit = image.put_host(analysis, same[0].typed(analysis, (0, len(same[0].shape.name))))
            subject = change(image.shape.name, same[0].shape.name)
            yield Found("not-covered", *image.whole, (edit,), subject)


def another(analysis: Analysis) -> Iterator[Found]:
    """Find an image in another registry than the one that the login is for."""
    logged_in = _logged_in(analysis)
    if not logged_in or any(HOLE in place.shape.name for place in logged_in):
        return
    for image in _images(analysis):
        if not any(_same_registry(place, image) for place in logged_in):
            yield Found("another-registry", *image.whole)


def _logged_in(analysis: Analysis) -> list[Place]:
    """Return the private registries that the line logs in to."""
    return [place for _, place in ecr_logins(analysis) if place and is_private(place)]


def _images(analysis: Analysis) -> Iterator[Place]:
    """Give the places at private registries for which a login is needed, as far as their names are known."""
    for place in places(analysis):
        needed = not is_login(place.call) and place.call.path[-1:] != ("logout",)
        if needed and place.shape.kind == "private" and HOLE not in place.shape.name:
            yield place


def _same_registry(left: Place, right: Place) -> bool:
    one, other = left.shape, right.shape
    return (one.piece(one.account), one.region_name) == (
        other.piece(other.account),
        other.region_name,
    )


def _last_word(call: Call) -> int:
    """Return where the last word of a call ends; redirections may follow."""
    return call.command.words[-1].end if call.command.words else call.command.end
