"""What each place holds, entry by entry, however damaged: one bad entry does not hide the others."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from explain.credentials import jsonfile, passwords
from explain.errors import BadConfig
from explain.logins.machine import Machine
from explain.logins.places import VARIABLE, Place
from explain.logins.registries import HUB, canonical
from explain.secret import Secret

_HUB_KEY = "https://index.docker.io/v1/"
"""Docker Hub's name as a key, the only one with a path."""

BREAKING = ("not-base64", "no-user-name", "wrong-type")
"""Faults of one entry at which docker stops reading the whole file (measured)."""

SCHEMES = ("https://", "http://")


class Fault(NamedTuple):
    """Something in a place that its tool cannot read: which finding it is, and where it stands."""

    id: str
    where: str


class Login(NamedTuple):
    """One entry. `password` is None where the place does not hold one; `fault` names what is wrong.

    `identity` says that it is an identity token, which a registry with a token server gives. `ends`
    is only set where the place itself says when the login ends, beside the password.
    """

    place: Place
    key: str
    user: str = ""
    password: Secret | None = None
    fault: str = ""
    ends: datetime | None = None
    identity: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in the entry: a helper holds the password, or held it once."""
        return self.password is None and not self.fault

    @property
    def bare(self) -> str:
        """The key without its scheme, and without a user and password that people write there."""
        key = self.key
        for scheme in SCHEMES:
            key = key.removeprefix(scheme)
        return key.rpartition("@")[2]

    @property
    def host(self) -> str:
        """The host that the key is for, as docker compares it."""
        return canonical(self.bare.partition("/")[0])

    @property
    def namespace(self) -> str:
        """The path in the key: podman keeps logins for a part of a registry. `v1` and `v2` are old forms."""
        path = self.bare.partition("/")[2].strip("/")
        return "" if self.key.startswith(SCHEMES) or path in ("v1", "v2") else path


_NONE: Mapping[str, str] = MappingProxyType({})


class Store(NamedTuple):
    """What was found in a place. `mode` is 0 where there is no file."""

    place: Place
    mode: int = 0
    logins: tuple[Login, ...] = ()
    creds_store: str = ""
    cred_helpers: Mapping[str, str] = _NONE
    faults: tuple[Fault, ...] = ()

    def helper_for(self, host: str) -> str:
        """Name the helper that answers for a host; empty where the file itself does.

        docker/cli, cli/config/configfile/file.go, getConfiguredCredentialStore. podman has no
        credsStore (containers/image, pkg/docker/config).
        """
        if host in self.cred_helpers:
            return self.cred_helpers[host]
        return self.creds_store if self.place.kind == "docker" else ""

    def login_for(self, host: str) -> Login | None:
        """Find the entry that counts for a host: the exact key, else an old form of it."""
        own = [login for login in self.logins if login.host == host and self._is_for_all(login)]
        return next(iter([login for login in own if login.key == host] or own), None)

    def _is_for_all(self, login: Login) -> bool:
        """Whether an entry is for a whole registry; docker leaves the path of a key out (measured)."""
        return self.place.kind == "docker" or not login.namespace

    @property
    def breaks_off(self) -> bool:
        """Whether docker stops reading somewhere in it: what else is there is found by chance."""
        return bool(self.faults) or any(login.fault in BREAKING for login in self.logins)


def read(machine: Machine, place: Place) -> Store:
    """Read a place. What cannot be read is a fault of the store, never an error."""
    try:
        if place.file is None:
            found = jsonfile.parsed(os.fsencode(machine.variable(VARIABLE)), VARIABLE)
            return _variable(place, found)
        loaded = jsonfile.loaded(place.file)
        if loaded is None:
            return Store(place)
        mode = place.file.stat().st_mode
        if place.kind == "cache":
            return Store(place, mode, tuple(_cached(place, loaded)))
        return _configuration(place, mode, loaded)
    except jsonfile.NotJson:
        fault = "config-not-json" if place.file else "variable-damaged"
    except (BadConfig, OSError):
        fault = "config-unreadable" if place.file else "variable-damaged"
    return Store(place, faults=(Fault(fault, str(place)),))


def is_readable_by_others(store: Store) -> bool:
    """Whether others than the owner may read a file that holds a password."""
    holds = any(login.password is not None for login in store.logins)
    return holds and bool(store.mode & (stat.S_IRGRP | stat.S_IROTH))


def _configuration(place: Place, mode: int, found: Mapping[str, Any]) -> Store:
    faults: list[Fault] = []

    def checked(name: str, kind: type) -> Any:
        value = found.get(name)
        if value is None or isinstance(value, kind):
            return value or kind()
        faults.append(Fault("wrong-type", name))
        return kind()

    entries = checked("auths", dict)
    helpers = checked("credHelpers", dict)
    creds_store = checked("credsStore", str)
    if not all(isinstance(name, str) for name in helpers.values()):
        faults.append(Fault("wrong-type", "credHelpers"))
        helpers = {host: name for host, name in helpers.items() if isinstance(name, str)}
    helpers = {HUB if key == _HUB_KEY else key: name for key, name in helpers.items()}
    logins = tuple(_login(place, key, entry) for key, entry in entries.items())
    return Store(place, mode, logins, creds_store, helpers, tuple(faults))


def _login(place: Place, key: str, entry: Any) -> Login:
    """Read one entry of `auths`. An entry of null is an empty one to docker."""
    entry = {} if entry is None else entry
    if not isinstance(entry, dict) or not _texts(entry):
        return Login(place, key, fault="wrong-type")
    if auth := entry.get("auth"):
        opened = passwords.opened(auth)
        if opened is None:
            return Login(place, key, fault="not-base64")
        user, password = opened
        return (
            Login(place, key, user, password) if user else Login(place, key, fault="no-user-name")
        )
    user = entry.get("username") or ""
    if typed := entry.get("password"):
        return Login(place, key, user, Secret(typed))
    identity = entry.get("identitytoken") or entry.get("registrytoken")
    return Login(place, key, user, Secret(identity) if identity else None, identity=bool(identity))


def _variable(place: Place, found: Mapping[str, Any]) -> Store:
    """Read the variable. docker takes nothing there but `auths`, and in that but `auth`."""
    store = _configuration(place, 0, {"auths": found.get("auths")})
    entries = found.get("auths")
    inside = entries.values() if isinstance(entries, dict) else ()
    names = {*found, *(name for entry in inside if isinstance(entry, dict) for name in entry)}
    if names <= {"auths", "auth"}:
        return store
    return store._replace(faults=(*store.faults, Fault("variable-not-taken", VARIABLE)))


def _texts(entry: Mapping[str, Any]) -> bool:
    names = ("auth", "username", "password", "identitytoken", "registrytoken")
    return all(isinstance(entry.get(name) or "", str) for name in names)


def _cached(place: Place, found: Mapping[str, Any]) -> Iterator[Login]:
    """Read the helper's cache (amazon-ecr-credential-helper, ecr-login/cache/file.go)."""
    registries = found.get("Registries")
    for entry in registries.values() if isinstance(registries, dict) else ():
        if not isinstance(entry, dict) or not isinstance(entry.get("AuthorizationToken"), str):
            continue
        key = str(entry.get("ProxyEndpoint") or "")
        if opened := passwords.opened(entry["AuthorizationToken"]):
            yield Login(place, key, *opened, ends=_moment(entry.get("ExpiresAt")))


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
