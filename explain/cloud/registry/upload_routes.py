"""Layers on their way in (OCI distribution specification, Pushing blobs)."""

from __future__ import annotations

from dataclasses import replace

from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.iam import MOTO
from explain.cloud.message import Answer
from explain.cloud.registry.call import Call
from explain.cloud.registry.dialect import Dialect
from explain.cloud.registry.problems import Problem, upload_invalid
from explain.cloud.registry.ranges import sent
from explain.cloud.registry.repositories import Repository
from explain.cloud.registry.routes import check_digest
from explain.cloud.registry.state import State
from explain.cloud.registry.uploads import Upload
from explain.http.message import Headers

_BEGIN = "ecr:InitiateLayerUpload"
_SEND = "ecr:UploadLayerPart"
_FINISH = "ecr:CompleteLayerUpload"


class UploadRoutes:
    """Beginning, continuing and finishing uploads."""

    def __init__(self, state: State, dialect: Dialect) -> None:
        self._storage = state.storage
        self._uploads = state.uploads
        self._settings = state.settings
        self._dialect = dialect

    def begin(self, call: Call) -> Answer:
        """Begin an upload; do without one where the whole layer comes along or is there already."""
        repository = call.repository(_BEGIN)
        query = call.query
        if "mount" in query and self._mount(call, repository):
            return _stored(call, query["mount"])
        if "digest" in query:
            call.repository(_SEND, _FINISH)
            check_digest(query["digest"])
        upload = self._uploads.begin(repository.arn)
        if "digest" in query:
            return self._complete(call, repository, upload.name, query["digest"])
        return Answer(202, _progress(call, upload))

    def status(self, call: Call) -> Answer:
        """Say how much has come in, so that an interrupted client can go on from there."""
        repository = call.repository(_SEND)
        with self._uploads.held(repository.arn, call.route.reference) as upload:
            return Answer(204, _progress(call, upload))

    def proceed(self, call: Call) -> Answer:
        """Take in the next chunk, or all there is."""
        repository = call.repository(_SEND)
        with self._uploads.held(repository.arn, call.route.reference) as upload:
            _check_position(call, upload)
            upload.receive(call.body)
            return Answer(self._dialect.chunk_status, _progress(call, upload))

    def finish(self, call: Call) -> Answer:
        """Take in the last chunk, if there is one, and keep the layer if its digest is right."""
        repository = call.repository(*((_SEND,) if call.has_body else ()), _FINISH)
        digest = check_digest(call.query.get("digest", ""))
        return self._complete(call, repository, call.route.reference, digest)

    def cancel(self, call: Call) -> Answer:
        """Throw an upload away."""
        repository = call.repository(_SEND)
        with self._uploads.held(repository.arn, call.route.reference) as upload:
            self._uploads.cancel(upload)
        return Answer(204)

    def _complete(self, call: Call, repository: Repository, name: str, digest: str) -> Answer:
        with self._uploads.held(repository.arn, name) as upload:
            _check_position(call, upload)
            upload.receive(call.body)
            with MOTO:  # or the layer might be removed with its last repository just now
                self._uploads.finish(upload, digest)
                repository.layers[digest] = upload.size
        return _stored(call, digest)

    def _mount(self, call: Call, repository: Repository) -> bool:
        """Take a layer over from another repository, which its reader might as well pull and push.

        Where that cannot be, an upload begins, as the specification has it.
        """
        if not (self._dialect.always_mounts or self._settings.mounts(call.host)):
            return False
        unsaid = replace(call, builder=EvidenceBuilder())  # that this fails decides nothing
        source, digest = call.query.get("from", ""), call.query["mount"]
        try:
            check_digest(digest)
            layers = unsaid.other_repository(source, "ecr:GetDownloadUrlForLayer").layers
        except Problem:
            return False
        with MOTO:
            if digest not in layers or self._storage.size(digest) is None:
                return False
            repository.layers[digest] = layers[digest]
            return True


def _check_position(call: Call, upload: Upload) -> None:
    """Refuse a chunk that does not go on where the last one ended, or has another length."""
    chunk = sent(call.request.header("Content-Range"))
    if chunk is None:
        return
    first, last = chunk
    if first != upload.size:
        message = f"The next chunk must begin at byte {upload.size}"
        raise upload_invalid(message, 416, _progress(call, upload))
    length = call.request.header("Content-Length")
    if length and int(length) != last - first + 1:
        message = "The Content-Length does not match the Content-Range"
        raise Problem(400, "SIZE_INVALID", message)


def _progress(call: Call, upload: Upload) -> Headers:
    """Answer where to continue an upload, and which bytes have arrived: `0-0` for none, as docker expects."""
    return (
        ("Location", f"/v2/{call.route.name}/blobs/uploads/{upload.name}"),
        ("Range", f"0-{max(0, upload.size - 1)}"),
        ("Docker-Upload-UUID", upload.name),
    )


def _stored(call: Call, digest: str) -> Answer:
    location = ("Location", f"/v2/{call.route.name}/blobs/{digest}")
    return Answer(201, (location, ("Docker-Content-Digest", digest)))
