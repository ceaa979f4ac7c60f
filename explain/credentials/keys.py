"""How docker finds a registry's entry by its name, and what keeps a name from ever being found."""

from __future__ import annotations

import re

HUB = "docker.io"
HUB_KEY = "https://index.docker.io/v1/"
"""Docker Hub's name as a key, the only one with a path that docker itself writes."""

_HUB_NAMES = ("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")

ODDITIES = ("empty-key", "variable-key", "wildcard-key", "credential-in-key", "white-space-key")
"""What may keep a name from being found, by the ids of the findings."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_AUTHORITY = re.compile(r"(?:[^@]*@)*([A-Za-z0-9._~!$&'()*+,;=<>\"%-]+|\[[^\]]*\])(?::([0-9]*))?")
_PLACEHOLDER = re.compile(r"\$[\w({]|%\w+%|\{\{|<[^>]*>|\{\w+\}")
_WHITE_SPACE = re.compile(r"[\s\x00-\x1f\x7f\ufeff\u200b]")


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def hostname(key: str) -> str:
    """Return the host that docker compares with the one it looks for, where no entry has that very name.

    docker/cli, cli/config/credentials/file_store.go, ConvertToHostname: an address is parsed as Go
    does, and anything else is cut at its first slash. User, query and fragment of an address are left
    out; outside of an address they stay, so that an entry like this is never found (measured, 28.2.2).
    """
    address = _ADDRESS.match(key)
    if address and not _CONTROL.search(key):
        parts = _AUTHORITY.fullmatch(address[1])
        if parts:
            host = parts[1].strip("[]")
            return host if not parts[2] else f"{parts[1]}:{parts[2]}"
    return key.partition("/")[0]


def canonical(host: str) -> str:
    """Return the one name of a host that has several: Docker Hub's."""
    return HUB if host in _HUB_NAMES else host


def bare(key: str) -> str:
    """Return a key without white space around it, scheme, user, query and fragment: what was meant."""
    text = key.strip("\ufeff\u200b \t\r\n\v\f")
    before, scheme, after = text.partition("://")
    rest = re.split(r"[?#]", after if scheme else before, maxsplit=1)[0]
    return rest.rpartition("@")[2]


def oddity(key: str) -> str:
    """Name what keeps a key from ever being found, by the id of its finding; empty if nothing does."""
    host = hostname(key)
    if not host.strip():
        return "empty-key"
    if _PLACEHOLDER.search(key):
        return "variable-key"
    if "*" in key:
        return "wildcard-key"
    if "@" in host or "?" in host or "#" in host:
        return "credential-in-key"
    torn = _WHITE_SPACE.search(host) or ("://" in key and _CONTROL.search(key))
    return "white-space-key" if torn else ""


def holds_more(key: str) -> bool:
    """Whether a key is an address with a user, a password or a query in it."""
    return "://" in key and bool(re.search(r"[@?#]", key))
