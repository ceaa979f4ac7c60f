from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.credentials.showing import key as shown
from explain.errors import UsageProblem
from explain.logins.registries import asked, is_ecr, line

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        (HOST, HOST),
        (f" {HOST}\n", HOST),
        (HOST.upper(), HOST),
        (f"https://{HOST}", HOST),
        (f"http://{HOST}/v2/", HOST),
        (f"https://user:word@{HOST}/x", HOST),
        (f"{HOST}/my-repo", HOST),
        (f"{HOST}/my-repo:latest", HOST),
        (f"{HOST}/a/b@sha256:{'0' * 64}", HOST),
        (f"{HOST}:latest", HOST),
        (f"{HOST}:443/x", f"{HOST}:443"),
        ("localhost:5000/x", "localhost:5000"),
        ("registry:5000/x", "registry:5000"),
        ("localhost", "localhost"),
        ("[::1]:5000/x", "[::1]:5000"),
        ("public.ecr.aws/docker/library/alpine", "public.ecr.aws"),
        ("alpine", "docker.io"),
        ("alpine:3", "docker.io"),
        ("library/alpine:3", "docker.io"),
        ("https://index.docker.io/v1/", "docker.io"),
        ("docker.io", "docker.io"),
    ],
)
def test_a_host_is_found_in_whatever_is_typed(typed: str, host: str) -> None:
    assert asked(typed) == host


@pytest.mark.parametrize(
    "typed", ["", " ", "a b", "$HOST", "http://", "é.example", "x" * 300 + ".y"]
)
def test_what_is_no_host_is_told_of_and_not_repeated(typed: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        asked(typed)
    assert caught.value.exit_code == 2
    if typed.strip():
        assert typed.strip() not in f"{caught.value.message}{caught.value.remedy}"


@given(st.text(max_size=60))
def test_anything_is_a_host_or_is_told_of(typed: str) -> None:
    try:
        host = asked(typed)
    except UsageProblem:
        return
    assert host == host.lower()
    assert "/" not in host
    assert asked(host) in (host, "docker.io")


@pytest.mark.parametrize(
    ("host", "start"),
    [
        (HOST, "aws ecr get-login-password --region ap-south-1 | docker login"),
        ("public.ecr.aws", "aws ecr-public get-login-password --region us-east-1 | docker login"),
    ],
)
def test_the_line_is_made_for_the_registry(host: str, start: str) -> None:
    assert line(host).startswith(start)
    assert line(host).endswith(f"--password-stdin {host}")
    assert is_ecr(host)


def test_a_token_in_the_place_of_a_key_is_masked() -> None:
    assert "•" in shown("e" * 300)
    assert "word" not in shown("https://user:word@host.example")
    assert shown(HOST) == HOST
