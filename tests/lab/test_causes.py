"""The table of causes: each is produced for real, and told from the wire and the files alone."""

# ruff: noqa: ISC004 - a row's script is one text in several pieces

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from explain.causes import Cause, cause, causes
from explain.causes.state import state_of
from explain.causes.texts import moment, told
from explain.clock import iso
from explain.content import load
from explain.logins.machine import Machine as Here

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
OTHER = "381492183358.dkr.ecr.us-east-1.amazonaws.com"
API = "https://api.ecr.ap-south-1.amazonaws.com/"

LOGIN = f"docker login --username AWS --password-stdin {HOST}"
PULL = f"docker pull {HOST}/my-image"
PUSH = f"docker push {HOST}/my-image"
GOOD = f"{LOGIN} < here; {PULL}"
WITH_HELPERS = "export PATH=$PWD:$PATH"
HELPERS = {
    "old": """[ "$1" != get ] || printf '{"Username":"AWS","Secret":"%s"}' "$(head -c 900 FOLDER/there)"\n""",
    "none": "echo credentials not found in native keychain; exit 1\n",
}
"""Programs that docker asks for credentials: one has an old password, and one has none."""
SIGNED = f"curl -sS -K key {API} -X POST"


def policy(**statement: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


DENY = policy(Effect="Deny", Action="ecr:BatchGetImage", Resource="*")
ALLOW = policy(Effect="Allow", Action="ecr:*", Resource="*")
TRUST = policy(Effect="Allow", Principal={"AWS": "*"}, Action="sts:AssumeRole")
ROLE = (
    f"aws iam create-role --role-name ROLE --assume-role-policy-document '{TRUST}' >/dev/null; "
    "set -- $(aws sts assume-role --role-arn arn:aws:iam::381492183358:role/ROLE --role-session-name me "
    "--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text); "
    "export AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 AWS_SESSION_TOKEN=$3"
)
CREATED = (
    "set -- $(aws iam create-access-key --user-name bob"
    " --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)"
)
BOB = (
    "aws iam create-user --user-name bob >/dev/null;"
    f" aws iam put-user-policy --user-name bob --policy-name p --policy-document '{ALLOW}'; "
    f"{CREATED}; AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 aws ecr get-login-password | {LOGIN}; "
    "aws iam delete-access-key --user-name bob --access-key-id $1"
)
LACKING = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "x/y", "digest": f"sha256:{'a' * 64}", "size": 2},
        "layers": [{"mediaType": "x/y", "digest": f"sha256:{'b' * 64}", "size": 2}],
    }
)
OCI = "application/vnd.oci.image.manifest.v1+json"

# name: what is typed, and some of the values that the cause tells. A name may have a note behind a colon.
ROWS: dict[str, tuple[str, dict[str, str]]] = {
    "end-missing": (f"head -c 1000 here | {LOGIN}", {"characters": "CUT", "region": "ap-south-1"}),
    "beginning-missing": (f"tail -c +101 here | {LOGIN}", {"characters": "100"}),
    "end-added": (f"(cat here; echo \\') | {LOGIN}", {"characters": "1"}),
    "beginning-added": (f"(printf '$ '; cat here) | {LOGIN}", {"characters": "2"}),
    "white-space-added": (f"fold -w 400 here | {LOGIN}", {}),
    "altered": (
        f"(head -c 900 here; printf '?'; tail -c +902 here) | {LOGIN}",
        {"next": "901"},
    ),
    "not-decoded": (
        "aws ecr get-authorization-token --output text"
        f" --query 'authorizationData[0].authorizationToken' | {LOGIN}",
        {},
    ),
    "other-region": (f"{LOGIN} < there", {"token_region": "us-east-1", "region": "ap-south-1"}),
    "empty-password": (f"curl -sS -u AWS: https://{HOST}/v2/", {}),
    "not-handed-out": (f"echo 0123456789abcdefghij | {LOGIN}", {"like": "an access key ID"}),
    "for-the-public-registry": (
        f"aws ecr-public get-login-password --region us-east-1 | {LOGIN}",
        {},
    ),
    "for-a-private-registry": (
        "docker login --username AWS --password-stdin public.ecr.aws < here",
        {"token_region": "ap-south-1"},
    ),
    "unknown-user": (LOGIN.replace("AWS", "me") + " < here", {"user": "me"}),
    "expired": (f"{LOGIN} < here; explain-ecr clock +13h; {PULL}", {}),
    "expired: a newer one was fetched": (
        f"{LOGIN} < here; explain-ecr clock +13h; aws ecr get-login-password > /dev/null; {PULL}",
        {},
    ),
    "helper-answered": (
        f'echo \'{{"credHelpers":{{"{HOST}":"old"}}}}\' > $DOCKER_CONFIG/config.json;'
        f"{WITH_HELPERS}; {LOGIN} < here; {PULL}",
        {"helper": "old"},
    ),
    "another-login-answered": (
        f"{LOGIN} < here; printf 'AWS:%s' $(head -c 900 here) | base64 -w0 > auth;"
        f'printf \'{{"auths":{{"{HOST}":{{"auth":"%s"}}}}}}\' $(cat auth)'
        f" > $DOCKER_CONFIG/config.json; {PULL}",
        {"helper": ""},
    ),
    "no-login": (PULL, {}),
    "login-for-another-host": (
        f"{LOGIN.replace(HOST, OTHER)} < there; {PULL}",
        {"others": f"`{OTHER}`"},
    ),
    "helper-gave-none": (
        f'echo \'{{"credHelpers":{{"{HOST}":"none"}}}}\' > $DOCKER_CONFIG/config.json;'
        f"{WITH_HELPERS}; {PULL}",
        {"helper": "none"},
    ),
    "login-not-read": (f"{LOGIN} < here; mkdir other; DOCKER_CONFIG=other {PULL}", {}),
    "no-password-sent": (f"curl -sS https://{HOST}/v2/", {"client": "curl"}),
    "not-presented": ("aws ecr get-login-password > /dev/null", {"region": "ap-south-1"}),
    "tunnel-unused": (f"curl -sS --cacert here https://{HOST}/v2/", {"client": "curl"}),
    "unknown-key": (
        "AWS_ACCESS_KEY_ID=AKIAUNKNOWNUNKNOWNUN AWS_SECRET_ACCESS_KEY=x aws ecr get-login-password",
        {},
    ),
    "wrong-secret-key": (
        "sed 's/^aws_secret_access_key.*/&x/' $AWS_SHARED_CREDENTIALS_FILE > wrong;"
        "AWS_SHARED_CREDENTIALS_FILE=wrong aws ecr get-login-password",
        {"key": "KEY"},
    ),
    "clock": (
        f"{SIGNED} -H 'X-Amz-Date: 20200101T120000Z' --aws-sigv4 aws:amz:ap-south-1:ecr",
        {"signed_at": "2020-01-01T12:00:00Z"},
    ),
    "wrong-scope": (f"{SIGNED} --aws-sigv4 aws:amz:eu-west-1:ecr", {"scope": "eu-west-1"}),
    "session-expired": (
        f"{ROLE.replace('ROLE', 'brief')}; explain-ecr clock +2h; aws ecr get-login-password",
        {},
    ),
    "not-signed": (f"curl -sS -X POST {API}", {}),
    "signature-incomplete": (
        f"curl -sS -X POST -H 'Authorization: AWS4-HMAC-SHA256 Credential=x' {API}",
        {},
    ),
    "public-region": ("aws ecr-public get-login-password --region us-west-2", {}),
    "policy-denies": (
        f"{LOGIN} < here; aws iam put-user-policy --user-name learner --policy-name no-pull"
        f" --policy-document '{DENY}'; {PULL}; aws iam delete-user-policy --user-name learner"
        " --policy-name no-pull",
        {"policy": "no-pull", "action": "ecr:BatchGetImage", "name": "learner"},
    ),
    "not-allowed": (
        f"{ROLE.replace('ROLE', 'idle')}; aws ecr get-login-password",
        {"action": "ecr:GetAuthorizationToken", "policy": ""},
    ),
    "other-account": (
        f"{LOGIN.replace('381492183358', '1' * 12)} < here;"
        f" {PULL.replace('381492183358', '1' * 12)}",
        {"owner": "1" * 12, "own": "381492183358", "action": "ecr:BatchGetImage"},
    ),
    "key-gone": (f"{BOB}; {PULL}", {"name": "bob"}),
    "repository-missing": (
        f"docker tag {HOST}/my-image {HOST}/other; {LOGIN} < here; docker push {HOST}/other",
        {"missing": "other", "account": "381492183358"},
    ),
    "image-missing": (
        f"{LOGIN} < here; {PULL}:nope",
        {"missing": "nope", "repository": "my-image"},
    ),
    "layers-missing": (
        f"curl -sS -K user -X PUT -H 'Content-Type: {OCI}' -d '{LACKING}'"
        f" https://{HOST}/v2/my-image/manifests/x",
        {"repository": "my-image"},
    ),
    "upload-gone": (
        f"curl -sS -K user -X PATCH -d x https://{HOST}/v2/my-image/blobs/uploads/"
        "00000000-0000-0000-0000-000000000000",
        {},
    ),
    "tag-immutable": (
        "aws ecr create-repository --repository-name fixed --image-tag-mutability IMMUTABLE >/dev/null;"
        f"docker tag {HOST}/my-image {HOST}/fixed:v1; {LOGIN} < here; docker push {HOST}/fixed:v1;"
        f"docker push {HOST}/fixed:v1",
        {"tag": "v1", "repository": "fixed"},
    ),
    "no-local-image": (f"{LOGIN} < here; docker push {HOST}/nothing", {"image": f"{HOST}/nothing"}),
    "no-local-image: to tag": (f"docker tag nothing {HOST}/my-image:x", {"image": "nothing"}),
    "docker-hub": ("docker login -u AWS --password-stdin < here", {}),
    "docker-hub: a pull": ("docker pull busybox", {"wanted": "docker.io"}),
    "foreign-host": (f"docker login -u AWS --password-stdin {HOST[1:]} < here", {"wanted": HOST[1:]}),
    "foreign-host: through the door": ("curl -sS https://example.com/", {}),
    "refused": (
        "aws ecr describe-repositories --repository-names nope",
        {"code": "RepositoryNotFoundException"},
    ),
    "nothing-failed": (GOOD, {}),
}  # fmt: skip

UNCERTAIN = {
    "not-handed-out", "another-login-answered", "login-not-read", "not-presented", "tunnel-unused",
    "nothing-failed", "nothing-crossed",
}  # fmt: skip

WITHOUT_WIRE = {"no-key", "no-region", "nothing-crossed", "our-fault"}


@pytest.fixture(scope="module")
def stocked(lab: Any, needs: Any) -> Any:
    """A lab with an image pushed, and a folder with passwords of two regions and a key for curl."""
    needs("aws", "docker", "curl")
    place = lab.machine.folder
    for name, region in (("here", "ap-south-1"), ("there", "us-east-1")):
        password = lab.good("aws", "ecr", "get-login-password", "--region", region)
        (place / name).write_text(password.strip())
    (place / "key").write_text(f'user = "{":".join(_key(lab))}"\n')
    (place / "user").write_text(f'user = "AWS:{(place / "here").read_text()}"\n')
    for name, script in HELPERS.items():
        program = place / f"docker-credential-{name}"
        program.write_text(f"#!/bin/sh\n{script.replace('FOLDER', str(place))}")
        program.chmod(0o700)
    lab.good("sh", "-c", f"{LOGIN} < here && {PUSH}")
    return lab


@pytest.fixture
def terminal(stocked: Any, tmp_path: Path) -> Iterator[Any]:
    """The lab's terminal with a docker configuration of its own; the clock is right again afterwards."""
    shutil.copytree(stocked.folder / "docker", tmp_path / "docker")
    (tmp_path / "docker" / "config.json").write_text('{"auths":{"nowhere.invalid":{}}}')
    yield type(stocked)(
        stocked.machine, {**stocked.environment, "DOCKER_CONFIG": str(tmp_path / "docker")}
    )
    stocked.cloud.clock.reset()


def diagnosed(lab: Any, mark: int = 0) -> Cause:
    state = state_of(Here(lab.environment, lab.machine.home, "linux"), iso(lab.cloud.clock.now()))
    return cause(lab.cloud.wire.since(mark), state)


@pytest.mark.parametrize("row", ROWS)
def test_each_cause_is_told_from_the_wire(terminal: Any, row: str) -> None:
    script, values = ROWS[row]
    name = row.partition(":")[0]
    mark = terminal.cloud.wire.mark() if name == "nothing-failed" else 0
    done = terminal.run("sh", "-c", script)
    found = diagnosed(terminal, mark)
    assert found.id == name, (found, done.stdout, done.stderr)
    assert found.certain == (name not in UNCERTAIN)
    length = len((terminal.machine.folder / "here").read_text())
    expected = {"CUT": f"{length - 1000:,}", "KEY": _key(terminal)[0]}
    for key, value in values.items():
        assert found.values[key] == expected.get(value, value), key
    text = told(found)
    assert "{" not in "".join((text.message, *text.evidence, text.fix, text.command))
    assert "…" not in "".join((text.message, text.fix, text.command)), text
    assert text.evidence
    if "newer" in row:
        assert "A newer one was issued at" in "".join(text.evidence)
    for secret in ("here", "there"):
        assert (terminal.machine.folder / secret).read_text()[:100] not in str(found)


def _key(lab: Any) -> list[str]:
    """Return the lab's access key: its id and its secret."""
    return re.findall(r"^aws_\w+ = (.+)$", (lab.folder / "aws-credentials").read_text(), re.M)


def test_every_cause_has_a_row_and_a_text() -> None:
    assert {row.partition(":")[0] for row in ROWS} | WITHOUT_WIRE == set(load.causes())


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}, "no-key"),
        ({"AWS_PROFILE": "work"}, "no-key"),
        ({"AWS_CONFIG_FILE": "/nonexistent"}, "no-region"),
        ({}, "nothing-crossed"),
    ],
)
def test_where_nothing_crossed_the_files_tell(
    terminal: Any, variables: dict[str, str], name: str
) -> None:
    here = Here({**terminal.environment, **variables}, terminal.machine.home, "linux")
    found = cause((), state_of(here, "2026-01-31T12:00:00Z"))
    assert (found.id, found.certain) == (name, name != "nothing-crossed")
    assert "…" not in told(found).message


def test_a_fault_of_ours_is_owned_up_to(terminal: Any) -> None:
    terminal.run("curl", "-sS", f"https://{HOST}/v2/")
    *before, last = terminal.cloud.wire.since(0)
    broken = last._replace(
        status=500,
        evidence=last.evidence._replace(verdict="", failure="TypeError in f, line 3\n  x"),
    )
    state = state_of(Here(terminal.environment, terminal.machine.home, "linux"), last.at)
    found = cause((*before, broken), state)
    assert (found.id, found.values["failure"]) == ("our-fault", "TypeError in f, line 3")


def test_what_was_put_right_is_not_told_again(terminal: Any) -> None:
    mark = terminal.cloud.wire.mark()
    terminal.run("sh", "-c", f"head -c 1000 here | {LOGIN}")
    assert diagnosed(terminal, mark).id == "end-missing"
    terminal.run("sh", "-c", GOOD)
    assert diagnosed(terminal, mark).id == "nothing-failed"


def test_a_token_that_anybody_gets_is_no_failure(terminal: Any) -> None:
    mark = terminal.cloud.wire.mark()
    public = "https://public.ecr.aws"
    terminal.run("curl", "-sS", f"{public}/v2/", f"{public}/token/")
    assert [one.status for one in terminal.cloud.wire.since(mark)][-2:] == [401, 200]
    assert diagnosed(terminal, mark).id == "nothing-failed"


def test_the_causes_before_are_told_too(terminal: Any) -> None:
    terminal.run("sh", "-c", f"{LOGIN} < here; {PULL}:nope; docker pull busybox")
    state = state_of(
        Here(terminal.environment, terminal.machine.home, "linux"), iso(terminal.cloud.clock.now())
    )
    names = [one.id for one in causes(terminal.cloud.wire.since(0), state)]
    assert names[:2] == ["docker-hub", "image-missing"]


def test_why_tells_it_in_the_lab(terminal: Any) -> None:
    terminal.run("sh", "-c", f"{LOGIN} < there")
    done = terminal.run("explain-ecr", "why", "--output", "plain")
    assert done.returncode == 0, done
    assert "for another region: ECR issued it for us-east-1" in " ".join(done.stdout.split())
    assert f"aws ecr get-login-password --region ap-south-1 | {LOGIN}" in done.stdout
    assert "explain-ecr why status-400" in done.stdout
    first = json.loads(terminal.good("explain-ecr", "why", "--output", "json").splitlines()[0])
    assert (first["event"], first["id"]) == ("finding", "other-region")
    brief = terminal.good("explain-ecr", "why", "--brief")
    assert re.fullmatch(
        r"other-region: The password is for another region: .* → .*password.*region.*\n", brief
    )
    terminal.run("sh", "-c", "aws ecr get-login-password > /dev/null")
    unsure = terminal.run("explain-ecr", "why", "--output", "plain")
    assert unsure.returncode == 1
    assert "not certain" in unsure.stdout
    assert "Earlier (" in unsure.stdout


def test_a_message_that_is_piped_in_is_looked_for_all_the_same(terminal: Any) -> None:
    done = terminal.run("explain-ecr", "why", stdin="no basic auth credentials\n")
    assert "no basic auth credentials" in done.stdout
    assert "certain, from exchange" not in done.stdout


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-01-31T12:00:09Z", "12:00:09"),
        ("2026-02-01T00:00:00Z", "00:00 on Sunday, February 1"),
        ("whenever", "whenever"),
    ],
)
def test_a_moment_is_written_as_people_say_it(at: str, said: str) -> None:
    assert moment(at, "2026-01-31") == said


def test_every_text_names_a_page_that_there_is() -> None:
    from explain.content.errorpages import error_pages

    known = {page.name for page in error_pages()}
    assert {text.page for text in load.causes().values()} - known == set()
