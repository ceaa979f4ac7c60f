"""A docker engine, as far as `docker login` needs one (Docker Engine API 1.50).

The docker CLI leaves the login to the engine, and the engine asks the registry. This one asks the
sandbox's registry, over real HTTP, and never connects to anything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from explain.cloud.hosts import registry_host
from explain.cloud.login import LoginFailed, Ping, log_in
from explain.cloud.message import Answer, Disclosure, Request
from explain.secret import Secret

API_VERSION = "1.50"

_VERSION = "28.2.2"  # a release with this API
_ROUTE = re.compile(r"(?:/v[0-9]+\.[0-9]+)?(?P<path>/.*)")
_SECRETS = ("password", "auth", "identitytoken", "registrytoken")
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.:_\[\]-]{1,255}")
_NOT_CACHED = (("Cache-Control", "no-cache, no-store, must-revalidate"), ("Pragma", "no-cache"))
_COMMON = (
    ("Api-Version", API_VERSION),
    ("Docker-Experimental", "false"),
    ("Ostype", "linux"),
    ("Server", "explain-ecr (linux)"),
)


class Engine:
    """Routes the few requests that it knows; `ping` asks the registry for `GET /v2/`."""

    def __init__(self, ping: Ping) -> None:
        self._ping = ping
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("HEAD", "/_ping"): _pong,
            ("GET", "/_ping"): _pong,
            ("GET", "/version"): _version,
            ("GET", "/info"): _info,
            ("POST", "/auth"): self._auth,
        }

    def __call__(self, request: Request) -> Answer:
        """Answer one call of the Engine API, with or without a version in its path."""
        match = _ROUTE.fullmatch(request.path)
        route = self._routes.get((request.method, match["path"] if match else ""))
        if route is None:
            what = f"{request.method} {request.path}"[:100]
            message = f"this is the explain-ecr sandbox engine: it is for docker login, not {what}"
            return _problem(501, message, Disclosure())
        return route(request)

    def _auth(self, request: Request) -> Answer:
        """Log in, as moby does in daemon/pkg/registry (postAuth, Service.Auth, loginV2)."""
        given = _credentials(request.body)
        if given is None:
            return _problem(400, "invalid JSON in the request for a login", Disclosure(True))
        shown = Disclosure(True, request_body=_masked(given))
        password = Secret(given.get("password", ""))
        findings = {"password": password.masked, "password_fingerprint": password.fingerprint}
        address = _host_of(given.get("serveraddress", ""))
        host = registry_host(address)
        if host is None:
            named = address if _PLAIN_HOST.fullmatch(address) else "this one"
            message = f"the explain-ecr sandbox knows no registries but ECR's, and not {named}"
            return _problem(403, message, shown, findings)
        findings["host"] = host.name
        try:
            log_in(self._ping, address, given.get("username", ""), password)
        except LoginFailed as failure:
            # moby wraps this in no error class, and what has no class is answered with 500.
            return _problem(500, str(failure), shown, {**findings, "verdict": "refused"})
        body = {"IdentityToken": "", "Status": "Login Succeeded"}
        return _json(200, body, shown, {**findings, "verdict": "accepted"})


def _pong(request: Request) -> Answer:
    """Say that an engine is here, and which API it speaks: the CLI settles on it."""
    text = ("Content-Type", "text/plain; charset=utf-8")
    headers = (*_COMMON, ("Builder-Version", "2"), ("Swarm", "inactive"), *_NOT_CACHED, text)
    return Answer(200, headers, b"" if request.method == "HEAD" else b"OK", {}, Disclosure(True))


def _version(_: Request) -> Answer:
    body = {
        "Platform": {"Name": "explain-ecr sandbox engine"},
        "Version": _VERSION,
        "ApiVersion": API_VERSION,
        "MinAPIVersion": "1.24",
        "Os": "linux",
        "Arch": "amd64",
    }
    return _json(200, body, Disclosure(True))


def _info(_: Request) -> Answer:
    body = {
        "Name": "explain-ecr",
        "ServerVersion": _VERSION,
        "OSType": "linux",
        "OperatingSystem": "explain-ecr sandbox",
        "IndexServerAddress": "https://index.docker.io/v1/",
    }
    return _json(200, body, Disclosure(True))


def _credentials(body: bytes) -> dict[str, str] | None:
    """Read the CLI's AuthConfig (moby, api/types/registry/authconfig.go)."""
    try:
        given = json.loads(body)
        if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
            return None
        "".join(given.values()).encode()  # JSON can escape what is no Unicode text (RFC 8259, 8.2)
    except (ValueError, RecursionError):
        return None
    return given


def _masked(given: Mapping[str, str]) -> str:
    """Write the login request down without its secrets; what docker does not send is left out."""
    kept = {}
    for name, value in given.items():
        if name in _SECRETS:
            secret = Secret(value)
            kept[name] = f"{secret.masked} fingerprint {secret.fingerprint}"
        elif name == "username" or (name == "serveraddress" and "@" not in value):
            kept[name] = value
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def _host_of(address: str) -> str:
    """Strip scheme and path from a server address (moby, ConvertToHostname)."""
    scheme, _, rest = address.partition("://")
    return (rest if scheme in ("http", "https") else address).partition("/")[0]


def _problem(
    status: int, message: str, shown: Disclosure, findings: Mapping[str, str] | None = None
) -> Answer:
    return _json(status, {"message": message}, shown, findings)


def _json(
    status: int, body: object, shown: Disclosure, findings: Mapping[str, str] | None = None
) -> Answer:
    text = json.dumps(body, separators=(",", ":")) + "\n"
    headers = (*_COMMON, ("Content-Type", "application/json"))
    return Answer(status, headers, text.encode(), findings or {}, shown)
