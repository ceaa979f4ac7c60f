"""What aws says when it cannot get a password, said by the real one, and recognised."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable

import pytest

from explain.content.errorpages import error_pages
from explain.content.source import fences

Recognised = Callable[[str], list[str]]

GET = "aws ecr get-login-password --region ap-south-1"
NO_KEY = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
DIRECT = {"NO_PROXY": "127.0.0.1"}

# What aws refuses by itself: page, line, environment.
ALONE = [
    ("no-credentials", GET, NO_KEY),
    ("no-credentials", GET, {"AWS_ACCESS_KEY_ID": ""}),
    ("no-region", "aws ecr get-login-password", {}),
    ("no-endpoint", f"{GET} --endpoint-url http://127.0.0.1:9", DIRECT),
    ("bad-region", "aws ecr get-login-password --region $'ap-south-1\\r'", {}),
    ("bad-region", "aws ecr get-login-password --region $'ap-south-1\\n'", {}),
    ("bad-region", "aws ecr get-login-password --region '\"ap-south-1\"'", {}),
    ("bad-region", "aws ecr get-login-password --region ''", {}),
    ("partial-credentials", GET, {"AWS_SECRET_ACCESS_KEY": ""}),
    ("no-such-profile", f"{GET} --profile nope", {}),
    ("no-such-profile", f"AWS_PROFILE= {GET}", {}),
    ("no-such-profile", f"AWS_DEFAULT_PROFILE=nope {GET}", {}),
    ("invalid-choice", "aws ecr get-login-pasword", {}),
    ("invalid-choice", "aws ecrr get-login-password", {}),
    ("unknown-options", f"{GET} --no-include-email", {}),
    ("unknown-options", f"{GET} --registry-ids 111111111111", {}),
    ("unknown-options", "aws ecr get-login-password ap-south-1", {}),
]  # fmt: skip

BOB = "User: arn:aws:iam::381492183358:user/bob is not authorized to perform:"
UNEXPLAINED = f"{BOB} ecr:GetAuthorizationToken on resource: *"
NOTHING_ALLOWS = "because no identity-based policy allows the ecr:GetAuthorizationToken action"
TIMES = "20170416T194251Z is now earlier than 20170417T123951Z (20170417T125451Z - 15 min.)"
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your"
    " AWS Secret Access Key and signing method. Consult the service documentation for details."
)
UNFIT = "failed to satisfy constraint:"
DIGITS = (
    "'Member must satisfy constraint: [Member must satisfy regular expression pattern: [0-9]{12}]'"
)
PUBLIC = "GetAuthorizationToken command is only supported in us-east-1."
TOKEN = "The security token included in the request is"
BEARER = f"{BOB} sts:GetServiceBearerToken on resource: *"
POLICY_TEXT = f"Invalid parameter at 'PolicyText' {UNFIT} 'Invalid repository policy provided'"

# What ECR refuses: page, code, message. The messages are those of public reports.
REFUSED = [
    ("unrecognized-client", "UnrecognizedClientException", f"{TOKEN} invalid."),
    ("expired-session", "ExpiredTokenException", f"{TOKEN} expired"),
    ("signature-expired", "InvalidSignatureException", f"Signature expired: {TIMES}"),
    ("signature-mismatch", "InvalidSignatureException", MISMATCH),
    ("access-denied", "AccessDeniedException", UNEXPLAINED),
    ("access-denied", "AccessDeniedException", f"{UNEXPLAINED} {NOTHING_ALLOWS}"),
    ("access-denied", "AccessDeniedException", f"{UNEXPLAINED} with an explicit deny"),
    ("service-bearer-token", "AccessDeniedException", BEARER),
    ("public-region", "UnsupportedCommandException", PUBLIC),
    (
        "registry-ids",
        "InvalidParameterException",
        f"Invalid parameter at 'registryIds' {UNFIT} {DIGITS}",
    ),
    ("repository-policy", "InvalidParameterException", POLICY_TEXT),
]

# Pages that say how to see their message in the lab with one command.
SHOWN = [
    "access-denied", "bad-region", "control-character", "invalid-choice", "no-credentials",
    "no-endpoint", "no-region", "no-such-profile", "partial-credentials", "public-region",
    "registry-ids", "service-bearer-token", "signature-expired", "signature-mismatch",
    "unknown-options", "unrecognized-client", "wrong-scope",
]  # fmt: skip
EXEC = "explain-ecr lab exec -- "

# Without a name server, aws finds no host. This stands in for one: it is loaded into aws's Python.
NO_NAMES = """
import socket

def nothing(*_, **__):
    raise socket.gaierror(-2, "Name or service not known")

socket.getaddrinfo = nothing
"""

# Wordings of versions and tools that are not here.
LISTED = [
    ("no-credentials", 'Unable to locate credentials. You can configure credentials by running "aws login".'),
    ("no-region", "Region is missing"),
    ("no-endpoint", 'Could not connect to the endpoint URL: "https://api.ecr.us-east-1a.amazonaws.com/"'),
    ("no-endpoint", 'Could not connect to the endpoint URL: "https://api.ecr-public.us-east-1.amazonaws.com/"'),
    ("bad-region", "Provided region_name 'us-east-1\r' doesn't match a supported format."),
    ("bad-region", "Invalid endpoint: https://api.ecr..amazonaws.com"),
    ("control-character", "net/url: invalid control character in URL"),
    ("unrecognized-client", "Error: The security token included in the request is invalid."),
    ("public-region", 'Could not connect to the endpoint URL: "https://api.ecr-public.eu-west-1.amazonaws.com/"'),
    ("public-region", "getaddrinfo ENOTFOUND api.ecr-public.ap-northeast-1.amazonaws.com"),
    ("public-region", "Inaccessible host: 'api.ecr-public.aws-region-1.amazonaws.com'"),
    ("invalid-choice", "aws: error: argument operation: Invalid choice, valid choices are:"),
    ("invalid-choice", "Found invalid choice 'get-login-pasword'"),
    ("get-login-removed", "Found invalid choice 'get-login'"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _aws(needs: Callable[..., None]) -> None:
    needs("aws", "bash")


@pytest.mark.parametrize(("page", "line", "environment"), ALONE)
def test_aws_alone(page, line, environment, machine, recognised: Recognised):
    assert recognised(machine.run(line, **environment)) == [page]


def test_half_a_key_in_a_file(machine, recognised: Recognised):
    machine.write(".aws/credentials", "[default]\naws_access_key_id = AKIAEXPLAINECREXAMPL\n")
    said = machine.run(GET, **NO_KEY)
    assert recognised(said) == ["partial-credentials"]
    assert "shared-credentials-file" in said


def test_a_heading_without_the_word_profile(machine, recognised: Recognised):
    machine.write(".aws/config", "[staging]\nregion = ap-south-1\n")
    assert recognised(machine.run(f"{GET} --profile staging")) == ["no-such-profile"]


@pytest.mark.parametrize(("page", "code", "message"), REFUSED)
def test_ecr_refuses(page, code, message, machine, ecr, recognised: Recognised):
    said = machine.run(GET, **DIRECT, **ecr(code, message))
    assert f"({code}) when calling the GetAuthorizationToken operation" in said
    assert recognised(said) == [page]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("no-endpoint", "aws ecr get-login-password --region ap-south-1a"),
        ("public-region", "aws ecr-public get-login-password --region eu-west-1"),
        ("no-endpoint", "aws ecr-public get-login-password --region us-east-1"),
    ],
)
def test_hosts_that_no_name_server_knows(page, line, machine, recognised: Recognised):
    if not machine.run("aws --version").startswith("aws-cli/1"):
        pytest.skip("aws brings a Python of its own, which would ask a real name server")
    names = machine.write("names/sitecustomize.py", NO_NAMES).parent
    said = machine.run(line, NO_PROXY="*", PYTHONPATH=str(names))
    assert re.search(r'endpoint URL: "https://api\.ecr[a-z-]*\.[a-z0-9-]+\.amazonaws\.com/"', said)
    assert recognised(said) == [page]


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_page_shows_in_the_lab(name, lab, needs, recognised: Recognised):
    (page,) = (page for page in error_pages() if page.name == name)
    texts = [text for _, text in fences(page.section("See it in the lab"))]
    assert texts
    for text in texts:
        assert text.startswith(EXEC)
        command = text.removeprefix(EXEC)
        needs(shlex.split(command)[0], *(["docker"] if "docker login" in command else []))
        assert recognised(lab.run(command))[:1] == [name]


def test_a_session_runs_out(lab, hours, recognised: Recognised):
    anybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    trust = shlex.quote(json.dumps({"Version": "2012-10-17", "Statement": [anybody]}))
    lab.run(f"aws iam create-role --role-name deploy --assume-role-policy-document {trust}")
    role = "--role-arn arn:aws:iam::381492183358:role/deploy --role-session-name ci"
    parts = "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]"
    said = lab.run(f"aws sts assume-role {role} --query '{parts}' --output text")
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    session = dict(zip(names, said.split(), strict=True))
    lab.clock.turn(hours(2))
    assert recognised(lab.run(GET, **session)) == ["expired-session"]
    without = lab.run(GET, **{**session, "AWS_SESSION_TOKEN": ""})
    assert recognised(without) == ["unrecognized-client"]


def test_get_login_is_gone_or_will_be(lab, recognised: Recognised):
    said = lab.run("aws ecr get-login > /dev/null", AWS_CLI_UPGRADE_DEBUG_MODE="true")
    if not said:
        pytest.skip("this aws has get-login, and does not warn yet")
    assert recognised(said) in (["get-login-removed"], ["invalid-choice"])


def test_a_host_with_a_carriage_return(machine, needs, recognised: Recognised):
    needs("docker")
    host = r"$'381492183358.dkr.ecr.ap-south-1.amazonaws.com\r'"
    said = machine.run(f"docker login --username AWS --password-stdin {host}", "made-up")
    assert recognised(said) == ["control-character"]


def test_the_cause_stands_before_what_follows_from_it(machine, needs, recognised: Recognised):
    needs("docker")
    line = f"{GET} --profile nope | docker login --username AWS --password-stdin 127.0.0.1:9"
    assert recognised(machine.run(line)) == ["no-such-profile", "empty-password"]


@pytest.mark.parametrize(("page", "wording"), LISTED)
def test_wordings_of_other_versions(page, wording, recognised: Recognised):
    assert recognised(wording) == [page]
