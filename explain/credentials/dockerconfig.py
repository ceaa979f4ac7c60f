"""docker's config.json, read and never written: which logins it stores, and which source wins.

Schema and lookup order are docker/cli's: cli/config/configfile/file.go and
cli/config/credentials/file_store.go.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from explain.credentials import token
from explain.credentials.jsonfile import loaded, no_object, unreadable, without_user
from explain.errors import BadConfig, BadToken
from explain.secret import Secret

_HARMLESS = {
    "credsStore", "currentContext", "detachKeys", "experimental", "imagesFormat", "psFormat",
}  # fmt: skip
"""Keys of the whole whose values may be shown as they are."""


@dataclass(frozen=True, slots=True)
class StoredLogin:
    """One entry of `auths`. `auth` is None where the entry is empty (a helper then holds the secret)."""

    key: str
    auth: Secret | None

    @property
    def host(self) -> str:
        """The key without scheme and path, as docker compares it."""
        return self.key.partition("://")[2].partition("/")[0] or self.key.partition("/")[0]

    def opened(self) -> tuple[str, Secret] | None:
        """Decode the entry into user name and password; None where that cannot be done."""
        try:
            return token.split(self.auth) if self.auth else None
        except BadToken:
            return None

    def expires_at(self) -> datetime | None:
        """Read the end of the login from the password itself; None where it is no ECR password."""
        opened = self.opened()
        try:
            return token.fields(opened[1]).expires_at if opened else None
        except BadToken:
            return None


@dataclass(frozen=True, slots=True)
class DockerConfig:
    """A configuration as it was read. `mode` is like `-rw-------`; empty for a file that is not there."""

    path: Path
    mode: str
    logins: tuple[StoredLogin, ...]
    creds_store: str
    cred_helpers: Mapping[str, str]
    masked: str

    def login_for(self, host: str) -> StoredLogin | None:
        """Find the entry that docker uses for a host: the exact key, else an old one with a scheme."""
        exact = [login for login in self.logins if login.key == host]
        return next(iter(exact or [login for login in self.logins if login.host == host]), None)


def read(path: Path) -> DockerConfig:
    """Read a config.json, or the one in a folder. A file that is not there is an empty configuration.

    Raises `BadConfig` where it cannot be read or is not what docker writes.
    """
    file = file_of(path)
    found = loaded(file)
    return DockerConfig(file, "", (), "", {}, "") if found is None else _parsed(file, found)


def file_of(path: Path) -> Path:
    """Return the config.json that is meant: the path itself, or the file in that folder."""
    try:
        return path / "config.json" if path.is_dir() else path
    except OSError as error:
        raise unreadable(path, error) from None


def source_for(config: DockerConfig, host: str, *, in_variable: bool = False) -> str:
    """Name the place that docker takes the credential for a host from: the first that there is.

    `in_variable` says whether DOCKER_AUTH_CONFIG is set and holds a login for this host.
    """
    if in_variable:
        return "the variable DOCKER_AUTH_CONFIG"
    if host in config.cred_helpers:
        return f"the credential helper docker-credential-{config.cred_helpers[host]}"
    if config.creds_store:
        return f"the credential store docker-credential-{config.creds_store}"
    if config.login_for(host):
        return "auths in config.json"
    return "nowhere: docker would ask as nobody"


def _parsed(file: Path, found: dict[str, Any]) -> DockerConfig:
    auths = _object(found, "auths", file)
    helpers = _object(found, "credHelpers", file)
    return DockerConfig(
        path=file,
        mode=stat.filemode(file.stat().st_mode),
        logins=tuple(StoredLogin(key, _auth(key, entry, file)) for key, entry in auths.items()),
        creds_store=_program(found.get("credsStore") or "", "credsStore", file),
        cred_helpers={host: _program(name, "credHelpers", file) for host, name in helpers.items()},
        masked=json.dumps(_masked(found), indent=4, ensure_ascii=False),
    )


def _program(name: object, where: str, file: Path) -> str:
    """Return the name of a helper program. Anything else there may be a secret in the wrong place."""
    if not isinstance(name, str):
        raise BadConfig(
            f"{where} in {file} holds something that is not the name of a program.",
            "Compare it with docker's documentation of credential stores.",
        )
    return name


def _auth(key: str, entry: object, file: Path) -> Secret | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("auth", ""), str):
        raise BadConfig(
            f"{file}: the entry for {key} is not an object with a text under auth.",
            "Log in to that registry again, or take the entry out.",
        )
    return Secret(entry["auth"]) if entry.get("auth") else None


def _object(found: dict[str, Any], name: str, file: Path) -> dict[str, Any]:
    value = found.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise no_object(f"{name} in {file}")
    return value


def _masked(value: Any, *path: str) -> Any:
    """Mask every value but those that docker itself has in that very place and that are harmless."""
    if isinstance(value, dict):
        return {without_user(name): _masked(item, *path, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_masked(item, *path, "") for item in value]
    if value is None or isinstance(value, bool) or _harmless(path):
        return value
    return Secret(str(value)).masked


def _harmless(path: tuple[str, ...]) -> bool:
    match path:
        case ("credHelpers", _) | ("auths", _, "email" | "serveraddress"):
            return True
        case (name,):
            return name in _HARMLESS
    return False
