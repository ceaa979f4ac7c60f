"""AWS Signature Version 4, stage by stage, by botocore's own signer.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from explain.secret import Secret

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "ecr"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An IAM access key: the half that is sent, and the half that never is."""

    id: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class DerivedKey:
    """One link of the chain from the secret key to the signing key; `shown` is its first 8 hex digits."""

    name: str
    message: str
    shown: str


@dataclass(frozen=True, slots=True)
class Signing:
    """Every stage of one signature, from the request to its Authorization header."""

    canonical_request: str
    canonical_request_hash: str
    credential_scope: str
    string_to_sign: str
    derived_keys: tuple[DerivedKey, ...]
    signature: str
    authorization: str


def unsigned_headers() -> frozenset[str]:
    """Return the names of the headers that are never signed, because others on the way may change them."""
    from botocore.auth import SIGNED_HEADERS_BLACKLIST

    return frozenset(SIGNED_HEADERS_BLACKLIST)


def sign(request: AWSRequest, key: AccessKey, region: str, at: datetime) -> Signing:
    """Sign a request in place, as of a moment, and return each stage on the way."""
    from botocore.auth import SIGV4_TIMESTAMP, SigV4Auth
    from botocore.credentials import Credentials

    signer = SigV4Auth(Credentials(key.id, key.secret.reveal()), SERVICE, region)
    timestamp = at.strftime(SIGV4_TIMESTAMP)
    request.context["timestamp"] = timestamp
    del request.headers["Authorization"]  # of a signature before this one
    del request.headers["X-Amz-Date"]
    request.headers["X-Amz-Date"] = timestamp

    canonical_request = signer.canonical_request(request)
    string_to_sign = signer.string_to_sign(request, canonical_request)
    signature = signer.signature(string_to_sign, request)
    signed_headers = signer.signed_headers(signer.headers_to_sign(request))
    authorization = (
        f"{ALGORITHM} Credential={signer.scope(request)}, "
        f"SignedHeaders={signed_headers}, Signature={signature}"
    )
    request.headers["Authorization"] = authorization
    return Signing(
        canonical_request=canonical_request,
        canonical_request_hash=hashlib.sha256(canonical_request.encode()).hexdigest(),
        credential_scope=signer.credential_scope(request),
        string_to_sign=string_to_sign,
        derived_keys=derive(key.secret, timestamp[:8], region),
        signature=signature,
        authorization=authorization,
    )


def derive(secret: Secret, date: str, region: str) -> tuple[DerivedKey, ...]:
    """Derive the signing key, link by link: each link's message is signed with the link before."""
    links = (
        ("kDate", date),
        ("kRegion", region),
        ("kService", SERVICE),
        ("kSigning", "aws4_request"),
    )
    derived = []
    key = b"AWS4" + secret.reveal().encode()
    for name, message in links:
        key = hmac.digest(key, message.encode(), "sha256")
        derived.append(DerivedKey(name, message, f"{key.hex()[:8]}…"))
    return tuple(derived)
