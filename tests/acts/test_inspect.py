"""inspect: the file that docker wrote, masked; and any other one, only read."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from explain.credentials.dockerconfig import StoredLogin, read, source_for
from explain.credentials.host import Registry, registry
from explain.errors import BadConfig
from explain.narration import Compared, Lines, Sighted, Stored, Value

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def auth(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def test_before_and_after_the_login(walkthrough) -> None:
    before = walkthrough.shown("inspect", "before", Stored)
    after = walkthrough.shown("inspect", "after", Stored)
    assert before.text == "(there is no such file)"
    assert json.loads(after.text)["auths"][HOST] == {"auth": walkthrough.token.masked}
    assert after.path == before.path == str(walkthrough.config)


def test_auth_is_byte_for_byte_the_apis_token(walkthrough) -> None:
    same = walkthrough.shown("inspect", "auth against authorizationToken", Compared)
    assert same.same
    assert same.left == same.right == walkthrough.token.fingerprint
    assert json.loads(walkthrough.stored)["auths"][HOST]["auth"] == walkthrough.token.reveal()


def test_base64_protects_nothing(walkthrough) -> None:
    assert walkthrough.shown("inspect", "key").value == HOST
    assert walkthrough.shown("inspect", "user name").value == "AWS"
    assert walkthrough.shown("inspect", "password").fingerprint == walkthrough.password.fingerprint
    assert walkthrough.shown("inspect", "key needed to read it").value == "none"
    (sighted,) = [event for event in walkthrough.of("inspect") if isinstance(event, Sighted)]
    assert sighted.fingerprint == walkthrough.password.fingerprint


def test_only_the_owner_may_read_it(walkthrough) -> None:
    assert walkthrough.shown("inspect", "file mode", Value).value == "-rw-------"


def test_how_long_it_is_good_for(walkthrough) -> None:
    assert walkthrough.shown("inspect", "valid until").value.endswith("(12 h 0 min from now)")


def test_who_answers_for_the_host(walkthrough) -> None:
    lines = {
        e.label: e.text for e in walkthrough.shown("inspect", "who answers for the host").lines
    }
    assert lines == {
        "as it is": "auths in config.json",
        "with a credential store": "the credential store docker-credential-desktop",
        "with a credential helper": "the credential helper docker-credential-ecr-login",
        "with DOCKER_AUTH_CONFIG": "the variable DOCKER_AUTH_CONFIG",
    }


def test_each_registrys_login_is_compared_with_its_own_token(perform) -> None:
    """Log in here and there, then look here: the token of the other region has no say in it."""
    there = registry("381492183358", "eu-west-1")

    def log_in_there_afterwards(world) -> None:
        from explain.acts.login import log_in

        log_in(world)
        here, world.registry = world.registry, there
        world.keep(world.authorized(world.ecr_of(there)))
        log_in(world)
        world.registry = here
        world.keep(world.authorized(world.ecr_of(here)))

    played = perform("inspect", docker="stand-in", prepare=log_in_there_afterwards)
    assert played.shown("inspect", "auth against authorizationToken", Compared).same
    assert len(json.loads(played.stored)["auths"]) == 2


PASSWORD = "gho_" + "s3cr3t" * 12
CONFIG = {
    "auths": {
        "ghcr.io": {"auth": auth("octocat", PASSWORD)},
        "registry.digitalocean.com": {"auth": auth(PASSWORD, PASSWORD)},
        "https://index.docker.io/v1/": {},
        "torn.example": {"auth": "not base64"},
        "old.example": {"username": PASSWORD, "password": PASSWORD, "identitytoken": PASSWORD},
        HOST: {
            "auth": auth(
                "AWS",
                base64.b64encode(
                    json.dumps(
                        {"payload": "p", "datakey": "d", "version": "2", "type": "DATA_KEY",
                         "expiration": 1769857200}
                    ).encode()
                ).decode(),
            )
        },
    },
    "credsStore": "desktop",
    "credHelpers": {"public.ecr.aws": "ecr-login", "ghcr.io": "gh"},
    "HttpHeaders": {"X-Token": PASSWORD},
    "somebodys": [{"token": PASSWORD}],
}  # fmt: skip


@pytest.fixture
def other(tmp_path: Path) -> Path:
    file = tmp_path / "other" / "config.json"
    file.parent.mkdir()
    file.write_text(json.dumps(CONFIG))
    file.chmod(0o644)
    return file


@pytest.mark.parametrize("named", ["the file", "its folder"])
def test_another_configuration_is_only_read(named: str, other: Path, perform) -> None:
    before = (other.read_bytes(), other.stat().st_mtime_ns, other.stat().st_mode)
    given = other if named == "the file" else other.parent
    played = perform("inspect", given_docker_config=given)
    assert (other.read_bytes(), other.stat().st_mtime_ns, other.stat().st_mode) == before
    assert list(other.parent.iterdir()) == [other]
    assert played.shown("inspect", "file", Stored).path == str(other)
    assert played.shown("inspect", "file mode", Value).value == "-rw-r--r--"


def test_another_configuration_needs_neither_a_login_nor_docker(other: Path, perform) -> None:
    played = perform("inspect", given_docker_config=other, missing=("docker",))
    assert played.stored == b""
    assert [exchange.server for exchange in played.wire] == []


def test_each_host_of_another_configuration_is_told_of(other: Path, perform) -> None:
    lines = perform("inspect", given_docker_config=other).shown("inspect", "logins", Lines).lines
    told = {line.label: line.text for line in lines}
    assert len(told) == len(lines)
    assert {StoredLogin(key, None).host for key in CONFIG["auths"]} <= set(told)
    assert set(CONFIG["credHelpers"]) <= set(told)
    everything = " | ".join(told.values())
    assert "user octocat" in everything
    assert "user AWS" in everything
    assert "its entry cannot be read" in everything
    assert "the file holds no password" in everything
    assert "valid until 2026-01-31T11:00:00Z (over for 1 h 0 min)" in everything
    for host, helper in CONFIG["credHelpers"].items():
        assert told[host].startswith(
            f"answered by the credential helper docker-credential-{helper};"
        )


def test_no_secret_of_another_configuration_is_shown_wherever_it_stands(
    other: Path, perform
) -> None:
    text = repr(perform("inspect", given_docker_config=other).events)
    assert "s3cr3ts3cr3t" not in text
    assert base64.b64encode(b"s3cr3t" * 2).decode() not in text
    assert "ecr-login" in text
    assert "desktop" in text


def test_who_answers_in_another_configuration(other: Path, perform) -> None:
    played = perform("inspect", given_docker_config=other)
    lines = {e.label: e.text for e in played.shown("inspect", "who answers for the host").lines}
    expected = read(other)
    assert lines["as it is"] == source_for(expected, Registry().host)
    assert lines["with a credential helper"].endswith("docker-credential-ecr-login")


def test_an_empty_folder_is_an_empty_configuration(tmp_path: Path, perform) -> None:
    played = perform("inspect", given_docker_config=tmp_path)
    (line,) = played.shown("inspect", "logins", Lines).lines
    assert line.text == "this file stores no login"
    assert list(tmp_path.iterdir()) == []


BROKEN = {
    "no JSON": b"{",
    "no text": b"\xff\xfe\x00",
    "no object": b'["auths"]',
    "auths that are a list": b'{"auths": []}',
    "an entry that is a text": b'{"auths": {"h": "x"}}',
    "an auth that is a number": b'{"auths": {"h": {"auth": 7}}}',
    "helpers that are a list": b'{"credHelpers": []}',
    "endless brackets": b"[" * 200_000,
    "a huge file": b" " * (5 * 1024 * 1024),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_configuration_that_is_none_is_told_in_one_sentence(
    content: bytes, tmp_path: Path, perform
) -> None:
    file = tmp_path / "config.json"
    file.write_bytes(content)
    with pytest.raises(BadConfig) as caught:
        perform("inspect", given_docker_config=file)
    assert str(file) in caught.value.message
    assert caught.value.remedy
    assert file.read_bytes() == content
