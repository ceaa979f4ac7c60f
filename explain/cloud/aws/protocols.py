"""How AWS's services read calls and write refusals: AWS JSON 1.1 for ECR, query and XML for STS and IAM.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html and aws-query-protocol.html; what every
service may refuse is on each API's page Common Errors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urlencode
from xml.sax.saxutils import escape

from explain.cloud import refusals
from explain.cloud.message import NOT_RECORDED
from explain.cloud.refusals import Refusal
from explain.http.message import Request
from explain.secret import Secret


class ApiProtocol(Protocol):
    """The parts of a protocol that differ between services."""

    @property
    def content_type(self) -> str:
        """The type of the answers."""

    def operation(self, request: Request) -> str:
        """Return the operation that is called; the empty text where none is."""

    def refused(self, refusal: Refusal, request_id: str) -> tuple[int, str]:
        """Write a refusal: a status and a body."""

    def disclosed(self, request: Request) -> str:
        """Return the request's body as it may be written down."""


@dataclass(frozen=True, slots=True)
class JsonProtocol:
    """AWS JSON 1.1: the operation is in a header, and every refusal is a 400."""

    target: str
    content_type: str = "application/x-amz-json-1.1"

    def operation(self, request: Request) -> str:
        """Read `X-Amz-Target`."""
        target, _, operation = request.header("X-Amz-Target").rpartition(".")
        return operation if target == self.target else ""

    def refused(self, refusal: Refusal, request_id: str) -> tuple[int, str]:  # noqa: ARG002
        """Name the code as `__type`."""
        return 400, compact({"__type": refusal.code, "message": refusal.message})

    def disclosed(self, request: Request) -> str:
        """ECR's calls hold no secret."""
        return request.body.decode(errors="replace")


_QUERY_CODES = {
    "AccessDeniedException": ("AccessDenied", 403),
    "ExpiredTokenException": ("ExpiredToken", 403),
    "IncompleteSignatureException": ("IncompleteSignature", 400),
    "InvalidParameterException": ("ValidationError", 400),
    "InvalidSignatureException": ("SignatureDoesNotMatch", 403),
    "MissingAuthenticationTokenException": ("MissingAuthenticationToken", 403),
    "SerializationException": ("MalformedInput", 400),
    "UnknownOperationException": ("InvalidAction", 400),
    "UnrecognizedClientException": ("InvalidClientTokenId", 403),
}
_SECRET_PARAMETERS = ("Password", "NewPassword", "OldPassword", "PrivateKey", "SAMLAssertion")


@dataclass(frozen=True, slots=True)
class QueryProtocol:
    """The query protocol: a form goes in, XML comes out, and codes have no `Exception`."""

    namespace: str
    content_type: str = "text/xml"

    def operation(self, request: Request) -> str:
        """Read the parameter `Action`."""
        return form(request).get("Action", "")

    def refused(self, refusal: Refusal, request_id: str) -> tuple[int, str]:
        """Write an `ErrorResponse`."""
        code, status = _QUERY_CODES[refusal.code]
        error = (
            f"<Type>Sender</Type><Code>{code}</Code><Message>{escape(refusal.message)}</Message>"
        )
        return status, (
            f'<ErrorResponse xmlns="{self.namespace}"><Error>{error}</Error>'
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )

    def disclosed(self, request: Request) -> str:
        """Mask what people set as passwords."""
        try:
            fields = form(request)
        except Refusal:
            return NOT_RECORDED
        secret = [name for name in fields if name in _SECRET_PARAMETERS]
        if not secret:
            return request.body.decode(errors="replace")
        return urlencode({**fields, **{name: str(Secret(fields[name])) for name in secret}})


PROTOCOLS: dict[str, ApiProtocol] = {
    "ecr": JsonProtocol("AmazonEC2ContainerRegistry_V20150921"),
    "ecr-public": JsonProtocol("SpencerFrontendService"),
    "iam": QueryProtocol("https://iam.amazonaws.com/doc/2010-05-08/"),
    "sts": QueryProtocol("https://sts.amazonaws.com/doc/2011-06-15/"),
}
"""Each service's protocol, target or namespace (botocore, data/*/*/service-2.json, "metadata")."""


def form(request: Request) -> dict[str, str]:
    """Read a request's body as a form."""
    try:
        text = request.body.decode()
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict"))
    except ValueError as error:
        raise refusals.not_json() from error


def compact(value: object) -> str:
    """Write JSON as AWS does: without a space."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
