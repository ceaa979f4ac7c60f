"""The settings of docker's configuration: their types, and names that are nearly theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

# docker/cli: cli/config/configfile/file.go, ConfigFile, ProxyConfig and types.AuthConfig.
DOCKER = (
    "auths", "HttpHeaders", "psFormat", "imagesFormat", "networksFormat", "pluginsFormat",
    "volumesFormat", "statsFormat", "detachKeys", "credsStore", "credHelpers",
    "serviceInspectFormat", "servicesFormat", "tasksFormat", "secretFormat", "configFormat",
    "nodesFormat", "pruneFilters", "proxies", "currentContext", "cliPluginsExtraDirs", "plugins",
    "aliases", "features", "experimental",
)  # fmt: skip
ENTRY = (
    "auth", "username", "password", "email", "serveraddress", "identitytoken", "registrytoken",
)  # fmt: skip
"""The fields of an entry: texts, all of them."""

_LISTS = ("pruneFilters", "cliPluginsExtraDirs")
_MAPS = ("HttpHeaders", "credHelpers", "aliases", "features")
_NESTED = ("auths", "proxies", "plugins")

_ABOUT_LOGINS = ("auths", "credsStore", "credHelpers")


class Fault(NamedTuple):
    """Something in a configuration that its tool cannot read: the id of its finding, and where it is.

    `words` and `remedy` say more, where the finding's text has room for it.
    """

    id: str
    where: str
    words: str = ""
    remedy: str = ""


def field(found: Mapping[str, Any], name: str) -> Any:
    """Return a setting, whatever case it is written in; of several the last one (encoding/json)."""
    wanted = name.lower()
    return next((found[key] for key in reversed([*found]) if key.lower() == wanted), None)


def well_typed(found: Mapping[str, Any]) -> Iterator[Fault]:
    """Name the settings that have another type than docker's (ConfigFile). null is any type's nothing."""
    values = {name.lower(): value for name, value in found.items()}
    for name in DOCKER:
        value = values.get(name.lower())
        expected, is_right = _KINDS.get(name, ("a text", _is_text))
        if value is not None and not is_right(value):
            yield Fault("wrong-type", name, expected)


def misspelt(found: Mapping[str, Any]) -> Iterator[Fault]:
    """Name the settings about logins whose names are nearly docker's: docker reads over them."""
    known = {name.lower() for name in DOCKER}
    for name in found:
        if name.lower() not in known and (setting := meant(name)):
            yield Fault("misspelt-setting", name, setting)


def meant(name: str) -> str:
    """Return the setting about logins that a name was meant to be, or is; empty for none."""
    if not re.fullmatch(r"[A-Za-z]+(?:[ _.-][A-Za-z]+)*", name):
        return ""
    letters = re.sub(r"[^a-z]", "", name.lower()).replace("credentials", "creds")
    letters = letters.replace("credential", "creds")
    for known in _ABOUT_LOGINS:
        plain = known.lower()
        if letters == plain or _distance(letters, plain) <= (1 if len(plain) < 6 else 2):
            return known
    return ""


def _distance(left: str, right: str) -> int:
    """Count the letters to change, add or take away to make one text of another (Levenshtein)."""
    if abs(len(left) - len(right)) > 2:
        return 3
    row = list(range(len(right) + 1))
    for place, letter in enumerate(left, 1):
        above, row[0] = row[0], place
        for column, other in enumerate(right, 1):
            above, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, above + (letter != other)),
            )
    return row[-1]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(item is None or isinstance(item, str) for item in value)


def _is_map(value: Any) -> bool:
    return isinstance(value, dict) and all(
        item is None or isinstance(item, str) for item in value.values()
    )


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict)


_KINDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(_LISTS, ("a list of texts", _is_list)),
    **dict.fromkeys(_MAPS, ("an object with text values", _is_map)),
    **dict.fromkeys(_NESTED, ("an object", _is_nested)),
}
"""The types of settings that are not texts."""
