"""What a diagnosis is made of: the state of a lab's files, one failure on the wire, and its cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from explain.wire import Exchange, HandedOut, Login

ECR_API = "ECR API"
REGISTRY = "registry"
ENGINE = "engine"
DOOR = "door"
"""The servers, by the names that exchanges have."""

Values = dict[str, str]
"""What is filled into a cause's text. A line whose value is empty is left out."""


class StoredLogin(NamedTuple):
    """A login in docker's configuration: for which host, and the fingerprint of its password."""

    host: str
    fingerprint: str


class State(NamedTuple):
    """What the files of a lab say, and its clock (ISO 8601, UTC).

    `helpers` are docker's credential helpers by host, and `store` is the one for all other hosts.
    `profile` is what AWS_PROFILE names; `has_key` and `has_region` say whether aws finds either.
    """

    now: str
    host: str
    region: str
    logins: Sequence[StoredLogin] = ()
    helpers: Mapping[str, str] = {}
    store: str = ""
    profile: str = "default"
    has_key: bool = True
    has_region: bool = True

    def helper(self, host: str) -> str:
        """Return the helper that answers docker for a host; empty if the file does."""
        return self.helpers.get(host, self.store)

    def stored(self, host: str) -> str:
        """Return the fingerprint of the password that docker's file has for a host."""
        return next((login.fingerprint for login in self.logins if login.host == host), "")


class Cause(NamedTuple):
    """Why something went wrong: a section of lessons/reference/causes.md and the values for it.

    `certain` says whether the wire and the files leave no other cause. `number` and `at` are those of the
    exchange that shows it; 0 and empty if none does.
    """

    id: str
    certain: bool
    values: Mapping[str, str]
    number: int = 0
    at: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One failure: the exchange that failed, all exchanges, and the state of the files."""

    failure: Exchange
    exchanges: Sequence[Exchange]
    state: State
    earlier: Sequence[Exchange] = field(init=False)

    def __post_init__(self) -> None:
        earlier = [one for one in self.exchanges if one.number < self.failure.number]
        object.__setattr__(self, "earlier", earlier)

    @property
    def login(self) -> Login | None:
        """The password that was presented."""
        return self.failure.evidence.login

    @property
    def host(self) -> str:
        """The host that was meant, without a port."""
        return (self.failure.evidence.host or self.failure.host).partition(":")[0]

    @property
    def account(self) -> str:
        """The account of a private registry's host."""
        return self.host.partition(".")[0]

    @property
    def region(self) -> str:
        """The region of the host, or of the signature; the lab's own where neither holds one."""
        signature = self.failure.evidence.signature
        if signature:
            return signature.region
        parts = self.host.replace("-ecr", ".ecr").split(".")
        return parts[3] if "ecr" in parts[:3] and len(parts) > 4 else self.state.region

    @property
    def logs_in(self) -> bool:
        """Whether this is an attempt to log in, whose password was typed or piped and not a kept one."""
        if self.failure.client != ENGINE:
            return True
        later = (one for one in self.exchanges if one.number > self.failure.number)
        following = next((one for one in later if one.server == ENGINE), None)
        return following is not None and following.target.endswith("/auth")

    def handed_out(self, fingerprint: str) -> Exchange | None:
        """Find the answer with which a password was issued."""
        return next((one for one in self.earlier if _fingerprint(one) == fingerprint), None)

    def newest_token(self, region: str) -> Exchange | None:
        """Find the last answer, also a later one, that issued a password for a region."""
        answers = (
            one for one in reversed(self.exchanges) if (it := token(one)) and it.region == region
        )
        return next(answers, None)

    def last_login(self) -> Exchange | None:
        """Find the last `docker login` to the host that succeeded before the failure."""
        for one in reversed(self.earlier):
            evidence = one.evidence
            if one.target.endswith("/auth") and one.status == 200 and evidence.host == self.host:
                return one
        return None


def token(exchange: Exchange) -> HandedOut | None:
    """Return the password that an answer of AWS's API issued."""
    return exchange.evidence.token if exchange.server == ECR_API else None


def _fingerprint(exchange: Exchange) -> str:
    handed_out = token(exchange)
    return handed_out.fingerprint if handed_out else ""
