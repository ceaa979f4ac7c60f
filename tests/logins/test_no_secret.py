"""Secrets of every look, planted at every place of a configuration: none is ever shown.

`status`, `inspect --docker-config` and `doctor` look at each configuration, and what they say is drawn
plain, rich and as JSON. A mask shows the first eight characters of a long secret; no more of one may be
seen. What cannot be told from a name (a password that is an ordinary word, or reads as a host) is not
among these: the reader has no sign by which to know it.
"""

from __future__ import annotations

import base64
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explain.doctor.logins import logins
from explain.logins.inspection import inspect
from explain.logins.machine import Machine
from explain.logins.status import Question, status
from explain.narration import Event
from explain.render import Renderer
from explain.render.jsonl import JsonLines
from explain.render.plain import Plain
from explain.render.terminal import Terminal

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
PIECE = 10
"""Characters in a row that are taken for a leak: a mask shows eight."""


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_FIELDS = {
    "payload": "qZ9KzP0w" * 40, "datakey": "mX4Rt7Bn" * 20, "version": "2", "type": "DATA_KEY",
    "expiration": 1769900000,
}  # fmt: skip
PASSWORD = _encoded(json.dumps(_FIELDS))
PEM = (
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq0Zz9Kp3\nXw8Lr5Tn2VcB6yHjMd\n"
    "-----END RSA PRIVATE KEY-----"
)
SECRETS = (
    PASSWORD,
    _encoded(f"AWS:{PASSWORD}"),
    PASSWORD[:60],
    "AKIAIOSFODNN7EXAMPLE",
    "ASIAY34FZKBOKMUTVV7A",
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzEXAMPLEKEY",
    "IQoJb3JpZ2luX2VjEJv//////////wEaCXVzLWVhc3QtMSJHMEUCIQDz9Kp3",
    "dckr_pat_aB3dE5fG7hI9jK1lM3nO5pQ7r",
    "dckr_oat_aB3dE5fG7hI9jK1lM3nO5pQ7r",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "github_pat_11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ",
    "glpat-x7YzAbCdEfGhIjKlMnOp",
    "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789",
    "pypi-AgEIcHlwaS5vcmcCJDEyMzQ1Njc4",
    "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzzqgy",
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "hvs.CAESIJlU9JMYEhOPYv4igdhm9PnZDrabYTobQ4Ymnlq1qY",
    "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "d3b07384d113edec49eaa6238ad5ff00",
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "hunter2secret",
    "Tr0ub4dor&3x",
    "p@ss/w0rd:9!",
    "S3cr3tP4ssw0rd",
    "correct-horse-battery-staple",
    "X-Amz-Security-Token=FwoGZXIvYXdzEBYaDKp3Xw8Lr5Tn2VcB",
    "correct horse battery staple",
    "пароль-тайна-42",
    PEM,
)

KEYS = (
    "{0}", "https://{0}", "https://me:{0}@" + HOST, "me:{0}@" + HOST, "{0}@" + HOST, "{0}:x@" + HOST,
    "https://{0}@ghcr.io/v1/", HOST + "?token={0}", "https://" + HOST + "/v2/?token={0}", HOST + "#{0}",
    "{0}\n", " {0}", "{0}/app", "${{{0}}}.dkr.ecr.us-east-1.amazonaws.com", "<{0}>", "%{0}%", "*{0}",
    "docker-credential-{0}",
)  # fmt: skip
PLAIN_KEYS = (
    HOST,
    f"https://{HOST}",
    "ghcr.io",
    "",
    f"{HOST}\n",
    "*.dkr.ecr.*.amazonaws.com",
    "$ID.a.example",
)
FIELDS = (
    "auth",
    "username",
    "password",
    "email",
    "serveraddress",
    "identitytoken",
    "registrytoken",
    "x",
)
SETTINGS = (
    "auths", "credHelpers", "credsStore", "credStore", "currentContext", "HttpHeaders", "proxies", "psFormat",
    "detachKeys", "experimental", "features", "aliases", "plugins", "pruneFilters", "kind", "apiVersion",
    "type", "metadata", "data", "stringData", ".dockerconfigjson", ".dockercfg", "items", "Registries",
)  # fmt: skip


def planted() -> st.SearchStrategy[str]:
    return st.sampled_from(SECRETS)


def keys() -> st.SearchStrategy[str]:
    return st.sampled_from(PLAIN_KEYS) | st.builds(str.format, st.sampled_from(KEYS), planted())


def texts() -> st.SearchStrategy[str]:
    """Texts with a secret in them, as it stands or in the forms in which people write one."""
    basic = st.builds(lambda user, secret: _encoded(f"{user}:{secret}"),
                      st.sampled_from(["AWS", "me", ""]) | planted(), planted())  # fmt: skip
    return planted() | basic | st.builds(_encoded, planted()) | keys()


def anything() -> st.SearchStrategy[Any]:
    leaves = texts() | st.sampled_from([None, True, 7, 1769900000, ""])
    names = keys() | st.sampled_from((*FIELDS, *SETTINGS))
    return st.recursive(
        leaves,
        lambda part: st.lists(part, max_size=2) | st.dictionaries(names, part, max_size=3),
        max_leaves=5,
    )


def configurations() -> st.SearchStrategy[Any]:
    """Draw configurations, their wrapped forms, and others whose types are scrambled."""
    entries = st.dictionaries(st.sampled_from(FIELDS) | planted(), texts(), max_size=3)
    auths = st.dictionaries(keys(), entries | anything(), max_size=3)
    helpers = st.dictionaries(keys(), texts() | st.just("ecr-login"), max_size=3)
    whole = st.builds(
        lambda some, more: {**some, **more},
        st.fixed_dictionaries({}, optional={
            "auths": auths, "credHelpers": helpers, "credsStore": texts(), "currentContext": texts(),
        }),
        st.dictionaries(st.sampled_from(SETTINGS) | planted(), anything(), max_size=3),
    )  # fmt: skip
    secret = st.builds(
        lambda found, extra: {"kind": "Secret", "apiVersion": "v1", **extra,
                              "data": {".dockerconfigjson": _encoded(json.dumps(found))}},
        whole, st.dictionaries(st.sampled_from(SETTINGS), anything(), max_size=1),
    )  # fmt: skip
    return whole | auths | secret | st.builds(lambda found: [found], whole)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Make a home near the root: each folder above it is looked at some 50,000 times."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / ".docker").mkdir()
        yield home


def events(home: Path) -> Iterator[Event]:
    """Let every command that reads docker's configuration look at it."""
    file = home / ".docker" / "config.json"
    environment = {"PATH": "", "XDG_RUNTIME_DIR": str(home / "run")}
    machine = Machine(environment, home, "linux", 1000)
    for host in ("", HOST):
        found = status(machine, NOW, Question(host))
        yield from (*found.credentials, *found.findings)
    yield from inspect(machine, file, NOW, (HOST,)).events
    yield from logins(machine, NOW, None)


def drawn(shown: Iterable[Event], every: bool) -> str:
    """Return events as JSON or in `every` output, without folding."""
    screen = io.StringIO()
    renderers: list[Renderer] = [JsonLines(screen)]
    if every:
        renderers += [Plain(screen, 100_000), Terminal(screen, 10_000)]
    for event in shown:
        for renderer in renderers:
            renderer.draw(event)
    return screen.getvalue()


def forms(secret: str) -> set[str]:
    """Return every piece of a secret that would give it away, as text and as JSON writes it."""
    length = min(PIECE, len(secret))
    whole = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    return {text[at : at + length] for text in whole for at in range(len(text) - length + 1)}


_COMMON = {piece for name in ("RSA PRIVATE KEY", "X-Amz-Security-Token=") for piece in forms(name)}
_DASHES = "-" * 5
PIECES = {
    piece
    for secret in SECRETS
    for piece in forms(secret)
    if piece not in _COMMON and _DASHES not in piece
}


LENGTHS = {len(piece) for piece in PIECES}


def leaked(text: str) -> list[str]:
    """Return the pieces of secrets in a text."""
    parts = {text[at : at + size] for size in LENGTHS for at in range(len(text) - size + 1)}
    return sorted(parts & PIECES)[:5]


CLEAN: dict[bool, set[Event]] = {False: set(), True: set()}
"""The events that were looked through, drawn as JSON or in every output: most are said of many files."""


def check(home: Path, data: bytes, *, every: bool = False) -> None:
    (home / ".docker" / "config.json").write_bytes(data)
    shown = dict.fromkeys(event for event in events(home) if event not in CLEAN[every])
    text = drawn(shown, every)
    assert leaked(text) == [], text[:3000]
    CLEAN[every].update(shown)


@settings(max_examples=150)
@given(configurations())
def test_no_secret_is_shown_wherever_it_is_planted(home: Path, found: Any) -> None:
    check(home, json.dumps(found).encode(), every=True)


@pytest.mark.parametrize("template", KEYS)
def test_no_secret_is_shown_in_a_name(home: Path, template: str) -> None:
    """Every secret in every form of a name, under every setting that has names, in two types."""
    for setting in ("auths", "credHelpers", "proxies", "HttpHeaders", "metadata", ""):
        for value in ({"auth": _encoded("AWS:x")}, "ecr-login"):
            names = {template.format(secret): value for secret in SECRETS}
            check(home, json.dumps({setting: names} if setting else names).encode())


@pytest.mark.parametrize("place", [
    ("credsStore",), ("currentContext",), ("psFormat",), ("detachKeys",), ("experimental",), ("unknown",),
    ("credHelpers", HOST), ("auths", HOST, "username"), ("auths", HOST, "email"), ("auths", HOST, "auth"),
    ("auths", HOST, "serveraddress"), ("auths", HOST, "password"), ("auths", HOST), ("features", "x"),
    ("proxies", "default", "httpProxy"), ("HttpHeaders", "Authorization"), ("kind",), ("metadata", "name"),
    ("auths",), ("credHelpers",),
])  # fmt: skip
def test_no_secret_is_shown_as_a_value(home: Path, place: tuple[str, ...]) -> None:
    for secret in SECRETS:
        for value in (
            secret,
            [secret],
            {secret: secret},
            f"https://me:{secret}@{HOST}",
            f"{HOST}?t={secret}",
        ):
            found: Any = value
            for name in reversed(place):
                found = {name: found}
            check(home, json.dumps(found).encode())


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_shown_as_a_user_name(home: Path, secret: str) -> None:
    for auth in (f"{secret}:x", f"{secret}:{secret}", secret, f"x{secret}:AWS"):
        for host in (HOST, "ghcr.io"):
            check(home, json.dumps({"auths": {host: {"auth": _encoded(auth)}}}).encode())


@settings(max_examples=60)
@given(
    configurations(),
    st.integers(1, 400),
    st.sampled_from([b"", b"'", b"// ", b"\xef\xbb\xbf", b"kind: "]),
)
@example({"auths": {SECRETS[0]: 7}}, 30, b"")
def test_no_secret_is_shown_of_what_is_torn(
    home: Path, found: Any, end: int, before: bytes
) -> None:
    check(home, before + json.dumps(found).encode()[:end], every=True)


@pytest.mark.parametrize("secret", SECRETS)
def test_the_search_finds_a_planted_secret(secret: str) -> None:
    assert leaked(f"before {secret} behind")
    assert leaked(json.dumps({secret: 1}))
