"""Uncompressing layers, only to see that they are what the image's configuration says."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from explain.cloud.engine.rejection import TransferFailed

_PIECE = 1024 * 1024
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Unpacking:
    """Reads a compressed layer to its end, and then has the digest and the size of its content.

    The file is never unpacked onto the disk: nothing is run here. Like moby's it is told by its
    first bytes how it is compressed. Python 3.11 cannot read zstd, so a layer of that kind is trusted.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._believed = False
        self.size = 0

    def positions(self) -> Iterator[int]:
        """Read, and yield how much of the compressed file was read."""
        start = self._file.read(4)
        self._file.seek(0)
        self._believed = start == _ZSTD
        is_gzip = start.startswith(_GZIP)
        source: BinaryIO | gzip.GzipFile = (
            gzip.GzipFile(fileobj=self._file) if is_gzip else self._file
        )
        try:
            while data := source.read(_PIECE):
                self._hash.update(data)
                self.size += len(data)
                yield self._file.tell()
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise TransferFailed(f"failed to register layer: {error}") from error

    def proves(self, diff_id: str) -> bool:
        """Tell whether the content has the digest that the configuration names."""
        return self._believed or diff_id == f"sha256:{self._hash.hexdigest()}"
