"""The wire log: every exchange with the cloud, with secrets replaced before they are written."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from explain.clock import iso
from explain.cloud.disclosure import (
    disclosed,
    kept,
    shown_header,
    shown_host,
    shown_path,
    shown_target,
)
from explain.cloud.message import NOT_RECORDED, Answer
from explain.cloud.ring import Ring
from explain.http.message import Request
from explain.records import each_text
from explain.wire import Exchange, Header

_CREDENTIALS = frozenset(
    {
        "cookie",
        "proxy-authorization",
        "x-amz-security-token",
        "x-registry-auth",  # docker push and pull
        "x-registry-config",  # docker build
    }
)
"""Of a request that nobody of ours has signed, the only headers of which we say that they were there."""

_CLIENTS = {
    "aws-cli": "aws",
    "boto3": "boto3",
    "botocore": "botocore",
    "docker-client": "docker",
    "explain-ecr-engine": "engine",
}


class WireLog(Ring):
    """The exchanges so far, in the order in which they were answered."""

    def record(self, server: str, at: datetime, request: Request, answer: Answer) -> None:
        """Record an exchange: of its headers and values, only those that the server disclosed."""
        shown = answer.disclosure
        target = shown_target(request.target) if shown.headers else shown_path(request.path)
        exchange = Exchange(
            number=0,  # the ring counts
            at=iso(at),
            client=client_name(shown_header("User-Agent", request.header("User-Agent"))),
            server=server,
            method=request.method,
            target=target,
            host=shown_host(request.host),
            request_headers=_disclosed(request, answer),
            request_body=kept(shown.request_body) if request.body else "",
            status=answer.status,
            reason=HTTPStatus(answer.status).phrase,
            response_headers=tuple(disclosed(name, value) for name, value in answer.headers),
            response_body=_body(request, answer),
            evidence=each_text(answer.evidence, kept),
        )
        self.add(exchange)


def client_name(user_agent: str) -> str:
    """Tell from the User-Agent which program asked: its first product, without the version."""
    product = user_agent.partition("/")[0].partition(" ")[0].lower()
    return _CLIENTS.get(product, product or "unknown")


def _disclosed(request: Request, answer: Answer) -> tuple[Header, ...]:
    """Return the request's headers; of an unproven request, only that credentials were in it."""
    shown = answer.disclosure
    headers = []
    for name, value in request.headers:
        if name.lower() == "authorization":
            headers.append(Header(name, shown.authorization))
        elif shown.headers or name.lower() in _CREDENTIALS:
            headers.append(disclosed(name, value))
    return tuple(headers)


def _body(request: Request, answer: Answer) -> str:
    if request.method == "HEAD":
        return ""
    if answer.disclosure.response_body is not None:
        return kept(answer.disclosure.response_body)
    if not isinstance(answer.body, bytes):
        return NOT_RECORDED
    return kept(answer.body.decode(errors="replace"))
