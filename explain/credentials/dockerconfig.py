"""docker's config.json, read and never written: which logins it stores, and which source wins.

The one reader: what `status`, `inspect`, `doctor` and the walkthrough say of a configuration comes from
here. It reads as docker/cli does (cli/config/configfile/file.go and cli/config/credentials/), in which
names of settings may be written in any case. One bad entry does not hide the others: what docker
cannot read is a fault, and no error.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from explain.credentials import jsonfile, keys, passwords, showing, wrapped
from explain.credentials.notjson import FROM_KUBERNETES
from explain.credentials.settings import ENTRY, Fault, field, misspelt, well_typed
from explain.errors import BadConfig
from explain.secret import Secret

Tool = Literal["docker", "podman"]

BREAKING = ("not-base64", "no-user-name", "wrong-type")
"""Faults of one entry at which docker stops reading the whole file (measured)."""

UNREADABLE = (
    "config-not-json",
    "config-unreadable",
    "wrong-type",
    "kubernetes-secret",
    "dockercfg",
)
"""Faults of a file from which docker reads no login, or only as chance has it."""

_SCHEMES = ("https://", "http://")


class Login(NamedTuple):
    """One entry of `auths`. `password` is None if there is none; `fault` names what is wrong.

    `auth` is what was decoded, as it is in the file. `identity` says that it is an identity token,
    which a registry with a token server gives. `ends` is only set where the place itself says when the
    login ends, next to the password.
    """

    key: str
    user: str = ""
    password: Secret | None = None
    fault: str = ""
    ends: datetime | None = None
    identity: bool = False
    auth: Secret | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in the entry: a helper holds the password, or held it once."""
        return self.password is None and self.fault in ("", "null-entry")

    @property
    def host(self) -> str:
        """The host of the key, as docker compares it; or the host meant, if docker never looks it up."""
        if keys.oddity(self.key):
            return keys.canonical(keys.bare(self.key).partition("/")[0])
        return keys.canonical(keys.hostname(self.key))

    @property
    def namespace(self) -> str:
        """The path in the key: podman keeps logins for a part of a registry. `v1` and `v2` are old forms."""
        path = keys.bare(self.key).partition("/")[2].strip("/")
        return "" if self.key.startswith(_SCHEMES) or path in ("v1", "v2") else path

    def expires_at(self) -> datetime | None:
        """Read the end of the login from the password itself; None if it is not an ECR password."""
        return passwords.ends(self.password) if self.password is not None else None


class Source(NamedTuple):
    """Who answers for a host: the variable, a helper or store by its name, the file, or nobody."""

    kind: Literal["variable", "helper", "store", "file", "nobody"]
    helper: str = ""

    def __str__(self) -> str:
        program = f"docker-credential-{showing.helper(self.helper)}"
        return {
            "variable": "the variable DOCKER_AUTH_CONFIG",
            "helper": f"the credential helper {program}",
            "store": f"the credential store {program}",
            "file": "auths in config.json",
            "nobody": "nobody: docker asks without a login",
        }[self.kind]


_NONE: Mapping[str, str] = MappingProxyType({})


class DockerConfig(NamedTuple):
    """A configuration as it was read. `mode` is 0 and `text` None for a file that is not there."""

    path: Path | None = None
    mode: int = 0
    logins: tuple[Login, ...] = ()
    creds_store: str = ""
    cred_helpers: Mapping[str, str] = _NONE
    context: str = ""
    faults: tuple[Fault, ...] = ()
    form: wrapped.Form = "config"
    tool: Tool = "docker"
    text: Secret | None = None

    def login_for(self, host: str) -> Login | None:
        """Find the entry that counts for a host: the exact key, else an old form of it."""
        own = [login for login in self.logins if self._is_for(login, host)]
        return next(iter([login for login in own if login.key == host] or own), None)

    def helper_for(self, host: str) -> str:
        """Name the helper that answers for a host; empty if the file itself does.

        A name under `credHelpers` is compared letter by letter, and an empty helper there turns the
        store off for its host (docker/cli, getConfiguredCredentialStore; measured). podman has no
        credsStore (containers/image, pkg/docker/config).
        """
        if host in self.cred_helpers:
            return self.cred_helpers[host]
        return self.creds_store if self.tool == "docker" else ""

    def source(self, host: str, *, in_variable: bool = False) -> Source:
        """Name the place that docker takes the credential for a host from: the first that there is.

        `in_variable` says whether DOCKER_AUTH_CONFIG is set and holds a login for this host.
        """
        if in_variable:
            return Source("variable")
        if name := self.helper_for(host):
            return Source("helper" if host in self.cred_helpers else "store", name)
        login = self.login_for(host) if self.form == "config" else None
        return Source("file") if login and not login.is_empty else Source("nobody")

    def hosts(self) -> tuple[str, ...]:
        """List the hosts that the file knows of, and that docker can ask it for."""
        named = [login.host for login in self.logins if not keys.oddity(login.key)]
        return tuple(dict.fromkeys([*named, *self.helped]))

    @property
    def helped(self) -> tuple[str, ...]:
        """The names under `credHelpers` that docker looks up: bare hosts."""
        return tuple(key for key in self.cred_helpers if not keys.oddity(key) and "/" not in key)

    @property
    def breaks_off(self) -> bool:
        """Tell whether docker stops somewhere in the file: which settings it has read by then, is chance."""
        return any(fault.id in UNREADABLE for fault in self.faults) or any(
            login.fault in BREAKING for login in self.logins
        )

    @property
    def masked(self) -> str:
        """The whole as it may be shown; empty for a file that is not there, or that is not JSON."""
        if self.text is None:
            return ""
        import json

        found = json.loads(self.text.reveal())
        return json.dumps(showing.document(wrapped.opened(found)), indent=4, ensure_ascii=False)

    def _is_for(self, login: Login, host: str) -> bool:
        """Whether an entry is for a whole registry; docker leaves the path of a key out (measured)."""
        return (
            login.host == host
            and not keys.oddity(login.key)
            and (self.tool == "docker" or not login.namespace)
        )


def file_of(path: Path) -> Path:
    """Return the config.json that is meant: the path itself, or the file in that folder."""
    try:
        return path / "config.json" if path.is_dir() else path
    except OSError as error:
        raise jsonfile.unreadable(path, error) from None


def read(path: Path) -> DockerConfig:
    """Read a config.json, or the one in a folder. A file that is not there is an empty configuration.

    Raises `BadConfig` if it cannot be read or is not a JSON object.
    """
    file = file_of(path)
    data = jsonfile.contents(file)
    if data is None:
        return DockerConfig(file)
    document = jsonfile.parsed(data, str(file), first=True)
    return parsed(document, file, file.stat().st_mode, is_blank=not data.strip())


def looked_at(file: Path, tool: Tool = "docker") -> DockerConfig:
    """Read a configuration as `read` does; what cannot be read is a fault of it, and no error."""
    try:
        data = jsonfile.contents(file)
        if data is None:
            return DockerConfig(file, tool=tool)
        document = jsonfile.parsed(data, str(file), first=tool == "docker")
        return parsed(document, file, file.stat().st_mode, tool, is_blank=not data.strip())
    except jsonfile.NotJson as problem:
        fault = Fault("config-not-json", str(file), str(problem.reason), problem.reason.remedy)
    except jsonfile.NotObject:
        fault = Fault("wrong-type", str(file), "an object")
    except (BadConfig, OSError):
        fault = Fault("config-unreadable", str(file))
    return DockerConfig(file, tool=tool, faults=(fault,))


def parsed(
    document: jsonfile.Document,
    file: Path | None = None,
    mode: int = 0,
    tool: Tool = "docker",
    *,
    is_blank: bool = False,
) -> DockerConfig:
    """Read a configuration from its JSON."""
    import json

    form, configurations = wrapped.unwrapped(document.found)
    parts = [_settings(found) for found in configurations]
    faults = [fault for part in parts for fault in part.faults]
    if form != "config":
        faults.append(Fault(form, str(file), remedy=FROM_KUBERNETES))
    elif is_blank:
        faults.append(Fault("config-empty", str(file)))
    if document.behind:
        faults.append(Fault("text-behind", str(file), document.behind))
    whole = parts[0] if form == "config" else DockerConfig()
    return whole._replace(
        path=file,
        mode=mode,
        logins=tuple(login for part in parts for login in part.logins),
        faults=tuple(faults),
        form=form,
        tool=tool,
        text=Secret(json.dumps(document.found)),
    )


def _settings(found: Mapping[str, Any]) -> DockerConfig:
    """Read the settings that are about logins. If any has a wrong type, docker reads none of them."""
    faults = [*well_typed(found), *misspelt(found)]
    helpers = _object(found, "credHelpers")
    return DockerConfig(
        logins=tuple(login(key, entry) for key, entry in _object(found, "auths").items()),
        creds_store=_text(found, "credsStore"),
        cred_helpers={
            keys.HUB if key == keys.HUB_KEY else key: name or ""
            for key, name in helpers.items()
            if name is None or isinstance(name, str)
        },
        context=_text(found, "currentContext"),
        faults=tuple(faults),
    )


def login(key: str, entry: Any) -> Login:
    """Read one entry of `auths`. An entry of null is an empty one to docker."""
    if entry is None:
        return Login(key, fault="null-entry")
    if not isinstance(entry, dict) or not all(_is_text(field(entry, name)) for name in ENTRY):
        return Login(key, fault="wrong-type")
    if auth := field(entry, "auth"):
        return _encoded(key, Secret(auth))
    user = field(entry, "username") or ""
    if typed := field(entry, "password"):
        return Login(key, user, Secret(typed))
    identity = field(entry, "identitytoken") or field(entry, "registrytoken")
    return Login(key, user, Secret(identity) if identity else None, identity=bool(identity))


def _encoded(key: str, auth: Secret) -> Login:
    if passwords.ends(auth):
        return Login(key, password=auth, fault="bare-password", auth=auth)
    opened = passwords.opened(auth.reveal())
    if opened is None:
        return Login(key, fault="not-base64", auth=auth)
    user, password = opened
    if not user:
        return Login(key, fault="no-user-name", auth=auth)
    return Login(key, user, password, auth=auth)


def file_mode(config: DockerConfig) -> str:
    """Return the mode as `ls` prints it; empty for a file that is not there."""
    return stat.filemode(config.mode) if config.mode else ""


def _object(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = field(found, name)
    return value if isinstance(value, dict) else {}


def _text(found: Mapping[str, Any], name: str) -> str:
    value = field(found, name)
    return value if isinstance(value, str) else ""


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)
