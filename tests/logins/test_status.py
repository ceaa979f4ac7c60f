"""Which logins are shown, as what, and which of them decides for a host."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from explain.narration import StoredCredential
from explain.secret import Secret

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
OTHER = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
NOTHING = "printf 'credentials not found in native keychain'; exit 1"


def answering(user: str, secret: str) -> str:
    """Write a helper's script that answers."""
    return f"printf '%s' '{json.dumps({'ServerURL': 'x', 'Username': user, 'Secret': secret})}'"


# What is shown


def test_a_login_is_shown_with_its_end_and_never_with_its_password(
    place, make_auth, make_password
) -> None:
    place.auths({HOST: make_auth(make_password(11.5))})
    assert place.status().credentials == (
        StoredCredential(
            HOST, "AWS", str(place.config), "valid", "2026-01-31T23:30:00Z", "11 h 30 min",
            Secret(make_password(11.5)).fingerprint,
        ),
    )  # fmt: skip
    assert make_password(11.5)[:40] not in repr(place.status())


def test_a_minute_after_its_end_it_is_expired(place, make_auth, make_password) -> None:
    place.auths({HOST: make_auth(make_password(1))})
    (shown,) = place.status(now=NOW + timedelta(minutes=61)).credentials
    assert (shown.state, shown.left) == ("expired", "-1 min")
    (shown,) = place.status(now=NOW + timedelta(minutes=59)).credentials
    assert shown.state == "valid"


def test_another_registrys_login_is_unknown_and_no_failure(place, make_auth) -> None:
    place.auths(
        {"ghcr.io": make_auth("pass", "me"), "https://index.docker.io/v1/": make_auth("x", "y")}
    )
    found = place.status()
    assert [(each.host, each.state) for each in found.credentials] == [
        ("ghcr.io", "unknown"),
        ("docker.io", "unknown"),
    ]
    assert not found.failed


def test_a_name_that_leads_to_ecr_is_judged_by_the_password(
    place, make_auth, make_password
) -> None:
    place.auths({"images.example.com": make_auth(make_password(-1))})
    (shown,) = place.status().credentials
    assert shown.state == "expired"


def test_a_user_name_that_is_a_secret_is_masked(place, make_auth) -> None:
    place.auths({"a.example": make_auth("s3cret", "s3cret"), "b.example": make_auth("x", "t" * 40)})
    users = [each.user for each in place.status().credentials]
    assert all("•" in user for user in users)
    assert not any("s3cret" in user or "tt" in user for user in users)


def test_user_and_password_in_clear_are_read_as_docker_reads_them(place, make_password) -> None:
    place.write({"auths": {HOST: {"username": "AWS", "password": make_password()}}})
    assert [each.state for each in place.status().credentials] == ["valid"]


def test_an_entry_of_null_and_an_empty_one_elsewhere_are_nothing(place) -> None:
    place.write({"auths": {"ghcr.io": None, "a.example": {}}})
    assert place.status().credentials == ()


def test_a_bad_entry_does_not_hide_the_others(place, make_auth, make_password) -> None:
    place.auths({"ghcr.io": "!", HOST: make_auth(make_password())})
    found = place.status()
    assert {each.state for each in found.credentials} == {"broken", "valid"}
    assert place.status(HOST).failed, "docker may or may not come to the good one"


def test_podman_and_the_cache_are_shown_too(place, make_auth, make_password) -> None:
    token = make_auth(make_password(-1))
    cached = {
        "AuthorizationToken": token,
        "RequestedAt": "2026-01-30T23:00:00.123456789Z",
        "ExpiresAt": "2026-01-31T11:00:00.123456789Z",
        "ProxyEndpoint": f"https://{OTHER}",
        "Service": "ecr",
    }
    place.write({"Registries": {"x": cached}, "Version": "1.0"}, place.home / ".ecr" / "cache.json")
    place.write(
        {"auths": {HOST: {"auth": make_auth(make_password())}}},
        place.folder / "run" / "containers" / "auth.json",
    )
    found = place.status()
    assert [(each.host, each.state) for each in found.credentials] == [
        (HOST, "valid"),
        (OTHER, "expired"),
    ]
    assert not found.failed, "the helper renews what it has cached"
    assert found.findings == ()


@pytest.mark.parametrize(
    "cache", ["[]", "{}", '{"Registries": 7}', '{"Registries": {"x": 7}}',
              '{"Registries": {"x": {"AuthorizationToken": "!"}}}']
)  # fmt: skip
def test_a_damaged_cache_is_no_reason_to_fail(place, cache: str) -> None:
    place.write(cache, place.home / ".ecr" / "cache.json")
    assert place.status().credentials == ()


def test_the_variables_login_is_shown_and_counts(place, make_auth, make_password) -> None:
    place.auths({HOST: make_auth(make_password(-1))})
    entries = {"auths": {HOST: {"auth": make_auth(make_password())}}}
    place.environment["DOCKER_AUTH_CONFIG"] = json.dumps(entries)
    found = place.status(HOST)
    assert [each.store for each in found.credentials] == ["DOCKER_AUTH_CONFIG", str(place.config)]
    assert not found.failed


def test_only_the_file_that_is_named_is_looked_at(place, make_auth, make_password) -> None:
    place.auths({HOST: make_auth(make_password(-1))})
    other = place.write(
        {"auths": {HOST: {"auth": make_auth(make_password())}}}, place.folder / "other.json"
    )
    found = place.status(config=other)
    assert [each.store for each in found.credentials] == [str(other)]
    assert not found.failed


# Which login decides for a host


@pytest.mark.parametrize(
    ("hours", "failed"), [(12, False), (0.1, False), (-0.1, True)], ids=["fresh", "soon", "over"]
)
def test_the_hosts_own_login_decides(place, make_auth, make_password, hours: float, failed) -> None:
    place.auths({HOST: make_auth(make_password(hours)), OTHER: make_auth(make_password(-9))})
    assert place.status(HOST).failed is failed
    assert [each.host for each in place.status(HOST).credentials] == [HOST]


def test_dockers_login_decides_before_podmans(place, make_auth, make_password) -> None:
    file = place.home / ".config" / "containers" / "auth.json"
    place.write({"auths": {HOST: {"auth": make_auth(make_password())}}}, file)
    assert not place.status(HOST).failed
    place.auths({HOST: make_auth(make_password(-1))})
    assert place.status(HOST).failed


def test_the_exact_key_decides_before_an_old_form(place, make_auth, make_password) -> None:
    place.auths({f"https://{HOST}": make_auth(make_password()), HOST: make_auth(make_password(-1))})
    assert place.status(HOST).failed
    place.auths({f"https://{HOST}/v2/": make_auth(make_password())})
    assert not place.status(HOST).failed


def test_another_registrys_login_is_enough(place, make_auth) -> None:
    place.auths({"ghcr.io": make_auth("x", "me")})
    assert not place.status("ghcr.io").failed
    assert place.status("quay.io").failed


def test_a_namespaced_login_of_podmans_is_not_the_hosts(place, make_auth, make_password) -> None:
    file = place.home / ".config" / "containers" / "auth.json"
    place.write({"auths": {f"{HOST}/x": {"auth": make_auth(make_password())}}}, file)
    assert place.status(HOST).failed


# Helpers


def test_a_helper_is_not_asked_unless_told(place, make_password) -> None:
    place.program("docker-credential-mine", f": > {place.folder}/asked")
    place.write({"auths": {HOST: {}}, "credsStore": "mine"})
    (shown,) = place.status().credentials
    assert (shown.state, shown.store) == ("helper", "docker-credential-mine")
    assert not place.status().failed
    assert place.status(HOST).failed, "what nobody saw cannot be called valid"
    assert not (place.folder / "asked").exists()


@pytest.mark.parametrize(("hours", "state"), [(3, "valid"), (-3, "expired")])
def test_a_helper_that_is_asked_tells(place, make_password, hours: float, state: str) -> None:
    place.program("docker-credential-mine", answering("AWS", make_password(hours)))
    place.write({"credHelpers": {HOST: "mine"}})
    for host in ("", HOST):
        found = place.status(host, ask_helpers=True)
        assert [(each.state, each.user) for each in found.credentials] == [(state, "AWS")]
        assert found.failed is (state == "expired")
        assert make_password(hours)[:40] not in repr(found)


def test_the_host_goes_to_the_helper_by_standard_input(place, make_password) -> None:
    spy = place.folder / "spied"
    place.program("docker-credential-mine", f'echo "$@" > {spy}; /bin/cat >> {spy}; {NOTHING}')
    place.write({"credsStore": "mine"})
    assert place.status(HOST, ask_helpers=True).failed
    assert spy.read_text() == f"get\n{HOST}"


def test_amazons_own_helper_needs_no_login(place) -> None:
    place.program("docker-credential-ecr-login", NOTHING)
    place.write({"credHelpers": {HOST: "ecr-login"}})
    assert not place.status(HOST).failed
    assert place.ids(HOST) == set()


def test_docker_does_without_a_helper_that_is_not_there(place, make_auth, make_password) -> None:
    """Measured with docker 28.2.2: a push then sends what the file holds."""
    place.auths({HOST: make_auth(make_password())}, credsStore="mine")
    found = place.status(HOST)
    assert {each.id for each in found.findings} == {"helper-missing"}
    assert not found.failed
    assert place.status().failed


@pytest.mark.parametrize(
    ("script", "failed"),
    [("echo broken; exit 1", False), (NOTHING, True), ("echo no JSON", False)],
)
def test_docker_does_without_a_helper_that_fails_but_not_without_an_empty_one(
    place, make_auth, make_password, script: str, failed: bool
) -> None:
    """Measured with docker 28.2.2 too; an empty answer counts as an answer."""
    place.program("docker-credential-mine", script)
    place.auths({HOST: make_auth(make_password())}, credsStore="mine")
    assert place.status(HOST, ask_helpers=True).failed is failed


def test_podman_does_not_do_without_its_helper(place, make_auth, make_password) -> None:
    """Measured with skopeo 1.9.3."""
    file = place.home / ".config" / "containers" / "auth.json"
    found = {"auths": {HOST: {"auth": make_auth(make_password())}}, "credHelpers": {HOST: "mine"}}
    place.write(found, file)
    assert place.status(HOST).failed


def test_podman_has_no_store_for_everything(place, make_auth, make_password) -> None:
    file = place.home / ".config" / "containers" / "auth.json"
    found = {"auths": {HOST: {"auth": make_auth(make_password())}}, "credsStore": "mine"}
    place.write(found, file)
    assert not place.status(HOST).failed


def test_what_a_failing_helper_says_is_shown_without_secrets(place) -> None:
    secret = "eyJwYXlsb2FkIjoiMTIzNDU2Nzg5MCJ9"
    place.program("docker-credential-mine", f"echo 'pass not initialized: {secret}'; exit 1")
    place.write({"auths": {HOST: {}}, "credsStore": "mine"})
    (found,) = place.status(ask_helpers=True).findings
    assert "pass not initialized" in found.message
    assert secret not in repr(found)


@pytest.mark.parametrize("name", ["../../bin/sh", "a b", "", "x;y", "é"])
def test_a_helper_is_a_name_and_never_a_path(place, make_auth, make_password, name: str) -> None:
    place.auths({HOST: make_auth(make_password())}, credsStore=name)
    assert place.ids() == ({"helper-missing"} if name else set())
    assert place.status(ask_helpers=True).credentials[0].state == "valid"
