"""The engine's side of a login: ask without credentials, then with them if challenged."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from explain.secret import Secret

AGENT = "explain-ecr-engine/0.1.0"
_PATIENCE = 15
"""Seconds, as moby waits for a registry (daemon/pkg/registry/auth.go)."""


@dataclass(frozen=True, slots=True)
class Pong:
    """What the registry answered to `GET /v2/`."""

    status: int
    challenge: str


Ping = Callable[[str, Mapping[str, str]], Pong]
"""Send `GET /v2/` to a host, with these headers beside the usual ones."""


class LoginFailed(Exception):
    """The registry did not say 200."""


def log_in(ping: Ping, host: str, user: str, password: Secret) -> None:
    """Ask twice, as every docker does: only the second request carries the credentials."""
    try:
        first = ping(host, {})
        second = ping(host, _basic(user, password) if _wants_basic(first) else {})
    except (OSError, http.client.HTTPException) as error:
        raise LoginFailed(f'Get "https://{host}/v2/": {type(error).__name__}') from error
    if second.status != 200:
        reason = http.client.responses.get(second.status, "")
        status = f"{second.status} {reason}"
        raise LoginFailed(f"login attempt to https://{host}/v2/ failed with status: {status}")


def ping_on(port: int) -> Ping:
    """Return a `Ping` whose every request goes to one loopback port, whatever host it names."""

    def ping(host: str, headers: Mapping[str, str]) -> Pong:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            usual = {"Host": host, "User-Agent": AGENT, "Connection": "close"}
            connection.request("GET", "/v2/", headers={**usual, **headers})
            answer = connection.getresponse()
            answer.read()
            return Pong(answer.status, answer.getheader("Www-Authenticate", ""))
        finally:
            connection.close()

    return ping


def _wants_basic(pong: Pong) -> bool:
    """Only a 401 is searched for challenges (distribution, challenge/authchallenge.go)."""
    return pong.status == 401 and pong.challenge.lower().startswith("basic ")


def _basic(user: str, password: Secret) -> Mapping[str, str]:
    pair = f"{user}:{password.reveal()}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
