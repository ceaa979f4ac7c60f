"""What crossed the wire: exchanges, and the evidence that their servers found in them.

The servers write these records, everybody else reads them: acts, renderers, recordings, `why`. Like
events they are small frozen records of text (named tuples, for the time that it takes to load them), and a
secret is in them only as its mask and its fingerprint. This module imports nothing of ours.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ACCEPTED = "accepted"
OPENED = "opened"
REFUSED = "refused"
NO_CREDENTIALS = "no credentials"
UNKNOWN_USER = "unknown user"
UNREADABLE = "unreadable token"
EXPIRED = "expired"
FOREIGN = "not a host of the sandbox"
"""Verdicts in our words. All others are the codes that AWS and the distribution protocol have."""


class Header(NamedTuple):
    """One HTTP header. A credential in it is already masked."""

    name: str
    value: str


class Change(NamedTuple):
    """How a password that was presented differs from one that was issued.

    `fingerprint` is that of the password as it was handed out, `how` one of the words below, and
    `characters` how many are missing or extra, or, for "altered", how many are still right.
    """

    fingerprint: str
    how: str
    characters: int


END_MISSING = "end missing"
BEGINNING_MISSING = "beginning missing"
END_ADDED = "end added"
BEGINNING_ADDED = "beginning added"
SPACED = "white space added"
ALTERED = "altered"
UNDECODED = "not decoded"
"""What can happen to a password. "not decoded" is ECR's whole answer: base64 of `AWS:` and the password."""


class Login(NamedTuple):
    """A password that was presented, and the result.

    `account`, `region`, `principal` and `expires_at` (ISO 8601, UTC) are those of the password when it
    was handed out; empty if it never was.
    """

    user: str
    password: str
    fingerprint: str
    characters: int
    verdict: str = ""
    account: str = ""
    region: str = ""
    principal: str = ""
    expires_at: str = ""
    change: Change | None = None


class Signature(NamedTuple):
    """How a request was signed: with which active key, for which scope, and when (as the client wrote it).

    The server computed the rest; it is empty if the request was refused before that.
    """

    access_key_id: str
    region: str
    service: str
    signed_at: str
    valid: bool = False
    canonical_request: str = ""
    canonical_request_hash: str = ""
    string_to_sign: str = ""
    signature: str = ""


class HandedOut(NamedTuple):
    """A password that was handed out: for which account and region, and until when (ISO 8601, UTC)."""

    account: str
    region: str
    fingerprint: str
    characters: int
    expires_at: str


class Permission(NamedTuple):
    """A permission that IAM was asked for.

    `policy` names the policy that allowed or denied it, and is empty if none mentions it.
    """

    action: str
    resource: str
    allowed: bool = False
    policy: str = ""


class Missing(NamedTuple):
    """What a client asked a registry for that it does not have: a repository, image, layer or upload."""

    kind: str
    name: str


class Evidence(NamedTuple):
    """What a server found out about a request.

    `verdict` is the result: "accepted", or why not. `host` and `repository` are what a client of the
    engine or the door wants to reach. `reason` is what the answer does not say, and `failure` names a
    fault in our code.
    """

    verdict: str = ""
    principal: str = ""
    host: str = ""
    repository: str = ""
    signature: Signature | None = None
    token: HandedOut | None = None
    login: Login | None = None
    permission: Permission | None = None
    missing: Missing | None = None
    reason: str = ""
    failure: str = ""


NO_EVIDENCE = Evidence()


class Exchange(NamedTuple):
    """One HTTP request and its answer, as they crossed the wire, secrets masked.

    `number` counts from 1, and `at` is the sandbox's time: ISO 8601, UTC.
    """

    number: int
    at: str
    client: str
    server: str
    method: str
    target: str
    host: str
    request_headers: tuple[Header, ...]
    request_body: str
    status: int
    reason: str
    response_headers: tuple[Header, ...]
    response_body: str
    evidence: Evidence = NO_EVIDENCE

    @property
    def request(self) -> str:
        """The method and the target."""
        return f"{self.method} {self.target}"

    @property
    def secret(self) -> str:
        """The fingerprint of the password that was presented or handed out; empty if there was none."""
        login, token = self.evidence.login, self.evidence.token
        return login.fingerprint if login else token.fingerprint if token else ""


_DIGEST = re.compile(r"(sha256(?::|%3A))([0-9a-f]{12})[0-9a-f]{52}", re.IGNORECASE)
_UPLOAD = re.compile(r"(/blobs/uploads/)[0-9a-f-]{16,}(?:\?_state=[^&]*)?")
_OPERATION = re.compile(r"(?:^|&)Action=(\w+)")


def operation(exchange: Exchange) -> str:
    """Name the operation of AWS's API that was called; empty elsewhere."""
    for name, value in exchange.request_headers:
        if name.lower() == "x-amz-target":
            return value.rpartition(".")[2]
    match = _OPERATION.search(exchange.request_body)
    return match[1] if match else ""


def asked(exchange: Exchange) -> str:
    """Say what was asked for; in AWS's API, the path does not tell."""
    target = _UPLOAD.sub(r"\1…", _DIGEST.sub(r"\1\2…", exchange.target))
    called = operation(exchange)
    return f"{exchange.method} {target}{called and f' {called}'}"


def asking_client(exchange: Exchange) -> str:
    """Return who asked. A client may have the name of who answered, and is somebody else."""
    same = exchange.client == exchange.server
    return f"{exchange.client} (client)" if same else exchange.client


class Summary(NamedTuple):
    """An exchange in one line: when, who asked whom for what, what came of it, and what was noted."""

    number: int
    at: str
    client: str
    server: str
    asked: str
    answered: str
    note: str


def summary(exchange: Exchange) -> Summary:
    """Put an exchange into one line."""
    return Summary(
        exchange.number,
        exchange.at,
        asking_client(exchange),
        exchange.server,
        asked(exchange),
        f"{exchange.status} {exchange.reason}",
        ", ".join(filter(None, _notes(exchange))),
    )


def _notes(exchange: Exchange) -> tuple[str, ...]:
    """Say what the server found out, as far as the request and the status do not tell it."""
    evidence = exchange.evidence
    # With a secret in it, a good answer says by itself that it was accepted.
    told = evidence.verdict if evidence.verdict != ACCEPTED or not exchange.secret else ""
    return (
        told,
        evidence.host if evidence.verdict == FOREIGN else "",
        _changed(evidence.login, exchange.host),
        _denied(evidence),
        exchange.secret and f"secret {exchange.secret}",
        evidence.failure,
    )


def _changed(login: Login | None, host: str) -> str:
    """Say how a password was changed on its way, or for which region it is where that is not the host's."""
    if not login:
        return ""
    if login.change:
        return login.change.how
    return f"handed out for {login.region}" if login.region and login.region not in host else ""


def _denied(evidence: Evidence) -> str:
    """Name the action that IAM did not allow, and the policy that says so."""
    permission = evidence.permission
    if not permission or permission.allowed:
        return ""
    if permission.policy:
        return f"{permission.policy} denies {permission.action}"
    return f"no policy allows {permission.action}"
