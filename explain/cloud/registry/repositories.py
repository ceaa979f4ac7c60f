"""The repositories, as moto's ECR keeps them: it is the one that knows images, tags and layers.

So `aws ecr describe-images` shows what was pushed, and what `aws ecr batch-delete-image` deletes
is gone. A manifest's text is in moto, too; only layers are files of ours.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from moto.ecr.models import Image, RepoTagMutability, ecr_backends

from explain.cloud.hosts import RegistryHost
from explain.cloud.iam import MOTO
from explain.cloud.registry.manifests import Manifest
from explain.cloud.registry.problems import (
    image_held,
    manifest_unknown,
    repository_unknown,
    tag_immutable,
)


class PushedImage(Image):
    """An image whose size is that of its layers, as ECR has it; moto takes the configuration's."""

    def get_image_size_in_bytes(self) -> int | None:
        """Add the layers up; an index has none."""
        layers = json.loads(self.image_manifest).get("layers")
        return sum(layer["size"] for layer in layers) if layers is not None else None


class Repository:
    """A repository of moto's, with the methods that a registry needs."""

    def __init__(self, moto: Any) -> None:
        self._moto = moto
        self.name: str = moto.name
        self.account: str = moto.registry_id
        self.arn: str = moto.arn

    @property
    def place(self) -> tuple[str, str]:
        """The repository's name and its registry's id, as refusals quote them."""
        return self.name, self.account

    @property
    def layers(self) -> dict[str, int]:
        """The layers by digest, with their sizes. moto before 5.2.5 has no such thing."""
        layers: dict[str, int] = vars(self._moto).setdefault("layers", {})
        return layers

    def images(self) -> list[Image]:
        """List the images."""
        with MOTO:
            return list(self._moto.images)

    def tags(self) -> list[str]:
        """List the tags in the specification's order (Listing Tags)."""
        return sorted({tag for image in self.images() for tag in image.image_tags})

    def tagged(self, tag: str) -> Image | None:
        """Find an image by its tag."""
        return next((image for image in self.images() if tag in image.image_tags), None)

    def with_digest(self, digest: str) -> Image | None:
        """Find an image by its digest."""
        return next((one for one in self.images() if one.image_digest == digest), None)

    def missing_images(self, digests: Collection[str]) -> list[str]:
        """List those of these digests that no image here has."""
        there = {image.image_digest for image in self.images()}
        return [digest for digest in digests if digest not in there]

    def holders(self, digest: str) -> list[str]:
        """List the indexes that refer to this image."""
        return [
            image.image_digest
            for image in self.images()
            if digest in _children(json.loads(image.image_manifest))
        ]

    def put(self, manifest: Manifest, tag: str | None, now: datetime) -> None:
        """Store a manifest, and give it a tag; another image that had the tag loses it."""
        with MOTO:
            before = self.tagged(tag) if tag else None
            if tag and before and self._is_immutable(tag):
                raise tag_immutable(tag, self.name)
            image = self.with_digest(manifest.digest) or self._add(manifest, now)
            if tag and before is not image:
                if before:
                    _untag(before, tag)
                image.update_tag(tag)

    def delete(self, tag: str | None, digest: str) -> None:
        """Delete an image, or one of its tags: with the last one the image goes, too.

        That is what `BatchDeleteImage` does (AWS, API_BatchDeleteImage).
        """
        with MOTO:
            image = self.tagged(tag) if tag else self.with_digest(digest)
            if image is None:
                raise manifest_unknown(tag or digest)
            if tag and len(image.image_tags) > 1:
                _untag(image, tag)
                return
            if holders := self.holders(image.image_digest):
                raise image_held(holders)
            self._moto.images.remove(image)

    def _add(self, manifest: Manifest, now: datetime) -> Image:
        text = manifest.content.decode()
        kind = manifest.media_type
        no_tag: Any = None  # moto's own way
        image = PushedImage(self.account, no_tag, text, self.name, kind, manifest.digest)
        image.image_pushed_at = int(now.timestamp())
        self._moto.images.append(image)
        return image

    def _is_immutable(self, tag: str) -> bool:
        """Tell whether a tag stays where it is (AWS, Image tag mutability)."""
        mode = self._moto.image_tag_mutability
        filters = self._moto.image_tag_mutability_exclusion_filters or []
        excluded = any(fnmatchcase(tag, one["filter"]) for one in filters)
        if mode == RepoTagMutability.IMMUTABLE_WITH_EXCLUSION:
            return not excluded
        if mode == RepoTagMutability.MUTABLE_WITH_EXCLUSION:
            return excluded
        return bool(mode == RepoTagMutability.IMMUTABLE)


def find(host: RegistryHost, name: str) -> Repository:
    """Find a repository of the registry that a host names."""
    with MOTO:
        account = ecr_backends[host.account]
        known = host.region in account.regions
        moto = account[host.region].repositories.get(name) if known else None
    if moto is None:
        raise repository_unknown(name, host.account)
    return Repository(moto)


def names_of(host: RegistryHost) -> list[str]:
    """List the repositories of the registry that a host names."""
    with MOTO:
        account = ecr_backends[host.account]
        return sorted(account[host.region].repositories) if host.region in account.regions else []


def all_layers() -> set[str]:
    """List the layers that any repository has."""
    found: set[str] = set()
    with MOTO:
        for account in ecr_backends.values():
            for backend in account.values():
                for one in backend.repositories.values():
                    found.update(Repository(one).layers)
    return found


def content_of(image: Image) -> bytes:
    """Return a manifest as it was pushed."""
    text: str = image.image_manifest
    return text.encode()


def media_type_of(image: Image) -> str:
    """Return a manifest's media type."""
    return str(image.image_manifest_media_type)


def _children(manifest: dict[str, Any]) -> set[str]:
    """Return the digests of the images that an index is made of."""
    return {str(child.get("digest")) for child in manifest.get("manifests") or ()}


def _untag(image: Image, tag: str) -> None:
    image.remove_tag(tag)
    if not image.image_tags:
        image.image_tag = None  # type: ignore[assignment]  # as moto has it for an image without tags
