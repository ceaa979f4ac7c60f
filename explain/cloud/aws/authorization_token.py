"""`GetAuthorizationToken`, of ECR and of ECR Public."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime

from explain.cloud import refusals
from explain.cloud.aws.call import Call, Result
from explain.cloud.aws.protocols import compact
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.hosts import registry_name
from explain.cloud.permission import authorize
from explain.cloud.tokens import PUBLIC, Token, TokenMint

_ACCOUNT = re.compile(r"[0-9]{12}")
_PUBLIC_REGION = "us-east-1"


class AuthorizationTokens:
    """Gives tokens to whom IAM allows it. The action knows no resources, so its resource is `*`."""

    def __init__(self, mint: TokenMint, now: Callable[[], datetime]) -> None:
        self._mint = mint
        self._now = now

    def private(self, call: Call, builder: EvidenceBuilder) -> Result:
        """Give a token for every private registry of the region."""
        account = call.caller.account
        accounts = _registry_ids(call.request.body) or [account]
        authorize(call.caller, builder, call.action, region=call.region)
        token = self._mint.token_for(account, call.region, call.caller.arn, self._now())
        endpoints = [f"https://{registry_name(account, call.region)}" for account in accounts]

        def body(authorization_token: str) -> str:
            data = [
                {**_data(token, authorization_token), "proxyEndpoint": each} for each in endpoints
            ]
            return compact({"authorizationData": data})

        return _handed_out(token, body, builder)

    def public(self, call: Call, builder: EvidenceBuilder) -> Result:
        """Give a token for the public registry, and one object where ECR has a list."""
        if call.region != _PUBLIC_REGION:
            raise refusals.not_in_this_region()
        _parameters(call.request.body)
        for action in (call.action, "sts:GetServiceBearerToken"):
            authorize(call.caller, builder, action, region=call.region)
        token = self._mint.token_for(call.caller.account, PUBLIC, call.caller.arn, self._now())

        def body(authorization_token: str) -> str:
            return compact({"authorizationData": _data(token, authorization_token)})

        return _handed_out(token, body, builder)


def _data(token: Token, authorization_token: str) -> dict[str, object]:
    expires = token.claims.expires.timestamp()
    return {"authorizationToken": authorization_token, "expiresAt": expires}


def _handed_out(token: Token, body: Callable[[str], str], builder: EvidenceBuilder) -> Result:
    builder.evidence = builder.evidence._replace(token=token.handed_out)
    secret = token.authorization_token
    return Result(body(secret.reveal()), body(secret.masked))


def _parameters(body: bytes) -> dict[str, object]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refusals.not_json() from error
    if not isinstance(given, dict):
        raise refusals.not_json()
    return given


def _registry_ids(body: bytes) -> list[str]:
    """Read the deprecated parameter: it changes the endpoints in the answer, never the token."""
    accounts = _parameters(body).get("registryIds") or []
    if not isinstance(accounts, list) or not all(isinstance(one, str) for one in accounts):
        raise refusals.not_json()
    if not all(_ACCOUNT.fullmatch(account) for account in accounts):
        raise refusals.bad_registry_id()
    return accounts
