"""Which exchanges are failures: not a 401 that asks for a password, nor a look for what may be missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explain.causes.model import DOOR, ECR_API, ENGINE, REGISTRY, token
from explain.wire import (
    EXPIRED,
    NO_CREDENTIALS,
    OPENED,
    REFUSED,
    UNKNOWN_USER,
    UNREADABLE,
    Exchange,
    operation,
)

_LOOKS = ("BLOB_UNKNOWN", "MANIFEST_UNKNOWN")
"""What clients find out with HEAD before they push (OCI distribution specification, Pushing blobs)."""

_LOGINS = (NO_CREDENTIALS, UNKNOWN_USER, UNREADABLE, EXPIRED)
"""Verdicts on a password: any login to the host that is accepted solves them."""


def failures(exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
    """Yield the exchanges that failed, the last one first."""
    for place in range(len(exchanges) - 1, -1, -1):
        if _failed(exchanges[place], exchanges[place + 1 :]):
            yield exchanges[place]


def is_solved(failure: Exchange, later: Sequence[Exchange]) -> bool:
    """Tell whether the same was asked later, and granted."""
    return any(_same(failure, one) and one.status < 400 for one in later)


def _failed(exchange: Exchange, later: Sequence[Exchange]) -> bool:
    evidence = exchange.evidence
    if evidence.failure:
        return True
    match exchange.server:
        case "registry":
            if evidence.verdict == NO_CREDENTIALS:
                return not _goes_on(exchange, later)
            look = exchange.method == "HEAD" and evidence.verdict in _LOOKS
            mount = "mount=" in exchange.target
            return exchange.status >= 400 and not look and not mount
        case "engine":
            if _is_push(exchange):
                return evidence.verdict != NO_CREDENTIALS and not _reaches_registry(later)
            told_by_registry = evidence.verdict in (REFUSED, NO_CREDENTIALS)
            return exchange.status >= 400 and not told_by_registry
        case "door" if evidence.verdict == OPENED:
            return not _is_used(exchange, later)
    if token(exchange):
        return not _is_presented(later)
    return exchange.status >= 400


def _goes_on(challenged: Exchange, later: Sequence[Exchange]) -> bool:
    """Tell whether a client that was asked for a credential went on: with one, to get one, or asked again."""
    for one in later:
        if one.server == REGISTRY and (one.client, one.host) == (
            challenged.client,
            challenged.host,
        ):
            asked_again = one.evidence.verdict == NO_CREDENTIALS
            return bool(one.evidence.login) or asked_again or one.status < 400
        if one.server == ENGINE or one.evidence.verdict == OPENED:
            return False
    return False


def _is_push(exchange: Exchange) -> bool:
    """Tell whether this is a push, whose answer is 200 before anything was pushed."""
    path = exchange.target.partition("?")[0]
    return exchange.method == "POST" and path.endswith("/push") and exchange.status == 200


def _reaches_registry(later: Sequence[Exchange]) -> bool:
    following = next((one for one in later if one.server in (ENGINE, REGISTRY)), None)
    return following is not None and following.server == REGISTRY


def _is_used(tunnel: Exchange, later: Sequence[Exchange]) -> bool:
    """Tell whether anything was asked through a tunnel."""
    host = tunnel.target.partition(":")[0]
    return any(one.server != DOOR and one.host.partition(":")[0] == host for one in later)


def _is_presented(later: Sequence[Exchange]) -> bool:
    """Tell whether any password was presented, or asked for again, after one was issued."""
    return any(token(one) or one.evidence.login for one in later)


def _same(failure: Exchange, other: Exchange) -> bool:
    """Tell whether a request asks again for what failed: for a login, or for the same kind of thing."""
    if other.server != failure.server:
        return False
    if failure.server == ECR_API:
        return operation(other) == operation(failure)
    if failure.server != REGISTRY:
        return _path(other) == _path(failure)
    if other.host != failure.host:
        return False
    if failure.evidence.verdict in _LOGINS:
        return bool(other.evidence.login)
    asks = [(one.method, _path(one).split("/")[:-1]) for one in (failure, other)]
    return asks[0] == asks[1]


def _path(exchange: Exchange) -> str:
    return exchange.target.partition("?")[0]
