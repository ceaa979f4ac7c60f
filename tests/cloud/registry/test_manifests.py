from __future__ import annotations

import json
from typing import Any

import pytest

ACCOUNT = "381492183358"
IMAGE = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_IMAGE = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
MANIFESTS = "/v2/app/manifests"
NOT_THERE = "sha256:" + "0" * 64


@pytest.fixture
def manifest(registry: Any, make_image: Any) -> bytes:
    """Return a manifest whose layers are there."""
    for blob in (b"{}", b"layer"):
        registry.push_blob(blob)
    return make_image(b"layer")


NO_MANIFEST = (
    405,
    "UNSUPPORTED",
    "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
)


def index(kind: str, *manifests: bytes, describe: Any) -> bytes:
    described = [describe(one, IMAGE) for one in manifests]
    return json.dumps({"schemaVersion": 2, "mediaType": kind, "manifests": described}).encode()


def test_a_manifest_is_pushed_by_tag_and_pulled_by_tag_and_digest(
    registry: Any, manifest: bytes, digest: Any
) -> None:
    reply = registry("PUT", f"{MANIFESTS}/v1", manifest, Content_Type=IMAGE)
    assert (reply.status, reply.body) == (201, b"")
    assert reply.headers["Docker-Content-Digest"] == digest(manifest)
    assert reply.headers["Location"] is None
    for reference in ("v1", digest(manifest)):
        reply = registry("GET", f"{MANIFESTS}/{reference}")
        assert (reply.status, reply.body) == (200, manifest)
        assert reply.headers["Content-Type"] == IMAGE
        assert reply.headers["Docker-Content-Digest"] is None
        head = registry("HEAD", f"{MANIFESTS}/{reference}")
        assert (head.status, head.headers["Content-Length"]) == (200, str(len(manifest)))
        assert head.headers["Docker-Content-Digest"] == digest(manifest)


def test_the_specification_names_a_manifest_where_ecr_does_not(
    make_registry: Any, make_image: Any, digest: Any
) -> None:
    registry = make_registry(spec=True)
    pushed = registry.push_image("v1")
    put = registry("PUT", f"{MANIFESTS}/v2", make_image(b"layer"), Content_Type=IMAGE)
    assert put.headers["Location"] == f"{MANIFESTS}/{pushed}"
    assert registry("GET", f"{MANIFESTS}/v1").headers["Docker-Content-Digest"] == pushed


def test_a_manifest_is_pushed_by_digest_and_has_no_tag(
    registry: Any, manifest: bytes, digest: Any
) -> None:
    path = f"{MANIFESTS}/{digest(manifest)}"
    assert registry("PUT", path, manifest, Content_Type=IMAGE).status == 201
    assert registry("PUT", path, manifest, Content_Type=IMAGE).status == 201
    assert registry("GET", path).body == manifest
    assert json.loads(registry("GET", "/v2/app/tags/list").body)["tags"] == []


def test_docker_s_manifests_are_taken_and_returned_under_their_own_type(
    registry: Any, make_image: Any, manifest: bytes, describe: Any
) -> None:
    image = make_image(b"layer", mediaType=DOCKER_IMAGE)
    assert registry("PUT", f"{MANIFESTS}/v1", image, Content_Type=DOCKER_IMAGE).status == 201
    listed = index(DOCKER_LIST, image, describe=describe)
    assert registry("PUT", f"{MANIFESTS}/all", listed, Content_Type=DOCKER_LIST).status == 201
    assert registry("GET", f"{MANIFESTS}/v1").headers["Content-Type"] == DOCKER_IMAGE
    assert registry("GET", f"{MANIFESTS}/all").headers["Content-Type"] == DOCKER_LIST


def test_the_manifest_s_own_media_type_will_do(registry: Any, manifest: bytes) -> None:
    assert registry("PUT", f"{MANIFESTS}/v1", manifest).status == 201
    assert registry("GET", f"{MANIFESTS}/v1").headers["Content-Type"] == IMAGE


def test_an_index_needs_its_images(
    registry: Any, manifest: bytes, digest: Any, describe: Any
) -> None:
    listed = index(INDEX, manifest, describe=describe)
    reply = registry("PUT", f"{MANIFESTS}/all", listed, Content_Type=INDEX)
    message = (
        f"Images with digests '[{digest(manifest)}]' required for pushing image into repository "
        f"with name 'app' in the registry with id '{ACCOUNT}' do not exist"
    )
    assert reply.error == (404, "MANIFEST_BLOB_UNKNOWN", message)
    registry("PUT", f"{MANIFESTS}/{digest(manifest)}", manifest, Content_Type=IMAGE)
    assert registry("PUT", f"{MANIFESTS}/all", listed, Content_Type=INDEX).status == 201
    assert registry("GET", f"{MANIFESTS}/all").body == listed


def test_an_image_needs_its_layers(registry: Any, make_image: Any, digest: Any) -> None:
    registry.push_blob(b"{}")
    registry.push_blob(b"elsewhere", "team/other")
    manifest = make_image(b"nowhere", b"elsewhere")
    reply = registry("PUT", f"{MANIFESTS}/v1", manifest, Content_Type=IMAGE)
    assert reply.error[:2] == (404, "MANIFEST_BLOB_UNKNOWN")
    missing = f"Layers with digests '[{digest(b'nowhere')}, {digest(b'elsewhere')}]'"
    assert reply.error[2].startswith(missing)


def test_layers_that_are_fetched_from_elsewhere_need_not_be_there(
    registry: Any, make_image: Any, describe: Any
) -> None:
    registry.push_blob(b"{}")
    foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
    layers = [describe(b"a", foreign), describe(b"b", urls=["https://example.com/b"])]
    manifest = make_image(layers=layers)
    assert registry("PUT", f"{MANIFESTS}/v1", manifest, Content_Type=IMAGE).status == 201


def test_a_manifest_under_a_digest_that_it_does_not_have(registry: Any, manifest: bytes) -> None:
    reply = registry("PUT", f"{MANIFESTS}/{NOT_THERE}", manifest, Content_Type=IMAGE)
    message = (
        f"The image with digest '{NOT_THERE}' in repository 'app' and registry ID '{ACCOUNT}' "
        "does not match the image digest that Amazon ECR has calculated."
    )
    assert reply.error == (400, "MANIFEST_INVALID", message)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{}",
        "{}".encode("utf-16"),
        b"[" * 100_000,
        b'{"schemaVersion": ' + b"1" * 5000 + b"}",
        b"{}",
        b'{"schemaVersion":1}',
        b'{"schemaVersion":2}',
        b'{"schemaVersion":2,"config":{},"layers":[]}',
        b'{"schemaVersion":2,"config":null,"layers":{}}',
        b'{"schemaVersion":2,"config":null,"layers":[1]}',
        b'{"schemaVersion":2,"mediaType":"text/plain","layers":[]}',
        b'{"schemaVersion":2,"mediaType":["x"],"layers":[]}',
        b'{"schemaVersion":2,"subject":5,"layers":[]}',
    ],
)
@pytest.mark.parametrize("kind", [IMAGE, INDEX])
def test_what_is_no_manifest_is_refused(registry: Any, body: bytes, kind: str) -> None:
    reply = registry("PUT", f"{MANIFESTS}/v1", body, Content_Type=kind)
    assert reply.error == NO_MANIFEST


@pytest.mark.parametrize("kind", ["text/plain", DOCKER_IMAGE, DOCKER_IMAGE.replace("v2", "v1")])
def test_a_media_type_that_is_not_the_manifest_s_is_refused(
    registry: Any, manifest: bytes, kind: str
) -> None:
    reply = registry("PUT", f"{MANIFESTS}/v1", manifest, Content_Type=kind)
    assert reply.error == NO_MANIFEST


def test_a_manifest_may_have_four_megabytes_and_no_more(registry: Any, manifest: bytes) -> None:
    limit = 4 * 1024 * 1024
    assert registry("PUT", f"{MANIFESTS}/v1", manifest.ljust(limit)).status == 201
    assert len(registry("GET", f"{MANIFESTS}/v1").body) == limit
    assert registry.cloud.wire.since(0)[-1].response_body == "(4,194,304 bytes)"
    reply = registry("PUT", f"{MANIFESTS}/v2", manifest.ljust(limit + 1))
    assert reply.error[:2] == (413, "MANIFEST_INVALID")


@pytest.mark.parametrize("reference", ["latest", NOT_THERE])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_image_that_is_not_there(registry: Any, method: str, reference: str) -> None:
    reply = registry(method, f"{MANIFESTS}/{reference}")
    assert reply.error == (404, "MANIFEST_UNKNOWN", "Requested image not found")
    assert registry("HEAD", f"{MANIFESTS}/{reference}").status == 404


@pytest.mark.parametrize("tag", [".x", "-x", "a" * 129, "a b", "\u00e9"])
def test_a_tag_that_is_none(registry: Any, manifest: bytes, tag: str) -> None:
    from urllib.parse import quote

    reply = registry("PUT", f"{MANIFESTS}/{quote(tag)}", manifest)
    message = (
        "Invalid parameter at 'imageTag' failed to satisfy constraint: "
        "'must satisfy regular expression '[a-zA-Z0-9-_.]+''"
    )
    assert reply.error == (405, "UNSUPPORTED", message)
    assert registry("GET", f"{MANIFESTS}/{quote(tag)}").status == 400


def test_a_tag_moves_on_and_leaves_the_older_image_without(registry: Any, moto: Any) -> None:
    older = registry.push_image("latest", layer=b"older")
    newer = registry.push_image("latest", layer=b"newer")
    assert registry("HEAD", f"{MANIFESTS}/latest").headers["Docker-Content-Digest"] == newer
    assert registry("GET", f"{MANIFESTS}/{older}").status == 200
    found = {image.image_digest: image.image_tags for image in moto().list_images("app")}
    assert found == {older: [], newer: ["latest"]}


def test_an_image_can_have_several_tags_and_be_pushed_again(registry: Any, moto: Any) -> None:
    pushed = [registry.push_image(tag) for tag in ("v1", "latest", "v1")]
    (image,) = moto().list_images("app")
    assert (image.image_digest, image.image_tags) == (pushed[0], ["v1", "latest"])


def test_deleting_takes_one_tag_off_and_with_the_last_the_image(registry: Any) -> None:
    pushed = registry.push_image("v1")
    assert registry.push_image("latest") == pushed
    assert registry("DELETE", f"{MANIFESTS}/v1").status == 202
    assert registry("GET", f"{MANIFESTS}/v1").status == 404
    assert registry("GET", f"{MANIFESTS}/{pushed}").status == 200
    assert registry("DELETE", f"{MANIFESTS}/latest").status == 202
    assert registry("GET", f"{MANIFESTS}/{pushed}").status == 404


def test_deleting_by_digest_takes_all_tags(registry: Any) -> None:
    pushed = registry.push_image("v1")
    assert registry.push_image("latest") == pushed
    assert registry("DELETE", f"{MANIFESTS}/{pushed}").status == 202
    assert registry("GET", f"{MANIFESTS}/v1").status == 404
    assert registry("GET", f"{MANIFESTS}/latest").status == 404


def immutable(moto: Any, mode: str, *filters: str) -> None:
    given = [{"filter": one, "filterType": "WILDCARD"} for one in filters] or None
    moto().repositories["app"].update(
        "ImageTagMutability",
        image_tag_mutability=mode,
        image_tag_mutability_exclusion_filters=given,
    )


def test_an_immutable_tag_is_given_once(
    registry: Any, moto: Any, make_image: Any, digest: Any
) -> None:
    immutable(moto, "IMMUTABLE")
    first = registry.push_image("v1")
    registry.push_blob(b"other")
    message = (
        "The image tag 'v1' already exists in the 'app' repository "
        "and cannot be overwritten because the repository is immutable."
    )
    for manifest in (make_image(b"other"), make_image(b"layer")):
        reply = registry("PUT", f"{MANIFESTS}/v1", manifest, Content_Type=IMAGE)
        assert reply.error == (400, "TAG_INVALID", message)
    assert registry("HEAD", f"{MANIFESTS}/v1").headers["Docker-Content-Digest"] == first
    assert registry("GET", f"{MANIFESTS}/{digest(make_image(b'other'))}").status == 404
    assert registry.push_image("v2") == first


@pytest.mark.parametrize(
    ("mode", "moving", "staying"),
    [
        ("IMMUTABLE_WITH_EXCLUSION", "dev-1", "v1"),
        ("MUTABLE_WITH_EXCLUSION", "v1", "dev-1"),
    ],
)
def test_some_tags_are_excluded(
    registry: Any, moto: Any, make_image: Any, mode: str, moving: str, staying: str
) -> None:
    immutable(moto, mode, "dev-*")
    for tag in (moving, staying):
        registry.push_image(tag)
    registry.push_image(moving, layer=b"newer")
    reply = registry("PUT", f"{MANIFESTS}/{staying}", make_image(b"newer"), Content_Type=IMAGE)
    assert reply.error[:2] == (400, "TAG_INVALID")


def test_the_api_and_the_registry_agree(registry: Any, moto: Any, clock: Any) -> None:
    pushed = registry.push_image("v1", layer=b"x" * 1000)
    (image,) = moto().describe_images("app")
    assert (image.image_digest, image.image_tags) == (pushed, ["v1"])
    assert image.image_size_in_bytes == 1000
    assert image.image_pushed_at == int(clock.now().timestamp())
    moto().batch_delete_image("app", image_ids=[{"imageTag": "v1"}])
    assert registry("GET", f"{MANIFESTS}/v1").status == 404
    assert registry("GET", f"{MANIFESTS}/{pushed}").status == 404


def test_other_methods_are_unsupported(registry: Any) -> None:
    reply = registry("POST", f"{MANIFESTS}/v1")
    assert reply.error == (405, "UNSUPPORTED", "The operation is unsupported.")
    assert reply.headers["Allow"] == "GET, HEAD, PUT, DELETE"
