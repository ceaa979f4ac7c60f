"""What comes back of somebody's log holds none of their secrets."""

from __future__ import annotations

import base64
import json
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.masking import masked
from explain.trouble import recognise

KEY = "wJalrXUtnFEMIK7MDENGbPxRfiCYzEXAMPLEKEY9"
TOKEN = base64.b64encode(b'{"payload":"' + Random(7).randbytes(300) + b'"}').decode()
SESSION = "IQoJb3JpZ2luX2VjEJ3//////////wEaCmFwLXNvdXRoLTE" + "aB3/dE+9" * 30
PASSWORD = "hunter2!correct-horse"

HOLDERS = [
    "docker login -u AWS -p {} 381492183358.dkr.ecr.ap-south-1.amazonaws.com",
    "docker login -u AWS -p{} 381492183358.dkr.ecr.ap-south-1.amazonaws.com",
    "docker login -u AWS -p '{}' HOST",
    'docker login -u AWS -p "{}" HOST',
    "docker login --password {} HOST",
    "docker login --password={} HOST",
    "docker login --username AWS --password '{}' HOST",
    '["docker", "login", "-p", "{}", "HOST"]',
    "['docker', 'login', '--password', '{}']",
    "Authorization: Basic {}",
    "authorization: Bearer {}",
    "curl -H 'Authorization: Basic {}' https://HOST/v2/",
    'headers={{"Authorization": "Basic {}"}}',
    "X-Amz-Security-Token: {}",
    "https://HOST/?X-Amz-Security-Token={}&X-Amz-Date=20260101T000000Z",
    "aws_secret_access_key = {}",
    "aws_secret_access_key={}",
    "AWS_SECRET_ACCESS_KEY: {}",
    '"SecretAccessKey": "{}"',
    '\\"SecretAccessKey\\": \\"{}\\"',
    "aws_session_token = {}",
    "export AWS_SESSION_TOKEN={}",
    "AWS_SESSION_TOKEN='{}'",
    '{{"auths":{{"HOST":{{"auth":"{}"}}}}}}',
    '"identitytoken": "{}"',
    "ECR_PASSWORD={}",
    "PASSWORD={} docker login",
    "  password: {}",
    "user: AWS, password: {} (of the registry)",
    "login: {{username: AWS, registry-token: {} }}",
    "https://AWS:{}@HOST/v2/",
    "git clone https://{}@github.com/o/r",
    "curl -u AWS:{} https://HOST/v2/",
    "curl --user AWS:{} https://HOST/v2/",
    "some-tool --token {}",
    "some-tool --session-token={}",
]
"""What stands around a secret, in logs."""


def leaks(secret: str, text: str) -> bool:
    """Tell whether a text has any eight characters of a secret but its first, or a short one whole."""
    if len(secret) < 16:
        return secret in text
    return any(secret[at : at + 8] in text for at in range(8, len(secret) - 7))


@pytest.mark.parametrize("holder", HOLDERS)
@pytest.mark.parametrize(
    "secret", [KEY, TOKEN, SESSION, PASSWORD], ids=["key", "token", "session", "password"]
)
def test_a_secret_is_masked_wherever_its_name_tells(holder: str, secret: str) -> None:
    line = holder.format(secret)
    assert not leaks(secret, masked(line))
    assert "••••••••" in masked(line)


@pytest.mark.parametrize("before", ["", "the key is ", "x=", "(", "--", '"', "é"])
@pytest.mark.parametrize("behind", ["", " is it", ")", ".", '"', ",", "é"])
@pytest.mark.parametrize(
    "secret", [KEY, TOKEN, SESSION, TOKEN[:100]], ids=["key", "token", "session", "piece"]
)
def test_what_looks_like_a_secret_is_masked_anywhere(before: str, behind: str, secret: str) -> None:
    assert not leaks(secret, masked(f"{before}{secret}{behind}"))


@pytest.mark.parametrize(
    "line",
    [
        "AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPLE are names",
        "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
        'Error: "docker login" requires --password-stdin',
        "docker login --username AWS --password-stdin 381492183358.dkr.ecr.ap-south-1.amazonaws.com",
        "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "PUT /v2/a?digest=sha256%3A2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "commit 356a192b7913b04c54574d18c28d46e6395428ab",
        "/home/runner/work/a-repository/a-repository/lessons/errors/index.md: not found",
        "User: arn:aws:sts::381492183358:assumed-role/AWSReservedSSO_AdministratorAccess/bob is not allowed",
        "role/GitHubActionsDeploymentRoleForTheProductionAccount",
        "reading password: inappropriate ioctl for device",
        'failed to fetch oauth token: Get "https://auth.docker.io/token?v2": EOF',
        "fetching the token: https://auth.docker.io/v2 said: 401 Unauthorized",
        "credentials: exit status 125, 2 times",
        "Error loading SSO Token: Token for https://example.awsapps.com/start does not exist",
        "Get \"https://381492183358.dkr.ecr.ap-south-1.amazonaws.com/v2/\": no basic auth credentials",
        "docker push 381492183358.dkr.ecr.ap-south-1.amazonaws.com/app@sha256:2c26b46b",
        "AWS_SECRET_ACCESS_KEY: ***",
        "",
    ],
)  # fmt: skip
def test_what_is_no_secret_is_left_as_it_is(line: str) -> None:
    assert masked(line) == line


@pytest.mark.parametrize("before", ["https://", "x=", "x:", "(", ""])
@pytest.mark.parametrize(
    "key",
    [
        "oSdOvJVGsvfnKBPzGrmQmfngSlXC/RTouNibUlWY",
        "DWvynaCqrcIKiOuUAQEWvJMlpmZoQPyNwdz+SUzL",  # from the middle on, it looks like a token
    ],
)
def test_a_key_without_a_digit_is_known_by_its_length(key: str, before: str) -> None:
    assert not leaks(key, masked(f"git clone {before}{key}@host"))


def test_a_mask_says_how_long_the_secret_was() -> None:
    assert masked("docker login -p hunter2 HOST") == "docker login -p •••••••• (7 characters) HOST"
    assert masked(f"token {TOKEN}").startswith(f"token {TOKEN[:8]}••••••••")


BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
SECRETS = st.one_of(
    st.integers(0).map(lambda seed: "".join(Random(seed).choices(BASE64, k=40))),
    st.integers(0).map(
        lambda seed: base64.b64encode(b'{"payload":"' + Random(seed).randbytes(200)).decode()
    ),
    st.integers(0).map(lambda seed: "AQECAH" + "".join(Random(seed).choices(BASE64, k=120))),
)
NOISE = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(NOISE, st.sampled_from(HOLDERS), SECRETS, NOISE)
@settings(max_examples=400)
def test_no_planted_secret_comes_through(
    before: str, holder: str, secret: str, behind: str
) -> None:
    log = f"{before} {holder.format(secret)} {behind}"
    found = recognise(log)
    shown = [found.message, *(hit.text for hit in found.hits)]
    assert not leaks(secret, "\n".join(shown))


@given(st.sampled_from(HOLDERS), SECRETS, st.sampled_from(["denied: your authorization token has expired",
       "Unable to locate credentials", "no basic auth credentials"]), st.integers(0, 6000))  # fmt: skip
@settings(max_examples=250)
def test_no_secret_comes_through_in_the_line_of_a_known_message(
    holder: str, secret: str, message: str, apart: int
) -> None:
    for log in (
        f"{holder.format(secret)} {'.' * apart} {message}",
        f"{message} {'.' * apart} {holder.format(secret)}",
    ):
        found = recognise(log)
        assert found.hits
        assert not leaks(secret, found.hits[0].text)


@pytest.mark.parametrize("sign", "-.a/ 'A=:@_\"")
def test_a_long_line_takes_no_longer_than_as_many_short_ones(sign: str) -> None:
    """A pattern that began anew at each of 20,000 characters would take ten seconds and more."""
    begun = process_time()
    masked(f"{sign * 20_000} password: secret")
    assert process_time() - begun < 1


def test_a_token_over_several_lines_is_masked_line_by_line() -> None:
    lines = [TOKEN[at : at + 76] for at in range(0, len(TOKEN), 76)]
    for line in lines:
        assert not leaks(line, masked(line)), line[:8]


@pytest.mark.parametrize("output", ["plain", "rich", "json"])
def test_no_output_shows_a_secret_of_the_input(play, output: str) -> None:
    log = "\n".join(holder.format(KEY) + " error no basic auth credentials" for holder in HOLDERS)
    for text in (log, log.replace("no basic auth credentials", "of no kind that is known")):
        played = play(("why", "-", "--output", output), text)
        assert not leaks(KEY, played.stdout + played.stderr)
        if output == "json":
            assert json.loads(played.stdout.splitlines()[0])["event"].endswith("recognised")
