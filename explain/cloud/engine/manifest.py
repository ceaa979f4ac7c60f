"""Image manifests, as the engine reads them: which blobs make an image, and in which order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from explain.cloud.engine.references import is_digest
from explain.cloud.engine.rejection import TransferFailed

DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
READABLE = (DOCKER_MANIFEST, DOCKER_LIST, OCI_MANIFEST, OCI_INDEX)


class BadManifest(TransferFailed):
    """The bytes are not a manifest of a container image."""


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a manifest says of one blob (OCI image specification, descriptor.md)."""

    digest: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Manifest:
    """A manifest's very bytes, for its digest is theirs, and what they say."""

    data: bytes

    @cached_property
    def digest(self) -> str:
        """The digest of the bytes: the image's name that no one can move."""
        return digest_of(self.data)

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The JSON object. Raises `BadManifest` if there is none."""
        try:
            fields = json.loads(self.data)
        except (ValueError, RecursionError) as error:
            raise BadManifest("the manifest is not JSON") from error
        if not isinstance(fields, dict) or fields.get("schemaVersion") != 2:
            raise BadManifest("unsupported manifest format")
        return fields

    @property
    def media_type(self) -> str:
        """The type it declares. OCI's may leave it out (image specification, manifest.md)."""
        default = OCI_INDEX if "manifests" in self.fields else OCI_MANIFEST
        return str(self.fields.get("mediaType") or default)

    @property
    def is_index(self) -> bool:
        """Whether it only points to other manifests, one for each platform."""
        return self.media_type in (DOCKER_LIST, OCI_INDEX)

    @property
    def children(self) -> list[Mapping[str, Any]]:
        """The descriptors of an index, with their platforms; an image has none."""
        if not self.is_index:
            return []
        return [one for one in _list(self.fields, "manifests") if _descriptor(one)]

    @property
    def config(self) -> Descriptor:
        """The image's configuration, whose digest is the image's ID."""
        config = _descriptor(self.fields.get("config"))
        if config.media_type not in (DOCKER_CONFIG, OCI_CONFIG):
            raise BadManifest(f"unsupported media type {config.media_type}: not a container image")
        return config

    @property
    def layers(self) -> list[Descriptor]:
        """The layers, the bottom one first."""
        return [_descriptor(one) for one in _list(self.fields, "layers")]


def digest_of(data: bytes) -> str:
    """Return the digest by which registries name these bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def diff_ids_of(config: bytes) -> list[str]:
    """Read from an image's configuration the digests of its uncompressed layers."""
    try:
        rootfs = json.loads(config)["rootfs"]
        if rootfs["type"] == "layers" and all(is_digest(one) for one in rootfs["diff_ids"]):
            return list(rootfs["diff_ids"])
    except (ValueError, LookupError, TypeError, RecursionError):
        pass
    raise BadManifest("invalid rootfs in image configuration")


def _list(fields: Mapping[str, Any], name: str) -> list[Any]:
    given = fields.get(name)
    if not isinstance(given, list):
        raise BadManifest(f"the manifest has no list of {name}")
    return given


def _descriptor(given: Any) -> Descriptor:
    try:
        one = Descriptor(given["digest"], given["size"], given["mediaType"])
        if is_digest(one.digest) and one.size >= 0:
            return one
    except (LookupError, TypeError):
        pass
    raise BadManifest("the manifest has a descriptor that cannot be read")
