"""The registry: what ECR answers on /v2/.

Its three refusals are the whole diagnosis of a failed login: 401 is "I do not know this user",
400 "I cannot read this token", 403 "I can read it, but it has expired".
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from explain.cloud.disclosure import shown_user
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.hosts import RegistryHost, registry_host
from explain.cloud.logins import handed_out, login_of, traced
from explain.cloud.message import Answer, Disclosure
from explain.cloud.registry.problems import errors, missing_repository
from explain.cloud.tokens import USER, Claims, TokenMint, UnreadableToken
from explain.http.message import Request
from explain.secret import Secret
from explain.wire import (
    ACCEPTED,
    EXPIRED,
    NO_CREDENTIALS,
    UNKNOWN_USER,
    UNREADABLE,
    Evidence,
    Login,
)

if TYPE_CHECKING:
    from explain.cloud.registry.protocol import Distribution

_VERSION = ("Docker-Distribution-Api-Version", "registry/2.0")
_JSON = ("Content-Type", "application/json; charset=utf-8")
_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_ROOT = ("/v2", "/v2/")
_REPOSITORY = re.compile(r"/v2/(?P<name>.+?)(?:/(?:manifests|blobs|tags|referrers)(?:/.*)?)?/?")


@dataclass(frozen=True, slots=True)
class Admitted:
    """The request came with a token that is good here and now."""

    claims: Claims
    evidence: Evidence
    disclosure: Disclosure


class Registry:
    """Every private registry of the sandbox; the Host header says which one is meant.

    Without a `distribution` it has no repositories: it is there to be logged in to.
    """

    def __init__(
        self,
        tokens: TokenMint,
        now: Callable[[], datetime],
        distribution: Distribution | None = None,
    ) -> None:
        self._tokens = tokens
        self._now = now
        self._distribution = distribution

    def __call__(self, request: Request) -> Answer:
        """Answer one request of the distribution protocol."""
        host = registry_host(request.host)
        if host is None or not f"{request.path}/".startswith("/v2/"):
            return Answer(404, (_TEXT,), b"404 page not found\n", disclosure=Disclosure(True))
        admission = admit(request, host, self._tokens, self._now())
        if isinstance(admission, Answer):
            return admission
        if self._distribution is None or request.path in _ROOT:
            return _served(request, host, admission)
        return _distributed(self._distribution, request, host, admission)


def admit(
    request: Request, host: RegistryHost, tokens: TokenMint, now: datetime
) -> Admitted | Answer:
    """Check the credentials of one request: the caller is let in, or gets this answer."""
    credentials = _basic(request.header("Authorization"))
    if credentials is None:
        return _challenge(host, Evidence(NO_CREDENTIALS), Disclosure(True))
    user, password = credentials
    shown = Disclosure(
        True, f"Basic {shown_user(user)}:{password.masked} fingerprint {password.fingerprint}"
    )
    login = login_of(user, password)
    if user != USER:
        return _challenge(host, _judged(login, UNKNOWN_USER), shown)
    claims = tokens.check(password.reveal(), host.region)
    if isinstance(claims, UnreadableToken):
        evidence = _judged(traced(login, password, tokens), UNREADABLE)
        return _denied(400, "Your Authorization Token is invalid.", evidence, shown)
    login = handed_out(login, claims)
    if now >= claims.expires:
        message = "Your authorization token has expired. Reauthenticate and try again."
        return _denied(403, message, _judged(login, EXPIRED), shown)
    # The token's account is not compared: a token opens every registry of its region that its
    # principal may use (AWS, API_GetAuthorizationToken).
    return Admitted(claims, _judged(login, ACCEPTED), shown)


def _judged(login: Login, verdict: str) -> Evidence:
    login = login._replace(verdict=verdict)
    principal = login.principal if verdict in (ACCEPTED, EXPIRED) else ""
    return Evidence(verdict, principal, login=login)


def _served(request: Request, host: RegistryHost, admitted: Admitted) -> Answer:
    if request.path in _ROOT:
        if request.method in ("GET", "HEAD"):
            return Answer(200, (_VERSION, _TEXT), b"", admitted.evidence, admitted.disclosure)
        body = errors("UNSUPPORTED", "The operation is unsupported.")
        return Answer(405, (_VERSION, _JSON), body, admitted.evidence, admitted.disclosure)
    match = _REPOSITORY.fullmatch(request.path)
    name = match["name"] if match else ""
    body = errors("NAME_UNKNOWN", missing_repository(name, host.account))
    return Answer(404, (_VERSION, _JSON), body, admitted.evidence, admitted.disclosure)


def _distributed(
    distribution: Distribution, request: Request, host: RegistryHost, admitted: Admitted
) -> Answer:
    """Let the distribution protocol answer, and add what all of the registry's answers have."""
    builder = EvidenceBuilder(admitted.evidence)
    answer = distribution(request, host, admitted.claims, builder)
    shown = replace(admitted.disclosure, response_body=answer.disclosure.response_body)
    headers = (_VERSION, *answer.headers)
    return replace(answer, headers=headers, evidence=builder.evidence, disclosure=shown)


def _challenge(host: RegistryHost, evidence: Evidence, shown: Disclosure) -> Answer:
    challenge = f'Basic realm="https://{host.name}/",service="ecr.amazonaws.com"'
    headers = (_VERSION, ("Www-Authenticate", challenge), _TEXT)
    return Answer(401, headers, b"Not Authorized\n", evidence, shown)


def _denied(status: int, message: str, evidence: Evidence, shown: Disclosure) -> Answer:
    """Refuse without a challenge, so no client tries again."""
    return Answer(status, (_VERSION, _JSON), errors("DENIED", message), evidence, shown)


def _basic(authorization: str) -> tuple[str, Secret] | None:
    """Read Basic credentials (RFC 7617); None if there are none to be read."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except ValueError:  # neither base64 nor UTF-8: both are its subclasses
        return None
    user, colon, password = text.partition(":")
    return (user, Secret(password)) if colon else None
