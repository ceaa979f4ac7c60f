"""Configurations that are in something else: a Kubernetes Secret, or the form of docker before 1.7."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

Form = Literal["config", "kubernetes-secret", "dockercfg"]
"""What a file is. docker reads only the first."""

JSON_KEY = ".dockerconfigjson"
OLD_KEY = ".dockercfg"


class Unwrapped(NamedTuple):
    """What a file is, and the configurations in it, in the form of config.json."""

    form: Form
    configurations: tuple[Mapping[str, Any], ...]


def unwrapped(found: Mapping[str, Any]) -> Unwrapped:
    """Return what kind of object this is, and the docker configuration inside it."""
    if not any(name.lower() == "auths" for name in found):
        if inside := tuple(_of_secrets(found)):
            return Unwrapped("kubernetes-secret", inside)
        if _is_secret(found):
            return Unwrapped("kubernetes-secret", ())
        if is_dockercfg(found):
            return Unwrapped("dockercfg", ({"auths": found},))
    return Unwrapped("config", (found,))


def is_dockercfg(found: Mapping[str, Any]) -> bool:
    """Whether an object has hosts at its top and `auth` in them, as `~/.dockercfg` had."""
    entries = [value for value in found.values() if isinstance(value, dict)]
    return bool(entries) and any(
        name.lower() == "auth" and isinstance(value, str)
        for entry in entries
        for name, value in entry.items()
    )


def opened(found: Any) -> Any:
    """Return JSON in which base64 of a configuration is replaced by what is in it, to be masked and shown."""
    if isinstance(found, dict):
        return {
            name: _inside(value) or opened(value) if name in (JSON_KEY, OLD_KEY) else opened(value)
            for name, value in found.items()
        }
    return [opened(item) for item in found] if isinstance(found, list) else found


def _is_secret(found: Mapping[str, Any]) -> bool:
    return found.get("kind") == "Secret" and "apiVersion" in found


def _of_secrets(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Return the configuration in a Secret, in a list of Secrets, or in the `data` of one."""
    items = found.get("items")
    places = [found, found.get("data"), found.get("stringData")]
    for place in places:
        if not isinstance(place, dict):
            continue
        if inside := _inside(place.get(JSON_KEY)):
            yield inside
        if inside := _inside(place.get(OLD_KEY)):
            yield {"auths": inside}
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield from _of_secrets(item)


def _inside(value: Any) -> Mapping[str, Any] | None:
    """Read what is under `.dockerconfigjson`: JSON, or base64 of it; None if it is neither."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str):
        return None
    for text in (value, _decoded(value)):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def _decoded(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
