"""What the stand-in for docker knows in a lab: images, tag, push, pull and rmi, over the Engine API.

As in docker, the engine does the work, and is handed what config.json stores for the registry
(docker/cli, cli/command/image/push.go).
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from explain.standins import engine
from explain.visible import visible, visible_lines

API = "/v1.50"


class EngineError(Exception):
    """The engine's answer, if it refused."""


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    print("(a stand-in for docker, by explain-ecr)", file=sys.stderr)
    try:
        _run(arguments)
    except EngineError as error:
        return _failed(str(error))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _failed(f"Cannot connect to the engine: {error}")
    return 0


def _run(arguments: list[str]) -> None:
    match arguments:
        case ["images"]:
            _list()
        case ["tag", source, target]:
            name, tag = split(target)
            _follow(_ask("POST", f"/images/{quote(source)}/tag", {"repo": name, "tag": tag}))
        case ["push", image]:
            name, tag = split(image)
            _follow(_ask("POST", f"/images/{quote(name)}/push", {"tag": tag}, _login_for(name)))
        case ["pull", image]:
            name, tag = split(image)
            query = {"fromImage": name, "tag": tag}
            _follow(_ask("POST", "/images/create", query, _login_for(name)))
        case ["rmi", *images] if images:
            for image in images:
                for done in json.loads("".join(_ask("DELETE", f"/images/{quote(image)}"))):
                    print(*(visible(f"{what}: {which}") for what, which in done.items()), sep="\n")
        case _:
            known = "login, images, tag, push, pull and rmi, without options"
            raise EngineError(f"in a lab, this stand-in for docker knows {known}")


def split(image: str) -> tuple[str, str]:
    """Split an image's name from its tag; a colon before a slash belongs to a port."""
    name, colon, tag = image.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (image, "latest")


def _list() -> None:
    for image in json.loads("".join(_ask("GET", "/images/json"))):
        for tag in image.get("RepoTags") or ["<none>:<none>"]:
            identity = image["Id"].removeprefix("sha256:")[:12]
            print(visible(f"{tag}  {identity}  {image['Size']} B"))


def _login_for(name: str) -> dict[str, str]:
    """Return the header with what config.json stores for an image's registry."""
    host = name.partition("/")[0]
    config = json.loads(Path(os.environ["DOCKER_CONFIG"], "config.json").read_text("utf-8"))
    stored = config.get("auths", {}).get(host, {}).get("auth", "")
    user, _, password = base64.b64decode(stored).decode().partition(":")
    login = {"username": user, "password": password, "serveraddress": host} if stored else {}
    return {"X-Registry-Auth": base64.urlsafe_b64encode(json.dumps(login).encode()).decode()}


def _follow(lines: Iterator[str]) -> None:
    """Print the engine's progress, line by line, as it arrives."""
    for line in lines:
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            raise EngineError(said["error"])
        if said.get("status") and not said.get("progressDetail"):
            named = f"{said['id']}: " if said.get("id") else ""
            print(visible(f"{named}{said['status']}"), flush=True)


def _ask(
    method: str, path: str, query: dict[str, str] | None = None, more: dict[str, str] | None = None
) -> Iterator[str]:
    """Ask the engine, and return its answer line by line."""
    headers = {"User-Agent": engine.AGENT, **(more or {})}
    with contextlib.closing(engine.connection(60)) as connection:
        target = f"{API}{path}?{urlencode(query or {})}"
        connection.request(method, target, headers=headers)
        answer = connection.getresponse()
        if answer.status >= 400:
            said = json.loads(answer.read())["message"]
            raise EngineError(f"Error response from daemon: {said}")
        for line in answer:
            yield line.decode()


def _failed(message: str) -> int:
    print(visible_lines(message), file=sys.stderr)
    return 1
