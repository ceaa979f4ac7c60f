"""`inspect --docker-config`: any configuration, masked, and who answers for each host in it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from explain.credentials.dockerconfig import read
from explain.credentials.keys import hostname
from explain.logins.inspection import Inspection, inspect
from explain.narration import Lines, Stored, Value

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def auth(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


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
def other(place) -> Path:
    return place.write(CONFIG, place.folder / "other" / "config.json", 0o644)


def looked(place, file: Path, *hosts: str) -> Inspection:
    return inspect(place.machine, file, NOW, hosts)


def answers(found: Inspection) -> dict[str, str]:
    (lines,) = [event for event in found.events if isinstance(event, Lines)]
    assert len({line.label for line in lines.lines}) == len(lines.lines)
    return {line.label: line.text for line in lines.lines}


def test_another_configuration_is_only_read(place, other: Path) -> None:
    before = (other.read_bytes(), other.stat().st_mtime_ns, other.stat().st_mode)
    events = looked(place, other).events
    assert (other.read_bytes(), other.stat().st_mtime_ns, other.stat().st_mode) == before
    assert list(other.parent.iterdir()) == [other]
    assert [event.path for event in events if isinstance(event, Stored)] == [str(other)]
    assert [event.value for event in events if isinstance(event, Value)] == ["-rw-r--r--"]


def test_each_host_of_another_configuration_is_told_of(place, other: Path) -> None:
    told = answers(looked(place, other))
    assert {hostname(key) for key in CONFIG["auths"]} - {"index.docker.io"} <= set(told)
    assert {"docker.io", *CONFIG["credHelpers"]} <= set(told)
    everything = " | ".join(told.values())
    for text in ("user octocat", "user AWS", "its entry cannot be read", "holds no password"):
        assert text in everything
    assert "valid until 2026-01-31T11:00:00Z (expired 1 h 0 min ago)" in everything
    for host, helper in CONFIG["credHelpers"].items():
        program = f"docker-credential-{helper}"
        assert told[host].startswith(f"answered by the credential helper {program};")
    assert told["any other host"] == "answered by the credential store docker-credential-desktop"


def test_who_answers_is_what_the_reader_says(place, other: Path) -> None:
    config = read(other)
    for host, text in answers(looked(place, other, HOST)).items():
        if host != "any other host":
            assert text.startswith(f"answered by {config.source(host)}")


def test_the_hosts_of_the_file_are_asked_for_and_not_the_labs(
    place, make_auth, make_password
) -> None:
    host = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
    file = place.auths({host: make_auth(make_password())})
    told = answers(looked(place, file))
    assert list(told) == [host, "any other host"]
    assert told[host].startswith("answered by auths in config.json; the file holds user AWS")
    assert HOST not in repr(looked(place, file))
    assert answers(looked(place, file, HOST))[HOST].startswith("answered by nobody")


def test_no_secret_of_another_configuration_is_shown_wherever_it_stands(place, other: Path) -> None:
    text = repr(looked(place, other))
    assert "s3cr3ts3cr3t" not in text
    assert base64.b64encode(b"s3cr3t" * 2).decode() not in text
    assert "ecr-login" in text
    assert "desktop" in text


def test_a_name_that_docker_never_finds_is_answered_by_nobody(
    place, make_auth, make_password
) -> None:
    entry = {"auth": make_auth(make_password())}
    keys: dict[str, Any] = {
        f"{HOST}\n": entry,
        "${ID}.dkr.ecr.us-east-1.amazonaws.com": entry,
        "": entry,
    }
    helpers = {"*.dkr.ecr.*.amazonaws.com": "ecr-login", f"{HOST}/app": "ecr-login"}
    found = looked(place, place.write({"auths": keys, "credHelpers": helpers}))
    told = answers(found)
    for key in (f"{HOST}\\n", "${ID}.dkr.ecr.us-east-1.amazonaws.com", *helpers):
        assert "docker never finds this name" in told[key]
    assert HOST not in told
    assert found.failed


@pytest.mark.parametrize("form", ["secret", "text", "dockercfg", "list"])
def test_what_is_wrapped_is_opened_and_masked(place, make_auth, make_password, form: str) -> None:
    entries = {HOST: {"auth": make_auth(make_password())}}
    inside = json.dumps({"auths": entries})
    secret = {"kind": "Secret", "apiVersion": "v1",
              "data": {".dockerconfigjson": base64.b64encode(inside.encode()).decode()}}  # fmt: skip
    wrapped = {
        "secret": secret,
        "text": {"stringData": {".dockerconfigjson": inside}},
        "dockercfg": entries,
        "list": {"kind": "List", "items": [secret]},
    }[form]
    found = looked(place, place.write(wrapped))
    shown = next(event.text for event in found.events if isinstance(event, Stored))
    assert HOST in shown
    assert make_auth(make_password())[:20] not in shown
    assert "docker does not read any login" in answers(found)[HOST]
    assert found.failed


def test_a_file_that_is_no_json_has_findings_alone(place) -> None:
    found = looked(place, place.write("{'auths': {}}"))
    assert [event.id for event in found.events] == ["config-not-json", "nothing-stored"]  # type: ignore[union-attr]
    assert found.failed
