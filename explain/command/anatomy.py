"""What a registry's host and an image's name are made of, piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator

from explain.command.model import Word
from explain.command.vocabulary import vocabulary
from explain.narration import Part

_HOLE = "\x00"
"""Stands for each character of a variable or a substitution, which may be anything."""

_LABEL = r"[A-Za-z0-9_<>{}\x00-]+"
_HOST = re.compile(
    rf"({_LABEL})\.(dkr[.-]ecr(?:-fips)?)\.({_LABEL})\.([A-Za-z0-9.\x00-]+)(?::([0-9\x00]+))?"
)
_PLAIN_HOST = re.compile(r"([A-Za-z0-9.\x00_-]*[A-Za-z0-9\x00])(?::([0-9\x00]+))?")
_SCHEME = re.compile(r"(?:https?|oci|docker)://")
_IMAGE = re.compile(r"([^:@]*)(?::([^:@/]+))?(?:@([^@]+))?")


def host_parts(word: Word) -> Iterator[Part]:
    """Take a registry's host apart, with a scheme before it and a path behind it where they were typed."""
    start, text = _text(word)
    scheme = _SCHEME.match(text)
    if scheme:
        yield _part("HOST", scheme[0], start, scheme[0])
        start, text = start + len(scheme[0]), text[len(scheme[0]) :]
    name = text.partition("/")[0]
    yield from _host(name, start)
    if len(text) > len(name):
        yield _part("HOST", "PATH", start + len(name), text[len(name) :])


def image_parts(word: Word) -> Iterator[Part]:
    """Take an image's name apart: registry, repository, tag, digest."""
    start, text = _text(word)
    scheme = _SCHEME.match(text)
    if scheme:
        yield _part("HOST", scheme[0], start, scheme[0])
        start, text = start + len(scheme[0]), text[len(scheme[0]) :]
    name, slash, rest = text.partition("/")
    if slash and (any(sign in name for sign in ".:" + _HOLE) or name == "localhost"):
        yield _part("IMAGE", "HOST", start, name)
        yield from _host(name, start)
        start, text = start + len(name) + 1, rest
    found = _IMAGE.fullmatch(text)
    if found:
        for group, kind in enumerate(("REPOSITORY", "TAG", "DIGEST"), start=1):
            if found[group]:
                yield _part("IMAGE", kind, start + found.start(group), found[group])


def _host(name: str, start: int) -> Iterator[Part]:
    if found := _HOST.fullmatch(name):
        for group, kind in enumerate(("ACCOUNT", found[2], "REGION", found[4], "PORT"), start=1):
            if found[group]:
                known = kind if note_of("HOST", kind) else "DOMAIN"
                yield _part("HOST", known, start + found.start(group), found[group])
    elif (plain := _PLAIN_HOST.fullmatch(name)) and _known(plain[1]):
        yield _part("HOST", plain[1], start, plain[1])
        if plain[2]:
            yield _part("HOST", "PORT", start + plain.start(2), plain[2])


def _known(host: str) -> bool:
    return bool(note_of("HOST", host))


def _part(entry: str, kind: str, start: int, text: str) -> Part:
    return Part(start, start + len(text), text, "value", note_of(entry, kind))


def note_of(kind: str, value: str) -> str:
    """Return what the vocabulary says on one value of a kind, such as a REGION; empty where nothing."""
    entry = vocabulary().find(kind)
    for argument in entry.arguments if entry else ():
        if argument.metavar == value:
            return argument.text
    return ""


def _text(word: Word) -> tuple[int, str]:
    """Return a word without the quotes around it, variables and substitutions blanked out."""
    signs = list(word.raw)
    for variable in word.variables:
        signs[variable.start - word.start : variable.end - word.start] = _HOLE * len(variable.text)
    for inner in word.inner:
        first = max(inner.start - word.start - 2, 0)
        signs[first : inner.end - word.start + 1] = _HOLE * (inner.end - word.start + 1 - first)
    raw = "".join(signs[: len(word.raw)])
    quoted = len(raw) > 1 and raw[0] in "'\"" and raw[-1] == raw[0]
    return (word.start + 1, raw[1:-1]) if quoted else (word.start, raw)
