"""Every finding of `doctor`, made to appear on a machine on which all else is well."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from explain.content import store
from explain.content.load import findings
from explain.content.place import folder
from explain.doctor.findings import CHECKS

DOCTOR = findings("doctor")
KEYS = "aws_access_key_id = AKIAEXAMPLEEXAMPLEEX\naws_secret_access_key = a/Secret+Of/The+Learner\n"
ALWAYS = {"clock-not-checked"}
"""What is said of every machine, as long as nobody asks a server."""

Spoil = Callable[[Any], object]


def setting(**variables: str) -> Spoil:
    return lambda place: place.environment.update(variables)


def profile(text: str, credentials: str | None = None) -> Spoil:
    """Write ~/.aws/config, and no keys unless they are given."""

    def write(place) -> None:
        place.write(".aws/config", f"[default]\nregion = ap-south-1\n{text}")
        place.write(".aws/credentials", credentials or "")

    return write


def all_of(*spoils: Spoil) -> Spoil:
    return lambda place: [spoil(place) for spoil in spoils]


def _sso(place, token: dict[str, object] | None) -> None:
    profile(
        "sso_session = work\n[sso-session work]\nsso_start_url = https://x.awsapps.com/start\n"
    )(place)
    if token is not None:
        name = hashlib.sha1(b"work").hexdigest()
        place.write(f".aws/sso/cache/{name}.json", json.dumps({"accessToken": "t0ken", **token}))


def _two_configurations(place) -> None:
    place.write("snap/docker/current/.docker/config.json", "{}")


def _snap(place) -> None:
    folder = place.folder / "snap" / "bin"
    folder.mkdir(parents=True)
    (place.folder / "bin" / "docker").rename(folder / "docker")
    place.environment["PATH"] += f":{folder}"


def _foreign(place) -> None:
    place.user = 12345


def _windows_store(place) -> None:
    place.system = "win32"
    place.program("docker-credential-wincred", "exit 1")
    place.write(".docker/config.json", '{"credsStore": "wincred"}')


def _default_store(place) -> None:
    place.program("docker-credential-secretservice", "exit 1")
    place.write(".docker/config.json", "{}")


def _on_windows(place) -> None:
    place.system = "win32"
    place.environment["PSModulePath"] = "x"


def _online(place) -> None:
    place.wishes["online"] = True
    place.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"


KEY = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLEEX", "AWS_SECRET_ACCESS_KEY": "a/Secret"}
TEMPORARY = {**KEY, "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLEEX"}
PROXY = {"HTTPS_PROXY": "http://me:word@proxy.example:3128"}
SHOUT = "echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1"

MADE: dict[str, Spoil] = {
    "aws-missing": lambda place: place.without("aws"),
    "aws-fails": lambda place: place.program("aws", "echo Unable to parse >&2; exit 255"),
    "aws-too-old": lambda place: place.program("aws", "echo aws-cli/1.16.300 Python/2.7 >&2"),
    "docker-missing": lambda place: place.without("docker"),
    "podman-instead": lambda place: (place.without("docker"), place.program("podman", "true")),
    "docker-fails": lambda place: place.program("docker", "exit 3"),
    "docker-is-podman": lambda place: place.docker("4.3.1", name="podman version"),
    "docker-too-old": lambda place: place.docker("17.06.2-ce"),
    "docker-trims": lambda place: place.docker("28.2.2"),
    "docker-keeps-white-space": lambda place: place.docker("29.3.0"),
    "docker-from-snap": _snap,
    "variable-ignored": setting(DOCKER_AUTH_CONFIG='{"auths": {}}'),
    "engine-forbidden": lambda place: place.docker("27.3.1", SHOUT),
    "engine-silent": lambda place: place.docker("27.3.1", "echo; exit 1"),
    "engine-not-asked": setting(DOCKER_HOST="ssh://far.example"),
    "aws-config-broken": lambda place: place.write(".aws/config", "[default]\nregion = a\n[torn\n"),
    "aws-credentials-readable": lambda place: (place.home / ".aws/credentials").chmod(0o644),
    "no-such-profile": setting(AWS_PROFILE="defualt"),
    "environment-wins": all_of(setting(**KEY, AWS_PROFILE="default")),
    "half-set-environment": setting(AWS_ACCESS_KEY_ID="AKIAEXAMPLEEXAMPLEEX"),
    "half-a-key": profile("", "[default]\naws_access_key_id = AKIA\n"),
    "session-token-missing": setting(**TEMPORARY),
    "stray-characters-in-key": setting(**{**KEY, "AWS_SECRET_ACCESS_KEY": "a/Secret\r"}),
    "web-identity-missing": all_of(
        profile(""), setting(AWS_ROLE_ARN="arn:x", AWS_WEB_IDENTITY_TOKEN_FILE="/nonexistent")
    ),
    "no-such-session": profile("sso_session = nope\n"),
    "sso-not-logged-in": lambda place: _sso(place, None),
    "sso-session-over": lambda place: _sso(place, {"expiresAt": "2026-01-31T11:00:00Z"}),
    "process-missing": profile("credential_process = /nonexistent/program --secret s3cret\n"),
    "no-credentials": all_of(profile(""), setting(AWS_EC2_METADATA_DISABLED="true")),
    "no-credentials-here": profile(""),
    "no-region": lambda place: place.write(".aws/config", ""),
    "region-ignored": all_of(
        lambda place: place.write(".aws/config", ""),
        lambda place: place.program("aws", "echo aws-cli/1.46.3 Python/3.11"),
        setting(AWS_REGION="eu-west-1"),
    ),
    "regions-differ": setting(AWS_REGION="eu-west-1", AWS_DEFAULT_REGION="ap-south-1"),
    "zone-as-region": setting(AWS_REGION="us-east-1a"),
    "stray-characters-in-region": setting(AWS_REGION="us-east-1\r"),
    "unknown-region": setting(AWS_REGION="us-east1"),
    "clock-not-checked": lambda place: None,
    "no-answer": _online,
    "proxy": setting(**PROXY),
    "proxies-differ": setting(**PROXY, https_proxy="http://other.example:1"),
    "metadata-through-proxy": all_of(profile(""), setting(**PROXY)),
    "engine-through-proxy": setting(
        **PROXY, HTTP_PROXY="http://proxy.example:3128", DOCKER_HOST="tcp://far.example:2376"
    ),
    "authority-missing": setting(AWS_CA_BUNDLE="/nonexistent/ca.pem"),
    "authority-for-aws-alone": lambda place: place.environment.update(
        AWS_CA_BUNDLE=str(place.write("ca.pem", ""))
    ),
    "endpoint": setting(AWS_ENDPOINT_URL="http://me:word@127.0.0.1:4566"),
    "other-address": setting(AWS_USE_FIPS_ENDPOINT="true"),
    "auto-prompt": setting(AWS_CLI_AUTO_PROMPT="on"),
    "powershell": _on_windows,
    "pwsh": setting(PSModulePath="x"),
    "docker-config-not-a-folder": lambda place: place.environment.update(
        DOCKER_CONFIG=str(place.home / ".docker" / "config.json")
    ),
    "sudo-home": setting(SUDO_USER="anna"),
    "sudo-own-home": setting(SUDO_USER="home"),
    "not-ours-to-write": _foreign,
    "two-configurations": _two_configurations,
    "small-store": _windows_store,
    "default-store": _default_store,
}

CLOCK = {"clock-off", "clock-refused"}
"""Made to appear in test_clock.py, with a server."""


def test_all_is_well_at_first(place) -> None:
    assert place.ids() == ALWAYS
    well = {finding.id for finding in place.findings()} - ALWAYS
    assert well == set(CHECKS) - {"clock"}


@pytest.mark.parametrize("name", MADE)
def test_a_finding_appears(name: str, place) -> None:
    MADE[name](place)
    found = [finding for finding in place.findings() if finding.id == name]
    assert found, place.ids()
    for finding in found:
        assert finding.severity == DOCTOR[name].severity
        assert "{" not in finding.message + finding.remedy
        assert "word" not in f"{finding.subject}{finding.message}".replace("password", "")
        assert "s3cret" not in repr(finding)
        assert "a/Secret" not in repr(finding)


def test_every_finding_was_made() -> None:
    missing = set(DOCTOR) - (set(MADE) | CLOCK)
    assert not missing, f"Add these to MADE: {sorted(missing)}"
    assert set(MADE) | CLOCK <= set(DOCTOR)


def test_the_page_tells_of_every_check() -> None:
    page = (folder() / store.SOURCES["doctor"]).read_text("utf-8")
    assert tuple(re.findall(r"^\| `([a-z]+)` \|", page, re.M)) == CHECKS
