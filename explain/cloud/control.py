"""ECR's API: `GetAuthorizationToken`, over the AWS JSON 1.1 protocol."""

from __future__ import annotations

import hmac
import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime

from explain.cloud import refusals, sigv4
from explain.cloud.hosts import registry_name
from explain.cloud.iam import Caller, Decision, Directory
from explain.cloud.message import Answer, Disclosure, Request
from explain.cloud.refusals import Refusal
from explain.cloud.tokens import Token, TokenMint

_ACTION = "ecr:GetAuthorizationToken"
_TARGET = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"
_ACCOUNT = re.compile(r"[0-9]{12}")

Findings = dict[str, str]


class Control:
    """Authenticates, authorizes, and mints."""

    def __init__(
        self,
        account: str,
        directory: Directory,
        mint: TokenMint,
        now: Callable[[], datetime],
        entropy: Callable[[int], bytes],
    ) -> None:
        self._account = account
        self._directory = directory
        self._mint = mint
        self._now = now
        self._entropy = entropy

    def __call__(self, request: Request) -> Answer:
        """Answer one API call."""
        findings: Findings = {}
        try:
            token, accounts = self._granted(request, findings)
        except Refusal as refusal:
            findings["verdict"] = refusal.code
            return self._refused(request, refusal, findings)
        findings["verdict"] = "accepted"
        findings["token_fingerprint"] = token.password.fingerprint
        return self._handed_out(request, token, accounts, findings)

    def _granted(self, request: Request, findings: Findings) -> tuple[Token, list[str]]:
        claim = sigv4.claim_of(request)
        caller = self._authenticated(request, claim, findings)
        if (request.method, request.target) != ("POST", "/"):
            raise refusals.unknown_operation()
        if request.header("X-Amz-Target") != _TARGET:
            raise refusals.unknown_operation()
        accounts = _registry_ids(request.body) or [self._account]
        _authorize(caller)
        token = self._mint.token_for(self._account, claim.region, caller.arn, self._now())
        return token, [registry_name(account, claim.region) for account in accounts]

    def _authenticated(self, request: Request, claim: sigv4.Claim, findings: Findings) -> Caller:
        session_token = request.header("X-Amz-Security-Token")
        caller = self._directory.caller(claim.access_key_id, session_token, claim.region)
        if caller is None:
            raise refusals.unknown_client()
        findings["principal"] = caller.arn
        sigv4.check_scope(claim, request.host)
        sigv4.check_age(claim, self._now())
        computed = sigv4.compute(request, claim, caller.secret)
        findings["canonical_request"] = computed.canonical_request
        findings["canonical_request_hash"] = computed.canonical_request_hash
        findings["string_to_sign"] = computed.string_to_sign
        findings["signature"] = computed.signature
        if not hmac.compare_digest(computed.signature.encode(), claim.signature.encode()):
            raise refusals.mismatch()
        return caller

    def _handed_out(
        self, request: Request, token: Token, hosts: list[str], findings: Findings
    ) -> Answer:
        def body(authorization_token: str) -> str:
            data = [
                {
                    "authorizationToken": authorization_token,
                    "expiresAt": token.claims.expires.timestamp(),
                    "proxyEndpoint": f"https://{host}",
                }
                for host in hosts
            ]
            return _json({"authorizationData": data})

        secret = token.authorization_token
        shown = Disclosure(True, _authorization(request), _text(request), body(secret.masked))
        return self._answer(200, body(secret.reveal()), findings, shown)

    def _refused(self, request: Request, refusal: Refusal, findings: Findings) -> Answer:
        """Refuse. What no key of ours signed may be anyone's, so nothing of it is disclosed."""
        body = _json({"__type": refusal.code, "message": refusal.message})
        known = "principal" in findings
        shown = Disclosure(True, _authorization(request), _text(request)) if known else Disclosure()
        return self._answer(400, body, findings, shown)

    def _answer(self, status: int, body: str, findings: Findings, shown: Disclosure) -> Answer:
        request_id = str(uuid.UUID(bytes=self._entropy(16), version=4))
        headers = (
            ("x-amzn-RequestId", request_id),
            ("Content-Type", "application/x-amz-json-1.1"),
        )
        return Answer(status, headers, body.encode(), findings, shown)


def _authorize(caller: Caller) -> None:
    """Ask IAM. This action has no resource-level permissions: its resource is always `*`."""
    decision = caller.decision(_ACTION, "*")
    if decision is not Decision.ALLOWED:
        explicitly = decision is Decision.DENIED
        raise refusals.not_allowed(caller.arn, _ACTION, explicitly=explicitly)


def _registry_ids(body: bytes) -> list[str]:
    """Read the deprecated parameter: it changes the endpoints in the answer, never the token."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refusals.not_json() from error
    if not isinstance(given, dict):
        raise refusals.not_json()
    accounts = given.get("registryIds") or []
    if not isinstance(accounts, list) or not all(isinstance(one, str) for one in accounts):
        raise refusals.not_json()
    if not all(_ACCOUNT.fullmatch(account) for account in accounts):
        raise refusals.bad_registry_id()
    return accounts


def _authorization(request: Request) -> str:
    """The header as it came: a signature is no secret, and its key is one of ours."""
    return request.header("Authorization")


def _text(request: Request) -> str:
    return request.body.decode(errors="replace")


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
