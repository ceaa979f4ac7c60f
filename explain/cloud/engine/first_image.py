"""The image that the engine is born with: one layer, and in it one file of text.

It is made by code and has the same digests on every machine, so that a lesson can print them.
"""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zlib
from dataclasses import dataclass

from explain.cloud.engine.manifest import (
    DOCKER_CONFIG,
    DOCKER_LAYER,
    DOCKER_MANIFEST,
    digest_of,
)

NAME = "my-image"
_CREATED = "2026-01-01T00:00:00Z"
_SECOND = 1767225600  # the same moment, as tar writes it
_TEXT = b"This small file is all there is in this image. It is here to be pushed.\n"


@dataclass(frozen=True, slots=True)
class FirstImage:
    """The three blobs of an image, and the layer before it was compressed."""

    manifest: bytes
    config: bytes
    layer: bytes
    unpacked: bytes


def first_image() -> FirstImage:
    """Make the image."""
    unpacked = _tar()
    layer = _gzip(unpacked)
    config = _json(_config(digest_of(unpacked)))
    manifest = {
        "schemaVersion": 2,
        "mediaType": DOCKER_MANIFEST,
        "config": _descriptor(DOCKER_CONFIG, config),
        "layers": [_descriptor(DOCKER_LAYER, layer)],
    }
    return FirstImage(_json(manifest, indent=3), config, layer, unpacked)


def _config(diff_id: str) -> object:
    """Describe the image (OCI image specification, config.md)."""
    made_by = "COPY hello.txt / # explain-ecr"
    return {
        "architecture": "amd64",
        "config": {
            "Cmd": ["cat", "/hello.txt"],
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "Labels": {"org.opencontainers.image.title": NAME},
            "WorkingDir": "/",
        },
        "created": _CREATED,
        "history": [{"created": _CREATED, "created_by": made_by}],
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
    }


def _tar() -> bytes:
    """Pack the file without padding the archive to 10 kB, as tar does for the sake of tapes."""
    file = tarfile.TarInfo("hello.txt")
    file.size, file.mtime, file.mode = len(_TEXT), _SECOND, 0o644
    archive = io.BytesIO()
    archive.write(file.tobuf(tarfile.USTAR_FORMAT))
    archive.write(_TEXT.ljust(tarfile.BLOCKSIZE, b"\0"))
    archive.write(bytes(2 * tarfile.BLOCKSIZE))
    return archive.getvalue()


def _gzip(data: bytes) -> bytes:
    """Write a gzip file (RFC 1952) of stored blocks (RFC 1951, 3.2.4).

    What a compressor makes of the data depends on the zlib that Python was built with, and so
    would the layer's digest. Stored data is the same everywhere.
    """
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    stored = b"\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data
    return head + stored + struct.pack("<II", zlib.crc32(data), len(data))


def _descriptor(media_type: str, data: bytes) -> object:
    return {"mediaType": media_type, "size": len(data), "digest": digest_of(data)}


def _json(value: object, indent: int | None = None) -> bytes:
    separators = (",", ": ") if indent else (",", ":")
    return json.dumps(value, indent=indent, separators=separators).encode()
