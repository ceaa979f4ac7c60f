"""AWS's API: authenticates a call, finds who performs it, and writes the answer down."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from explain.cloud import refusals
from explain.cloud.aws.authentication import Authenticator, service_of
from explain.cloud.aws.authorization_token import AuthorizationTokens
from explain.cloud.aws.call import Call, Result
from explain.cloud.aws.elsewhere import elsewhere
from explain.cloud.aws.protocols import PROTOCOLS
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.message import Answer, Disclosure
from explain.cloud.refusals import Refusal
from explain.http.message import Request
from explain.wire import Evidence

if TYPE_CHECKING:
    from explain.cloud.aws.aws_services import AwsServices


class Control:
    """One account's API. `services` loads what is not needed for tokens."""

    def __init__(
        self,
        authenticator: Authenticator,
        tokens: AuthorizationTokens,
        services: Callable[[], AwsServices],
        entropy: Callable[[int], bytes],
    ) -> None:
        self._authenticator = authenticator
        self._services = services
        self._entropy = entropy
        self._own = {
            "ecr:GetAuthorizationToken": tokens.private,
            "ecr-public:GetAuthorizationToken": tokens.public,
        }

    def __call__(self, request: Request) -> Answer:
        """Answer one API call."""
        service = service_of(request)
        if service not in PROTOCOLS:
            return elsewhere(request, service)
        builder = EvidenceBuilder()
        try:
            result = self._performed(request, service, builder)
        except Refusal as refusal:
            return self._refused(request, service, refusal, builder.judge(refusal.code))
        return self._answered(request, service, result, builder.judge(result.verdict))

    def _performed(self, request: Request, service: str, builder: EvidenceBuilder) -> Result:
        caller, claim = self._authenticator.authenticate(request, service, builder)
        operation = PROTOCOLS[service].operation(request)
        if (request.method, request.target) != ("POST", "/") or not operation:
            raise refusals.unknown_operation(service, operation)
        call = Call(service, operation, claim.region, caller, claim.access_key_id, request)
        if own := self._own.get(call.action):
            return own(call, builder)
        if service == "ecr-public":  # moto has none of it
            raise refusals.unknown_operation(service, operation)
        return self._services().perform(call, builder)

    def _answered(
        self, request: Request, service: str, result: Result, evidence: Evidence
    ) -> Answer:
        shown = Disclosure(True, _authorization(request), _body(request, service), result.shown)
        return _answer(service, result.status, result.body, self._request_id(), evidence, shown)

    def _refused(
        self, request: Request, service: str, refusal: Refusal, evidence: Evidence
    ) -> Answer:
        """Refuse a request. If none of our keys signed it, the log discloses nothing of it."""
        request_id = self._request_id()
        status, body = PROTOCOLS[service].refused(refusal, request_id)
        shown = Disclosure()
        if evidence.principal:
            shown = Disclosure(True, _authorization(request), _body(request, service))
        return _answer(service, status, body, request_id, evidence, shown)

    def _request_id(self) -> str:
        return str(uuid.UUID(bytes=self._entropy(16), version=4))


def _answer(
    service: str, status: int, body: str, request_id: str, evidence: Evidence, shown: Disclosure
) -> Answer:
    content_type = PROTOCOLS[service].content_type
    headers = (("x-amzn-RequestId", request_id), ("Content-Type", content_type))
    return Answer(status, headers, body.encode(), evidence, shown)


def _authorization(request: Request) -> str:
    """The header as it came: a signature is not a secret, and its key is one of ours."""
    return request.header("Authorization")


def _body(request: Request, service: str) -> str:
    return PROTOCOLS[service].disclosed(request)
