"""What is shown of a configuration: names that read as names, and nothing else."""

from __future__ import annotations

import pytest

from explain.credentials import showing
from explain.secret import Secret

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"

NAMES = [
    HOST, HOST.upper(), f"https://{HOST}/v2/", f"{HOST}/team/my-app", f"{HOST}:443", f"{HOST}\n",
    "381492183358.dkr-ecr.us-east-1.on.aws", "381492183358.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
    "381492183358.dkr.ecr.cn-north-1.amazonaws.com.cn", "public.ecr.aws", "ghcr.io", "quay.io", "",
    "https://index.docker.io/v1/", "docker.io", "localhost:5000", "registry:5000", "127.0.0.1:5000",
    "[::1]:5000", "my-company.jfrog.io/docker-local", "us-east1-docker.pkg.dev/k8s-infra/app",
    "000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566", "acme.azurecr.io",
    "*.dkr.ecr.*.amazonaws.com", "${AWS_ACCOUNT_ID}.dkr.ecr.us-east-1.amazonaws.com", "$REGISTRY",
    "<your-account-id>.dkr.ecr.<region>.amazonaws.com", "%ACCOUNT%.dkr.ecr.eu-west-1.amazonaws.com",
    "{{ .Values.registry }}", "harbor.example.com/library", "registry.gitlab.com",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_reads_as_a_registrys_is_shown(name: str) -> None:
    assert showing.key(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("https://me:hunter2secret@ghcr.io/v1/", "https://••••••••@ghcr.io/v1/"),
        (f"me:p@ss@{HOST}", f"••••••••@{HOST}"),
        (f"{HOST}?token=x", f"{HOST}?••••••••"),
        (f"{HOST}/hunter2secret", f"{HOST}/••••••••"),
        ("hunter2secret", "•••••••• (13 characters)"),
    ],
)
def test_what_is_secret_in_a_name_is_masked_and_the_host_shown(name: str, shown: str) -> None:
    assert showing.key(name) == shown


@pytest.mark.parametrize(
    "name",
    ["AWS", "aws", "octocat", "me", "alice.smith", "bob42", "ci-bot", "<token>", "_json_key",
     "oauth2accesstoken",
     "x-access-token", "gitlab-ci-token", "$oauthtoken", "me@example.com", "robot"],
)  # fmt: skip
def test_a_plausible_user_name_is_shown(name: str) -> None:
    assert showing.user(name) == name
    assert showing.user(name, Secret("other")) == name


def test_a_user_name_that_is_the_password_is_masked() -> None:
    assert "octocat" not in showing.user("octocat", Secret("octocat"))


@pytest.mark.parametrize(
    "name", [*showing.HELPERS, "mine", "docker-credential-ecr-login", "my-helper"]
)
def test_a_helpers_name_is_shown(name: str) -> None:
    assert showing.helper(name) == name


@pytest.mark.parametrize(
    "name", ["default", "desktop-linux", "colima", "rancher-desktop", "my_remote", "prod"]
)
def test_a_contexts_name_is_shown(name: str) -> None:
    assert showing.context(name) == name


def test_two_names_with_one_mask_are_both_there() -> None:
    shown = showing.document({"hunter2secret": 1, "tr0ub4dorXabc": 2})
    assert list(shown) == ["•••••••• (13 characters)", "•••••••• (13 characters) #2"]
