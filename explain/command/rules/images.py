"""Rules about the names of images.

Source: distribution/reference, regexp.go: `HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from explain.command.analysis import Analysis
from explain.command.flat import Flat
from explain.command.mend import Edit
from explain.command.rules.found import Found, change
from explain.command.rules.places import images
from explain.hosts.meant import HOLE, Piece, address, has_tag, lower, shape

_NO_TAG_SIGN = re.compile(r"[^A-Za-z0-9_.\x00-]")
_TEMPLATES = "<>[]{}*"
"""Signs of what is filled in later."""


class _Name(NamedTuple):
    """An image's name, and where its repository and its tag are in its text; `rest` is after its host."""

    word: Flat
    kind: str
    rest: int
    repository: Piece
    tag: Piece

    def text(self, piece: Piece) -> str:
        return self.word.text[slice(*piece)]


def _names(analysis: Analysis) -> Iterator[_Name]:
    """Give the names of images whose host is ECR's or a variable, and those with a colon before a path."""
    for _, word in images(analysis):
        flat = analysis.flat(word)
        named = address(flat.text)
        kind = shape(named.name).kind
        end = flat.text.find("@") if "@" in flat.text else len(flat.text)
        if kind == "other" and not has_tag(named):
            continue
        is_local = kind == "open" or "." not in named.name
        has_two = flat.text.count(":", named.port[0], end) > 1
        if has_tag(named) and is_local and not (has_two and kind == "open"):
            # `app:feature/foo`: the slash is in the tag
            yield _Name(flat, kind, end, (end, end), (named.port[0] + 1, end))
        elif kind != "other":
            rest = named.port[0] if has_tag(named) else named.path[0]
            colon = flat.text.find(":", rest + 1, end)
            stop = colon if colon >= 0 else end
            yield _Name(flat, kind, rest, (rest + 1, stop), (min(stop + 1, end), end))


def reference(analysis: Analysis) -> Iterator[Found]:
    """Find a name that docker cannot read: a slash in the tag, two tags, a colon before the repository."""
    for name in analysis.once(_names):
        if any(sign in name.text((name.rest, name.tag[1])) for sign in _TEMPLATES):
            continue
        if name.word.text[name.rest : name.rest + 1] == ":":
            yield _colon(name)
            continue
        tag = name.text(name.tag)
        signs = [name.tag[0] + match.start() for match in _NO_TAG_SIGN.finditer(tag)]
        if signs:
            edits = tuple(_change(name.word, at, "-") for at in signs) if ":" not in tag else ()
            yield _found(name, name.tag, _NO_TAG_SIGN.sub("-", tag) if edits else "", edits)
        elif "//" in (repository := name.text(name.repository)) or repository[-1:] == "/":
            yield _slashes(name, repository)


def _colon(name: _Name) -> Found:
    """Find `HOST:app:1`. In `HOST:1`, nothing tells which repository is meant."""
    whole = (name.rest, name.tag[1])
    if name.tag[0] == name.tag[1]:
        return _found(name, whole, "", ())
    return _found(name, whole, "/" + name.text(whole)[1:], (_change(name.word, name.rest, "/"),))


def _slashes(name: _Name, repository: str) -> Found:
    """Find a slash too many: `HOST//app`, `HOST/app/:1`."""
    meant = re.sub(r"/+", "/", repository).strip("/")
    start, end = name.word.span(*name.repository)
    edits = (Edit(start, end, meant),) if HOLE not in repository else ()
    return _found(name, name.repository, meant, edits)


def _found(name: _Name, piece: Piece, meant: str, edits: tuple[Edit, ...]) -> Found:
    typed = name.text(piece)
    is_known = bool(meant) and HOLE not in typed
    subject = change(typed, meant) if is_known else ""
    return Found("invalid-image-name", *name.word.span(*piece), edits, subject)


def _change(word: Flat, at: int, text: str) -> Edit:
    place = word.at[at]
    return Edit(place, place + 1, text)


def upper_case(analysis: Analysis) -> Iterator[Found]:
    """Find capital letters in the name of a repository."""
    for name in analysis.once(_names):
        repository = name.text(name.repository)
        if repository == lower(repository):
            continue
        edits = tuple(
            _change(name.word, name.repository[0] + at, lower(sign))
            for at, sign in enumerate(repository)
            if sign != lower(sign)
        )
        subject = change(repository, lower(repository)) if HOLE not in repository else ""
        yield Found("upper-case-repository", *name.word.span(*name.repository), edits, subject)
