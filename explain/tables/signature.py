"""The table of the SigV4 bench: two requests to begin with, and the headers that nobody signs."""

from __future__ import annotations

from explain.credentials.signing import unsigned_headers
from explain.tables import samples

Table = dict[str, object]

_SUITE = {
    "method": "GET",
    "host": "example.amazonaws.com",
    "path": "/",
    "region": "us-east-1",
    "service": "service",
    "date": "20150830T123600Z",
    "headers": "",
    "body": "",
    "published": "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
}
"""The first case of AWS's test suite for signatures, `get-vanilla`, with the signature published there."""


def table() -> Table:
    """Return the table of samples for `signature.js`."""
    key = {"id": samples.KEY.id, "secret": samples.KEY.secret.reveal()}
    return {
        "unsigned": sorted(unsigned_headers()),
        "samples": {
            "GetAuthorizationToken": {**_token_request(), **key},
            "get-vanilla": {**_SUITE, **key},
        },
    }


def _token_request() -> dict[str, str]:
    """Return the fields of a request that the AWS client sent, without headers that nobody signs."""
    call = samples.call()
    _, date, region, service, _ = _credential(call.signing.authorization)
    head, _, body = call.sent.decode().partition("\r\n\r\n")
    method, url, _ = head.partition("\r\n")[0].split(" ")
    host, slash, path = url.partition("://")[2].partition("/")
    signed = call.signing.canonical_request.split("\n")[-2].split(";")
    computed = ("host", "x-amz-date")
    kept = [
        f"{name}: {value}"
        for name, value in call.headers
        if name.lower() in signed and name.lower() not in computed
    ]
    stamp = dict(call.headers)["X-Amz-Date"]
    assert stamp.startswith(date)
    return {
        "method": method,
        "host": host,
        "path": slash + path,
        "region": region,
        "service": service,
        "date": stamp,
        "headers": "\n".join(kept),
        "body": body,
    }


def _credential(authorization: str) -> list[str]:
    return authorization.partition("Credential=")[2].partition(",")[0].split("/")
