"""Verifying Signature Version 4: the server signs the same request again and compares.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials

from explain.cloud import refusals
from explain.http.message import Request
from explain.secret import Secret

_ALGORITHM = "AWS4-HMAC-SHA256"
_TERMINATOR = "aws4_request"
_SKEW = timedelta(minutes=15)
_REGION = re.compile(r"[a-z]{2,8}(-[a-z]{2,8}){1,3}-[0-9]{1,2}")
_MUST_BE_SIGNED = ("host", "x-amz-date")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about its own signature."""

    access_key_id: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: str


@dataclass(frozen=True, slots=True)
class Computation:
    """The server's own way to the signature."""

    canonical_request: str
    string_to_sign: str
    signature: str

    @property
    def canonical_request_hash(self) -> str:
        """The last line of the string to sign."""
        return hashlib.sha256(self.canonical_request.encode()).hexdigest()


def claim_of(request: Request) -> Claim:
    """Read the Authorization header. Raises a refusal where it is missing or has gaps."""
    authorization = request.header("Authorization")
    if not authorization:
        raise refusals.unsigned()
    scheme, _, rest = authorization.partition(" ")
    pairs = (part.strip().partition("=") for part in rest.split(","))
    fields = {name: value for name, _, value in pairs} if scheme == _ALGORITHM else {}
    timestamp = request.header("X-Amz-Date")
    missing = [
        f"Authorization header requires '{name}' parameter."
        for name in ("Credential", "Signature", "SignedHeaders")
        if not fields.get(name)
    ]
    if not timestamp:
        missing.append("Authorization header requires existence of an 'X-Amz-Date' header.")
    scope = fields.get("Credential", "").split("/")
    if missing or len(scope) != 5:
        wrong = missing or ["Credential must have exactly 5 slash-delimited elements."]
        raise refusals.incomplete(authorization, wrong)
    signed = tuple(fields["SignedHeaders"].lower().split(";"))
    key_id, date, region, service, terminator = scope
    signature = fields["Signature"]
    return Claim(key_id, date, region, service, terminator, signed, signature, timestamp)


def check_scope(claim: Claim, service: str, region: str | None) -> None:
    """Refuse a signature for another service, region or day, or one that covers too little.

    Without a `region` (on loopback, where a host name says nothing) any region will do.
    """
    for name in _MUST_BE_SIGNED:
        if name not in claim.signed_headers:
            raise refusals.unsigned_header(name)
    if claim.terminator != _TERMINATOR:
        wrong = f"valid terminator: '{_TERMINATOR}', not '{claim.terminator}'."
        raise refusals.bad_scope(f"Credential should be scoped with a {wrong}")
    if claim.service != service:
        raise refusals.bad_scope(f"Credential should be scoped to correct service: '{service}'.")
    if not _REGION.fullmatch(claim.region) or region not in (None, claim.region):
        wrong = f"valid region, not '{claim.region}'."
        raise refusals.bad_scope(f"Credential should be scoped to a {wrong}")
    if claim.date != (day := claim.timestamp[:8]):
        raise refusals.bad_scope(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
            f"from HTTP: '{claim.date}' != '{day}', from '{claim.timestamp[:40]}'."
        )


def check_age(claim: Claim, times: Sequence[datetime]) -> None:
    """Refuse a signature that was made more than 15 minutes before or after now.

    Where clients sign by several clocks, now is what any of them shows; the first one words a refusal.
    """
    try:
        signed = datetime.strptime(claim.timestamp, refusals.TIMESTAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise refusals.bad_date(claim.timestamp) from error
    # A signature's date has no fractions of a second.
    nows = [time.astimezone(UTC).replace(microsecond=0) for time in times]
    if any(abs(signed - now) <= _SKEW for now in nows):
        return
    now = nows[0]
    if signed < now - _SKEW:
        raise refusals.too_old(signed, now - _SKEW, now)
    raise refusals.too_early(signed, now + _SKEW, now)


def compute(request: Request, claim: Claim, secret: Secret) -> Computation:
    """Sign the request again, over the headers that the claim names and the body that came."""
    credentials = Credentials(claim.access_key_id, secret.reveal())
    signer = _Verifier(credentials, claim.service, claim.region)
    signed = AWSRequest(
        method=request.method, url=f"http://{request.host}{request.target}", data=request.body
    )
    for name, value in request.headers:
        if name.lower() in claim.signed_headers:
            signed.headers.add_header(name.lower(), value)
    signed.context["timestamp"] = claim.timestamp
    canonical_request = signer.canonical_request(signed)
    string_to_sign = signer.string_to_sign(signed, canonical_request)
    return Computation(canonical_request, string_to_sign, signer.signature(string_to_sign, signed))


class _Verifier(SigV4Auth):  # type: ignore[misc]
    """botocore's signer, which here signs exactly the headers that the client lists as signed.

    The signer leaves out headers that proxies tend to change; a client may have signed them. And
    it believes a hash of the body that the client sent along, UNSIGNED-PAYLOAD for one.
    """

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        return request.headers

    def payload(self, request: AWSRequest) -> str:
        return hashlib.sha256(request.data).hexdigest()

    def canonical_request(self, request: AWSRequest) -> str:
        lines: list[str] = super().canonical_request(request).split("\n")
        return "\n".join([*lines[:-1], self.payload(request)])
