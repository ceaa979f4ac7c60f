"""Manifests, in and out (OCI distribution specification, Pulling and Pushing Manifests)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from explain.cloud.message import Answer, Disclosure
from explain.cloud.registry import manifests
from explain.cloud.registry.call import Call
from explain.cloud.registry.dialect import Dialect
from explain.cloud.registry.manifests import digest_of
from explain.cloud.registry.problems import (
    manifest_differs,
    manifest_too_large,
    manifest_unknown,
)
from explain.cloud.registry.repositories import content_of, media_type_of
from explain.cloud.registry.routes import tag_of
from explain.cloud.registry.state import State
from explain.http.message import Headers, Stream

_SHOWN = 64 * 1024
"""The longest manifest, in bytes, that the wire log quotes."""


class ManifestRoutes:
    """What is asked of a manifest by its tag or its digest."""

    def __init__(self, state: State, now: Callable[[], datetime], dialect: Dialect) -> None:
        self._state = state
        self._dialect = dialect
        self._now = now

    def get(self, call: Call) -> Answer:
        """Hand a manifest out, in the form in which it was pushed."""
        repository = call.repository("ecr:BatchGetImage")
        tag = tag_of(call.route.reference, 400)  # bazel-contrib/rules_oci#720
        image = repository.tagged(tag) if tag else repository.with_digest(call.route.reference)
        if image is None:
            raise manifest_unknown(call.route.reference)
        headers: Headers = (("Content-Type", media_type_of(image)),)
        if self._dialect.names_manifests or call.request.method == "HEAD":
            digest, entity = image.image_digest, f'"{image.image_digest}"'
            headers = (*headers, ("Docker-Content-Digest", digest), ("ETag", entity))
        content = content_of(image)
        quoted = None if len(content) <= _SHOWN else f"({len(content):,} bytes)"
        return Answer(200, headers, content, disclosure=Disclosure(response_body=quoted))

    def put(self, call: Call) -> Answer:
        """Store a manifest whose parts are all there."""
        repository = call.repository("ecr:PutImage")
        tag = tag_of(call.route.reference)
        content = _whole(call.body)
        if tag is None and digest_of(content) != call.route.reference:
            raise manifest_differs(call.route.reference, repository.name, repository.account)
        manifest = manifests.read(content, call.request.header("Content-Type"))
        self._state.check_parts(repository, manifest)
        repository.put(manifest, tag, self._now())
        headers: Headers = (("Docker-Content-Digest", manifest.digest),)
        if self._dialect.names_manifests:
            location = f"/v2/{repository.name}/manifests/{manifest.digest}"
            headers = (*headers, ("Location", location))
        if manifest.subject:
            headers = (*headers, ("OCI-Subject", manifest.subject))
        return Answer(201, headers)

    def delete(self, call: Call) -> Answer:
        """Delete an image, or a tag."""
        repository = call.repository("ecr:BatchDeleteImage")
        repository.delete(tag_of(call.route.reference), call.route.reference)
        return Answer(202)


def _whole(stream: Stream) -> bytes:
    content = b""
    while data := stream.read(manifests.LIMIT):
        content += data
        if len(content) > manifests.LIMIT:
            raise manifest_too_large(manifests.LIMIT)
    return content
