"""Other clients of registries, in one lab: log in, pull, push, list, delete.

A client that is not installed is skipped. Whatever they say, what counts is what the registry has
afterwards, and that the learner's own files are as they were.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)
PASSWORD = "aws ecr get-login-password --region ap-south-1"
START = f"set -e; HOST={HOST}; FROM=$HOST/my-image:latest; TO=$HOST/$REPOSITORY; "
SCRIPTS = {
    "skopeo": """
        PASSWORD | skopeo login --username AWS --password-stdin $HOST
        skopeo copy docker://$FROM docker://$TO:v1
        skopeo list-tags docker://$TO
        skopeo copy docker://$TO:v1 dir:$EXPLAIN_ECR_LAB/skopeo
        skopeo delete docker://$TO:v1""",
    "podman": """
        SHORT=$(mktemp -d /tmp/podman-XXXX); trap "rm -rf $SHORT" EXIT
        podman() { command podman --root $EXPLAIN_ECR_LAB/p --runroot $SHORT \
          --storage-driver vfs --cgroup-manager cgroupfs "$@"; }
        PASSWORD | podman login --username AWS --password-stdin $HOST
        podman pull $FROM; podman tag $FROM $TO:v1; podman push $TO:v1
        podman search --list-tags $TO
        skopeo delete docker://$TO:v1""",
    "buildah": """
        buildah() { command buildah --root $EXPLAIN_ECR_LAB/b --runroot $EXPLAIN_ECR_LAB/q \
          --storage-driver vfs "$@"; }
        PASSWORD | buildah login --username AWS --password-stdin $HOST
        buildah pull $FROM; buildah push $FROM docker://$TO:v1
        skopeo delete docker://$TO:v1""",
    "crane": """
        PASSWORD | crane auth login --username AWS --password-stdin $HOST
        crane copy $FROM $TO:v1; crane ls $TO; crane catalog $HOST | grep $REPOSITORY
        crane pull $TO:v1 $EXPLAIN_ECR_LAB/crane.tar; crane delete $TO:v1""",
    "oras": """
        PASSWORD | oras login --username AWS --password-stdin $HOST
        oras cp $FROM $TO:v1; oras repo tags $TO; oras repo ls $HOST | grep $REPOSITORY
        oras manifest delete --force $TO:v1""",
    "regctl": """
        PASSWORD | regctl registry login --user AWS --pass-stdin $HOST
        regctl image copy $FROM $TO:v1; regctl tag ls $TO; regctl repo ls $HOST | grep $REPOSITORY
        regctl tag delete $TO:v1""",
    "helm": """
        PASSWORD | helm registry login --username AWS --password-stdin $HOST
        cd $EXPLAIN_ECR_LAB; helm create other/helm; helm package --version 1.0.0 other/helm
        helm push helm-1.0.0.tgz oci://$HOST/other
        helm pull oci://$TO --version 1.0.0 --destination $EXPLAIN_ECR_LAB/pulled
        skopeo delete docker://$TO:1.0.0""",
    "cosign": """
        PASSWORD | cosign login --username AWS --password-stdin $HOST
        cosign copy $FROM $TO:v1; cosign tree $TO:v1
        skopeo delete docker://$TO:v1""",
}
NEEDS_SKOPEO = ("podman", "buildah", "helm", "cosign")

DOCKER_PY = """
import os, sys, docker
host, to, password = sys.argv[1], sys.argv[2], sys.stdin.read().strip()
client = docker.from_env()
assert client.login("AWS", password, registry=host, reauth=True)["Status"] == "Login Succeeded"
client.images.pull(f"{host}/my-image", tag="latest").tag(to, "v1")
said = list(client.images.push(to, tag="v1", stream=True, decode=True))
assert not [line for line in said if "error" in line], said
data = client.images.get_registry_data(f"{to}:v1")
assert data.has_platform("linux/amd64") and not data.has_platform("linux/s390x")
client.images.remove(f"{to}:v1")
client.images.pull(to, tag="v1")
"""
DOCKERODE = """
const Docker = require('dockerode');
const [host, to] = process.argv.slice(-2);
const password = require('fs').readFileSync(0, 'utf8').trim();
const auth = {username: 'AWS', password, email: null, serveraddress: host};
const docker = new Docker();
const done = stream => new Promise((well, badly) =>
  docker.modem.followProgress(stream, (error, said) => error ? badly(error) : well(said)));
(async () => {
  await docker.checkAuth(auth);
  await done(await docker.pull(`${host}/my-image:latest`, {authconfig: auth}));
  await docker.getImage(`${host}/my-image:latest`).tag({repo: to, tag: 'v1'});
  await done(await docker.getImage(to).push({tag: 'v1', authconfig: auth}));
  await docker.getImage(`${to}:v1`).remove();
  await done(await docker.pull(`${to}:v1`, {authconfig: auth}));
})().catch(error => { console.error(error); process.exit(1); });
"""
ORAS_PY = """
import os, sys
from pathlib import Path
os.environ["HOME"] = os.environ["EXPLAIN_ECR_LAB"]  # it also reads ~/.docker's, in any order
from oras.client import OrasClient
host, to, password = sys.argv[1], sys.argv[2], sys.stdin.read().strip()
place = Path(os.environ["EXPLAIN_ECR_LAB"])
client = OrasClient(hostname=host, auth_backend="basic")
config = os.path.join(os.environ["DOCKER_CONFIG"], "config.json")
file = place / "note.txt"
file.write_text("a note")
pushed = client.push(target=f"{to}:v1", files=[str(file)], config_path=config,
    disable_path_validation=True)
assert pushed.status_code == 201, pushed
assert client.get_tags(f"{to}:v1") == ["v1"]
assert client.pull(target=f"{to}:v1", outdir=str(place / "pulled"), config_path=config)
"""
DXF = """
import sys
from dxf import DXF, DXFBase
host, to, password = sys.argv[1], sys.argv[2], sys.stdin.read().strip()
def auth(client, response):
    client.authenticate("AWS", password, response=response)
repository = to.partition("/")[2]
assert repository in DXFBase(host, auth).list_repos()
client = DXF(host, repository, auth)
assert client.list_aliases() == []
"""


@pytest.fixture(scope="module")
def ecr(lab: Any) -> Any:
    """ECR's API in the lab, asked from outside of every client; the image is pushed already."""
    import configparser

    import boto3

    if not lab.run("sh", "-c", "command -v docker && command -v aws").stdout:
        pytest.skip("there is no docker or aws here")
    lab.good(
        "sh", "-c", f"{LINE} && docker tag my-image {HOST}/my-image && docker push {HOST}/my-image"
    )
    files = configparser.ConfigParser()
    files.read(lab.folder / "aws-credentials")
    return boto3.client(
        "ecr",
        region_name="ap-south-1",
        endpoint_url=lab.environment["AWS_ENDPOINT_URL"],
        **dict(files["default"]),
    )


def tags(ecr: Any, repository: str) -> list[str]:
    listed = ecr.list_images(repositoryName=repository, filter={"tagStatus": "TAGGED"})
    return [image["imageTag"] for image in listed["imageIds"]]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_program(lab: Any, ecr: Any, needs: Callable[..., None], name: str) -> None:
    needs(name, *(["skopeo"] if name in NEEDS_SKOPEO else []))
    repository = f"other/{name}"
    ecr.create_repository(repositoryName=repository)
    text = START + SCRIPTS[name].replace("PASSWORD", PASSWORD).replace("\n", ";\n").strip("; \n")
    done = lab.run("bash", "-c", text.replace("\\;\n", "\\\n"), REPOSITORY=repository)
    assert done.returncode == 0, done
    pushed = [
        exchange
        for exchange in lab.cloud.wire.since(0)
        if exchange.method == "PUT"
        and exchange.status == 201
        and exchange.target.startswith(f"/v2/{repository}/manifests/")
    ]
    assert pushed, "it pushed nothing"
    assert tags(ecr, repository) == []


def run_script(lab: Any, repository: str, script: str, *program: str) -> None:
    password = lab.good("sh", "-c", PASSWORD)
    lab.good(*program, script, HOST, f"{HOST}/{repository}", stdin=password)


@pytest.mark.parametrize(
    ("module", "script", "pushes"),
    [("docker", DOCKER_PY, ["v1"]), ("oras", ORAS_PY, ["v1"]), ("dxf", DXF, [])],
)
def test_a_library_of_python(
    lab: Any, ecr: Any, module: str, script: str, pushes: list[str]
) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"there is no {module} here")
    repository = f"python/{module}"
    ecr.create_repository(repositoryName=repository)
    path = os.pathsep.join(sys.path)
    run_script(lab, repository, script, "env", f"PYTHONPATH={path}", sys.executable, "-c")
    assert tags(ecr, repository) == pushes


def test_dockerode(lab: Any, ecr: Any, needs: Callable[..., None], tmp_path: Path) -> None:
    needs("node")
    path = os.environ.get("NODE_PATH", "")
    find = ["node", "-e", "require.resolve('dockerode')"]
    if subprocess.run(find, capture_output=True, check=False).returncode:
        pytest.skip("there is no dockerode here")
    ecr.create_repository(repositoryName="node/dockerode")
    script = tmp_path / "client.js"
    script.write_text(DOCKERODE)
    run_script(lab, "node/dockerode", str(script), "env", f"NODE_PATH={path}", "node")
    assert tags(ecr, "node/dockerode") == ["v1"]


def test_across_accounts_is_refused_where_there_is_one(lab: Any, ecr: Any) -> None:
    other = HOST.replace("381492183358", "111122223333")
    lab.good("sh", "-c", LINE.replace(HOST, other))
    refused = lab.run("docker", "pull", f"{other}/my-image")
    assert "because no resource-based policy allows the ecr:BatchGetImage action" in refused.stderr
