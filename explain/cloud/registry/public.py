"""The registry of ECR Public, as far as a login: public.ecr.aws, which asks for Bearer tokens.

A client without an account gets a token as well, and could pull what is public. The sandbox's public
registry holds nothing, so every repository is unknown to it.

What the real one answers was seen in jetstack/version-checker#122 (no token), in
kreuzwerker/terraform-provider-docker#666 (Basic is refused; the authorization token itself is a
Bearer token) and in oras-project/oras-go#1227 (what /token/ gives is good for an hour).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from explain.cloud.disclosure import shown_user
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.logins import handed_out, login_of, traced
from explain.cloud.message import Answer, Disclosure
from explain.cloud.tokens import PUBLIC, USER, TokenMint, UnreadableToken
from explain.http.message import Request
from explain.masking import HIDDEN
from explain.secret import Secret
from explain.wire import ACCEPTED, EXPIRED, NO_CREDENTIALS, UNREADABLE, Evidence, Missing

_REALM = f'Bearer realm="https://{PUBLIC}/token/",service="{PUBLIC}",scope="aws"'
_VERSION = ("Docker-Distribution-Api-Version", "registry/2.0")
_JSON = ("Content-Type", "application/json; charset=utf-8")
_REPOSITORY = re.compile(r"/v2/(?P<name>.+?)(?:/(?:manifests|blobs|tags|referrers)(?:/.*)?)?/?")
_BEARER = f"{PUBLIC}/token/"
"""Stands for the region in the claims of Bearer tokens."""
_LIFETIME = timedelta(hours=1)
_ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class _Given:
    """The credential of a request: how it was given, by whom if that was said, and the secret."""

    scheme: str
    user: str
    secret: Secret

    @property
    def shown(self) -> Disclosure:
        """The headers, with the secret's fingerprint."""
        secret = f"{self.secret.masked} fingerprint {self.secret.fingerprint}"
        if not self.scheme:
            return Disclosure(True)
        user = f"{shown_user(self.user)}:" if self.user else ""
        scheme = self.scheme if self.scheme in ("Basic", "Bearer") else HIDDEN
        return Disclosure(True, f"{scheme} {user}{secret}")


class PublicRegistry:
    """The handler of ECR Public, which answers one request at a time."""

    def __init__(self, account: str, tokens: TokenMint, now: Callable[[], datetime]) -> None:
        self._account = account
        self._tokens = tokens
        self._now = now

    def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        given = _given(request.header("Authorization"))
        builder = EvidenceBuilder()
        if request.path in ("/token", "/token/"):
            return self._token(given, builder)
        if not f"{request.path}/".startswith("/v2/"):
            return Answer(404, (_JSON,), b"{}", disclosure=given.shown)
        if not given.scheme:
            evidence = builder.judge(NO_CREDENTIALS)
            return _refused(401, "Not Authorized", evidence, given, ("Www-Authenticate", _REALM))
        readable = () if given.scheme != "Bearer" else (_BEARER, PUBLIC)
        refused = self._checked(given, readable, builder)
        return refused or _served(request, builder.evidence, given)

    def _token(self, given: _Given, builder: EvidenceBuilder) -> Answer:
        """Give a Bearer token: to everybody, and in the caller's name to whom proves it."""
        if given.scheme:
            readable = (PUBLIC,) if (given.scheme, given.user) == ("Basic", USER) else ()
            if refused := self._checked(given, readable, builder):
                return refused
        principal = builder.evidence.principal or _ANONYMOUS
        now = self._now()
        token = self._tokens.token_for(self._account, _BEARER, principal, now, _LIFETIME)
        evidence = builder.evidence._replace(
            verdict=ACCEPTED, principal=principal, token=token.handed_out
        )
        masked = _json({"token": token.password.masked}).decode()
        shown = Disclosure(True, given.shown.authorization, response_body=masked)
        return Answer(200, (_JSON,), _json({"token": token.password.reveal()}), evidence, shown)

    def _checked(
        self, given: _Given, readable: tuple[str, ...], builder: EvidenceBuilder
    ) -> Answer | None:
        """Check a credential as each kind of token that is readable here. None: it is good."""
        login = login_of(given.user, given.secret)
        for kind in readable:
            claims = self._tokens.check(given.secret.reveal(), kind)
            if isinstance(claims, UnreadableToken):
                continue
            verdict = ACCEPTED if self._now() < claims.expires else EXPIRED
            login = handed_out(login, claims)._replace(verdict=verdict)
            builder.evidence = Evidence(verdict, claims.principal, login=login)
            if verdict == ACCEPTED:
                return None
            message = "Your authorization token has expired. Reauthenticate and try again."
            return _refused(403, message, builder.evidence, given)
        login = traced(login, given.secret, self._tokens)._replace(verdict=UNREADABLE)
        evidence = Evidence(UNREADABLE, login=login)
        return _refused(400, "Your Authorization Token is invalid.", evidence, given)


def _served(request: Request, evidence: Evidence, given: _Given) -> Answer:
    match = _REPOSITORY.fullmatch(request.path)
    if not match or request.path == "/v2/":
        return Answer(200, (_VERSION, _JSON), b"{}", evidence, given.shown)
    missing = Missing("repository", match["name"])
    evidence = evidence._replace(verdict="NAME_UNKNOWN", missing=missing)
    message = f"The repository with name '{match['name']}' does not exist in the registry."
    return Answer(404, (_VERSION, _JSON), _error("NAME_UNKNOWN", message), evidence, given.shown)


def _refused(
    status: int, message: str, evidence: Evidence, given: _Given, *headers: tuple[str, str]
) -> Answer:
    body = _error("DENIED", message)
    return Answer(status, (_VERSION, *headers, _JSON), body, evidence, given.shown)


def _given(authorization: str) -> _Given:
    """Read Basic or Bearer credentials; an authorization token as a Bearer is user and password."""
    scheme, _, value = authorization.partition(" ")
    try:
        pair = base64.b64decode(value.strip(), validate=True).decode()
    except ValueError:
        pair = ""
    user, colon, password = pair.partition(":")
    if colon and (scheme.lower() == "basic" or user == USER):
        return _Given(scheme.capitalize(), user, Secret(password))
    return _Given(scheme.capitalize(), "", Secret(value.strip()))


def _error(code: str, message: str) -> bytes:
    return _json({"errors": [{"code": code, "message": message}]})


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
