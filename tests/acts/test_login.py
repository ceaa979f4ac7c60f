"""login: asked, challenged, let in, written down; and the three logins that fail."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable

import pytest

from explain.clock import Clock
from explain.errors import ToolProblem
from explain.narration import Crossed, Ran, Stored
from explain.programs import Program

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def header(headers, name: str) -> str:
    return next((each.value for each in headers if each.name.lower() == name.lower()), "")


def test_docker_is_run_as_in_the_line(walkthrough) -> None:
    ran = walkthrough.shown("login", "docker login", Ran)
    assert ran.argv == ("docker", "login", "--username", "AWS", "--password-stdin", HOST)
    assert (ran.exit_code, ran.stdout) == (0, "Login Succeeded")


def test_docker_hands_the_login_to_its_engine(walkthrough) -> None:
    asked = walkthrough.shown("login", "docker asks its engine", Crossed).exchange
    assert (asked.client, asked.server) == ("docker", "engine")
    assert asked.request.startswith("POST /v1.")
    password = walkthrough.password
    login = json.loads(asked.request_body)
    assert (login["username"], login["serveraddress"]) == ("AWS", HOST)
    assert login["password"] == f"{password} fingerprint {password.fingerprint}"
    assert password.reveal() not in asked.request_body


def test_the_first_request_is_challenged(walkthrough) -> None:
    asked = walkthrough.shown("login", "without a credential", Crossed).exchange
    assert (asked.request, asked.status, asked.response_body) == (
        "GET /v2/",
        401,
        "Not Authorized\n",
    )
    assert header(asked.request_headers, "Authorization") == ""
    challenge = header(asked.response_headers, "Www-Authenticate")
    assert challenge == f'Basic realm="https://{HOST}/",service="ecr.amazonaws.com"'


def test_the_second_request_has_the_credential_and_is_let_in(walkthrough) -> None:
    asked = walkthrough.shown("login", "with the credential", Crossed).exchange
    assert (asked.request, asked.status) == ("GET /v2/", 200)
    credential = header(asked.request_headers, "Authorization")
    fingerprint = walkthrough.password.fingerprint
    assert credential.startswith("Basic AWS:")
    assert credential.endswith(f"fingerprint {fingerprint}")
    assert walkthrough.shown("login", "password presented").fingerprint == fingerprint


def test_the_login_is_written_for_its_owner_alone(walkthrough) -> None:
    written = walkthrough.shown("login", "written", Stored)
    assert written.path == str(walkthrough.config)
    assert written.mode == "-rw-------"
    assert json.loads(written.text)["auths"] == {HOST: {"auth": walkthrough.token.masked}}
    stored = json.loads(walkthrough.stored)["auths"][HOST]["auth"]
    assert stored == walkthrough.token.reveal()


def test_a_login_that_succeeded_says_nothing_about_a_push(walkthrough) -> None:
    asked = walkthrough.shown("login", "a push begins", Crossed).exchange
    assert (asked.request, asked.status) == ("POST /v2/my-new-image/blobs/uploads/", 404)
    assert header(asked.request_headers, "Authorization").startswith("Basic AWS:")
    error = json.loads(asked.response_body)["errors"][0]
    assert error["code"] == "NAME_UNKNOWN"
    assert "my-new-image" in error["message"]


REFUSED = {
    "as another user": ("answer to another user", 401, "Not Authorized"),
    "with a cut token": ("answer to a cut token", 400, "Your Authorization Token is invalid."),
    "with another region's token": (
        "answer to another region's token", 400, "Your Authorization Token is invalid.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", REFUSED)
def test_a_login_that_must_fail_fails_with_ecrs_answer(walkthrough, how: str) -> None:
    label, status, words = REFUSED[how]
    ran = walkthrough.shown("login", f"docker login {how}", Ran)
    assert (ran.exit_code, ran.stdout) == (1, "")
    reason = {400: "Bad Request", 401: "Unauthorized"}[status]
    url = f"https://{HOST}/v2/"
    assert f"login attempt to {url} failed with status: {status} {reason}" in ran.stderr
    answer = walkthrough.shown("login", label, Crossed).exchange
    assert answer.status == status
    assert words in answer.response_body
    assert bool(header(answer.response_headers, "Www-Authenticate")) == (status == 401)


def test_the_other_regions_token_is_a_good_one_that_is_only_refused_here(walkthrough) -> None:
    foreign = walkthrough.shown("login", "docker login with another region's token", Ran)
    assert foreign.exit_code == 1
    handed_out = [e for e in walkthrough.wire if e.host == "api.ecr.us-east-1.amazonaws.com"]
    assert [exchange.status for exchange in handed_out] == [200]
    answer = walkthrough.shown("login", "answer to another region's token").exchange
    fingerprint = handed_out[0].evidence.token.fingerprint
    assert fingerprint != walkthrough.password.fingerprint
    assert fingerprint in header(answer.request_headers, "Authorization")


def test_in_the_other_region_itself_the_token_comes_from_elsewhere_again(perform) -> None:
    from explain.hosts.registry import registry

    played = perform("login", registry=registry("381492183358", "us-east-1"), docker="stand-in")
    assert played.shown("login", "answer to another region's token").exchange.status == 400
    assert [e for e in played.wire if e.host == "api.ecr.eu-west-1.amazonaws.com"]


def test_docker_never_puts_the_login_into_the_learners_keychain(
    perform, shim: Callable, monkeypatch, tmp_path
) -> None:
    """docker takes the system's credential store by itself, where it finds one on PATH."""
    called = tmp_path / "called"
    for store in ("secretservice", "pass", "osxkeychain"):
        shim(f"docker-credential-{store}", f"echo $0 >> {called}; cat >/dev/null")
    path = shim("pass", "exit 0")["PATH"]

    def with_stores(world) -> None:
        monkeypatch.setenv("PATH", path)

    played = perform("login", "inspect", "expire", prepare=with_stores)
    assert not called.exists()
    assert json.loads(played.stored)["auths"][HOST]["auth"] == played.token.reveal()
    assert "credsStore" not in json.loads(played.stored)


def _docker(script_path: str, patience: float) -> Callable:
    def prepare(world) -> None:
        world.docker = Program("docker", (script_path,), stand_in=False)
        world.patience = patience

    return prepare


TROUBLE = {
    "hangs": ("sleep 60", "`docker` did not end within 0.5 seconds"),
    "hangs in a child of its own": ("sh -c 'sleep 60; :'", "`docker` did not end within 0.5"),
    "fails": ("echo 'permission denied' >&2; exit 126", "exit code 126: permission denied"),
    "does nothing": ("cat >/dev/null", "did not store the login"),
    "does not read": ("exit 0", "did not store the login"),
}


@pytest.mark.parametrize(("script", "words"), TROUBLE.values(), ids=TROUBLE.keys())
@pytest.mark.parametrize("act", ["login", "inspect", "expire"])
def test_a_docker_that_cannot_log_in_is_told_in_one_sentence(
    act: str, script: str, words: str, perform, shim: Callable
) -> None:
    path = shim("docker", script)["PATH"].split(os.pathsep)[0]
    prepare = _docker(f"{path}/docker", 0.5 if "hangs" in script or "sleep" in script else 30)
    began = time.monotonic()
    with pytest.raises(ToolProblem) as caught:
        perform(act, prepare=prepare)
    assert time.monotonic() - began < 40, "it was waited for what docker had started"
    assert words in caught.value.message
    assert caught.value.remedy


def test_a_docker_that_cannot_be_started_is_told_in_one_sentence(perform, tmp_path) -> None:
    file = tmp_path / "docker"
    file.write_bytes(b"\x7fELF torn")
    file.chmod(0o755)
    with pytest.raises(ToolProblem, match="cannot be started"):
        perform("login", prepare=_docker(str(file), 30))


@pytest.mark.skipif(shutil.which("docker") is None, reason="there is no docker")
def test_docker_without_its_engine_finds_no_way_out(here) -> None:
    """Without an engine docker asks the registry itself; that must not become a packet to the real ECR."""
    from explain.dockercli import login
    from explain.programs import environment, find
    from explain.sandbox import Sandbox
    from explain.secret import Secret

    sandbox = Sandbox(here.sandbox)
    extra = {"DOCKER_HOST": "tcp://127.0.0.1:1", "DOCKER_CONFIG": str(sandbox.docker_config)}
    env = environment(sandbox, extra)
    done = login(find("docker"), "AWS", Secret("x"), HOST, env, 30)
    assert done.exit_code == 1
    assert "proxyconnect tcp: dial tcp 127.0.0.1:0" in done.stderr
    assert "lookup" not in done.stderr


def test_docker_missing_but_asked_for_is_told_in_one_sentence(perform) -> None:
    with pytest.raises(ToolProblem, match="There is no `docker` on PATH"):
        perform("login", docker="real", missing=("docker",))


def test_a_second_login_is_remembered_beside_the_first_one(perform) -> None:
    """`before` is what the file held before this registry's own last login."""
    played = perform("login", "login", "inspect", clock=Clock(), docker="stand-in")
    before = played.shown("inspect", "before", Stored)
    assert json.loads(before.text)["auths"] == {HOST: {"auth": played.token.masked}}
