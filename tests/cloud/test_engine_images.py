from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import tarfile
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from explain.cloud import Cloud
from explain.cloud.engine.first_image import first_image
from explain.cloud.engine.references import BadReference, parse
from explain.cloud.engine.store import ImageStore
from explain.errors import SandboxProblem

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
NAME = f"{HOST}/my-image"
ID = "sha256:afb6bcb9c573d47a34337865c937c9e76cce094c603a39127e4ad1555809df23"
DIFF_ID = "sha256:21be26fdc75b8803433cebed258274460cecdbd28e037aaff2df8b04f8ee9520"
DOCKER = shutil.which("docker")

Api = Callable[..., Any]
Docker = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def cloud(make_cloud: Callable[..., Cloud], tmp_path: Path) -> Cloud:
    return make_cloud(storage=tmp_path / "storage")


@pytest.fixture
def api(cloud: Cloud, call: Any) -> Api:
    """Call the Engine API as the CLI does."""
    url = cloud.engine_url.replace("tcp:", "http:")

    def send(method: str, path: str, headers: Any = None) -> Any:
        return call(url, method, f"/v1.50{path}", headers)

    return send


@pytest.fixture
def docker(cloud: Cloud, tmp_path: Path) -> Docker:
    """Run the real docker CLI against the engine."""
    if DOCKER is None:
        pytest.skip("there is no docker CLI")
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DOCKER_HOST": cloud.engine_url,
        "DOCKER_CONFIG": str(tmp_path / "docker"),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        argv = [DOCKER, *arguments]
        return subprocess.run(argv, env=env, text=True, capture_output=True, timeout=60)

    return run


def names(api: Api, filters: dict[str, Any] | None = None) -> list[list[str]]:
    query = f"?filters={quote(json.dumps(filters))}" if filters else ""
    return [one["RepoTags"] for one in api("GET", f"/images/json{query}").json]


def test_the_first_image_is_the_same_everywhere() -> None:
    first = first_image()
    assert zlib.decompress(first.layer, wbits=31) == first.unpacked
    with tarfile.open(fileobj=io.BytesIO(first.layer), mode="r:gz") as archive:
        assert archive.getnames() == ["hello.txt"]
    assert json.loads(first.config)["rootfs"]["diff_ids"] == [DIFF_ID]
    assert json.loads(first.manifest)["config"]["digest"] == ID


def test_the_engine_is_born_with_one_image(api: Api) -> None:
    (image,) = api("GET", "/images/json").json
    assert image == {
        "Containers": -1,
        "Created": 1767225600,
        "Id": ID,
        "Labels": {"org.opencontainers.image.title": "my-image"},
        "ParentId": "",
        "RepoDigests": [],
        "RepoTags": [f"{NAME}:latest", "my-image:latest"],
        "SharedSize": -1,
        "Size": 2048,
    }


def test_without_a_folder_there_are_no_images(make_cloud: Any, call: Any) -> None:
    url = make_cloud().engine_url.replace("tcp:", "http:")
    assert call(url, "GET", "/images/json").status == 501


@pytest.mark.parametrize("name", ["my-image", "my-image:latest", NAME, ID, ID[7:], ID[7:15]])
def test_an_image_is_found_by_name_and_id(api: Api, name: str) -> None:
    for path in (name, quote(name, safe="")):
        assert api("GET", f"/images/{path}/json").json["Id"] == ID


def test_an_image_is_shown_in_full(api: Api) -> None:
    shown = api("GET", "/images/my-image/json").json
    assert (shown["Architecture"], shown["Os"], shown["Size"]) == ("amd64", "linux", 2048)
    assert shown["Created"] == "2026-01-01T00:00:00Z"
    assert shown["Config"]["Cmd"] == ["cat", "/hello.txt"]
    assert shown["RootFS"] == {"Type": "layers", "Layers": [DIFF_ID]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/images/nope/json"),
        ("POST", "/images/nope/tag?repo=x"),
        ("DELETE", "/images/nope"),
    ],
)
def test_an_image_that_is_not_there(api: Api, method: str, path: str) -> None:
    reply = api(method, path)
    assert (reply.status, reply.json) == (404, {"message": "No such image: nope:latest"})


@pytest.mark.parametrize("kind", ["container", "network", "volume", "plugin"])
def test_other_things_are_never_there(api: Api, kind: str) -> None:
    for path in (f"/{kind}s/x", f"/{kind}s/x/json"):
        reply = api("GET", path)
        assert (reply.status, reply.json) == (404, {"message": f"No such {kind}: x"})


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"reference": {NAME: True}}, [[f"{NAME}:latest"]]),
        ({"reference": [f"{HOST}/*:latest"]}, [[f"{NAME}:latest"]]),
        ({"reference": ["my-*"]}, [["my-image:latest"]]),
        ({"reference": ["nope", "my-image"]}, [["my-image:latest"]]),
        ({"reference": ["nope"]}, []),
        ({"reference": ["*"]}, [["my-image:latest"]]),  # as in Go, no star crosses a slash
        ({"dangling": ["true"]}, []),
        ({"dangling": ["false"]}, [[f"{NAME}:latest", "my-image:latest"]]),
        (
            {"label": ["org.opencontainers.image.title=my-image"]},
            [[f"{NAME}:latest", "my-image:latest"]],
        ),
        ({"label": ["org.opencontainers.image.title=x"]}, []),
    ],
)
def test_filters(api: Api, filters: dict[str, Any], shown: list[list[str]]) -> None:
    assert names(api, filters) == shown


@pytest.mark.parametrize("filters", ["{", "7", '{"before":["x"]}', '{"dangling":["maybe"]}'])
def test_filters_that_are_none(api: Api, filters: str) -> None:
    reply = api("GET", f"/images/json?filters={quote(filters)}")
    assert reply.status == 400
    assert reply.json["message"].startswith("invalid filter")


def test_tag_and_untag(api: Api) -> None:
    assert api("POST", f"/images/my-image/tag?repo={NAME}&tag=v2").status == 201
    assert api("POST", "/images/my-image/tag?repo=other").status == 201
    assert names(api) == [[f"{NAME}:latest", f"{NAME}:v2", "my-image:latest", "other:latest"]]
    reply = api("DELETE", f"/images/{NAME}:v2")
    assert (reply.status, reply.json) == (200, [{"Untagged": f"{NAME}:v2"}])
    assert api("DELETE", "/images/other").json == [{"Untagged": "other:latest"}]


def test_an_image_goes_with_its_last_name(api: Api, tmp_path: Path) -> None:
    api("DELETE", "/images/my-image")
    assert api("DELETE", f"/images/{NAME}").json == [
        {"Untagged": f"{NAME}:latest"},
        {"Deleted": ID},
        {"Deleted": DIFF_ID},
    ]
    assert names(api) == []
    assert list((tmp_path / "storage" / "engine" / "blobs").iterdir()) == []


def test_an_image_in_two_repositories_is_not_removed_by_its_id(api: Api) -> None:
    reply = api("DELETE", f"/images/{ID[7:19]}")
    assert reply.status == 409
    assert reply.json["message"] == (
        "conflict: unable to delete afb6bcb9c573 (must be forced)"
        " - image is referenced in multiple repositories"
    )
    gone = api("DELETE", f"/images/{ID[7:19]}?force=1").json
    assert [one.get("Untagged") for one in gone[:2]] == [f"{NAME}:latest", "my-image:latest"]


def test_an_image_with_one_name_is_removed_by_its_id(api: Api) -> None:
    api("DELETE", "/images/my-image")
    assert [*map(list, api("DELETE", f"/images/{ID}").json)] == [["Untagged"], *[["Deleted"]] * 2]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("my-image", "docker.io/library/my-image||"),
        ("me/my-image:v1", "docker.io/me/my-image|v1|"),
        ("docker.io/library/x", "docker.io/library/x||"),
        ("index.docker.io/x", "docker.io/library/x||"),
        ("localhost/x", "localhost/x||"),
        ("host:5000/x:y", "host:5000/x|y|"),
        (f"{NAME}@{ID}", f"{NAME}||{ID}"),
        (f"{NAME}:v1@{ID}", f"{NAME}|v1|{ID}"),
    ],
)
def test_references(text: str, read: str) -> None:
    one = parse(text)
    assert f"{one.full_name}|{one.tag}|{one.digest}" == read
    assert parse(str(one)) == one


@pytest.mark.parametrize(
    "text",
    ["", ":", "x:", "x@", "x@sha256:12", "-x", "x//y", "x/", "x y", "x:y:z", "me:hush@x.y/z", "é",
     "a" * 256, "h.h/" + "\n", "../x", "host:99999999/x", f"x:{'y' * 129}"],
)  # fmt: skip
def test_texts_that_are_no_references(text: str) -> None:
    with pytest.raises(BadReference, match="invalid reference format"):
        parse(text)


def test_a_repository_in_capitals(api: Api) -> None:
    reply = api("POST", "/images/my-image/tag?repo=My-Image")
    assert reply.status == 400
    assert reply.json["message"].endswith("repository name (library/My-Image) must be lowercase")


@pytest.mark.parametrize("target", ["repo=", "repo=x&tag=-", f"repo=x@{ID}", "repo=../../x"])
def test_names_that_nothing_can_be_tagged_with(api: Api, target: str) -> None:
    assert api("POST", f"/images/my-image/tag?{target}").status == 400


def test_the_folder_is_for_this_user_alone(cloud: Cloud, tmp_path: Path) -> None:
    cloud.warm()
    engine = tmp_path / "storage" / "engine"
    paths = [engine, *engine.rglob("*")]
    assert {stat.S_IMODE(one.stat().st_mode) for one in paths if one.is_dir()} == {0o700}
    assert {stat.S_IMODE(one.stat().st_mode) for one in paths if one.is_file()} == {0o600}


def test_images_outlive_their_engine_and_stay_removed(tmp_path: Path) -> None:
    store = ImageStore(tmp_path / "engine", HOST)
    store.name(ID, parse("other:v1"))
    again = ImageStore(tmp_path / "engine", HOST)
    (image,) = again.images()
    assert image.tags == (f"{NAME}:latest", "my-image:latest", "other:v1")
    again.delete(image)
    assert ImageStore(tmp_path / "engine", HOST).images() == []


def test_what_a_killed_engine_left_is_swept_away(tmp_path: Path) -> None:
    store = ImageStore(tmp_path, HOST)
    store.files.write(b"a layer of an image that was never finished")
    (tmp_path / "incoming" / "half").write_bytes(b"half a lay")
    before = ImageStore(tmp_path, HOST).images()[0].manifest
    assert list((tmp_path / "incoming").iterdir()) == []
    assert len(list((tmp_path / "blobs").iterdir())) == 2 + len(before.layers)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"layers":7}', '{"layers":{},"more":1}'])
def test_a_damaged_list_of_images_is_a_problem_of_the_sandbox(tmp_path: Path, text: str) -> None:
    ImageStore(tmp_path, HOST)
    (tmp_path / "images.json").write_text(text)
    with pytest.raises(SandboxProblem, match="cannot be read"):
        ImageStore(tmp_path, HOST)


def test_many_at_once_lose_nothing(api: Api) -> None:
    def one(number: int) -> int:
        return int(api("POST", f"/images/my-image/tag?repo=x&tag=v{number}").status)

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(one, range(64))) == {201}
    assert len(names(api, {"reference": ["x"]})[0]) == 64


def test_docker_lists_images(docker: Docker) -> None:
    done = docker("images", "--format", "{{.Repository}} {{.Tag}} {{.ID}} {{.Size}}")
    rows = [f"{NAME} latest afb6bcb9c573 2.05kB", "my-image latest afb6bcb9c573 2.05kB"]
    assert (
        sorted(done.stdout.splitlines()) == rows
    )  # docker itself puts one image's names in no order
    head, line = docker("image", "ls", NAME).stdout.splitlines()
    assert head.split() == ["REPOSITORY", "TAG", "IMAGE", "ID", "CREATED", "SIZE"]
    assert line.startswith(NAME)


def test_docker_tags_and_removes(docker: Docker) -> None:
    done = docker("tag", "my-image", f"{NAME}:v2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert docker("rmi", f"{NAME}:v2").stdout == f"Untagged: {NAME}:v2\n"
    done = docker("rmi", "nope")
    assert (done.returncode, done.stderr) == (
        1,
        "Error response from daemon: No such image: nope:latest\n",
    )


def test_docker_inspects(docker: Docker) -> None:
    for command in (["inspect"], ["image", "inspect"]):
        template = "{{.Id}} {{.Architecture}} {{.Config.Cmd}} {{index .RepoTags 1}}"
        done = docker(*command, "--format", template, "my-image")
        assert done.stdout == f"{ID} amd64 [cat /hello.txt] my-image:latest\n", done.stderr
    done = docker("inspect", "nope")
    assert (done.returncode, done.stdout) == (1, "[]\n")
    assert done.stderr.strip().lower() == "error: no such object: nope"


def test_docker_shows_the_engine(docker: Docker) -> None:
    done = docker("version", "--format", "{{.Server.Version}} {{.Server.APIVersion}}")
    assert done.stdout == "28.2.2 1.50\n", done.stderr
    done = docker("info")
    assert done.returncode == 0, done.stderr
    assert " Images: 1\n" in done.stdout
    assert " Operating System: explain-ecr sandbox\n" in done.stdout


@pytest.mark.parametrize(
    "command", [["run", "my-image"], ["ps"], ["network", "ls"], ["volume", "ls"]]
)
def test_docker_is_told_what_the_engine_is_for(docker: Docker, command: list[str]) -> None:
    done = docker(*command)
    assert done.returncode != 0
    assert (
        "Error response from daemon: this is the explain-ecr sandbox engine: it is for docker"
        " login, images, tag, push, pull, inspect and rmi, not "
    ) in done.stderr
