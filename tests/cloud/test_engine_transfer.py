from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from explain.clock import Clock
from explain.cloud import Cloud
from explain.secret import Secret
from explain.wire import Evidence, Login

ACCOUNT = "381492183358"
HOST = f"{ACCOUNT}.dkr.ecr.ap-south-1.amazonaws.com"
NAME = f"{HOST}/my-image"
ID = "sha256:afb6bcb9c573d47a34337865c937c9e76cce094c603a39127e4ad1555809df23"
DIGEST = "sha256:d3ca6dfa9a4ef9e22748c36d2b5f1d53753444f84e6b025458b4276f60d802ff"
DIFF = "21be26fdc75b"
LAYER = "ccc80865e1f7"
DOCKER = shutil.which("docker")

Lines = list[dict[str, Any]]


def registry_auth(user: str, password: str) -> dict[str, str]:
    pair = json.dumps({"username": user, "password": password, "serveraddress": HOST})
    return {"X-Registry-Auth": base64.urlsafe_b64encode(pair.encode()).decode()}


def lines_of(body: bytes) -> Lines:
    return [json.loads(line) for line in body.splitlines()]


# --- against the cloud's own registry -------------------------------------------------------


@pytest.fixture
def cloud(make_cloud: Callable[..., Cloud], tmp_path: Path) -> Cloud:
    repositories = [("ap-south-1", "my-image"), ("ap-south-1", "other")]
    return make_cloud(storage=tmp_path / "storage", repositories=repositories)


@pytest.fixture
def api(cloud: Cloud, call: Any, password: str) -> Callable[..., Any]:
    """Call the Engine API as the CLI does, logged in unless told otherwise."""
    url = cloud.engine_url.replace("tcp:", "http:")

    def send(method: str, path: str, headers: Any = None) -> Any:
        given = registry_auth("AWS", password) if headers is None else headers
        return call(url, method, f"/v1.50{path}", given)

    return send


Api = Callable[..., Any]
PUSH = f"/images/{NAME}/push?tag=latest"
PULL = f"/images/create?fromImage={NAME}&tag=latest"


def failed(reply: Any) -> str:
    """Return the message of a stream that ends in an error, in its two spellings."""
    last = lines_of(reply.body)[-1]
    assert reply.status == 200
    assert last == {"errorDetail": {"message": last["error"]}, "error": last["error"]}
    return str(last["error"])


def test_a_push_line_by_line(api: Api) -> None:
    reply = api("POST", PUSH)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.headers["Transfer-Encoding"] == "chunked"
    assert reply.body.endswith(b"\r\n")
    said = lines_of(reply.body)
    assert said == [
        {"status": f"The push refers to repository [{NAME}]"},
        {"status": "Preparing", "progressDetail": {}, "id": DIFF},
        {"status": "Pushing", "progressDetail": {"current": 2071, "total": 2071}, "id": DIFF},
        {"status": "Pushed", "progressDetail": {}, "id": DIFF},
        {"status": f"latest: digest: {DIGEST} size: 524"},
        {"progressDetail": {}, "aux": {"Tag": "latest", "Digest": DIGEST, "Size": 524}},
    ]
    again = lines_of(api("POST", PUSH).body)
    assert {"status": "Layer already exists", "progressDetail": {}, "id": DIFF} in again
    assert api("GET", f"/images/{NAME}@{DIGEST}/json").json["RepoDigests"] == [f"{NAME}@{DIGEST}"]


def test_a_push_on_the_wire(api: Api, cloud: Cloud, password: str) -> None:
    mark = cloud.wire.mark()
    api("POST", PUSH)
    whole, *asked = cloud.wire.since(mark)
    assert (whole.server, whole.client, whole.method) == ("engine", "unknown", "POST")
    assert ("X-Registry-Auth", "(not recorded)") in whole.request_headers
    secret = Secret(password)
    login = Login("AWS", secret.masked, secret.fingerprint, len(secret))
    assert whole.evidence == Evidence(host=HOST, repository="my-image", login=login)
    upload = [("HEAD", 404), ("POST", 202), ("PATCH", 201), ("PUT", 201)]
    steps = [(one.method, one.status) for one in asked]
    assert steps == [("GET", 401), *upload, *upload, ("PUT", 201)]
    assert asked[0].target == "/v2/"
    assert asked[2].target == "/v2/my-image/blobs/uploads/"
    assert asked[-1].target == "/v2/my-image/manifests/latest"
    assert {one.host for one in asked} == {HOST}
    assert {one.client for one in asked} == {"engine"}
    assert "Authorization" not in dict(asked[0].request_headers)
    assert all("Authorization" in dict(one.request_headers) for one in asked[1:])


def test_a_pull_line_by_line(api: Api) -> None:
    api("POST", PUSH)
    api("DELETE", "/images/my-image")
    api("DELETE", f"/images/{NAME}")
    said = lines_of(api("POST", PULL).body)
    assert said == [
        {"status": "Pulling from my-image", "id": "latest"},
        {"status": "Pulling fs layer", "progressDetail": {}, "id": LAYER},
        {"status": "Downloading", "progressDetail": {"current": 2071, "total": 2071}, "id": LAYER},
        {"status": "Verifying Checksum", "progressDetail": {}, "id": LAYER},
        {"status": "Download complete", "progressDetail": {}, "id": LAYER},
        {"status": "Extracting", "progressDetail": {"current": 2071, "total": 2071}, "id": LAYER},
        {"status": "Pull complete", "progressDetail": {}, "id": LAYER},
        {"status": f"Digest: {DIGEST}"},
        {"status": f"Status: Downloaded newer image for {NAME}:latest"},
    ]
    shown = api("GET", f"/images/{NAME}/json").json
    assert (shown["Id"], shown["RepoDigests"]) == (ID, [f"{NAME}@{DIGEST}"])
    again = lines_of(api("POST", PULL).body)
    assert again[-1] == {"status": f"Status: Image is up to date for {NAME}:latest"}


def test_a_pull_by_digest(api: Api) -> None:
    api("POST", PUSH)
    for name in ("my-image", NAME):
        api("DELETE", f"/images/{name}")
    api("POST", f"/images/create?fromImage={NAME}&tag={DIGEST}")
    (image,) = api("GET", "/images/json").json
    assert (image["RepoTags"], image["RepoDigests"]) == ([], [f"{NAME}@{DIGEST}"])
    assert api("DELETE", f"/images/{NAME}@{DIGEST}").json[-2] == {"Deleted": ID}


def test_all_tags_are_pushed_and_pulled(api: Api) -> None:
    api("POST", f"/images/my-image/tag?repo={NAME}&tag=v2")
    said = lines_of(api("POST", f"/images/{NAME}/push").body)
    assert [one["aux"]["Tag"] for one in said if "aux" in one] == ["latest", "v2"]
    for tag in ("latest", "v2"):
        api("DELETE", f"/images/{NAME}:{tag}")
    api("POST", f"/images/create?fromImage={NAME}")
    tags = api("GET", "/images/my-image/json").json["RepoTags"]
    assert tags == [f"{NAME}:latest", f"{NAME}:v2", "my-image:latest"]


def test_a_registry_is_asked_for_a_manifest(api: Api) -> None:
    api("POST", PUSH)
    reply = api("GET", f"/distribution/{NAME}/json")
    assert reply.json["Descriptor"] == {
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "digest": DIGEST,
        "size": 524,
    }
    assert reply.json["Platforms"] == [{"architecture": "amd64", "os": "linux"}]
    assert api("GET", f"/distribution/{NAME}:v9/json").status == 404


def test_pushes_that_fail(api: Api, clock: Clock, password: str) -> None:
    assert failed(api("POST", PUSH, {})) == "no basic auth credentials"
    assert failed(api("POST", PUSH, {"X-Registry-Auth": "é?".encode()})) == (
        "no basic auth credentials"
    )
    mangled = registry_auth("AWS", password[1:])
    assert failed(api("POST", PUSH, mangled)) == "denied: Your Authorization Token is invalid."
    other = registry_auth("me", password)
    assert failed(api("POST", PUSH, other)) == "unauthorized: authentication required"
    api("POST", f"/images/my-image/tag?repo={HOST}/none")
    assert failed(api("POST", f"/images/{HOST}/none/push?tag=latest")) == (
        "name unknown: The repository with name 'none' does not exist"
        f" in the registry with id '{ACCOUNT}'"
    )
    assert failed(api("POST", f"/images/{NAME}/push?tag=v9")) == f"tag does not exist: {NAME}:v9"
    assert failed(api("POST", f"/images/{HOST}/x/push?tag=v9")) == (
        f"An image does not exist locally with the tag: {HOST}/x"
    )
    clock.turn(timedelta(hours=13))
    assert failed(api("POST", PUSH)) == (
        "denied: Your authorization token has expired. Reauthenticate and try again."
    )


def test_pulls_that_fail(api: Api, clock: Clock) -> None:
    reply = api("POST", PULL, {})
    head = f'Head "https://{HOST}/v2/my-image/manifests/latest": no basic auth credentials'
    assert (reply.status, reply.json) == (500, {"message": head})
    reply = api("POST", f"/images/create?fromImage={NAME}&tag=v9")
    assert (reply.status, reply.json["message"]) == (
        404,
        f"manifest for {NAME}:v9 not found: manifest unknown: Requested image not found",
    )
    reply = api("POST", f"/images/create?fromImage={HOST}/none&tag=latest")
    assert (reply.status, reply.json["message"]) == (
        404,
        (
            f"repository {HOST}/none not found: name unknown: The repository with name 'none'"
            f" does not exist in the registry with id '{ACCOUNT}'"
        ),
    )
    clock.turn(timedelta(hours=13))
    reply = api("POST", PULL)
    assert (reply.status, reply.json["message"]) == (
        404,
        (
            f"pull access denied for {NAME}, repository does not exist or may require"
            " 'docker login': denied: Your authorization token has expired."
            " Reauthenticate and try again."
        ),
    )


def test_iam_refuses_a_push_in_ecrs_words(
    make_cloud: Callable[..., Cloud], tmp_path: Path, call: Any, signer: Any, password_from: Any
) -> None:
    only_login = [{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}]
    cloud = make_cloud(
        policy={"Version": "2012-10-17", "Statement": only_login},
        storage=tmp_path / "storage",
        repositories=[("ap-south-1", "my-image")],
    )
    auth = registry_auth("AWS", password_from(signer(cloud.control_url)()))
    reply = call(cloud.engine_url.replace("tcp:", "http:"), "POST", PUSH, auth)
    assert failed(reply).startswith(
        f"denied: User: arn:aws:iam::{ACCOUNT}:user/learner is not authorized to perform:"
        " ecr:InitiateLayerUpload on resource:"
    )


@pytest.mark.parametrize("host", ["", "registry.example.com/", "localhost:5000/", "127.0.0.1:1/"])
def test_no_host_but_ecrs_is_ever_asked(api: Api, cloud: Cloud, host: str) -> None:
    mark = cloud.wire.mark()
    name = host.rstrip("/") or "docker.io"
    message = f"the explain-ecr sandbox only knows ECR's registries, not {name}"
    for method, path in (
        ("POST", f"/images/{host}my-image/push?tag=latest"),
        ("POST", f"/images/create?fromImage={host}my-image&tag=latest"),
        ("GET", f"/distribution/{host}my-image/json"),
    ):
        reply = api(method, path)
        assert (reply.status, reply.json) == (403, {"message": message})
    assert {one.server for one in cloud.wire.since(mark)} == {"engine"}


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("public.ecr.aws/a/b", 404, "the explain-ecr sandbox's public.ecr.aws has no images"),
        ("moby/buildkit", 501, "the explain-ecr sandbox engine does not build images"),
    ],
)
def test_what_is_not_to_be_had_is_named(api: Api, name: str, status: int, message: str) -> None:
    reply = api("POST", f"/images/create?fromImage={name}&tag=x")
    assert (reply.status, reply.json) == (status, {"message": message})


def test_a_client_may_leave_fields_of_a_credential_empty(api: Api, password: str) -> None:
    """docker-py sends every field that it knows, most of them as null."""
    fields = {"username": "AWS", "password": password, "email": None, "serveraddress": HOST, "x": 1}
    header = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()
    assert "digest: sha256" in api("POST", PUSH, {"X-Registry-Auth": header}).body.decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/images/{NAME}@{DIGEST}/push", 400),
        ("/images/x//y/push", 400),
        (f"/images/{NAME}/push?tag=a%20b", 400),
        (f"/images/create?fromImage={NAME}&tag=a/b", 400),
        ("/images/create?fromImage=x%0d%0ay", 400),
        ("/images/create?fromSrc=-", 501),
        ("/images/create", 501),
    ],
)
def test_calls_that_name_no_image(api: Api, path: str, status: int) -> None:
    assert api("POST", path).status == status


def test_no_credential_is_written_down(
    api: Api, cloud: Cloud, password: str, recorded: Callable[[Cloud], str]
) -> None:
    api("POST", PUSH)
    api("POST", PULL)
    api("POST", PULL, registry_auth("AWS", password[:-1]))
    for spelling in (password[:-1], registry_auth("AWS", password)["X-Registry-Auth"][:-40]):
        assert spelling not in recorded(cloud)


# --- with the real docker ------------------------------------------------------------------


@pytest.fixture
def docker(cloud: Cloud, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the real docker CLI against the engine."""
    if DOCKER is None:
        pytest.skip("there is no docker CLI")
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DOCKER_HOST": cloud.engine_url,
        "DOCKER_CONFIG": str(tmp_path / "docker"),
    }

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        argv = [DOCKER, *arguments]
        return subprocess.run(
            argv, env=env, input=given, text=True, capture_output=True, timeout=60
        )

    return run


def test_docker_from_login_to_logout(docker: Any, password: str, clock: Clock) -> None:
    push = ("push", NAME)
    head = f"Using default tag: latest\nThe push refers to repository [{NAME}]\n"
    done = docker(*push)
    assert (done.returncode, done.stdout) == (1, f"{head}{DIFF}: Preparing\n")
    assert done.stderr == "no basic auth credentials\n"
    login = ("login", "--username", "AWS", "--password-stdin", HOST)
    assert docker(*login, given=password).stdout == "Login Succeeded\n"
    done = docker(*push)
    last = f"latest: digest: {DIGEST} size: 524\n"
    assert done.stdout == f"{head}{DIFF}: Preparing\n{DIFF}: Pushed\n{last}", done.stderr
    done = docker(*push)
    assert done.stdout == f"{head}{DIFF}: Preparing\n{DIFF}: Layer already exists\n{last}"
    docker("rmi", "my-image", NAME)
    done = docker("pull", NAME)
    assert done.returncode == 0, done.stderr
    assert f"{LAYER}: Pull complete\nDigest: {DIGEST}\n" in done.stdout
    assert f"Status: Downloaded newer image for {NAME}:latest\n" in done.stdout
    done = docker("pull", NAME)
    assert f"Status: Image is up to date for {NAME}:latest\n" in done.stdout
    clock.turn(timedelta(hours=13))
    done = docker(*push)
    assert (done.returncode, done.stderr) == (
        1,
        "denied: Your authorization token has expired. Reauthenticate and try again.\n",
    )
    assert docker("logout", HOST).stdout == f"Removing login credentials for {HOST}\n"
    done = docker("pull", NAME)
    assert done.stderr.startswith("Error response from daemon: Head ")
    assert done.stderr.endswith(": no basic auth credentials\n")


def test_docker_shows_what_does_not_exist(docker: Any, password: str) -> None:
    docker("login", "--username", "AWS", "--password-stdin", HOST, given=password)
    done = docker("pull", f"{NAME}:v9")
    assert done.stderr == (
        f"Error response from daemon: manifest for {NAME}:v9 not found:"
        " manifest unknown: Requested image not found\n"
    )
    done = docker("push", f"{HOST}/nope")
    assert done.stderr == f"An image does not exist locally with the tag: {HOST}/nope\n"
