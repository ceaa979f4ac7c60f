"""What a login is worth at a moment, and whose answer counts for a host."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from explain.clock import iso, span
from explain.credentials import keys, passwords, showing
from explain.credentials.dockerconfig import Login
from explain.logins.places import Place
from explain.logins.registries import is_ecr
from explain.narration import StoredCredential

State = Literal["valid", "expired", "unknown", "helper", "broken"]


class Judged(NamedTuple):
    """A login, the place where it was found, and its state.

    `fault` names the finding that says what is wrong with it, empty for none; `words` is what a
    helper said about that. `helper` names the helper that holds the login, or gave it.
    """

    place: Place
    login: Login
    state: State
    ends: datetime | None = None
    fault: str = ""
    helper: str = ""
    words: str = ""

    @property
    def host(self) -> str:
        """The registry that the login is for."""
        return self.login.host

    @property
    def counts(self) -> bool:
        """Whether its end or its fault is anybody's trouble: the helper renews its cache by itself."""
        return self.place.kind != "cache"


def judge(place: Place, login: Login, now: datetime, helper: str = "") -> Judged:
    """Say what a login is worth now, from the password itself. `helper` is who gave it, if one did."""
    ends = login.ends
    if login.password is not None:
        ends = passwords.ends(login.password) or ends
    if fault := _fault(place, login, helper):
        return Judged(place, login, "broken", ends, fault, helper)
    if ends is None:
        return Judged(place, login, "unknown", helper=helper)
    return Judged(place, login, "valid" if now < ends else "expired", ends, helper=helper)


def _fault(place: Place, login: Login, helper: str) -> str:
    """Name what keeps an entry from being a login: damage, a name that is never found, what ECR refuses."""
    if login.fault and not (login.fault == "null-entry" and not is_ecr(login.host)):
        return login.fault
    if not helper and place.kind != "cache" and (oddity := keys.oddity(login.key)):
        return oddity
    return _refused(login) if is_ecr(login.host) else ""


def _refused(login: Login) -> str:
    """Name what keeps ECR from taking a login."""
    if login.identity:
        return "identity-token"
    if login.password is None:
        return "empty-entry"
    if login.user.startswith(_ACCESS_KEYS):
        return "user-is-access-key"
    return passwords.fault(login.password) or ("" if login.user == "AWS" else "user-not-aws")


_ACCESS_KEYS = ("AKIA", "ASIA")
"""How the ids of access keys begin (IAM User Guide, reference_identifiers)."""


def as_event(judged: Judged, now: datetime) -> StoredCredential:
    """Return the login as it may be shown: never more of the password than its fingerprint."""
    login = judged.login
    password = login.password
    where = (
        f"docker-credential-{showing.helper(judged.helper)}" if judged.helper else str(judged.place)
    )
    host = f"{login.host}/{login.namespace}" if login.namespace else login.host
    if keys.oddity(login.key) and not judged.helper:
        host = login.key
    elif login.key not in (login.host, "") and not judged.helper and not login.namespace:
        where += f", under {showing.line(login.key)}"
    return StoredCredential(
        host=showing.line(host) or NAMELESS,
        user=showing.user(login.user, password),
        store=where,
        state=judged.state,
        expires_at=iso(judged.ends) if judged.ends else "",
        left=span(judged.ends - now) if judged.ends else "",
        fingerprint=password.fingerprint if password is not None else "",
    )


NAMELESS = "an entry without a name"
"""Shown as the host of an entry whose name is empty."""
