"""Layers on disk, each under its own digest. What is there under a digest is whole and verified."""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path

from explain.cloud.registry.routes import is_digest


class Storage:
    """One folder of the sandbox. It belongs to one cloud at a time."""

    def __init__(self, folder: Path) -> None:
        self._blobs = folder / "blobs" / "sha256"
        self._uploads = folder / "uploads"
        for path in (folder, folder / "blobs", self._blobs, self._uploads):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def sweep(self, wanted: Container[str]) -> None:
        """Remove what an earlier cloud left behind: uploads, and layers that no repository has."""
        for path in self._uploads.iterdir():
            if path.is_file():
                path.unlink()
        for path in self._blobs.iterdir():
            digest = f"sha256:{path.name}"
            if is_digest(digest) and digest not in wanted:
                path.unlink()

    def size(self, digest: str) -> int | None:
        """Return a layer's size; None if there is no such layer."""
        try:
            return self.path(digest).stat().st_size
        except FileNotFoundError:
            return None

    def path(self, digest: str) -> Path:
        """Return where a layer is, or would be."""
        assert is_digest(digest)  # it becomes a part of a path
        return self._blobs / digest.removeprefix("sha256:")

    def begin(self, upload: str) -> Path:
        """Make an empty file for an upload."""
        path = self._uploads / upload
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return path

    def keep(self, upload: Path, digest: str) -> None:
        """Give a verified upload its final name, in one step.

        Where the layer is there already, the new one replaces it: they are the same.
        """
        upload.replace(self.path(digest))

    def remove(self, digest: str) -> None:
        """Remove a layer."""
        self.path(digest).unlink(missing_ok=True)
