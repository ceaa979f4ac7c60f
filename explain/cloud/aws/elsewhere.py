"""Calls of services that the sandbox does not have: `AWS_ENDPOINT_URL` leads those here, too.

Each service has its own form for errors, and aws prints the sentence only where the form is right.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from explain.cloud.aws.protocols import compact
from explain.cloud.message import Answer, Disclosure
from explain.http.message import Request
from explain.wire import Evidence

_CODE = "UnknownOperationException"
_XML = ("Content-Type", "text/xml")


def elsewhere(request: Request, service: str) -> Answer:
    """Refuse a call of another service. Nothing of it is written down."""
    message = f"This sandbox has ECR, ECR Public, IAM and STS, but not the service '{service}'."
    evidence = Evidence(_CODE)
    if not _speaks_xml(request, service):
        headers = (("Content-Type", "application/json"), ("x-amzn-ErrorType", _CODE))
        body = compact({"__type": _CODE, "code": _CODE, "message": message})
        return Answer(400, headers, body.encode(), evidence, Disclosure())
    error = f"<Error><Code>{_CODE}</Code><Message>{escape(message)}</Message></Error>"
    if not service.startswith("s3"):  # the one service whose error has nothing around it
        error = f"<ErrorResponse>{error}</ErrorResponse>"
    if service == "ec2":  # botocore, parsers.py, EC2QueryParser
        error = error.replace("ErrorResponse>", "Response>").replace("<Error>", "<Errors><Error>")
        error = error.replace("</Error>", "</Error></Errors>")
    return Answer(400, (_XML,), error.encode(), evidence, Disclosure())


def _speaks_xml(request: Request, service: str) -> bool:
    """Tell the older protocols, which send forms, and S3's from those that speak JSON."""
    form = request.header("Content-Type").startswith("application/x-www-form-urlencoded")
    return form or service.startswith(("s3", "route53", "cloudfront"))
