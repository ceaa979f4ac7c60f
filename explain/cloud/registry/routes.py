"""The paths of the distribution protocol, and the names in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from explain.cloud.registry.problems import (
    Problem,
    digest_invalid,
    name_invalid,
    parameter_invalid,
)

# OCI distribution specification 1.1, Pulling manifests
_NAME = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*"
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}")
_ECR_TAG = "[a-zA-Z0-9-_.]+"  # as its refusal quotes it (google/go-containerregistry#704)
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
    """Read a path; None if it is not part of the protocol."""
    plain = unquote(path)
    if plain.rstrip("/") == "/v2/_catalog":
        return Route("catalog", "", "")
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
    """Return a digest. Raises the registry's refusal if the text is not one."""
    if not is_digest(text):
        raise digest_invalid("A digest is written as sha256: and 64 lower-case hexadecimal digits")
    return text


def tag_of(reference: str, refusal: int = 405) -> str | None:
    """Return the tag that a manifest's reference is; None if it is a digest.

    What is neither is refused with this status.
    """
    if ":" in reference:
        check_digest(reference)
        return None
    if not is_tag(reference):
        raise tag_invalid(refusal)
    return reference


def is_tag(text: str) -> bool:
    """Tell whether an image can have this tag."""
    return bool(_TAG.fullmatch(text))


def tag_in_call(text: str) -> str:
    """Return the tag that is a parameter of a call, or refuse what can be none."""
    if not is_tag(text):
        raise tag_invalid()
    return text


def tag_invalid(status: int = 405) -> Problem:
    """No image can have this tag."""
    problem = parameter_invalid("imageTag", f"must satisfy regular expression '{_ECR_TAG}'")
    problem.status = status
    return problem
