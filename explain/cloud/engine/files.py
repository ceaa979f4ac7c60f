"""The engine's blobs on disk: files that are named after the SHA-256 of what is in them.

A file has its name only once it is whole and its digest was compared, so whatever kills the
engine, and whenever, no half-written file is ever taken for a blob.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from explain.cloud.engine.manifest import digest_of


class Incoming:
    """A blob on its way in; unless it is kept, nothing of it stays."""

    def __init__(self, waiting: Path) -> None:
        descriptor, name = tempfile.mkstemp(dir=waiting)  # made with 0600
        self._path = Path(name)
        self._file = os.fdopen(descriptor, "wb")
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def digest(self) -> str:
        """The digest of the bytes that were written so far."""
        return f"sha256:{self._hash.hexdigest()}"

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self._hash.update(data)
        self.size += len(data)
        self._file.write(data)

    def keep_as(self, path: Path) -> None:
        """Give the file its name."""
        self._file.close()
        os.replace(self._path, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(OSError):  # a full disk fails again when the file is closed
            self._file.close()
        self._path.unlink(missing_ok=True)


class ImageFiles:
    """A folder of blobs, for this user alone."""

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs"
        self._waiting = folder / "incoming"
        for each in (folder, self._blobs, self._waiting):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, digest: str) -> Path:
        """Return where a blob is, or would be."""
        return self._blobs / digest.partition(":")[2]

    def has(self, digest: str) -> bool:
        """Tell whether a blob is here."""
        return self.path(digest).is_file()

    def read(self, digest: str) -> bytes:
        """Return a small blob: a manifest or a configuration."""
        return self.path(digest).read_bytes()

    def open(self, digest: str) -> BinaryIO:
        """Open a blob of any size."""
        return self.path(digest).open("rb")

    def incoming(self) -> Incoming:
        """Begin to take a blob in."""
        return Incoming(self._waiting)

    def keep(self, blob: Incoming) -> None:
        """Store the bytes that were written so far, under their digest."""
        blob.keep_as(self.path(blob.digest))

    def write(self, data: bytes) -> str:
        """Keep a small blob and return its digest."""
        with self.incoming() as blob:
            blob.write(data)
            self.keep(blob)
        return digest_of(data)

    def remove(self, digests: Iterable[str]) -> None:
        """Remove blobs; one that somebody still reads on Windows stays until the next sweep."""
        for digest in digests:
            with contextlib.suppress(OSError):
                self.path(digest).unlink()

    def sweep(self, used: Iterable[str]) -> None:
        """Remove what a killed engine left: whatever is unfinished, or in no image."""
        wanted = {self.path(digest) for digest in used}
        for path in (*self._waiting.iterdir(), *self._blobs.iterdir()):
            if path not in wanted:
                with contextlib.suppress(OSError):
                    path.unlink()
