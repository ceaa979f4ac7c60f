"""Which registry is meant: host names as they are typed, stored and shown, and how to log in there."""

from __future__ import annotations

import re

from explain.credentials.keys import HUB, canonical
from explain.errors import UsageProblem
from explain.hosts.registry import PUBLIC_HOSTS, REGION, owner_of

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._-]*(?:[:@].*)?")
_LONGEST = 253
"""Characters that a host name may have (RFC 1035, 2.3.4, less its root)."""


def asked(text: str) -> str:
    """Return the host of what somebody typed: a host, an address with a scheme or a path, an image.

    Raises `UsageProblem`, which does not repeat what was typed: it may be a token.
    """
    before, scheme, after = text.strip().lower().partition("://")
    first, slash, _ = (after if scheme else before).partition("/")
    host = first.rpartition("@")[2] if scheme else _of_image(first, bool(slash))
    if not _HOST.fullmatch(host) or len(host) > _LONGEST:
        raise UsageProblem(
            "That is not a registry host name.",
            "Type only the host, as in: explain-ecr status"
            " 381492183358.dkr.ecr.ap-south-1.amazonaws.com",
        )
    return canonical(host)


def _of_image(first: str, more: bool) -> str:
    """Return whose image it is, by its first part; docker's own rule (distribution/reference).

    Without `more` after it, a host may have a tag or a digest, which is dropped.
    """
    name, _, behind = first.partition(":")
    if first.startswith("[") or (more and behind.isdecimal()):
        return first
    if "." in name or name == "localhost":
        return first if more or not behind or behind.isdecimal() else name.partition("@")[0]
    return HUB if _IMAGE.fullmatch(first) else ""


def is_ecr(host: str) -> bool:
    """Whether a host is an ECR registry, private or public."""
    return is_public(host) or owner_of(host) is not None


def is_public(host: str) -> bool:
    """Whether a host is the registry of ECR Public."""
    return host.partition(":")[0] in PUBLIC_HOSTS


def line(host: str, tool: str = "docker") -> str:
    """Write the line that logs a tool in to an ECR registry."""
    owner = owner_of(host)
    service = "ecr-public" if is_public(host) else "ecr"
    region = "us-east-1" if is_public(host) else owner.region if owner else REGION
    return (
        f"aws {service} get-login-password --region {region}"
        f" | {tool} login --username AWS --password-stdin {host}"
    )
