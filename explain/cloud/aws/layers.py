"""ECR's five calls for layers, which amazon-ecs-agent and older tools use instead of the registry."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

from explain.cloud import refusals
from explain.cloud.aws.call import Call
from explain.cloud.aws.resources import repository_of
from explain.cloud.iam import MOTO
from explain.cloud.registry.routes import is_digest
from explain.cloud.registry.state import State

Given = Mapping[str, Any]

_PART = 512 * 1024
"""The size of a part, in bytes, that is asked for. ECR's is larger; a whole call here has 1 MiB."""


class Layers:
    """Uploading layers part by part, asking whether they are there, and fetching them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def initiate(self, call: Call, given: Given) -> dict[str, Any]:
        """Begin an upload."""
        upload = self._state.uploads.begin(repository_of(call, given).arn)
        return {"uploadId": upload.name, "partSize": _PART}

    def upload(self, call: Call, given: Given) -> dict[str, Any]:
        """Read a part, which continues where the last one ended."""
        repository = repository_of(call, given)
        try:
            part = base64.b64decode(given["layerPartBlob"], validate=True)
        except (ValueError, TypeError) as error:
            raise refusals.not_json() from error
        first, last = given["partFirstByte"], given["partLastByte"]
        with self._state.uploads.held(repository.arn, given["uploadId"]) as upload:
            if first != upload.size or last != first + len(part) - 1:
                raise refusals.wrong_part(upload.name, upload.size - 1, *repository.place)
            upload.receive(io.BytesIO(part))
            received = upload.size - 1
        return {**_place(call, given), "uploadId": upload.name, "lastByteReceived": received}

    def complete(self, call: Call, given: Given) -> dict[str, Any]:
        """Keep the layer, if one of the digests is that of what came in."""
        repository = repository_of(call, given)
        with self._state.uploads.held(repository.arn, given["uploadId"]) as upload, MOTO:
            digest = upload.digest
            if not upload.size:
                raise refusals.empty_upload(upload.name, *repository.place)
            if digest not in given["layerDigests"]:
                raise refusals.wrong_digest()
            if digest in repository.layers:
                raise refusals.layer_exists(digest, *repository.place)
            self._state.uploads.finish(upload, digest)
            repository.layers[digest] = upload.size
        return {**_place(call, given), "uploadId": upload.name, "layerDigest": digest}

    def check(self, call: Call, given: Given) -> dict[str, Any]:
        """Return which layers the repository has."""
        repository = repository_of(call, given)
        layers, failures = [], []
        for digest in given["layerDigests"]:
            if not is_digest(digest):
                reason = "Invalid layer digest"
                failure = {"failureCode": "InvalidLayerDigest", "failureReason": reason}
                failures.append({"layerDigest": digest, **failure})
            elif self._state.has(repository, digest):
                size = repository.layers[digest]
                layers.append(
                    {"layerDigest": digest, "layerAvailability": "AVAILABLE", "layerSize": size}
                )
            else:
                layers.append({"layerDigest": digest, "layerAvailability": "UNAVAILABLE"})
        return {"layers": layers, "failures": failures}

    def download(self, call: Call, given: Given) -> dict[str, Any]:
        """Return a URL that is good for an hour, and for this layer only."""
        repository, digest = repository_of(call, given), given["layerDigest"]
        if not is_digest(digest) or not self._state.has(repository, digest):
            raise refusals.no_such_layer(digest, *repository.place)
        return {"downloadUrl": self._state.downloads.url(digest), "layerDigest": digest}


def _place(call: Call, given: Given) -> dict[str, str]:
    repository = repository_of(call, given)
    return {"registryId": repository.account, "repositoryName": repository.name}
