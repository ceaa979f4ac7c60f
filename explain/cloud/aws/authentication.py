"""Who calls: the signature is verified before anything else of a request is looked at."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from explain.cloud import refusals
from explain.cloud.aws import sigv4
from explain.cloud.aws.protocols import PROTOCOLS
from explain.cloud.aws.sigv4 import Claim, Computation
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.hosts import api_host
from explain.cloud.iam import Caller, Directory
from explain.hosts.partitions import REGIONS
from explain.http.message import Request
from explain.secret import Secret
from explain.wire import Signature

DEFAULT_SERVICE = "ecr"
_SERVICE = re.compile(r"[a-z0-9][a-z0-9.-]{0,62}")


def service_of(request: Request) -> str:
    """Name the service that is called: its host name says it; on loopback, the signature's scope.

    It may be a service that the sandbox does not have.
    """
    if host := api_host(request.host):
        return host.service
    credential = request.header("Authorization").partition("Credential=")[2].partition(",")[0]
    scope = credential.split("/")
    if len(scope) != 5 or not _SERVICE.fullmatch(scope[3]):
        return DEFAULT_SERVICE
    if scope[3] not in PROTOCOLS and PROTOCOLS[DEFAULT_SERVICE].operation(request):
        return DEFAULT_SERVICE  # ECR's own call, signed for another service
    return scope[3]


class Authenticator:
    """Verifies signatures.

    Two clocks, because a client signs by its machine's, which nobody turns with the sandbox's.
    """

    def __init__(
        self,
        directory: Directory,
        signing_times: Sequence[Callable[[], datetime]],
        now: Callable[[], datetime],
    ) -> None:
        self._directory = directory
        self._signing_times = tuple(signing_times)
        self._now = now

    def authenticate(
        self, request: Request, service: str, builder: EvidenceBuilder
    ) -> tuple[Caller, Claim]:
        """Find the caller and verify the signature. What the server computes becomes evidence."""
        claim = sigv4.claim_of(request)
        session_token = request.header("X-Amz-Security-Token")
        caller = self._directory.caller(claim.access_key_id, session_token, claim.region)
        if caller is None:
            raise refusals.unknown_client()
        signature = Signature(claim.access_key_id, claim.region, claim.service, claim.timestamp)
        builder.evidence = builder.evidence._replace(principal=caller.arn, signature=signature)
        host = api_host(request.host)
        sigv4.check_scope(claim, service, host.region if host else None)
        sigv4.check_age(claim, [read() for read in self._signing_times])
        computed = sigv4.compute(request, claim, caller.secret)
        valid = hmac.compare_digest(computed.signature.encode(), claim.signature.encode())
        signature = _shown(signature._replace(valid=valid), computed, session_token)
        builder.evidence = builder.evidence._replace(signature=signature)
        if not valid:
            raise refusals.mismatch()
        if service == DEFAULT_SERVICE and claim.region not in REGIONS:
            raise refusals.no_such_region(claim.region)
        if caller.expires and self._now() >= caller.expires:
            raise refusals.expired_session()
        return caller, claim


def _shown(signature: Signature, computed: Computation, session_token: str) -> Signature:
    """Write down how the server signed. A session token is signed as well, and stays a secret."""
    canonical_request = computed.canonical_request
    if session_token:
        masked = Secret(session_token).masked
        canonical_request = canonical_request.replace(session_token, masked)
    return signature._replace(
        canonical_request=canonical_request,
        canonical_request_hash=computed.canonical_request_hash,
        string_to_sign=computed.string_to_sign,
        signature=computed.signature,
    )
