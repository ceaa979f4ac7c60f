"""Manifests: what an image is made of, or an index. Reading them is pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from explain.cloud.registry.problems import manifest_invalid
from explain.cloud.registry.routes import is_digest

LIMIT = 4 * 1024 * 1024
"""The largest manifest, in bytes: the least that the specification asks for (Pushing Manifests)."""

_OCI_IMAGE = "application/vnd.oci.image.manifest.v1+json"
_OCI_INDEX = "application/vnd.oci.image.index.v1+json"
_IMAGES = (_OCI_IMAGE, "application/vnd.docker.distribution.manifest.v2+json")
_INDEXES = (_OCI_INDEX, "application/vnd.docker.distribution.manifest.list.v2+json")

# Layers that nobody pushes: they are fetched from elsewhere (image-spec, layer.md;
# distribution, Image Manifest V 2, Schema 2).
_FOREIGN = (
    "application/vnd.oci.image.layer.nondistributable.",
    "application/vnd.docker.image.rootfs.foreign.",
)

_Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest, byte for byte, and what it refers to."""

    content: bytes
    media_type: str
    digest: str
    layers: tuple[str, ...]
    images: tuple[str, ...]
    subject: str


def read(content: bytes, content_type: str) -> Manifest:
    """Read a manifest. Raises the registry's refusal if the bytes are not one."""
    fields = _object(content)
    said = fields.get("mediaType")
    media_type = content_type.partition(";")[0].strip().lower() or said
    if media_type not in (*_IMAGES, *_INDEXES) or said not in (None, media_type):
        raise manifest_invalid("The media type is not one of an image or an index")
    if fields.get("schemaVersion") != 2:
        raise manifest_invalid("The schema version is not 2")
    is_image = media_type in _IMAGES
    layers = _layers(fields) if is_image else ()
    images = () if is_image else _digests(_list(fields, "manifests"))
    subject = _digests([fields["subject"]])[0] if fields.get("subject") else ""
    return Manifest(content, media_type, digest_of(content), layers, images, subject)


def digest_of(content: bytes) -> str:
    """Return the digest of some bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def referrer(content: bytes, media_type: str, subject: str) -> _Json | None:
    """Describe a manifest if it refers to this subject (Listing Referrers); else return None."""
    fields = json.loads(content)
    if _part(fields, "subject").get("digest") != subject:
        return None
    found = {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}
    if kind := fields.get("artifactType") or _part(fields, "config").get("mediaType"):
        found["artifactType"] = kind
    if fields.get("annotations"):
        found["annotations"] = fields["annotations"]
    return found


def index(descriptors: Iterable[_Json]) -> bytes:
    """Write an image index (image-spec, image-index.md)."""
    fields = {"schemaVersion": 2, "mediaType": _OCI_INDEX, "manifests": list(descriptors)}
    return json.dumps(fields, separators=(",", ":")).encode()


def _part(fields: _Json, name: str) -> _Json:
    """Return an object within a manifest; what came through the API may be anything."""
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def _object(content: bytes) -> _Json:
    try:
        fields = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise manifest_invalid("The manifest is not JSON") from error
    if not isinstance(fields, dict):
        raise manifest_invalid("The manifest is not a JSON object")
    return fields


def _layers(fields: _Json) -> tuple[str, ...]:
    """List the blobs that have to be there: the configuration, and the layers except foreign ones."""
    layers = _list(fields, "layers")
    _digests(layers)
    return _digests([fields.get("config"), *(one for one in layers if not _is_foreign(one))])


def _is_foreign(layer: _Json) -> bool:
    return layer["mediaType"].startswith(_FOREIGN) or bool(layer.get("urls"))


def _list(fields: _Json, name: str) -> list[Any]:
    found = fields.get(name)
    if not isinstance(found, list):
        raise manifest_invalid(f"The manifest has no list '{name}'")
    return found


def _digests(descriptors: Iterable[Any]) -> tuple[str, ...]:
    """Return the digests of descriptors (image-spec, descriptor.md), each once."""
    found: dict[str, None] = {}
    for one in descriptors:
        if not _is_descriptor(one):
            raise manifest_invalid("A descriptor has no digest, no media type or no size")
        found[one["digest"]] = None
    return tuple(found)


def _is_descriptor(one: Any) -> bool:
    return (
        isinstance(one, dict)
        and is_digest(one.get("digest"))
        and isinstance(one.get("mediaType"), str)
        and type(one.get("size")) is int
        and one["size"] >= 0
    )
