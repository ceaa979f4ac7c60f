"""Files of JSON such as docker, podman and Amazon's credential helper keep: read, and never written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from explain.errors import BadConfig

LARGEST = 4 * 1024 * 1024
"""Bytes beyond which a file is not taken for a docker configuration."""


class NotJson(BadConfig):
    """A configuration that is not JSON at all: docker goes on as if it were empty."""


def loaded(file: Path) -> dict[str, Any] | None:
    """Read a JSON object such as docker, podman and the credential helper keep; None where no file is.

    Half a surrogate pair is replaced. Raises `BadConfig`, which is a `NotJson` where it is no JSON.
    """
    try:
        if not file.exists():
            return None
        if not file.is_file() or file.stat().st_size > LARGEST:
            raise BadConfig(
                f"{file} is no docker configuration file.", "Name a config.json, or its folder."
            )
        data = file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from None
    return parsed(data, str(file))


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """Read a JSON object. Raises `BadConfig`, which is a `NotJson` where it is no JSON."""
    try:
        text = data.decode("utf-8")
        found = _as_go_reads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        raise NotJson(
            f"{name} is not JSON.",
            "docker only warns of this, and the next login overwrites the file: copy it before you mend it.",
        ) from None
    if not isinstance(found, dict):
        raise no_object(name)
    return found


def unreadable(file: Path, error: OSError) -> BadConfig:
    """Say why a file could not be read."""
    return BadConfig(
        f"{file} cannot be read: {error.strerror}.", "Read it as the user whose file it is."
    )


def without_user(address: str) -> str:
    """Leave the user part out of an address: `https://user:password@host` is a key that people write."""
    before, at, host = address.rpartition("@")
    scheme, separator, _ = before.partition("://")
    return f"{scheme}{separator}••••••••@{host}" if at and separator else (host if at else address)


def no_object(what: str) -> BadConfig:
    """Say that something is JSON, and not an object."""
    return BadConfig(f"{what} is not a JSON object.", "Compare it with what `docker login` writes.")


def _as_go_reads(text: str) -> Any:
    """Read JSON, half a surrogate pair replaced (as by Go's encoding/json): it cannot be printed."""
    whole = json.dumps(json.loads(text), ensure_ascii=False)
    return json.loads(whole.encode("utf-8", "replace"))
