"""What of a request may be written down as it came: a list. Everything else is named, and masked.

A list of what is secret would always miss something: every program that speaks HTTP has its own header
for a token. What is on the list still passes `explain.masking`, since people paste a secret anywhere.
"""

from __future__ import annotations

import re
from functools import lru_cache

from explain.cloud.message import NOT_RECORDED
from explain.masking import HIDDEN, masked
from explain.secret import Secret
from explain.wire import Header

_LISTED_HEADERS = (
    # HTTP itself (RFC 9110, RFC 9112), and what a proxy is told
    "accept accept-encoding accept-ranges allow cache-control connection content-encoding content-length "
    "content-range content-type date etag expect host if-match if-none-match keep-alive link location "
    "ostype pragma proxy-connection range retry-after server te trailer transfer-encoding user-agent vary "
    "www-authenticate "
    # AWS's APIs
    "amz-sdk-invocation-id amz-sdk-request x-amz-content-sha256 x-amz-date x-amz-target "
    "x-amz-user-agent x-amzn-query-mode x-amzn-requestid "
    # registries (distribution-spec) and docker's engine (Docker Engine API)
    "api-version builder-version docker-content-digest docker-distribution-api-version docker-experimental "
    "docker-upload-uuid libpod-api-version oci-filters-applied oci-subject swarm x-meta-source-client"
)
_HEADERS = frozenset(_LISTED_HEADERS.split())

_LISTED_PARAMETERS = (
    # registries
    "_state account artifacttype client_id digest from last mount n offline_token scope service "
    # docker's engine
    "all dangling digests filters force fromimage manifests noprune platform platforms pull_platform repo "
    "shared-size size tag type "
    # presigned URLs: when, for how long, and what is signed
    "action version x-amz-algorithm x-amz-date x-amz-expires x-amz-signedheaders"
)
_PARAMETERS = frozenset(_LISTED_PARAMETERS.split())

LONGEST_VALUE = 4096
"""Characters of a header, or of a target, that are kept: ten times what our clients send."""

LONGEST_BODY = 64 * 1024
"""Characters of a body that are kept, and of what a server found out."""

_MARGIN = 1024

_HOST = re.compile(r"[A-Za-z0-9._\[\]-][A-Za-z0-9.:_\[\]-]{0,254}")

_USERS = frozenset(
    ("AWS", "<token>", "_json_key", "oauth2accesstoken", "x-access-token", "gitlab-ci-token")
)
_NAME = re.compile(r"(?=.{1,16}\Z)[A-Za-z]+(?:[ .-][A-Za-z]+)*")


def disclosed(name: str, value: str) -> Header:
    """Return a header as it may be written down."""
    return (_short_header if len(value) <= _SHORT else _header)(name, value)


def _header(name: str, value: str) -> Header:
    return Header(shown_name(name), shown_header(name, value))


def shown_header(name: str, value: str) -> str:
    """Return a header's value as it may be written down."""
    lowered = name.lower()
    if lowered not in _HEADERS:
        return NOT_RECORDED
    return shown_host(value) if lowered == "host" else _cleaned(value)


def shown_name(name: str) -> str:
    """Return a header's name, which is a secret where somebody got colon and quotes wrong."""
    return name if name.lower() in _HEADERS else _cleaned(name)


def shown_host(host: str) -> str:
    """Return a host as it may be written down: nothing that cannot be one."""
    return _cleaned(host) if not host or _HOST.fullmatch(host) else NOT_RECORDED


def shown_path(path: str) -> str:
    """Return a path with the secrets in it masked."""
    return _cleaned(path)


def shown_target(target: str) -> str:
    """Return a path and its query, of which the values of unknown parameters are masked."""
    path, mark, query = target.partition("?")
    parameters = "&".join(map(_parameter, query.split("&")))
    return f"{shown_path(path)}{mark}{parameters}"


def shown_user(user: str) -> str:
    """Return a user name where it can be nothing but one, and else a mask.

    Password and user get swapped, and an access key is taken for them: what has digits, or more than
    16 signs, is masked unless registries give it as a name.
    """
    if not user or user in _USERS or (_NAME.fullmatch(user) and masked(user) == user):
        return user
    return f"{HIDDEN}{Secret(user).masked.rpartition(HIDDEN)[2]}"


def _parameter(text: str) -> str:
    name, equals, value = text.partition("=")
    if not text:
        return ""
    if not equals:
        return name if name.lower() in _PARAMETERS else HIDDEN
    if name.lower() in _PARAMETERS:
        return f"{name}={_cleaned(value)}"
    return f"{_cleaned(name)}={HIDDEN}"


def kept(text: str, longest: int = LONGEST_BODY) -> str:
    """Mask a text and keep its beginning, with a word on how much more it was.

    What is masked is a little longer than what is kept, so that no secret is known by half of it only.
    """
    if PLAIN.fullmatch(text):  # a third of all texts, and most of those that never come again
        return text
    if len(text) <= _SHORT:  # most come again and again; what is long is not remembered
        return _remembered(text)
    shown = masked(text[: longest + _MARGIN])
    if len(text) <= longest:
        return shown
    return f"{shown[:longest]}… ({len(text) - longest:,} characters more)"


def _cleaned(text: str) -> str:
    """Mask secrets in a value, and keep its beginning."""
    return kept(text, LONGEST_VALUE)


PLAIN = re.compile(r"[0-9a-f]{0,12}(?:-[0-9a-f]{1,12}){0,4}")
"""Numbers, fingerprints and UUIDs, in which `explain.masking` finds nothing."""

_SHORT = 512
_remembered = lru_cache(maxsize=1024)(masked)
_short_header = lru_cache(maxsize=1024)(_header)
