"""The engine's side of a login: ask without credentials, then with them if challenged."""

from __future__ import annotations

import base64
import http.client
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from explain.secret import Secret

AGENT = "explain-ecr-engine/0.1.0"
_ROOT = "/v2/"
_PARAMETER = re.compile(r'(\w+)="([^"]*)"')
_PATIENCE = 15
"""Seconds, as moby waits for a registry (daemon/pkg/registry/auth.go)."""


@dataclass(frozen=True, slots=True)
class Pong:
    """What the registry answered to `GET /v2/`, or to whom it sent the engine for a token."""

    status: int
    challenge: str
    body: bytes = b""


Ping = Callable[[str, str, Mapping[str, str]], Pong]
"""Send a GET to a host, for this path, with these headers in addition to the usual ones."""


class LoginFailed(Exception):
    """The registry did not say 200."""


def log_in(ping: Ping, host: str, user: str, password: Secret) -> None:
    """Ask twice, as every docker does: only the second request carries the credentials."""
    try:
        first = ping(host, _ROOT, {})
        second = ping(host, _ROOT, _answer_to(first, ping, host, user, password))
    except (OSError, http.client.HTTPException) as error:
        raise LoginFailed(f'Get "https://{host}/v2/": {type(error).__name__}') from error
    if second.status != 200:
        reason = http.client.responses.get(second.status, "")
        status = f"{second.status} {reason}"
        raise LoginFailed(f"login attempt to https://{host}/v2/ failed with status: {status}")


def ping_on(port: int) -> Ping:
    """Return a `Ping` whose every request goes to one loopback port, whatever host it names."""

    def ping(host: str, target: str, headers: Mapping[str, str]) -> Pong:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            usual = {"Host": host, "User-Agent": AGENT, "Connection": "close"}
            connection.request("GET", target, headers={**usual, **headers})
            answer = connection.getresponse()
            body = answer.read()
            return Pong(answer.status, answer.getheader("Www-Authenticate", ""), body)
        finally:
            connection.close()

    return ping


def _answer_to(pong: Pong, ping: Ping, host: str, user: str, password: Secret) -> Mapping[str, str]:
    """Return the header that a challenge asks for.

    Only a 401 is searched for challenges (distribution, challenge/authchallenge.go). For Bearer the
    credentials go to the realm, which gives a token (session.go, fetchTokenWithBasicAuth).
    """
    scheme, _, parameters = pong.challenge.partition(" ")
    if pong.status != 401 or scheme.lower() not in ("basic", "bearer"):
        return {}
    credentials = _basic(user, password)
    if scheme.lower() == "basic":
        return credentials
    said = dict(_PARAMETER.findall(parameters))
    path = urlsplit(said.get("realm", "")).path or "/"
    query = {"account": user, "client_id": "docker", "offline_token": "true"}
    reply = ping(
        host, f"{path}?{urlencode({**query, 'service': said.get('service', '')})}", credentials
    )
    try:
        answer = json.loads(reply.body)
        if reply.status == 200:
            return {"Authorization": f"Bearer {answer['token']}"}
        error = answer["errors"][0]
        why = f"{error['code'].lower()}: {error['message']}"
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise http.client.HTTPException from error
    raise LoginFailed(f'Get "https://{host}/v2/": {why}')


def _basic(user: str, password: Secret) -> Mapping[str, str]:
    pair = f"{user}:{password.reveal()}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
