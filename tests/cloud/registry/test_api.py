"""ECR's API over the very images that the registry serves."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from explain.clock import Clock

ACCOUNT = "381492183358"
IMAGE = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
WHERE = f"in the repository with name 'app' in the registry with id '{ACCOUNT}'"
Api = Callable[..., Any]


@pytest.fixture
def api(registry: Any, signer: Any) -> Api:
    sign = signer(registry.cloud.control_url)

    def call(operation: str, **parameters: Any) -> Any:
        target = f"AmazonEC2ContainerRegistry_V20150921.{operation}"
        body = {"repositoryName": "app", **parameters}
        body = {name: value for name, value in body.items() if value is not None}
        return sign(target=target, body=json.dumps(body).encode())

    return call


def refused(reply: Any) -> tuple[str, str]:
    assert reply.status == 400
    return reply.json["__type"], reply.json["message"]


def index_of(*digests: str) -> str:
    parts = [{"mediaType": IMAGE, "digest": digest, "size": 5} for digest in digests]
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": parts})


@pytest.mark.parametrize(
    "manifest", ["\ud800", "xyz", "null", "[]", "{}", "7", '{"schemaVersion":2}']
)
def test_what_is_no_manifest_is_not_put(api: Api, manifest: str) -> None:
    message = (
        "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"
    )
    reply = api("PutImage", imageManifest=manifest, imageTag="v1")
    assert refused(reply) == ("InvalidParameterException", message)
    assert api("ListImages").json == {"imageIds": []}


@pytest.mark.parametrize("tag", ["a\r\nX: y", "", "a b", "-x"])
def test_what_is_no_tag_is_not_put(api: Api, registry: Any, make_image: Any, tag: str) -> None:
    registry.push_image("v1")
    reply = api("PutImage", imageManifest=make_image(b"layer").decode(), imageTag=tag)
    assert refused(reply)[0] == "InvalidParameterException"


def test_an_image_is_given_another_tag(api: Api, registry: Any, make_image: Any) -> None:
    pushed = registry.push_image("v1")
    (got,) = api("BatchGetImage", imageIds=[{"imageTag": "v1"}]).json["images"]
    assert got["imageManifest"] == make_image(b"layer").decode()
    put = {"imageManifest": got["imageManifest"], "imageTag": "v2"}
    named = {"imageDigest": pushed, "imageTag": "v2"}
    assert api("PutImage", **put).json["image"]["imageId"] == named
    assert registry("GET", "/v2/app/manifests/v2").body == make_image(b"layer")
    code, message = refused(api("PutImage", **put))
    assert code == "ImageAlreadyExistsException"
    assert message == f"Image with digest '{pushed}' and tag 'v2' already exists {WHERE}"


def test_an_image_that_is_put_needs_its_parts(
    api: Api, registry: Any, make_image: Any, digest: Any
) -> None:
    manifest = make_image(b"nowhere").decode()
    code, message = refused(api("PutImage", imageManifest=manifest))
    assert code == "LayersNotFoundException"
    assert digest(b"nowhere") in message
    code, message = refused(api("PutImage", imageManifest=index_of("sha256:" + "1" * 64)))
    assert code == "ReferencedImagesNotFoundException"
    for blob in (b"{}", b"nowhere"):
        registry.push_blob(blob)
    wrong = "sha256:" + "2" * 64
    reply = api("PutImage", imageManifest=manifest, imageDigest=wrong)
    assert refused(reply)[0] == "ImageDigestDoesNotMatchException"
    image = api("PutImage", imageManifest=manifest).json["image"]
    assert image["imageId"] == {"imageDigest": digest(manifest.encode())}


def test_putting_into_no_repository(api: Api) -> None:
    code, _ = refused(api("PutImage", repositoryName="none", imageManifest="{}"))
    assert code == "RepositoryNotFoundException"


def test_a_tag_of_an_immutable_repository(api: Api, registry: Any, make_image: Any) -> None:
    registry.push_image("v1")
    registry.push_image("v2", layer=b"other")
    api("PutImageTagMutability", imageTagMutability="IMMUTABLE")
    reply = api("PutImage", imageManifest=make_image(b"other").decode(), imageTag="v1")
    assert refused(reply)[0] == "ImageTagAlreadyExistsException"


def test_images_are_filtered_and_come_in_pages(api: Api, registry: Any) -> None:
    registry.push_image("v1")
    registry.push_image("v1", layer=b"newer")  # the older one is without a tag now
    registry.push_image("v2", layer=b"third")
    tagged = api("DescribeImages", filter={"tagStatus": "TAGGED"}).json["imageDetails"]
    assert [detail["imageTags"] for detail in tagged] == [["v1"], ["v2"]]
    (untagged,) = api("ListImages", filter={"tagStatus": "UNTAGGED"}).json["imageIds"]
    assert "imageTag" not in untagged
    for operation, name in (("ListImages", "imageIds"), ("DescribeImages", "imageDetails")):
        first = api(operation, maxResults=2).json
        second = api(operation, maxResults=2, nextToken=first["nextToken"]).json
        assert [len(first[name]), len(second[name])] == [2, 1]
        assert "nextToken" not in second
        assert refused(api(operation, maxResults=1001))[0] == "InvalidParameterException"
        assert refused(api(operation, nextToken="no token"))[0] == "InvalidParameterException"


def test_repositories_come_in_pages(api: Api) -> None:
    first = api("DescribeRepositories", repositoryName=None, maxResults=1).json
    assert [one["repositoryName"] for one in first["repositories"]] == ["app"]
    token = first["nextToken"]
    second = api("DescribeRepositories", repositoryName=None, maxResults=1, nextToken=token).json
    assert [one["repositoryName"] for one in second["repositories"]] == ["team/other"]


def test_an_image_without_a_tag_is_deleted_by_its_digest(api: Api, registry: Any) -> None:
    older = registry.push_image("v1")
    registry.push_image("v1", layer=b"newer")
    reply = api("BatchDeleteImage", imageIds=[{"imageDigest": older}]).json
    assert reply == {"imageIds": [{"imageDigest": older}], "failures": []}
    assert registry("GET", f"/v2/app/manifests/{older}").status == 404


def test_what_cannot_be_deleted_is_told(api: Api, registry: Any) -> None:
    pushed = registry.push_image("v1")
    names = [
        {},
        {"imageTag": "none"},
        {"imageDigest": "x"},
        {"imageDigest": pushed, "imageTag": "none"},
    ]
    failures = api("BatchDeleteImage", imageIds=names).json["failures"]
    assert [one["failureCode"] for one in failures] == [
        *("MissingDigestAndTag", "ImageNotFound", "InvalidImageDigest", "ImageNotFound")
    ]


def test_an_image_of_an_index_is_held(api: Api, registry: Any) -> None:
    child = registry.push_image("child")
    index = api("PutImage", imageManifest=index_of(child), imageTag="all").json["image"]
    holder = index["imageId"]["imageDigest"]
    for name in ({"imageTag": "child"}, {"imageDigest": child}):
        (failure,) = api("BatchDeleteImage", imageIds=[name]).json["failures"]
        assert failure["failureCode"] == "ImageReferencedByManifestList"
        assert holder in failure["failureReason"]
    assert registry("DELETE", f"/v2/app/manifests/{child}").error[:2] == (405, "UNSUPPORTED")
    assert registry("DELETE", f"/v2/app/manifests/{holder}").status == 202
    assert registry("DELETE", f"/v2/app/manifests/{child}").status == 202


def test_a_layer_is_uploaded_part_by_part_and_fetched(
    api: Api, registry: Any, digest: Any, clock: Clock
) -> None:
    upload = api("InitiateLayerUpload").json["uploadId"]

    def send(first: int, part: bytes) -> Any:
        blob = base64.b64encode(part).decode()
        last = first + len(part) - 1
        given = {"partFirstByte": first, "partLastByte": last, "layerPartBlob": blob}
        return api("UploadLayerPart", uploadId=upload, **given)

    complete = {"uploadId": upload, "layerDigests": [digest(b"abcdef")]}
    assert refused(api("CompleteLayerUpload", **complete))[0] == "EmptyUploadException"
    assert send(0, b"abc").json["lastByteReceived"] == 2
    assert refused(send(4, b"def"))[0] == "InvalidLayerPartException"
    assert refused(api("CompleteLayerUpload", **complete))[0] == "InvalidLayerException"
    assert send(3, b"def").json["lastByteReceived"] == 5
    assert api("CompleteLayerUpload", **complete).json["layerDigest"] == digest(b"abcdef")
    assert refused(api("CompleteLayerUpload", **complete))[0] == "UploadNotFoundException"
    assert registry("GET", f"/v2/app/blobs/{digest(b'abcdef')}").body == b"abcdef"
    missing = "sha256:" + "0" * 64
    checked = api(
        "BatchCheckLayerAvailability", layerDigests=[digest(b"abcdef"), missing, "x"]
    ).json
    states = [layer["layerAvailability"] for layer in checked["layers"]]
    assert states == ["AVAILABLE", "UNAVAILABLE"]
    assert checked["failures"][0]["failureCode"] == "InvalidLayerDigest"
    download = api("GetDownloadUrlForLayer", layerDigest=digest(b"abcdef")).json["downloadUrl"]
    assert fetched(download) == (200, b"abcdef")
    assert fetched(download[:-1] + "x")[0] == 403
    clock.turn(timedelta(hours=2))
    assert fetched(download) == (403, b"the address has expired\n")
    shown = registry.cloud.wire.since(0)
    assert not any(download[-64:] in repr(exchange) for exchange in shown)


def fetched(url: str) -> tuple[int, bytes]:
    address, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("GET", f"/{path}")
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


def test_a_layer_that_is_there_is_not_uploaded_again(api: Api, registry: Any, digest: Any) -> None:
    registry.push_blob(b"abc")
    upload = api("InitiateLayerUpload").json["uploadId"]
    blob = base64.b64encode(b"abc").decode()
    given = {"partFirstByte": 0, "partLastByte": 2, "layerPartBlob": blob}
    api("UploadLayerPart", uploadId=upload, **given)
    reply = api("CompleteLayerUpload", uploadId=upload, layerDigests=[digest(b"abc")])
    assert refused(reply)[0] == "LayerAlreadyExistsException"
    assert refused(api("GetDownloadUrlForLayer", layerDigest="sha256:" + "0" * 64)) == (
        "LayersNotFoundException",
        f"The layer with digest 'sha256:{'0' * 64}' does not exist within {WHERE[3:]}",
    )


def test_a_registry_mounts_once_it_is_told_to(api: Api, registry: Any) -> None:
    there = registry.push_blob(b"shared", "team/other")
    path = f"/v2/app/blobs/uploads/?mount={there}&from=team/other"
    assert registry("POST", path).status == 202
    setting = {"name": "BLOB_MOUNTING", "value": "ENABLED", "repositoryName": None}
    assert api("PutAccountSetting", **setting).json["value"] == "ENABLED"
    assert api("GetAccountSetting", name="BLOB_MOUNTING", repositoryName=None).json == {
        "name": "BLOB_MOUNTING",
        "value": "ENABLED",
    }
    assert registry("POST", path).status == 201
    assert refused(api("PutAccountSetting", **{**setting, "name": "x"}))[0] == (
        "InvalidParameterException"
    )


def test_nothing_is_scanned(api: Api, registry: Any) -> None:
    registry.push_image("v1")
    name = {"imageId": {"imageTag": "v1"}}
    assert refused(api("StartImageScan", **name))[0] == "UnknownOperationException"
    assert refused(api("DescribeImageScanFindings", **name))[0] == "ScanNotFoundException"
    configuration = api("PutRegistryScanningConfiguration", repositoryName=None, scanType="BASIC")
    assert configuration.json["registryScanningConfiguration"]["rules"] == []
    assert api("CreateRepository", repositoryName="later").status == 200


def test_what_moto_cannot_deal_with_is_a_refusal_and_no_500(api: Api, monkeypatch: Any) -> None:
    from moto.ecr.models import ECRBackend

    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("rules")

    monkeypatch.setattr(ECRBackend, "put_lifecycle_policy", broken)
    reply = api("PutLifecyclePolicy", lifecyclePolicyText="x" * 100)
    assert refused(reply) == (
        "InvalidParameterException",
        "This sandbox cannot perform PutLifecyclePolicy with these parameters.",
    )


def test_every_operation_does_what_the_page_says(api: Api) -> None:
    from explain.cloud.aws.operations import REFUSED, operations

    states = dict(operations())
    assert len(states) > 50
    for name, state in states.items():
        reply = api(name, repositoryName=None)
        unknown = reply.status == 400 and reply.json["__type"] == "UnknownOperationException"
        if state == REFUSED:
            assert unknown or reply.json["__type"] == "InvalidParameterException", name
        else:
            assert not unknown, name
