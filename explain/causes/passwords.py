"""Causes that a password tells: where it comes from, and what became of it on its way."""

from __future__ import annotations

from collections.abc import Iterator

from explain.causes.model import Case, Values, token
from explain.wire import (
    ALTERED,
    BEGINNING_ADDED,
    BEGINNING_MISSING,
    END_ADDED,
    END_MISSING,
    EXPIRED,
    NO_CREDENTIALS,
    SPACED,
    UNDECODED,
    UNKNOWN_USER,
    UNREADABLE,
    Login,
)

Told = tuple[str, bool, Values]
"""A cause's name, whether it is certain, and its values."""

_PUBLIC = "public.ecr.aws"

_CHANGES = {
    END_MISSING: "end-missing",
    BEGINNING_MISSING: "beginning-missing",
    END_ADDED: "end-added",
    BEGINNING_ADDED: "beginning-added",
    SPACED: "white-space-added",
    ALTERED: "altered",
    UNDECODED: "not-decoded",
}


def told_by_password(case: Case) -> Iterator[Told]:
    """Yield what the password says, the surest first."""
    verdict, login = case.failure.evidence.verdict, case.login
    if verdict == NO_CREDENTIALS:
        yield _no_login(case)
    if login is None or verdict not in (UNKNOWN_USER, UNREADABLE, EXPIRED):
        return
    if verdict == UNKNOWN_USER:
        yield "unknown-user", True, {"user": login.user}
        return
    yield from _another_answered(case, login)
    yield _expired(case, login) if verdict == EXPIRED else _unreadable(case, login)


def _no_login(case: Case) -> Told:
    """Say that no password was presented: none is kept for the host, or a helper gave none."""
    others = [login.host for login in case.state.logins if login.host != case.host]
    helper = case.state.helper(case.host)
    if case.failure.client != "engine":
        return "no-password-sent", True, {}
    if helper:
        return "helper-gave-none", True, {"helper": helper}
    if case.state.stored(case.host):
        return "login-not-read", False, {}
    if others:
        return "login-for-another-host", True, {"others": ", ".join(f"`{host}`" for host in others)}
    return "no-login", True, {}


def _another_answered(case: Case, login: Login) -> Iterator[Told]:
    """Say that docker was logged in with another password than the one that it presents."""
    last = case.last_login()
    newest = last.evidence.login if last else None
    if case.logs_in or last is None or newest is None or newest.fingerprint == login.fingerprint:
        return
    helper = case.state.helper(case.host)
    values = {
        "helper": helper,
        "login_at": last.at,
        "newer": newest.fingerprint,
        "stored": newest.fingerprint if case.state.stored(case.host) == newest.fingerprint else "",
    }
    if helper:
        yield "helper-answered", True, values
    else:
        yield "another-login-answered", False, values


def _expired(case: Case, login: Login) -> Told:
    newest = case.newest_token(login.region)
    handed_out = token(newest) if newest else None
    is_newer = handed_out and handed_out.expires_at > login.expires_at
    return "expired", True, {"newer_at": newest.at if newest and is_newer else ""}


def _unreadable(case: Case, login: Login) -> Told:
    if login.change:
        values = {
            "characters": f"{login.change.characters:,}",
            "next": f"{login.change.characters + 1:,}",
            "original": login.change.fingerprint,
        }
        return _CHANGES[login.change.how], True, values
    if login.region.startswith(_PUBLIC):
        return "for-the-public-registry", True, {}
    if login.region and case.host == _PUBLIC:
        return "for-a-private-registry", True, {}
    if login.region:
        return "other-region", True, {}
    if not login.characters:
        return "empty-password", True, {}
    # A key's secret has 40 characters (IAM, Manage access keys), its id 20.
    like = {40: "a secret access key", 20: "an access key ID"}.get(login.characters, "")
    return "not-handed-out", False, {"like": like}
