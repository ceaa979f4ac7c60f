"""Layers on their way in: each grows in its own file, and is hashed while it grows."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path

from explain.cloud.registry.problems import digest_invalid, upload_invalid, upload_unknown
from explain.cloud.registry.storage import Storage
from explain.http.message import Stream

_PIECE = 1024 * 1024
"""How much is in memory of a layer, whatever its size."""

_PATIENCE = 10.0
"""How long, in seconds, a request waits for the one before it: its client may be gone unnoticed."""


class Upload:
    """One layer that is not complete yet. What has come in stays, whatever ends a request."""

    def __init__(self, repository: str, name: str, path: Path) -> None:
        self.repository = repository
        self.name = name
        self.path = path
        self.size = 0
        self.over = False
        self.lock = threading.Lock()
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        """The digest of what has come in."""
        return f"sha256:{self._hash.hexdigest()}"

    def receive(self, stream: Stream) -> None:
        """Take in one request's body, up to its end or to the first trouble."""
        with self.path.open("ab", buffering=0) as file:
            while data := stream.read(_PIECE):
                self._append(file, data)

    def _append(self, file: RawIOBase, data: bytes) -> None:
        """Write, and hash what was written: on a full disk that is a part, and then an error."""
        rest = memoryview(data)
        while rest:
            written = file.write(rest) or 0
            self._hash.update(rest[:written])
            self.size += written
            rest = rest[written:]


class Uploads:
    """The uploads of all repositories."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._uploads: dict[str, Upload] = {}

    def begin(self, repository: str) -> Upload:
        """Begin an upload into the repository with this ARN."""
        name = str(uuid.uuid4())
        upload = self._uploads[name] = Upload(repository, name, self._storage.begin(name))
        return upload

    @contextmanager
    def held(self, repository: str, name: str) -> Iterator[Upload]:
        """Find an upload, and have it alone: no two requests write to it at once."""
        upload = self._uploads.get(name)
        if upload is None or upload.repository != repository:
            raise upload_unknown(name)
        if not upload.lock.acquire(timeout=_PATIENCE):
            raise upload_invalid("Another request is still writing to this upload", 409)
        try:
            if upload.over:
                raise upload_unknown(name)
            yield upload
        finally:
            upload.lock.release()

    def finish(self, upload: Upload, digest: str) -> None:
        """Keep a complete layer under its digest. What has another digest is thrown away."""
        if upload.digest != digest:
            self.cancel(upload)
            raise digest_invalid(
                f"The digest is '{digest}', but the digest of the uploaded bytes is '{upload.digest}'"
            )
        self._storage.keep(upload.path, digest)
        self._end(upload)

    def cancel(self, upload: Upload) -> None:
        """Delete the bytes that have arrived."""
        upload.path.unlink(missing_ok=True)
        self._end(upload)

    def _end(self, upload: Upload) -> None:
        upload.over = True
        del self._uploads[upload.name]
