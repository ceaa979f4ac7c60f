"""The paths of the distribution protocol, and the names in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from explain.cloud.distribution.problems import (
    Problem,
    digest_invalid,
    manifest_invalid,
    name_invalid,
)

# OCI distribution specification 1.1, Pulling manifests
_NAME = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*"
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[a-f0-9]{64}")  # the one algorithm that ECR knows
_LONGEST = 256  # AWS, API_CreateRepository

_PATHS = tuple(
    (kind, re.compile(f"/v2/(?P<name>.+?)/{rest}"))
    for kind, rest in (
        ("uploads", r"blobs/uploads/?"),
        ("upload", r"blobs/uploads/(?P<reference>[^/]+)"),
        ("blob", r"blobs/(?P<reference>[^/]+)"),
        ("manifest", r"manifests/(?P<reference>[^/]+)"),
        ("tags", r"tags/list"),
        ("referrers", r"referrers/(?P<reference>[^/]+)"),
    )
)


@dataclass(frozen=True, slots=True)
class Route:
    """What a path names: a kind of thing, the repository that it is in, and which one."""

    kind: str
    name: str
    reference: str


def route_of(path: str) -> Route | None:
    """Read a path; None where it is none of the protocol's."""
    plain = unquote(path)
    for kind, pattern in _PATHS:
        if match := pattern.fullmatch(plain):
            return Route(kind, match["name"], match.groupdict().get("reference", ""))
    return None


def check_name(name: str) -> None:
    """Refuse what cannot be a repository's name."""
    if len(name) > _LONGEST or not re.fullmatch(_NAME, name):
        raise name_invalid(_NAME)


def is_digest(text: object) -> bool:
    """Tell whether this is a digest."""
    return isinstance(text, str) and bool(_DIGEST.fullmatch(text))


def check_digest(text: str) -> str:
    """Return a digest, or refuse what is none."""
    if not is_digest(text):
        raise digest_invalid("A digest is written as sha256: and 64 lower-case hexadecimal digits")
    return text


def tag_of(reference: str) -> str | None:
    """Return the tag that a manifest's reference is; None where it is a digest."""
    if ":" in reference:
        check_digest(reference)
        return None
    if not _TAG.fullmatch(reference):
        raise _tag_invalid()
    return reference


def _tag_invalid() -> Problem:
    message = (
        "Invalid parameter at 'imageTag' failed to satisfy constraint: "
        f"'must satisfy regular expression '{_TAG.pattern}''"
    )
    return manifest_invalid(message)
