"""Where hosts are in a line: in logins, logouts and the names of images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from explain.command.analysis import CLIENTS, Analysis, is_source
from explain.command.flat import Flat
from explain.command.mend import Edit, inside
from explain.command.model import Call, Word
from explain.hosts.meant import Address, Piece, Shape, address, image_address, shape

ACCOUNT_HERE = "$(aws sts get-caller-identity --query Account --output text)"
"""Asks AWS for the caller's account."""

REGION_HERE = "$(aws configure get region)"
"""Asks the configuration for its region."""


_IMAGE_ARGUMENTS = {"push": 1, "pull": 1, "tag": 2, "run": 1, "rmi": 1}


@dataclass(frozen=True, slots=True)
class Place:
    """A host in a line: the word it is in, its address there, and what it is meant to be."""

    call: Call
    word: Flat
    address: Address
    shape: Shape

    def span(self, piece: Piece) -> Piece:
        """Return where a part of the host's name is in the line."""
        begin = self.address.host[0]
        return self.word.span(begin + piece[0], begin + piece[1])

    @property
    def whole(self) -> Piece:
        """Where the host's name is in the line."""
        return self.span((0, len(self.shape.name)))

    def put(self, analysis: Analysis, piece: Piece, text: str) -> Edit:
        """Replace a part of the host's name."""
        begin = self.address.host[0]
        return inside(analysis.line, self.word, begin + piece[0], begin + piece[1], text)

    def put_host(self, analysis: Analysis, text: str) -> Edit:
        """Replace the whole of the host's name."""
        return self.put(analysis, (0, len(self.shape.name)), text)

    def typed(self, analysis: Analysis, piece: Piece) -> str:
        """Return a part of the host's name as it was typed."""
        start, end = self.span(piece)
        return analysis.line[start:end]


def host_of(analysis: Analysis, login: Call) -> Place | None:
    """Find the host that a login or a logout is for; the likeliest where it has several arguments."""
    (hosts,) = analysis.once(_hosts)
    return hosts.get(id(login))


def _hosts(analysis: Analysis) -> Iterator[dict[int, Place]]:
    """Give the hosts of all logins and logouts, by the identity of the call."""
    hosts: dict[int, Place] = {}
    for call in analysis.calls:
        if call.program in CLIENTS and call.path[-1:] in (("login",), ("logout",)):
            places = [_place(call, analysis.flat(word)) for word in call.arguments]
            likely = [place for place in places if place.shape.kind not in ("other", "open")]
            hosts |= {id(call): place for place in (*likely, *places)[:1]}
    yield hosts


def places(analysis: Analysis) -> tuple[Place, ...]:
    """Return every host of the line that is a registry's."""
    return analysis.once(_places)


def _places(analysis: Analysis) -> Iterator[Place]:
    (hosts,) = analysis.once(_hosts)
    yield from hosts.values()
    for call, word in images(analysis):
        flat = analysis.flat(word)
        if named := image_address(flat.text):
            yield Place(call, flat, named, shape(named.name))


def images(analysis: Analysis) -> tuple[tuple[Call, Word], ...]:
    """Return every name of an image in the line, with the call that it is given to."""
    return analysis.once(_image_words)


def _image_words(analysis: Analysis) -> Iterator[tuple[Call, Word]]:
    for call in analysis.calls:
        if call.program not in CLIENTS or not call.path:
            continue
        yield from (
            (call, word) for word in call.arguments[: _IMAGE_ARGUMENTS.get(call.path[-1], 0)]
        )
        if call.path[-1] == "build":
            for given in call.options:
                if given.name == "--tag" and given.value:
                    yield call, given.value


def is_private(place: Place | None) -> TypeGuard[Place]:
    """Whether a host is a private registry's, right or nearly right."""
    return place is not None and place.shape.kind in (
        "private",
        "typo",
        "api",
        "endpoint",
        "foreign",
    )


def is_public(place: Place | None) -> TypeGuard[Place]:
    """Whether a host is ECR Public's, right or nearly right."""
    return place is not None and place.shape.kind in ("public", "public-typo")


def account_here(analysis: Analysis, call: Call) -> str:
    """Write the command that asks for the account, with the profile that a login's password is from."""
    source = call if is_source(call) else analysis.source(call)
    given = source.option("--profile") if source else None
    if not given or not given.value:
        return ACCOUNT_HERE
    profile = analysis.line[given.value.start : given.value.end]
    return ACCOUNT_HERE.replace(" --query", f" --profile {profile} --query")


def ecr_logins(analysis: Analysis) -> tuple[tuple[Call, Place | None], ...]:
    """Return the logins that are to ECR, as their host, their user or their password says."""
    return analysis.once(_ecr_logins)


def _ecr_logins(analysis: Analysis) -> Iterator[tuple[Call, Place | None]]:
    for login in analysis.logins:
        place = host_of(analysis, login)
        if is_private(place) or is_public(place) or analysis.source(login):
            yield login, place
            continue
        user = login.option("--username")
        if not place and user and user.value and analysis.flat(user.value).text == "AWS":
            yield login, place


def place_in(analysis: Analysis, call: Call, word: Word) -> Place | None:
    """Find the host that a word begins with, whatever the word is for; None if it has none."""
    flat = analysis.flat(word)
    place = _place(call, flat)
    return place if place.shape.kind not in ("other", "open") else None


def _place(call: Call, word: Flat) -> Place:
    found = address(word.text)
    return Place(call, word, found, shape(found.name))
