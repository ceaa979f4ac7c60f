"""The wire log: every exchange with the cloud, with secrets replaced before they are written."""

from __future__ import annotations

import threading
from datetime import datetime
from http import HTTPStatus
from typing import Any

from explain.clock import iso
from explain.cloud.disclosure import (
    shown_header,
    shown_host,
    shown_name,
    shown_path,
    shown_target,
)
from explain.cloud.message import NOT_RECORDED, Answer, Request
from explain.masking import masked
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
    "botocore": "boto3",
    "docker-client": "docker",
    "explain-ecr-engine": "engine",
}


class WireLog:
    """The exchanges so far, in the order in which they were answered."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []
        self._lock = threading.Lock()

    def mark(self) -> int:
        """Return a bookmark for `since`."""
        with self._lock:
            return len(self._exchanges)

    def since(self, mark: int) -> tuple[Exchange, ...]:
        """Return what was answered after the bookmark was set."""
        with self._lock:
            return tuple(self._exchanges[mark:])

    def record(self, server: str, at: datetime, request: Request, answer: Answer) -> None:
        """Write one exchange down, as far as its server disclosed it."""
        shown = answer.disclosure
        with self._lock:
            exchange = Exchange(
                number=len(self._exchanges) + 1,
                at=iso(at),
                client=client_name(shown_header("User-Agent", request.header("User-Agent"))),
                server=server,
                method=request.method,
                target=shown_target(request.target) if shown.headers else shown_path(request.path),
                host=shown_host(request.host),
                request_headers=_disclosed(request, answer),
                request_body=masked(shown.request_body) if request.body else "",
                status=answer.status,
                reason=HTTPStatus(answer.status).phrase,
                response_headers=tuple(
                    Header(name, shown_header(name, value)) for name, value in answer.headers
                ),
                response_body=_body(request, answer),
                evidence=_masked(answer.evidence),
            )
            self._exchanges.append(exchange)


def client_name(user_agent: str) -> str:
    """Tell from the User-Agent which program asked: its first product, without the version."""
    product = user_agent.partition("/")[0].partition(" ")[0].lower()
    return _CLIENTS.get(product, product or "unknown")


def _disclosed(request: Request, answer: Answer) -> tuple[Header, ...]:
    """Return the request's headers; of an unproven request, only that credentials were in it."""
    shown = answer.disclosure
    kept = []
    for name, value in request.headers:
        if name.lower() == "authorization":
            kept.append(Header(name, shown.authorization))
        elif shown.headers or name.lower() in _CREDENTIALS:
            kept.append(Header(shown_name(name), shown_header(name, value)))
    return tuple(kept)


def _masked(value: Any) -> Any:
    """Mask a text, or every text of a record and of the records in it."""
    if isinstance(value, str):
        return masked(value) if value else value
    return type(value)(*map(_masked, value)) if isinstance(value, tuple) else value


def _body(request: Request, answer: Answer) -> str:
    if request.method == "HEAD":
        return ""
    if answer.disclosure.response_body is not None:
        return masked(answer.disclosure.response_body)
    if not isinstance(answer.body, bytes):
        return NOT_RECORDED
    return masked(answer.body.decode(errors="replace"))
