"""Image names as docker reads them: `HOST/path:tag`, `HOST/path@digest`, or just `path`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# The grammar of distribution/reference (regexp.go), whose docker library every docker uses.
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_PART}(?:/{_PART})*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LONGEST = 255
_HUB = "docker.io"


class BadReference(Exception):
    """A text that names no image. Its message is docker's."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An image's name, with a tag, a digest or neither."""

    domain: str
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """The name as docker shows it: without the host if that is Docker Hub."""
        if self.domain != _HUB:
            return f"{self.domain}/{self.path}"
        return self.path.removeprefix("library/")

    @property
    def full_name(self) -> str:
        """The name with its domain, which docker shows only where it pushes."""
        return f"{self.domain}/{self.path}"

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}" + (f"@{self.digest}" if self.digest else "")

    def tagged(self) -> Reference:
        """Return the reference with docker's default tag where it has neither tag nor digest."""
        return self if self.tag or self.digest else replace(self, tag="latest")

    def with_version(self, version: str) -> Reference:
        """Return the same name with another tag or digest, whichever the text is."""
        if is_digest(version):
            return replace(self, tag="", digest=version)
        if not _TAG.fullmatch(version):
            raise BadReference("invalid tag format")
        return replace(self, tag=version, digest="")


def parse(text: str) -> Reference:
    """Read a reference (distribution/reference, ParseNormalizedNamed)."""
    rest, at, digest = text.partition("@")
    if at and not is_digest(digest):
        raise BadReference("invalid reference format")
    name, tag = _split_tag(rest)
    domain, path = _split_domain(name)
    if not _PATH.fullmatch(path) and _PATH.fullmatch(path.lower()):
        raise BadReference(f"invalid reference format: repository name ({path}) must be lowercase")
    fits = _DOMAIN.fullmatch(domain) and _PATH.fullmatch(path) and len(name) <= _LONGEST
    if not fits or (tag is not None and not _TAG.fullmatch(tag)):
        raise BadReference("invalid reference format")
    return Reference(domain, path, tag or "", digest)


def is_digest(text: str) -> bool:
    """Tell a digest, of the one algorithm that registries use, from every other text."""
    return _DIGEST.fullmatch(text) is not None


def _split_tag(text: str) -> tuple[str, str | None]:
    """Cut at the last colon, if what follows is not part of a `host:port/path`."""
    name, colon, tag = text.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (text, None)


def _split_domain(name: str) -> tuple[str, str]:
    """Tell a host from a first folder: only a host has a dot, a colon, or is localhost."""
    first, slash, rest = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        domain, path = (_HUB if first == "index.docker.io" else first), rest
    else:
        domain, path = _HUB, name
    if domain == _HUB and "/" not in path:
        path = f"library/{path}"
    return domain, path
