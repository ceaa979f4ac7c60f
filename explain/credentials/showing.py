"""What of a configuration may be shown: a list. Whatever is not on it comes back as a mask with its length.

A secret may be anywhere in a file that people write by hand: in the name of an entry, instead of a
helper's name or of a user's. So it is not asked what looks like a secret, but what reads as a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from explain.credentials.keys import HUB_KEY
from explain.credentials.settings import DOCKER, ENTRY, meant
from explain.hosts.registry import PUBLIC_HOSTS, registry_host
from explain.masking import HIDDEN, spans
from explain.secret import Secret

_PROXIES = ("default", "httpProxy", "httpsProxy", "noProxy", "ftpProxy", "allProxy")
_MANIFEST = (
    "apiVersion", "kind", "type", "metadata", "name", "namespace", "creationTimestamp", "data",
    "stringData", "items", "immutable", "labels", "annotations", "resourceVersion", "uid",
    ".dockerconfigjson", ".dockercfg",
)  # fmt: skip
_OTHERS = (
    "Authorization", "User-Agent", "X-Meta-Source-Client", "X-Meta-Token", "buildkit", "buildx",
    "debug", "hooks", "error", "enabled", "builder", "scout", "compose", "-x-cli-hints",
    "auth", "stackOrchestrator", "kubernetes", "credentialSpec",
)  # fmt: skip
_KEYS = {name.lower() for name in (*DOCKER, *ENTRY, *_PROXIES, *_MANIFEST, *_OTHERS)}

_OF_HOSTS = ("auths", "credHelpers", "credhelpers", "proxies", ".dockercfg")
"""Settings whose names are hosts."""

_WORDS = {
    "v1", "Secret", "List", "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg", "Opaque",
    "enabled", "disabled", "true", "false", "swarm", "none",
}  # fmt: skip

HELPERS = (
    "ecr-login", "desktop", "desktop.exe", "osxkeychain", "wincred", "wincred.exe", "pass",
    "secretservice", "gcloud", "gcr", "acr-env", "acr-linux", "gh", "ghcr-login", "rancher-desktop",
    "1password", "env", "file", "sops", "kubernetes", "nerdctl", "podman", "ecr-login.exe",
)  # fmt: skip

USERS = (
    "AWS", "aws", "Aws", "<token>", "_json_key", "_json_key_base64", "oauth2accesstoken", "oauth2",
    "x-access-token", "gitlab-ci-token", "gitlab-deploy-token", "$oauthtoken", "_token", "token",
    "00000000-0000-0000-0000-000000000000",
)  # fmt: skip

_NAME = re.compile(r"[A-Za-z][a-z]{0,15}[0-9]{0,2}(?:[-_.][a-z]{1,12}[0-9]{0,2}){0,2}")
"""A name of up to three words. Digits are at the end of a word only: in the middle a password has them."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?|\*+", re.I)
_RANDOM = re.compile(r"[a-z0-9_]{20,}", re.I)
_ENDING = re.compile(r"[a-z]{2,24}|xn--[a-z0-9-]{1,59}|\*", re.I)
_WORDS_OF_NAME = r"[A-Za-z]{1,12}(?:[-_. ][A-Za-z]{1,12}){0,2}"
_SHOUTED = r"[A-Z]{1,12}(?:_[A-Z]{1,12}){0,4}"
_PLACEHOLDER = re.compile(
    rf"\$\{{?{_SHOUTED}\}}?|\$\({_SHOUTED}\)|%{_SHOUTED}%|\$?\{{{_WORDS_OF_NAME}\}}"
    rf"|<(?:your[-_ ])?{_WORDS_OF_NAME}>|\{{\{{ ?(?:\.Values)?\.?{_WORDS_OF_NAME} ?\}}\}}"
)
"""Places that somebody meant to fill in: a name of a few words, without digits."""

_SEGMENT = r"(?:[a-z]{1,20}[0-9]{0,4}|[a-z0-9]{1,6})"
_PATH = re.compile(rf"(?:/(?:{_SEGMENT}(?:[._-]{{1,2}}{_SEGMENT}){{0,3}})?){{0,8}}")

_FORMAT = re.compile(
    r"(?:table )?(?:\{\{ ?(?:json |truncate )?\.[A-Za-z.]{0,24} ?[0-9]{0,3}\}\}|\\[tn]|[ \t\n:|,/-])+"
)
_DETACH = re.compile(r"(?:ctrl-[a-z@\[\\\]^_]|[a-z])(?:,(?:ctrl-[a-z@\[\\\]^_]|[a-z])){0,5}")
_EMAIL = re.compile(r"[a-z]{1,20}(?:[._-][a-z]{1,20}){0,2}@([a-z0-9.-]+)")


@lru_cache(maxsize=256)  # each finding about an entry names it again
def key(text: str) -> str:
    """Return the name of an entry as it may be shown: scheme, host, and a path that reads as a repository.

    A user, a password, a query and what does not read as a host are masked. White space around it stays.
    """
    bare = text.strip()
    if bare in ("", HUB_KEY, *HELPERS):
        return text if bare or not text.strip(" \t\r\n") else _masked(text)
    before, after = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
    return (
        f"{before}{_address(bare)}{after}"
        if not (before + after).strip(" \t\r\n")
        else _masked(text)
    )


def line(text: str) -> str:
    """Return the name of an entry as it may be in a sentence: as `key`, white space written as in JSON."""
    return (
        key(text).replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t").replace("`", "'")
    )


def user(name: str, password: Secret | None = None) -> str:
    """Return a user name, masked where it may be a secret: some registries take a token in its place."""
    if name in USERS or not name:
        return name
    plain = _NAME.fullmatch(name) or _is_email(name)
    is_password = password is not None and name == password.reveal()
    return name if plain and not is_password and not _is_random(name) else _masked(name)


def helper(name: str) -> str:
    """Return a helper's name, masked where no program is called like that."""
    short = name.removeprefix("docker-credential-")
    plain = _NAME.fullmatch(short) and not _is_random(short)
    known = short in HELPERS or plain or _is_known(short)  # a host, where people swap the two
    return name if known or not name else _masked(name)


def context(name: str) -> str:
    """Return the name of a docker context, masked if it does not read as a name."""
    return name if not name or (_NAME.fullmatch(name) and not _is_random(name)) else _masked(name)


def document(found: Any, *path: str) -> Any:
    """Return JSON as it may be shown: names that docker knows, hosts, and of values those on the list."""
    if isinstance(found, dict):
        return _object(found, path)
    if isinstance(found, list):
        return [document(item, *path, "") for item in found]
    if found is None or isinstance(found, bool) or found == "":
        return found
    shown = _SHOWN.get(_place(path))
    text = str(found)
    return shown(text) if shown and isinstance(found, str) else _masked(text)


def _object(found: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """Mask an object. Two names with one mask are told apart by a number."""
    shown: dict[str, Any] = {}
    for name, value in found.items():
        label = _name(name, path)
        times = 1
        while label in shown:
            times += 1
            label = f"{_name(name, path)} #{times}"
        shown[label] = document(value, *path, name)
    return shown


def _name(name: str, path: tuple[str, ...]) -> str:
    if name.lower() in _KEYS or (not path and meant(name)):
        return name
    hosts = not path or path[-1].lower() in _OF_HOSTS or meant(path[-1]) in _OF_HOSTS
    return key(name) if hosts else _masked(name)


def _place(path: tuple[str, ...]) -> str:
    """Name the place of a value in docker's configuration, hosts written as `*`; empty for any other."""
    first = (meant(path[0]) or path[0]).lower()
    match [first, *(part.lower() for part in path[1:])]:
        case ["credhelpers", _]:
            return "helper"
        case ["auths", _, ("email" | "serveraddress" | "username") as name] | [
            _, ("email" | "username") as name
        ]:  # fmt: skip
            return name
        case [name]:
            return name
        case [*_, ("apiversion" | "kind" | "type")]:
            return "kind"
        case ["features", _]:
            return "kind"
    return ""


def _masked(text: str) -> str:
    return Secret(text).masked


def _one_of(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda text: text if pattern.fullmatch(text) and not _is_random(text) else _masked(text)


def _word(text: str) -> str:
    return text if text in _WORDS else _masked(text)


def _email(text: str) -> str:
    return text if text in _WORDS or _is_email(text) else _masked(text)


_SHOWN: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys((name.lower() for name in DOCKER if name.endswith("Format")), _one_of(_FORMAT)),
    **dict.fromkeys(("credsstore", "helper"), helper),
    "currentcontext": context,
    "detachkeys": _one_of(_DETACH),
    "email": _email,
    "experimental": _word,
    "kind": _word,
    "apiversion": _word,
    "type": _word,
    "serveraddress": key,
    "username": user,
}
"""Who says of a value in which place how it is shown."""


def _address(text: str) -> str:
    scheme, slashes, rest = text.partition("://")
    if slashes and not re.fullmatch(r"https?|tcp|oci|docker|unix|npipe", scheme, re.I):
        return _masked(text)
    whole = rest if slashes else text
    before, mark, _ = _cut(whole, "?#")
    _, at, place = before.rpartition("@")
    host, slash, path = place.partition("/")
    if not _is_host(host) or (at and not slashes and not _is_known(host)):
        return _masked(text)
    people = f"{HIDDEN}@" if at else ""
    tail = f"{slash}{path}"
    shown = tail if _PATH.fullmatch(tail) and not _is_random(tail) else f"/{HIDDEN}"
    return f"{scheme if slashes else ''}{slashes}{people}{host}{shown}{f'{mark}{HIDDEN}' if mark else ''}"


def _cut(text: str, signs: str) -> tuple[str, str, str]:
    """Cut a text at the first of some signs."""
    match = re.search(f"[{re.escape(signs)}]", text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")


def _is_known(host: str) -> bool:
    return registry_host(host.lower()) is not None or host in (
        *PUBLIC_HOSTS,
        "docker.io",
        "ghcr.io",
    )


def _is_host(text: str) -> bool:
    """Whether a text reads as a registry's host: as docker wants it, with a dot, a port, or `localhost`."""
    if len(text) > 253 or spans(text):
        return False
    if re.fullmatch(r"\[[0-9a-f:]{2,39}\](?::[0-9]{1,5})?", text, re.I):
        return True
    plain = _PLACEHOLDER.sub("x", text)
    name, colon, port = plain.partition(":")
    labels = name.removesuffix(".").split(".")
    if (colon and not re.fullmatch(r"[0-9]{1,5}|x", port)) or not all(map(_is_label, labels)):
        return False
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", name):
        return True
    ends = plain != text or (len(labels) > 1 and _ENDING.fullmatch(labels[-1]))
    return bool(ends or (colon and _NAME.fullmatch(name)) or name == "localhost")


def _is_label(label: str) -> bool:
    """Whether a text reads as one part of a host's name, and not as a token that has dots in it."""
    if not _LABEL.fullmatch(label) or _has_long_run(label):
        return False
    return label in (label.lower(), label.upper(), label.capitalize())


def _is_random(text: str) -> bool:
    """Whether a text has the look of a secret, or a long run of letters and digits."""
    return _has_long_run(text) or bool(spans(text))


def _has_long_run(text: str) -> bool:
    runs = _RANDOM.findall(text)
    return any(re.search(r"[0-9]", run) and re.search(r"[A-Za-z]", run) for run in runs)


def _is_email(text: str) -> bool:
    match = _EMAIL.fullmatch(text)
    return bool(match and _is_host(match[1]))
