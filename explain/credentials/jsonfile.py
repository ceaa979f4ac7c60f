"""Files of JSON such as docker, podman and Amazon's credential helper keep: read, and never written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Never

from explain.credentials import notjson
from explain.errors import BadConfig

LARGEST = 4 * 1024 * 1024
"""Bytes beyond which a file is not taken for a docker configuration."""

_MERGED = ("auths", "credhelpers")
"""Settings that Go adds to where they are written twice, as it does with every map of a record."""


class NotJson(BadConfig):
    """A configuration that is not JSON at all: docker goes on as if it were empty. `reason` says why."""

    def __init__(self, name: str, reason: notjson.Reason) -> None:
        super().__init__(
            f"{name} is not JSON: {reason}.",
            f"{reason.remedy} Copy the file first: docker only warns, and its next login overwrites it.",
        )
        self.reason = reason


class NotObject(BadConfig):
    """A file that is JSON, and not an object."""


class Document(NamedTuple):
    """A JSON object, and where the text goes on behind it (`line 3`; empty if it does not)."""

    found: dict[str, Any]
    behind: str = ""


def loaded(file: Path) -> dict[str, Any] | None:
    """Read a JSON object such as docker, podman and the credential helper keep; None if no file is.

    Half a surrogate pair is replaced. Raises `BadConfig`, which is a `NotJson` if it is not JSON.
    """
    data = contents(file)
    return None if data is None else parsed(data, str(file)).found


def contents(file: Path) -> bytes | None:
    """Read a file's bytes; None if no file is. Raises `BadConfig` if it cannot be read."""
    try:
        if not file.exists():
            return None
        if not file.is_file() or file.stat().st_size > LARGEST:
            raise BadConfig(
                f"{file} is not a docker configuration file.", "Give a config.json, or its folder."
            )
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from None


def parsed(data: bytes, name: str, *, first: bool = False) -> Document:
    """Read a JSON object. An empty text is an empty object, as it is to docker.

    `first` says that only the first value counts: docker decodes that one and ignores what follows.
    Raises `BadConfig`, which is a `NotJson` if it is not JSON.
    """
    if reason := notjson.of_bytes(data):
        raise NotJson(name, reason)
    text = data.decode("utf-8")
    if not text.strip():
        return Document({})
    try:
        found, end = _decoder().raw_decode(text, len(text) - len(text.lstrip(" \t\r\n")))
        behind = notjson.behind(text, end)
        if behind and not first:
            raise json.JSONDecodeError("Extra data", text, end)
        found = _printable(found)
    except (ValueError, RecursionError) as problem:
        raise NotJson(name, notjson.of_text(text, problem)) from None
    if found is None and first:
        return Document({}, behind)  # `null` is an empty configuration to docker
    if not isinstance(found, dict):
        raise no_object(name)
    return Document(found, behind)


def unreadable(file: Path, error: OSError) -> BadConfig:
    """Say why a file could not be read."""
    return BadConfig(
        f"{file} cannot be read: {error.strerror}.", "Read it as the user that owns it."
    )


def no_object(what: str) -> NotObject:
    """Say that something is JSON, and not an object."""
    return NotObject(f"{what} is not a JSON object.", "Compare it with what `docker login` writes.")


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_merged, parse_constant=_no_number)


def _merged(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object. Of a name that is written twice the last one counts, but maps are merged (measured)."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        before = found.get(name)
        if name.lower() in _MERGED and isinstance(before, dict) and isinstance(value, dict):
            value = {**before, **value}
        found[name] = value
    return found


def _no_number(name: str) -> Never:
    """Refuse NaN and Infinity, which Python reads and Go does not."""
    raise json.JSONDecodeError("Expecting value", name, 0)


def _printable(found: Any) -> Any:
    """Replace half a surrogate pair, as Go's encoding/json does: it cannot be printed."""
    whole = json.dumps(found, ensure_ascii=False)
    return json.loads(whole.encode("utf-8", "replace"))
