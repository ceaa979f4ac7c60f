"""A docker engine, as far as a lesson needs one (Docker Engine API 1.50).

The docker CLI leaves every request to a registry to the engine. This engine asks the sandbox's
registry, over real HTTP, and never connects to anything else. Without images it is one for
`docker login` alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from explain.cloud.disclosure import shown_target, shown_user
from explain.cloud.engine.api import (
    API_VERSION,
    COMMON,
    INFO,
    VERSION,
    Call,
    EngineProblem,
    Route,
    answer_json,
    credentials,
    foreign,
    problem,
    route,
)
from explain.cloud.engine.commands import wanted
from explain.cloud.engine.login import LoginFailed, Ping, log_in
from explain.cloud.engine.references import BadReference
from explain.cloud.hosts import public_registry, registry_host, without_port
from explain.cloud.logins import login_of
from explain.cloud.message import Answer, Disclosure
from explain.http.message import Request
from explain.secret import Secret
from explain.wire import ACCEPTED, FOREIGN, REFUSED, Evidence

_VERSIONED = re.compile(r"(?:/v[0-9]+\.[0-9]+)?(?P<path>/.*)")
_SECRETS = ("password", "auth", "identitytoken", "registrytoken")
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.:_\[\]-]{1,255}")
_WITH_IMAGES = ", images, tag, push, pull, inspect and rmi"
_NOT_CACHED = (("Cache-Control", "no-cache, no-store, must-revalidate"), ("Pragma", "no-cache"))


class Engine:
    """Routes the few requests that it knows; `ping` asks the registry for `GET /v2/`."""

    def __init__(self, ping: Ping, images: Sequence[Route] = ()) -> None:
        self._ping = ping
        self._purpose = f"docker login{_WITH_IMAGES if images else ''}"
        self._routes = [
            *images,
            route("HEAD", "/_ping", _pong),
            route("GET", "/_ping", _pong),
            route("GET", "/version", _version),
            route("GET", "/info", _info),
            route("POST", "/auth", self._auth),
        ]

    def __call__(self, request: Request) -> Answer:
        """Answer one call of the Engine API, with or without a version in its path."""
        versioned = _VERSIONED.fullmatch(request.path)
        path = versioned["path"] if versioned else ""
        for one in self._routes:
            match = one.path.fullmatch(path) if one.method == request.method else None
            if match:
                name = unquote(match.groupdict().get("name", ""))
                return _answered(one, Call(request, path, name))
        return self._not_for(request, path)

    def _auth(self, call: Call) -> Answer:
        """Log in, as moby does in daemon/pkg/registry (postAuth, Service.Auth, loginV2)."""
        given = credentials(call.request.body)
        if given is None:
            return problem(400, "invalid JSON in the request for a login", Disclosure(True))
        shown = Disclosure(True, request_body=_masked(given))
        password = Secret(given.get("password", ""))
        evidence = Evidence(login=login_of(given.get("username", ""), password))
        address = _host_of(given.get("serveraddress", ""))
        name = without_port(address)
        if registry_host(address) is None and not public_registry(address):
            named = address if _PLAIN_HOST.fullmatch(address) else "this one"
            plain = named if _PLAIN_HOST.fullmatch(address) else ""
            evidence = evidence._replace(verdict=FOREIGN, host=plain)
            return problem(403, foreign(named), shown, evidence)
        evidence = evidence._replace(host=name)
        try:
            log_in(self._ping, address, given.get("username", ""), password)
        except LoginFailed as failure:
            # moby wraps this in no error class, and what has no class is answered with 500.
            return problem(500, str(failure), shown, evidence._replace(verdict=REFUSED))
        body = {"IdentityToken": "", "Status": "Login Succeeded"}
        return answer_json(200, body, shown, evidence._replace(verdict=ACCEPTED))

    def _not_for(self, request: Request, path: str) -> Answer:
        what = wanted(path) or f"{request.method} {request.path}"[:100]
        message = f"this is the explain-ecr sandbox engine: it is for {self._purpose}, not {what}"
        return problem(501, message, Disclosure())


def _answered(one: Route, call: Call) -> Answer:
    try:
        return one.answer(call)
    except EngineProblem as refused:
        return problem(refused.status, str(refused), Disclosure(True), refused.evidence)
    except BadReference as bad:
        return problem(400, str(bad), Disclosure(True))


def _pong(call: Call) -> Answer:
    """Say that an engine is here, and which API it speaks: the CLI settles on it."""
    text = ("Content-Type", "text/plain; charset=utf-8")
    headers = (*COMMON, ("Builder-Version", "2"), ("Swarm", "inactive"), *_NOT_CACHED, text)
    return Answer(
        200,
        headers,
        b"" if call.request.method == "HEAD" else b"OK",
        disclosure=Disclosure(True),
    )


def _version(_: Call) -> Answer:
    body = {
        "Platform": {"Name": "explain-ecr sandbox engine"},
        "Version": VERSION,
        "ApiVersion": API_VERSION,
        "MinAPIVersion": "1.24",
        "Os": "linux",
        "Arch": "amd64",
    }
    return answer_json(200, body, Disclosure(True))


def _info(_: Call) -> Answer:
    return answer_json(200, INFO, Disclosure(True))


def _masked(given: Mapping[str, str]) -> str:
    """Write the login request down without its secrets; what docker does not send is left out."""
    kept = {}
    for name, value in given.items():
        if name in _SECRETS:
            secret = Secret(value)
            kept[name] = f"{secret.masked} fingerprint {secret.fingerprint}"
        elif name == "username":
            kept[name] = shown_user(value)
        elif name == "serveraddress" and "@" not in value:
            kept[name] = shown_target(value)
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


def _host_of(address: str) -> str:
    """Strip scheme and path from a server address (moby, ConvertToHostname)."""
    scheme, _, rest = address.partition("://")
    return (rest if scheme in ("http", "https") else address).partition("/")[0]
