"""Every finding of `status`, made to appear and to vanish again."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from explain.content.load import findings

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
OTHER = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
PUBLIC = "public.ecr.aws"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "lessons" / "reference" / "status.md"

Make = Callable[..., str]
Put = Callable[[Any, Make, Make], None]
"""Puts something on a place, given the makers of `auth` and of passwords."""

STATUS = findings("status")
NOTHING = "printf 'credentials not found in native keychain'; exit 1"


def healthy(place, auth: Make, password: Make) -> None:
    place.auths({HOST: auth(password())})


def entry(text: Callable[[Make, Make], Any], key: str = HOST, **others: Any) -> Put:
    """Put docker's configuration there, with one entry's `auth`."""
    return lambda place, auth, password: place.auths({key: text(auth, password)}, **others)


def _unreadable(place, auth: Make, password: Make) -> None:
    place.config.mkdir(parents=True)


def _readable(place, auth: Make, password: Make) -> None:
    healthy(place, auth, password)
    place.config.chmod(0o644)


def _podman(place, auth: Make, password: Make) -> None:
    file = place.home / ".config" / "containers" / "auth.json"
    place.write({"auths": {f"{HOST}/my-repo": {"auth": auth(password())}}}, file)


def _variable(found: Callable[[Make, Make], Any]) -> Put:
    def put(place, auth: Make, password: Make) -> None:
        healthy(place, auth, password)
        value = found(auth, password)
        place.environment["DOCKER_AUTH_CONFIG"] = (
            value if isinstance(value, str) else json.dumps(value)
        )

    return put


def _helper(script: str | None, **others: Any) -> Put:
    def put(place, auth: Make, password: Make) -> None:
        place.write({"auths": {HOST: {}}, "credsStore": "mine", **others})
        if script is not None:
            place.program("docker-credential-mine", script)

    return put


def _helper_wins(place, auth: Make, password: Make) -> None:
    place.program("docker-credential-mine", NOTHING)
    place.auths({HOST: auth(password())}, credHelpers={HOST: "mine"})


def _encoded(found: Any) -> str:
    return base64.b64encode(json.dumps(found).encode()).decode()


def _handing_out(name: str) -> Put:
    """Put a helper there that hands out an expired password."""

    def put(place, auth: Make, password: Make) -> None:
        answer = json.dumps({"ServerURL": HOST, "Username": "AWS", "Secret": password(-1)})
        place.program(f"docker-credential-{name}", f"printf '%s' '{answer}'")
        place.write({"credHelpers": {HOST: name}})

    return put


MADE: dict[str, tuple[Put, dict[str, Any]]] = {
    "config-unreadable": (_unreadable, {}),
    "config-not-json": (lambda place, *_: place.write("{"), {}),
    "wrong-type": (lambda place, *_: place.write({"auths": {HOST: {"auth": 7}}}), {}),
    "variable-damaged": (_variable(lambda *_: "{"), {}),
    "variable-not-taken": (_variable(lambda *_: {"auths": {}, "credHelpers": {}}), {}),
    "readable-by-others": (_readable, {}),
    "not-base64": (entry(lambda *_: "no base64!"), {}),
    "no-user-name": (entry(lambda *_: "bm9jb2xvbg=="), {}),
    "user-not-aws": (entry(lambda auth, password: auth(password(), "aws")), {}),
    "expired": (entry(lambda auth, password: auth(password(-1))), {}),
    "ends-soon": (entry(lambda auth, password: auth(password(0.5))), {}),
    "public-login-expired": (entry(lambda auth, password: auth(password(-1)), PUBLIC), {}),
    "byte-order-mark": (entry(lambda auth, password: auth(f"\ufeff{password()}")), {}),
    "utf-16": (entry(lambda auth, password: auth(password().encode("utf-16"))), {}),
    "undecoded-token": (entry(lambda auth, password: auth(auth(password()))), {}),
    "stray-characters": (entry(lambda auth, password: auth(f'"{password()}"\r\n')), {}),
    "not-an-ecr-password": (entry(lambda auth, _: auth("hunter2")), {}),
    "identity-token": (
        lambda place, *_: place.write({"auths": {HOST: {"identitytoken": "x" * 40}}}),
        {},
    ),
    "empty-entry": (lambda place, *_: place.write({"auths": {HOST: {}}}), {}),
    "namespaced-key": (_podman, {}),
    "upper-case-helper": (
        entry(lambda auth, password: auth(password()), credHelpers={OTHER.upper(): "mine"}),
        {},
    ),
    "upper-case-key": (entry(lambda auth, password: auth(password()), HOST.upper()), {}),
    "stale-duplicate": (
        lambda place, auth, password: place.auths(
            {f"https://{HOST}": auth(password(-1)), HOST: auth(password())}
        ),
        {},
    ),
    "helper-wins": (_helper_wins, {}),
    "variable-wins": (
        _variable(lambda auth, password: {"auths": {HOST: {"auth": auth(password())}}}),
        {},
    ),
    "helper-missing": (_helper(None), {}),
    "helper-for-no-host": (
        entry(lambda auth, password: auth(password()), credHelpers={f"https://{OTHER}": "mine"}),
        {},
    ),
    "helper-failed": (_helper("echo 'pass not initialized'; exit 1"), {"ask_helpers": True}),
    "helper-silent": (_helper("/bin/sleep 60; true"), {"ask_helpers": True, "patience": 0.3}),
    "helper-empty": (_helper(NOTHING), {"ask_helpers": True}),
    "helper-not-asked": (_helper(NOTHING), {"host": HOST}),
    "config-empty": (lambda place, *_: place.write(""), {}),
    "text-behind": (lambda place, *_: place.write("{}\n{}"), {}),
    "misspelt-setting": (lambda place, *_: place.write({"credStore": "mine"}), {}),
    "kubernetes-secret": (
        lambda place, auth, password: place.write(
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "data": {
                    ".dockerconfigjson": _encoded({"auths": {HOST: {"auth": auth(password())}}})
                },
            }
        ),
        {},
    ),
    "dockercfg": (
        lambda place, auth, password: place.write({HOST: {"auth": auth(password())}}),
        {},
    ),
    "white-space-key": (entry(lambda auth, password: auth(password()), f"{HOST}\n"), {}),
    "variable-key": (entry(lambda auth, password: auth(password()), "$ID.dkr.ecr.a.example"), {}),
    "wildcard-key": (
        lambda place, *_: place.write({"credHelpers": {"*.dkr.ecr.*.amazonaws.com": "mine"}}),
        {},
    ),
    "empty-key": (entry(lambda auth, password: auth(password()), ""), {}),
    "credential-in-key": (entry(lambda auth, password: auth(password()), f"me:x@{HOST}"), {}),
    "user-is-access-key": (entry(lambda auth, _: auth("x" * 40, "AKIAIOSFODNN7EXAMPLE")), {}),
    "bare-password": (entry(lambda _, password: password()), {}),
    "null-entry": (lambda place, *_: place.write({"auths": {HOST: None}}), {}),
    "doubled-prefix": (
        lambda place, *_: place.write({"credsStore": "docker-credential-mine"}),
        {},
    ),
    "swapped-helper": (lambda place, *_: place.write({"credHelpers": {"mine.example": HOST}}), {}),
    "helper-expired": (_handing_out("mine"), {"ask_helpers": True}),
    "helper-cache-expired": (_handing_out("ecr-login"), {"ask_helpers": True}),
    "not-logged-in": (entry(lambda auth, _: auth("x"), "ghcr.io"), {"host": HOST}),
    "nothing-stored": (lambda *_: None, {}),
}


@pytest.mark.parametrize("name", MADE)
def test_a_finding_appears_and_vanishes(name: str, place, make_auth, make_password) -> None:
    put, question = MADE[name]
    put(place, make_auth, make_password)
    (found,) = {each for each in place.status(**question).findings if each.id == name}
    assert found.severity == STATUS[name].severity
    assert found.message
    assert not re.search(r"\{[a-z]+\}", found.message + found.remedy)
    if place.config.is_dir():
        place.config.rmdir()
    place.environment.pop("DOCKER_AUTH_CONFIG", None)
    (place.home / ".config" / "containers" / "auth.json").unlink(missing_ok=True)
    healthy(place, make_auth, make_password)
    assert place.status(**question).findings == ()
    assert not place.status(**question).failed


def test_every_finding_was_made() -> None:
    missing = set(STATUS) - set(MADE)
    assert not missing, f"Add these to MADE: {sorted(missing)}"
    assert set(MADE) <= set(STATUS)


def test_a_remedy_names_the_helper_that_hands_out_an_expired_password_first(
    place, make_auth, make_password
) -> None:
    for name in ("mine", "ecr-login"):
        _handing_out(name)(place, make_auth, make_password)
        (found,) = place.status(ask_helpers=True).findings
        assert found.message.startswith(f"`docker-credential-{name}`")
        assert "helper" in found.remedy.split("aws ecr")[0]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'pass not initialized'; exit 1", "pass not initialized"),
        ("echo 'no keychain' >&2; exit 3", "no keychain"),
        ("exit 3", "exit code 3"),
        ("echo nonsense", "its answer is not the JSON that a helper gives"),
    ],
)
def test_a_helper_that_failed_is_told_in_its_own_words(place, script: str, words: str) -> None:
    _helper(script)(place, str, str)
    (found,) = place.status(ask_helpers=True).findings
    assert (found.id, words in found.message) == ("helper-failed", True)


def test_a_fresh_login_has_no_finding(place, make_auth, make_password) -> None:
    healthy(place, make_auth, make_password)
    found = place.status()
    assert (found.findings, found.failed) == ((), False)


def test_a_stale_duplicate_is_not_told_of_twice(place, make_auth, make_password) -> None:
    MADE["stale-duplicate"][0](place, make_auth, make_password)
    assert place.ids() == {"stale-duplicate"}
    assert place.status().failed, "something is expired all the same"
    assert not place.status(HOST).failed, "what counts for the host is fresh"


def test_a_login_below_a_path_is_no_duplicate_for_podman(place, make_auth, make_password) -> None:
    file = place.home / ".config" / "containers" / "auth.json"
    keys = (HOST, f"{HOST}/my-repo")
    place.write({"auths": {key: {"auth": make_auth(make_password())} for key in keys}}, file)
    assert place.ids() == {"namespaced-key"}
    assert {each.host for each in place.status().credentials} == set(keys)


def test_docker_hubs_own_key_is_no_mistake(place, make_auth, make_password) -> None:
    place.program("docker-credential-mine", NOTHING)
    place.write({"credHelpers": {"https://index.docker.io/v1/": "mine"}})
    assert place.ids() == set()
    assert [each.host for each in place.status().credentials] == ["docker.io"]


def test_podmans_remedy_is_podmans(place, make_auth, make_password) -> None:
    file = place.home / ".config" / "containers" / "auth.json"
    place.write({"auths": {HOST: {"auth": make_auth(make_password(-1))}}}, file)
    (found,) = place.status().findings
    assert f"| podman login --username AWS --password-stdin {HOST}" in found.remedy


def test_the_public_registry_has_a_line_of_its_own(place, make_auth, make_password) -> None:
    place.auths({PUBLIC: make_auth("nothing of ECR's")})
    (found,) = place.status().findings
    assert "aws ecr-public get-login-password --region us-east-1" in found.remedy


def test_an_expired_login_says_since_when(place, make_auth, make_password) -> None:
    place.auths({HOST: make_auth(make_password(-2.5))})
    (found,) = place.status().findings
    assert "2 h 30 min ago" in found.message


def test_an_hour_before_the_end_it_is_said(place, make_auth, make_password) -> None:
    place.auths({HOST: make_auth(make_password(1))})
    assert place.status(now=NOW - timedelta(seconds=1)).findings == ()
    (found,) = place.status(now=NOW + timedelta(seconds=1)).findings
    assert found.id == "ends-soon"
    assert not place.status(now=NOW + timedelta(seconds=1)).failed


def test_windows_has_no_modes(place, make_auth, make_password) -> None:
    _readable(place, make_auth, make_password)
    place.system = "win32"
    assert place.ids() == set()


def test_the_helper_of_windows_is_known_as_the_one_that_renews(
    place, make_auth: Make, make_password: Make
) -> None:
    for name in ("ecr-login", "ecr-login.exe"):
        _handing_out(name)(place, make_auth, make_password)
        assert "helper-not-asked" not in place.ids(HOST)
        assert "helper-cache-expired" in place.ids(ask_helpers=True)
