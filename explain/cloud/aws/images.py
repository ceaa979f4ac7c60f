"""ECR's calls for images: they work on the very repositories into which the registry pushes.

moto has these calls too, but makes up digests, needs no layers, and knows no pages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from moto.ecr.models import Image

from explain.cloud import refusals
from explain.cloud.aws.call import Call
from explain.cloud.aws.pages import page_of
from explain.cloud.aws.resources import repository_of
from explain.cloud.iam import MOTO
from explain.cloud.registry import manifests
from explain.cloud.registry.problems import manifest_differs
from explain.cloud.registry.repositories import Repository, content_of
from explain.cloud.registry.routes import is_digest, tag_in_call
from explain.cloud.registry.state import State

Given = Mapping[str, Any]
_NOT_FOUND = ("ImageNotFound", "Requested image not found")
_NEITHER = (
    "MissingDigestAndTag",
    "Invalid request parameters: both tag and digest cannot be null",
)
_DIGESTS = "[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+"
_NO_DIGEST = (
    "InvalidImageDigest",
    f"Invalid request parameters: image digest should satisfy the regex '{_DIGESTS}'",
)


class Images:
    """Putting, listing, describing, getting and deleting images."""

    def __init__(self, state: State, now: Callable[[], datetime]) -> None:
        self._state = state
        self._now = now

    def put(self, call: Call, given: Given) -> dict[str, Any]:
        """Store a manifest if all its parts are there, or tag one that is already stored."""
        repository = repository_of(call, given)
        tag = tag_in_call(given["imageTag"]) if "imageTag" in given else None
        content = given["imageManifest"].encode("utf-8", "replace")
        manifest = manifests.read(content, given.get("imageManifestMediaType", ""))
        if given.get("imageDigest", manifest.digest) != manifest.digest:
            raise manifest_differs(given["imageDigest"], repository.name, repository.account)
        with MOTO:
            there = repository.with_digest(manifest.digest)
            if there and (tag is None or tag in there.image_tags):
                raise refusals.image_exists(manifest.digest, tag, *repository.place)
            self._state.check_parts(repository, manifest)
            repository.put(manifest, tag, self._now())
            image = repository.with_digest(manifest.digest)
        assert image
        return {"image": _image(repository, image, tag)}

    def list(self, call: Call, given: Given) -> dict[str, Any]:
        """List the images, each once for each of its tags."""
        images = _filtered(repository_of(call, given), given)
        names = [name for image in images for name in _names(image, image.image_tags)]
        return page_of("imageIds", names, given)

    def describe(self, call: Call, given: Given) -> dict[str, Any]:
        """Describe the images, or those that are named."""
        repository = repository_of(call, given)
        if "imageIds" not in given:
            images = _filtered(repository, given)
            return page_of("imageDetails", [_detail(repository, one) for one in images], given)
        wanted: dict[str, Image] = {}
        for name in given["imageIds"]:
            image = _named(repository, name)
            if image is None:
                raise refusals.no_such_image(name, *repository.place)
            wanted[image.image_digest] = image
        return {"imageDetails": [_detail(repository, image) for image in wanted.values()]}

    def get(self, call: Call, given: Given) -> dict[str, Any]:
        """Return manifests; images that do not exist are listed as failures."""
        repository = repository_of(call, given)
        accepted = given.get("acceptedMediaTypes")
        answer: dict[str, Any] = {"images": [], "failures": []}
        for name in given["imageIds"]:
            image = _named(repository, name)
            failure = _fault(name, image)
            if image and accepted and image.image_manifest_media_type not in accepted:
                failure = _NOT_FOUND
            if failure or image is None:
                answer["failures"].append(_failure(name, *(failure or _NOT_FOUND)))
            else:
                answer["images"].append(_image(repository, image, name.get("imageTag")))
        return answer

    def delete(self, call: Call, given: Given) -> dict[str, Any]:
        """Delete tags and images. What an index refers to stays (aws/containers-roadmap#1567)."""
        repository = repository_of(call, given)
        answer: dict[str, Any] = {"imageIds": [], "failures": []}
        for name in given["imageIds"]:
            with MOTO:
                image = _named(repository, name)
                failure = _fault(name, image) or _held(repository, image, name)
                if failure or image is None:
                    answer["failures"].append(_failure(name, *(failure or _NOT_FOUND)))
                else:
                    answer["imageIds"] += _deleted(repository, image, name)
        return answer


def _deleted(repository: Repository, image: Image, name: Given) -> list[dict[str, str]]:
    """Delete by tag, or by digest and with it every tag; return what is gone."""
    if "imageDigest" not in name:
        repository.delete(name["imageTag"], "")
        return [_name(image, name["imageTag"])]
    tags = list(image.image_tags)
    repository.delete(None, image.image_digest)
    return _names(image, tags)


def _held(repository: Repository, image: Image | None, name: Given) -> tuple[str, str] | None:
    if image is None or ("imageDigest" not in name and len(image.image_tags) > 1):
        return None
    if holders := repository.holders(image.image_digest):
        reason = f"Requested image referenced by manifest list: [{', '.join(holders)}]"
        return "ImageReferencedByManifestList", reason
    return None


def _fault(name: Given, image: Image | None) -> tuple[str, str] | None:
    """Say what is wrong with the name of an image, or that there is no such image."""
    if not name:
        return _NEITHER
    if "imageDigest" in name and not is_digest(name["imageDigest"]):
        return _NO_DIGEST
    return None if image else _NOT_FOUND


def _named(repository: Repository, name: Given) -> Image | None:
    digest, tag = name.get("imageDigest"), name.get("imageTag")
    if digest is None:
        return repository.tagged(tag) if tag is not None else None
    image = repository.with_digest(digest)
    return image if image and (tag is None or tag in image.image_tags) else None


def _filtered(repository: Repository, given: Given) -> Iterator[Image]:
    status = (given.get("filter") or {}).get("tagStatus", "ANY")
    for image in repository.images():
        if status == "ANY" or (status == "TAGGED") == bool(image.image_tags):
            yield image


def _name(image: Image, tag: str | None) -> dict[str, str]:
    name = {"imageDigest": image.image_digest}
    return name if tag is None else {**name, "imageTag": tag}


def _names(image: Image, tags: Sequence[str]) -> list[dict[str, str]]:
    """Name an image by each of its tags, and by its digest alone if it has none."""
    return [_name(image, tag) for tag in tags] or [_name(image, None)]


def _failure(name: Given, code: str, reason: str) -> dict[str, Any]:
    return {"imageId": dict(name), "failureCode": code, "failureReason": reason}


def _image(repository: Repository, image: Image, tag: str | None) -> dict[str, Any]:
    return {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "imageId": _name(image, tag),
        "imageManifest": content_of(image).decode(),
        "imageManifestMediaType": image.image_manifest_media_type,
    }


def _detail(repository: Repository, image: Image) -> dict[str, Any]:
    detail = {
        "registryId": repository.account,
        "repositoryName": repository.name,
        "imageDigest": image.image_digest,
        "imageTags": list(image.image_tags),
        "imageSizeInBytes": image.image_size_in_bytes,
        "imagePushedAt": image.image_pushed_at,
        "imageManifestMediaType": image.image_manifest_media_type,
        "artifactMediaType": _artifact(image),
    }
    return {name: value for name, value in detail.items() if value not in (None, [])}


def _artifact(image: Image) -> str | None:
    """Return the media type of an image's configuration, which tells images from charts."""
    config = json.loads(image.image_manifest).get("config")
    return config.get("mediaType") if isinstance(config, dict) else None
