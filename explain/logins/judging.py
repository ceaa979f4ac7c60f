"""What a login is worth at a moment, and whose answer counts for a host."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal, NamedTuple

from explain.clock import iso, span
from explain.credentials import passwords
from explain.logins.registries import is_ecr, shown
from explain.logins.stores import Login
from explain.narration import StoredCredential
from explain.secret import Secret

State = Literal["valid", "expired", "unknown", "helper", "broken"]

_USER = re.compile(r"[A-Za-z0-9_.+@<>-]{1,32}")
"""User names that may be shown. Some registries take a token in their place."""


class Judged(NamedTuple):
    """A login and what it is worth.

    `fault` names the finding that says what is wrong with it, empty for none; `words` is what a
    helper said about that. `helper` names the helper that holds the login, or gave it.
    """

    login: Login
    state: State
    ends: datetime | None = None
    fault: str = ""
    helper: str = ""
    words: str = ""

    @property
    def host(self) -> str:
        """The registry that it is for."""
        return self.login.host

    @property
    def counts(self) -> bool:
        """Whether its end or its fault is anybody's trouble: the helper renews its cache by itself."""
        return self.login.place.kind != "cache"


def judge(login: Login, now: datetime, helper: str = "") -> Judged:
    """Say what a login is worth now, from the password itself. `helper` is who gave it, if one did."""
    if login.fault:
        return Judged(login, "broken", fault=login.fault, helper=helper)
    ends = login.ends
    if login.password is not None:
        ends = passwords.ends(login.password) or ends
    if is_ecr(login.host) and (fault := _fault(login)):
        return Judged(login, "broken", ends, fault, helper)
    if ends is None:
        return Judged(login, "unknown", helper=helper)
    return Judged(login, "valid" if now < ends else "expired", ends, helper=helper)


def _fault(login: Login) -> str:
    """Name what keeps an entry from being a login at ECR."""
    if login.identity:
        return "identity-token"
    if login.password is None:
        return "empty-entry"
    return passwords.fault(login.password) or ("" if login.user == "AWS" else "user-not-aws")


def as_event(judged: Judged, now: datetime) -> StoredCredential:
    """Return the login as it may be shown: never more of the password than its fingerprint."""
    login = judged.login
    password = login.password
    where = (
        f"docker-credential-{shown_helper(judged.helper)}" if judged.helper else str(login.place)
    )
    if login.key not in (login.host, "") and not judged.helper and not login.namespace:
        where += f", under {shown(login.key)}"
    host = f"{login.host}/{login.namespace}" if login.namespace else login.host
    return StoredCredential(
        host=shown(host),
        user=shown_user(login.user, password),
        store=where,
        state=judged.state,
        expires_at=iso(judged.ends) if judged.ends else "",
        left=span(judged.ends - now) if judged.ends else "",
        fingerprint=password.fingerprint if password is not None else "",
    )


def shown_user(user: str, password: Secret | None) -> str:
    """Return a user name, masked where it may be a secret."""
    if not user or (_USER.fullmatch(user) and (password is None or user != password.reveal())):
        return user
    return Secret(user).masked


def shown_helper(name: str) -> str:
    """Return a helper's name, masked where no program is called like that."""
    return name if re.fullmatch(r"[A-Za-z0-9_.-]{1,32}", name) else Secret(name).masked
