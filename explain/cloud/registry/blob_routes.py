"""Layers on their way out (OCI distribution specification, Pulling blobs, Deleting Blobs)."""

from __future__ import annotations

from explain.cloud.iam import MOTO
from explain.cloud.message import Answer, Disclosure
from explain.cloud.registry.call import Call
from explain.cloud.registry.problems import blob_unknown
from explain.cloud.registry.ranges import wanted
from explain.cloud.registry.repositories import Repository, all_layers
from explain.cloud.registry.routes import check_digest
from explain.cloud.registry.storage import Storage
from explain.http.message import FilePart, Headers


class BlobRoutes:
    """What is asked of a layer by its digest."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def head(self, call: Call) -> Answer:
        """Say whether a layer is there, and how large it is. A push asks this first."""
        repository = call.repository("ecr:BatchCheckLayerAvailability")
        return self._part(repository, call.route.reference, "")

    def get(self, call: Call) -> Answer:
        """Hand a layer out, or a range of it."""
        repository = call.repository("ecr:GetDownloadUrlForLayer")
        range_header = call.request.header("Range")
        condition = call.request.header("If-Range")  # RFC 9110, 13.1.5
        if condition and condition != _tag(call.route.reference):
            range_header = ""
        return self._part(repository, call.route.reference, range_header)

    def delete(self, call: Call) -> Answer:
        """Remove a layer from a repository. ECR has no such call: it takes the nearest permission."""
        repository = call.repository("ecr:BatchDeleteImage")
        digest = check_digest(call.route.reference)
        with MOTO:
            if repository.layers.pop(digest, None) is None:
                raise blob_unknown(digest)
            if digest not in all_layers():
                self._storage.remove(digest)
        return Answer(202)

    def _part(self, repository: Repository, reference: str, range_header: str) -> Answer:
        digest = check_digest(reference)
        size = self._storage.size(digest) if digest in repository.layers else None
        if size is None:
            raise blob_unknown(digest)
        headers: Headers = (
            ("Content-Type", "application/octet-stream"),
            ("Docker-Content-Digest", digest),
            ("ETag", _tag(digest)),
            ("Accept-Ranges", "bytes"),
        )
        status, start, length = 200, 0, size
        if part := wanted(range_header, size):
            status, (start, length) = 206, part
            content_range = f"bytes {start}-{start + length - 1}/{size}"
            headers = (*headers, ("Content-Range", content_range))
        part_of_file = FilePart(self._storage.path(digest), start, length)
        shown = Disclosure(response_body=f"({length:,} bytes)")
        return Answer(status, headers, part_of_file, disclosure=shown)


def _tag(digest: str) -> str:
    return f'"{digest}"'
