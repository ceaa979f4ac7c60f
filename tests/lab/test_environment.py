"""The environment of a lab: what could lead out of it is gone, what leads in is there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.errors import UsageProblem
from explain.lab.environment import (
    LAB,
    STARTED_BY,
    Doors,
    docker_config,
    files,
    inside,
    path_in,
    unset,
    variables,
)

FOLDER = Path("/made/up/lab-1")
DOORS = Doors(
    FOLDER, "http://127.0.0.1:1", "tcp://127.0.0.1:2", "http://127.0.0.1:3", FOLDER / "ca.pem"
)

FAMILIES = (
    "AWS_", "BOTOCORE_", "BOTO_", "BUILDAH_", "BUILDKIT_", "BUILDX_", "COMPOSE_", "CONTAINERD_",
    "CONTAINERS_", "CONTAINER_", "DOCKER_", "HELM_", "NERDCTL_", "PODMAN_", "REGCTL_",
)  # fmt: skip
KNOWN = (
    "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_REGION", "AWS_ENDPOINT_URL_ECR",
    "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_ECR_DISABLE_CACHE",
    "BOTO_CONFIG", "BUILDKIT_HOST", "BUILDX_BUILDER", "COMPOSE_FILE", "CONTAINERD_ADDRESS",
    "CONTAINERS_CONF", "CONTAINERS_CONF_OVERRIDE", "CONTAINERS_REGISTRIES_CONF",
    "CONTAINER_CONNECTION", "CONTAINER_HOST", "CURL_CA_BUNDLE", "CURL_HOME", "DOCKER_API_VERSION",
    "DOCKER_AUTH_CONFIG", "DOCKER_CERT_PATH", "DOCKER_CONFIG", "DOCKER_CONTEXT",
    "DOCKER_CONTENT_TRUST", "DOCKER_CONTENT_TRUST_SERVER", "DOCKER_DEFAULT_PLATFORM",
    "DOCKER_HOST", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "HELM_REGISTRY_CONFIG", "NODE_EXTRA_CA_CERTS",
    "PODMAN_CONNECTIONS_CONF", "REGCTL_CONFIG", "REGISTRIES_CONFIG_PATH", "REGISTRY_AUTH_FILE",
    "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE",
)  # fmt: skip
ORDINARY = (
    "HOME", "PATH", "LANG", "TERM", "EDITOR", "SSH_AUTH_SOCK", "XDG_RUNTIME_DIR", "GOPROXY",
    "AWSOME", "DOCKERFILE", "container", "MY_PROXY", "PROXY", "PROXY_HOST", "HELMET", "aws_note",
    "BOTOX", "KUBECONFIG", "LS_COLORS", "PS1", "DISPLAY",
)  # fmt: skip

rest = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789abc", max_size=20)


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_to_lead_somewhere_is_unset(name: str) -> None:
    assert unset({name: "x"}) == [name]


@given(st.sampled_from(FAMILIES), rest)
def test_whole_families_are_unset(family: str, rest: str) -> None:
    assert unset({family + rest: ""}) == [family + rest]


@given(st.sampled_from(["http", "https", "all", "no", "ftp", "socks", "ws", "wss"]), st.data())
def test_proxies_are_unset_in_every_case(scheme: str, data: st.DataObject) -> None:
    letters = f"{scheme}_proxy"
    upper = data.draw(st.lists(st.booleans(), min_size=len(letters), max_size=len(letters)))
    name = "".join(each.upper() if big else each for each, big in zip(letters, upper, strict=True))
    assert unset({name: "http://proxy.example:3128"}) == [name]


@pytest.mark.parametrize("name", ORDINARY)
def test_what_is_ordinary_stays(name: str) -> None:
    assert unset({name: "x"}) == []


@given(st.dictionaries(rest.map("MY_".__add__), st.text(), max_size=5))
def test_ordinary_variables_go_in_as_they_are(own: dict[str, str]) -> None:
    made = inside(DOORS, {**own, "PATH": "/usr/bin"})
    assert {name: made[name] for name in own} == own


@given(st.lists(st.sampled_from([*KNOWN, "HTTP_PROXY", "https_proxy", "Http_Proxy", "ALL_PROXY"])))
def test_nothing_of_the_learners_wins(names: list[str]) -> None:
    made = inside(DOORS, dict.fromkeys(names, "poison"))
    assert "poison" not in made.values()
    assert {name: made[name] for name in variables(DOORS)} == variables(DOORS)


def test_every_variable_that_is_set_would_be_unset_if_it_were_the_learners_own() -> None:
    ours = {LAB, "EXPLAIN_ECR_SANDBOX"}
    assert set(variables(DOORS)) - set(unset(variables(DOORS))) == ours


def test_only_what_the_lab_starts_itself_is_marked_as_its_own() -> None:
    assert STARTED_BY not in variables(DOORS)
    assert inside(DOORS, {})[STARTED_BY] == str(FOLDER)


def test_everything_leads_to_loopback() -> None:
    urls = [value for value in variables(DOORS).values() if "://" in value]
    assert len(urls) == 6
    assert all("://127.0.0.1:" in url for url in urls)


def test_the_labs_programs_come_first_on_path_and_once() -> None:
    programs = str(FOLDER / "bin")
    path = path_in(FOLDER, {"PATH": f"/usr/bin{os.pathsep}/bin"})
    assert path.split(os.pathsep) == [programs, "/usr/bin", "/bin"]
    assert path_in(FOLDER, {"PATH": path}) == path
    assert path_in(FOLDER, {}).split(os.pathsep) == [programs, *os.defpath.split(os.pathsep)]


def test_a_place_on_path_that_has_no_name_stays_where_it_is() -> None:
    assert path_in(FOLDER, {"PATH": f"/bin{os.pathsep}"}).endswith(f"/bin{os.pathsep}")


def test_docker_is_kept_from_the_learners_keychain() -> None:
    assert json.loads(docker_config())["auths"]


def test_the_files_hold_the_labs_key_and_region() -> None:
    made = files(("AKIAMADEUP", "made/up"))
    assert "AKIAMADEUP" in made["aws-credentials"]
    assert "made/up" in made["aws-credentials"]
    assert "region = ap-south-1" in made["aws-config"]
    assert made["docker/config.json"] == docker_config()
    assert "other" not in made["aws-config"]


def test_the_second_account_s_user_has_a_profile() -> None:
    made = files(("AKIAMADEUP", "made/up"), ("AKIAOTHER", "made/up/too"))
    assert "[profile other]\nregion = ap-south-1" in made["aws-config"]
    assert made["aws-credentials"].endswith(
        "[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = made/up/too\n"
    )


def test_what_the_credential_helper_and_regctl_write_stays_in_the_lab() -> None:
    made = variables(DOORS)
    for name in ("AWS_ECR_CACHE_DIR", "REGCTL_CONFIG"):
        assert Path(made[name]).is_relative_to(FOLDER)
    assert made["AWS_ECR_DISABLE_CACHE"] == "true"


@pytest.mark.parametrize("account", ["12", "38149218335x", "381492183358"])
def test_an_account_that_cannot_be_the_second(account: str) -> None:
    from explain.lab.process import Options

    with pytest.raises(UsageProblem, match="second account"):
        Options(account=account)
