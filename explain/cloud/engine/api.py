"""The Docker Engine API's manners: its headers, its JSON, its errors, its credentials."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from explain.cloud.message import Answer, Disclosure
from explain.http.message import Request
from explain.wire import NO_EVIDENCE, Evidence

API_VERSION = "1.50"
VERSION = "28.2.2"
"""A release of docker that speaks this API."""

INFO = {
    "Name": "explain-ecr",
    "ServerVersion": VERSION,
    "OSType": "linux",
    "OperatingSystem": "explain-ecr sandbox",
    "IndexServerAddress": "https://index.docker.io/v1/",
}
"""What `docker info` shows of every engine of ours."""

COMMON = (
    ("Api-Version", API_VERSION),
    ("Docker-Experimental", "false"),
    ("Ostype", "linux"),
    ("Server", "explain-ecr (linux)"),
)
JSON = ("Content-Type", "application/json")


class EngineProblem(Exception):
    """What the engine answers with an error status; docker prints the message."""

    def __init__(self, status: int, message: str, evidence: Evidence = NO_EVIDENCE) -> None:
        super().__init__(message)
        self.status = status
        self.evidence = evidence


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Engine API: the request, its path without the version, and what it names."""

    request: Request
    path: str = ""
    name: str = ""

    def parameter(self, name: str) -> str:
        """Return a query parameter's first value; the empty text if there is none."""
        query = parse_qs(self.request.target.partition("?")[2])
        return query.get(name, [""])[0]

    def is_set(self, name: str) -> bool:
        """Read a yes or no (moby, httputils.BoolValue)."""
        return self.parameter(name).strip().lower() not in ("", "0", "no", "false", "none")


@dataclass(frozen=True, slots=True)
class Route:
    """A method, a path in which a group may be called `name`, and who answers."""

    method: str
    path: re.Pattern[str]
    answer: Callable[[Call], Answer]


def route(method: str, path: str, answer: Callable[[Call], Answer]) -> Route:
    """Make a route; `{name}` is an image's name, with slashes."""
    return Route(method, re.compile(path.replace("{name}", "(?P<name>.+)")), answer)


_CREDENTIAL_FIELDS = frozenset(
    ("username", "password", "auth", "email", "serveraddress", "identitytoken", "registrytoken")
)
"""moby, api/types/registry/authconfig.go; Go passes over every other field."""


def credentials(text: str | bytes) -> dict[str, str] | None:
    """Read a client's AuthConfig; a field that is `null` is empty, as Go reads it.

    docker-py always sends `"email": null`. None if a field is not text, or the JSON is not an object.
    """
    try:
        given = json.loads(text)
        if not isinstance(given, dict):
            return None
        kept = {
            name: value
            for name, value in given.items()
            if name in _CREDENTIAL_FIELDS and value is not None
        }
        if not all(isinstance(value, str) for value in kept.values()):
            return None
        "".join(kept.values()).encode()  # JSON can escape what is not Unicode text (RFC 8259, 8.2)
    except (ValueError, RecursionError):
        return None
    return kept


def credentials_in_header(header: str) -> dict[str, str]:
    """Read `X-Registry-Auth`; what cannot be read is not a credential (moby, postImagesPush)."""
    try:
        text = base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))
    except ValueError:
        return {}
    return credentials(text) or {}


def foreign(host: str) -> str:
    """Say that a registry is not in this sandbox."""
    return f"the explain-ecr sandbox only knows ECR's registries, not {host}"


def problem(
    status: int, message: str, shown: Disclosure, evidence: Evidence = NO_EVIDENCE
) -> Answer:
    """Answer with an error, as every docker API does."""
    return answer_json(status, {"message": message}, shown, evidence)


def answer_json(
    status: int, body: object, shown: Disclosure, evidence: Evidence = NO_EVIDENCE
) -> Answer:
    """Answer with a JSON document."""
    text = json.dumps(body, separators=(",", ":")) + "\n"
    return Answer(status, (*COMMON, JSON), text.encode(), evidence, shown)


def answer_lines(lines: Iterator[bytes], evidence: Evidence) -> Answer:
    """Answer with lines of JSON, each sent as soon as it is there."""
    return Answer(200, (*COMMON, JSON), lines, evidence, Disclosure(True))
