import pytest

from explain.command.annotate import annotate
from explain.masking import masked, spans

TOKEN = "eyJwYXlsb2FkIjoi" + "c2VjcmV0" * 20
KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("docker login -u AWS -p {} h", "hunter2"),
        ("docker login -u AWS -p{} h", "hunter2"),
        ("docker login -u AWS --password={} h", "hunter2"),
        ("docker login -u AWS --password '{}' h", "hunter2"),
        ('docker login -u AWS "--password={}" h', "hunter2"),
        ("sudo docker login -u AWS -p {} h", "hunter2"),
        ("docker login -u AWS -p {} h", TOKEN),
        ("echo {} | docker login -u AWS --password-stdin h", "hunter2"),
        ("printf '%s\\n' {} | docker login -u AWS --password-stdin h", "hunter2"),
        ("echo '{}' | tr -d x | docker login -u AWS --password-stdin h", "hunter2"),
        ("'{}' | docker login -u AWS --password-stdin h", "hunter2"),
        ("docker login -u AWS --password-stdin h <<< {}", "hunter2"),
        ("docker login -u AWS --password-stdin h <<EOF\n{}\nEOF", "hunter2"),
        ("echo {}", TOKEN),
        ("# {}", TOKEN),
        ("whatever --x={}", TOKEN),
        ("whatever --password {}", "hunter2"),
        ("whatever --api-token={}", "hunter2"),
        ("AWS_SECRET_ACCESS_KEY={} aws sts get-caller-identity", KEY),
        ("AWS_SECRET_ACCESS_KEY={} aws sts get-caller-identity", "hunter2"),
        ("export AWS_SESSION_TOKEN='{}'", "hunter2"),
        ("env AWS_SESSION_TOKEN={} aws sts get-caller-identity", "hunter2"),
        (
            "docker run -e AWS_SECRET_ACCESS_KEY={} amazon/aws-cli sts get-caller-identity",
            "hunter2",
        ),
        ('$env:AWS_SECRET_ACCESS_KEY = "{}"', "hunter2"),
        ("set AWS_SECRET_ACCESS_KEY={}", "hunter2"),
        ("Get-ECRLoginCommand -SecretKey {}", "hunter2"),
        ("skopeo copy --src-creds AWS:{} a b", "hunter2"),
        ("aws configure set aws_secret_access_key {}", KEY),
        ("PASSWORD={}; docker login -p $PASSWORD", "hunter2"),
        ("echo {}", "AQECAHhKk1d1a3X1iH0xAQ"),
        ("echo {}", "QVdTOmh1bnRlcjI="),
        ("curl -H 'Authorization: Basic {}' h", "QVdTOmh1bnRlcjI="),
    ],
)
def test_a_secret_is_masked_everywhere_and_nothing_else_is(line: str, secret: str) -> None:
    typed = line.format(secret)
    before, after = line.split("{}")
    shown = masked(typed)
    assert secret not in shown
    assert shown.startswith(before + secret[: 8 if len(secret) >= 64 else 0] + "••••")
    assert shown.endswith(f" ({len(secret)} characters){after}")
    for part in annotate(typed):
        assert secret[-7:] not in part.text


@pytest.mark.parametrize(
    "line",
    [
        "docker login -u AWS -p $PASSWORD h",
        'docker login -u AWS -p "${PASSWORD}" h',
        "docker login -u AWS -p $(aws ecr get-login-password) h",
        "docker login -u AWS -p <password> h",
        "docker login -u AWS -p - h",
        "docker login -u AWS --password-stdin 381492183358.dkr.ecr.ap-south-1.amazonaws.com",
        "docker login -u AWS --password-stin 381492183358.dkr.ecr.ap-south-1.amazonaws.com",
        "docker login -u AWS --pasword-stdin public.ecr.aws",
        "echo hello && docker login -u AWS --password-stdin h",
        "aws ecr get-login-password | docker login -u AWS --password-stdin h",
        "AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/token aws sts get-caller-identity",
        "TOKEN=$(aws ecr get-login-password)",
        "docker build --secret id=aws,src=credentials .",
        "docker pull h/app@sha256:6c3c624b58dbbcd3c0dd82b4c53f04194d1247c6eebdaab7c610cf7d66709b3b",
        "docker pull h/app:3f786850e387550fdab836ed7e6dc881de23001b",
        "skopeo copy --src-creds AWS:$PASSWORD a b",
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE aws sts get-caller-identity",
    ],
)
def test_what_is_no_secret_stays_as_it_is(line: str) -> None:
    assert masked(line) == line


def test_the_spans_are_those_of_the_line_as_it_was_typed() -> None:
    line = "docker login -p hunter2 h"
    host = annotate(line)[-1]
    assert (host.text, line[host.start : host.end]) == ("h", "h")


@pytest.mark.parametrize(
    "line",
    [
        'password "{}" rejected by the registry',
        "login with password '{}' failed",
        "could not log in: my password is {}",
        "the passphrase was '{}', and no other",
    ],
)
@pytest.mark.parametrize("secret", ["hunter2secret", "Zq7wombatGnu", "P4ss-of-the-night"])
def test_a_password_is_hidden_in_a_sentence_that_tells_it(line: str, secret: str) -> None:
    assert secret not in masked(line.format(secret))


@pytest.mark.parametrize(
    "line",
    [
        "Error: password is empty",
        'unknown key "password" in "auths"',
        "The password is base64 once more.",
        "password is eyJ",
        'the password "docker login" reads',
        "Is the password is sent in step 2",
    ],
)
def test_a_sentence_about_a_password_is_shown(line: str) -> None:
    assert masked(line) == line


def test_a_secret_in_whose_last_line_another_begins_is_masked_as_one() -> None:
    line = "omi3eIGqtXqCOvkr1ZJ6XcnvOMHLsJ"
    text = f"\n,{line}\n.{line}\\/==Ld8wXU0MSkk51fq6fdqp9nxMbgc5dn"
    assert spans(text) == ((2, len(text)),)
