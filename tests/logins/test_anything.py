"""Whatever a file holds: no error, nothing secret in what is shown, and the file as it was."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explain.logins.machine import Machine
from explain.logins.status import Question, Status, status

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
SECRET = "qZ9-Correct.Horse_Battery+Staple=/0123456789"
SECRETS = tuple(SECRET[at : at + 16] for at in range(len(SECRET) - 16)) + tuple(
    base64.b64encode(f"{user}{SECRET}".encode()).decode()[8:40] for user in ("", "AWS:", "x:")
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a home in which docker's file, podman's and the helper's are one under three names."""
    home = tmp_path_factory.mktemp("home")
    first, *others = (".docker/config.json", ".config/containers/auth.json", ".ecr/cache.json")
    for name in (first, *others):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / first).write_bytes(b"")
    for name in others:
        (home / name).hardlink_to(home / first)
    return home


def look(home: Path, data: bytes, variable: str, host: str) -> Status:
    """Put the same into every place, and look."""
    (home / ".docker/config.json").write_bytes(data)
    environment = {"PATH": "", "XDG_RUNTIME_DIR": str(home / "run"), "DOCKER_AUTH_CONFIG": variable}
    found = status(Machine(environment, home, "linux", 1000), NOW, Question(host))
    assert (home / ".docker/config.json").read_bytes() == data
    return found


def written(found: Status) -> str:
    """Write what is found as it would be shown: it can be printed."""
    text = repr(found)
    text.encode()
    return text


def basic(user: str) -> str:
    return base64.b64encode(f"{user}{SECRET}".encode()).decode()


SECRET_FORMS = (
    SECRET, basic(""), basic("AWS:"), basic("me:"), f"{SECRET}:x", f"\ufeff{SECRET}",
    base64.b64encode(f"{SECRET}:x".encode()).decode(),
)  # fmt: skip
KEYS = (
    HOST, f"https://{HOST}", f"{HOST}/x", HOST.upper(), "public.ecr.aws", "ghcr.io", "", "/", "://",
    "https://index.docker.io/v1/", f"https://me:{SECRET}@a.example/v1/",
)  # fmt: skip
NAMES = (
    "auths", "credHelpers", "credsStore", "Registries", "auth", "username", "password",
    "identitytoken", "AuthorizationToken", "ProxyEndpoint", "ExpiresAt", *KEYS,
)  # fmt: skip


def secrets() -> st.SearchStrategy[str]:
    return st.sampled_from(SECRET_FORMS)


def noise() -> st.SearchStrategy[Any]:
    leaves = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | secrets()
    )
    names = st.text(max_size=6) | st.sampled_from(["auth", "username", "password", "identitytoken"])
    return st.recursive(
        leaves, lambda part: st.lists(part, max_size=3) | st.dictionaries(names, part, max_size=3),
        max_leaves=5,
    )  # fmt: skip


def configurations() -> st.SearchStrategy[Any]:
    """JSON that is like a configuration, with secrets in every place that may hold one."""
    fields = st.sampled_from(["auth", "password", "identitytoken", "registrytoken", "x"])
    entries = st.dictionaries(fields, secrets() | noise(), max_size=3) | noise()
    keys = st.sampled_from(KEYS)
    auths = st.dictionaries(keys, entries, max_size=4)
    whole = st.fixed_dictionaries(
        {},
        optional={
            "auths": auths | noise(),
            "credHelpers": st.dictionaries(keys, st.text(max_size=4) | secrets(), max_size=2)
            | noise(),
            "credsStore": st.text(max_size=4) | secrets() | noise(),
            "HttpHeaders": noise(),
            "Registries": st.dictionaries(
                st.text(max_size=3),
                st.fixed_dictionaries(
                    {},
                    optional={
                        "AuthorizationToken": secrets() | noise(),
                        "ProxyEndpoint": keys,
                        "ExpiresAt": st.text(max_size=5) | noise(),
                    },
                )
                | noise(),
                max_size=2,
            ),
        },
    )
    return whole | noise()


@settings(max_examples=120)
@given(configurations(), configurations(), st.sampled_from(["", HOST, "ghcr.io", "docker.io"]))
def test_no_secret_is_shown_whatever_a_configuration_holds(
    home: Path, found: Any, variable: Any, host: str
) -> None:
    text = written(look(home, json.dumps(found).encode(), json.dumps(variable), host))
    assert not [piece for piece in SECRETS if piece in text]


def scrambled(random: Random, depth: int = 0) -> Any:
    """Make something like a configuration from dice: as far from one as they fall, and quickly."""
    if depth > 3 or random.random() < 0.3:
        return random.choice([None, True, 7, -1.5, "", "x", HOST, "\ud800", *SECRET_FORMS])
    if random.random() < 0.2:
        return [scrambled(random, depth + 1) for _ in range(random.randrange(3))]
    return {random.choice(NAMES): scrambled(random, depth + 1) for _ in range(random.randrange(4))}


@settings(max_examples=800)
@given(seed=st.integers(0, 2**63))
@example(seed=313149088353)
def test_no_scrambled_configuration_lets_a_secret_through(home: Path, seed: int) -> None:
    random = Random(seed)
    found = {name: scrambled(random) for name in NAMES[:4] if random.random() < 0.8}
    data = json.dumps(found).encode()
    if random.random() < 0.1:
        data = data[: random.randrange(len(data))]
    text = written(look(home, data, json.dumps(scrambled(random)), random.choice(["", HOST])))
    assert not [piece for piece in SECRETS if piece in text]


@settings(max_examples=120)
@given(
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-16")),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30),
)
def test_any_bytes_are_no_reason_to_fail(home: Path, data: bytes, variable: str) -> None:
    written(look(home, data, variable, ""))
