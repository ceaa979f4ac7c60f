"""What a registry's host and an image's name are made of, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.flat import Flat
from explain.command.vocabulary import vocabulary
from explain.hosts.meant import HOLE
from explain.narration import Part

_LABEL = r"[A-Za-z0-9_<>{}\x00-]+"
_HOST = re.compile(
    rf"({_LABEL})\.(dkr[.-]ecr(?:-fips)?)\.({_LABEL})\.([A-Za-z0-9.\x00-]+)(?::([0-9\x00]+))?"
)
_PLAIN_HOST = re.compile(r"([A-Za-z0-9.\x00_-]*[A-Za-z0-9\x00])(?::([0-9\x00]+))?")
_SCHEME = re.compile(r"(?:https?|oci|docker)://")
_IMAGE = re.compile(r"([^:@]*)(?::([^:@/]+))?(?:@([^@]+))?")


def host_parts(word: Flat) -> Iterator[Part]:
    """Split a registry's host, with the scheme before it and the path after it if they were typed."""
    start, text = 0, word.text
    scheme = _SCHEME.match(text)
    if scheme:
        yield _part(word, "HOST", scheme[0], 0, scheme.end())
        start, text = scheme.end(), text[scheme.end() :]
    name = text.partition("/")[0]
    yield from _host(word, name, start)
    if len(text) > len(name):
        yield _part(word, "HOST", "PATH", start + len(name), start + len(text))


def image_parts(word: Flat) -> Iterator[Part]:
    """Split an image's name: registry, repository, tag, digest."""
    start, text = 0, word.text
    scheme = _SCHEME.match(text)
    if scheme:
        yield _part(word, "HOST", scheme[0], 0, scheme.end())
        start, text = scheme.end(), text[scheme.end() :]
    name, slash, rest = text.partition("/")
    if slash and (any(sign in name for sign in ".:" + HOLE) or name == "localhost"):
        yield _part(word, "IMAGE", "HOST", start, start + len(name))
        yield from _host(word, name, start)
        start, text = start + len(name) + 1, rest
    found = _IMAGE.fullmatch(text)
    if found:
        for group, kind in enumerate(("REPOSITORY", "TAG", "DIGEST"), start=1):
            if found[group]:
                yield _part(
                    word, "IMAGE", kind, start + found.start(group), start + found.end(group)
                )


def _host(word: Flat, name: str, start: int) -> Iterator[Part]:
    if found := _HOST.fullmatch(name):
        for group, kind in enumerate(("ACCOUNT", found[2], "REGION", found[4], "PORT"), start=1):
            if found[group]:
                known = kind if note_of("HOST", kind) else "DOMAIN"
                yield _part(
                    word, "HOST", known, start + found.start(group), start + found.end(group)
                )
    elif (plain := _PLAIN_HOST.fullmatch(name)) and _known(plain[1]):
        yield _part(word, "HOST", plain[1], start, start + plain.end(1))
        if plain[2]:
            yield _part(word, "HOST", "PORT", start + plain.start(2), start + plain.end(2))


def _known(host: str) -> bool:
    return bool(note_of("HOST", host))


def _part(word: Flat, entry: str, kind: str, start: int, end: int) -> Part:
    return Part(*word.span(start, end), word.text[start:end], "value", note_of(entry, kind))


def note_of(kind: str, value: str) -> str:
    """Return the vocabulary's text on a value of some kind, such as a REGION; empty if it has none."""
    entry = vocabulary().find(kind)
    for argument in entry.arguments if entry else ():
        if argument.metavar == value:
            return argument.text
    return ""
