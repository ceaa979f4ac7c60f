"""Pushing: what an engine sends to a registry, and the lines in which it tells the CLI.

As moby does it (daemon/internal/distribution/push_v2.go): the layers, then the configuration, and
the manifest last. Layers go one after another here, and nothing is tried twice.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from explain.cloud.engine import progress
from explain.cloud.engine.manifest import Descriptor
from explain.cloud.engine.references import Reference
from explain.cloud.engine.rejection import Reply, TransferFailed
from explain.cloud.engine.remote import PIECE, NoCredential, Remote
from explain.cloud.engine.store import Image, ImageStore


class Push:
    """One `docker push`, of one tag or of all tags of a repository."""

    def __init__(self, images: ImageStore, remote: Remote, reference: Reference) -> None:
        self._images = images
        self._remote = remote
        self._reference = reference

    def lines(self) -> Iterator[bytes]:
        """Push, line by line."""
        yield progress.status(f"The push refers to repository [{self._reference.full_name}]")
        wanted = self._wanted()
        self._remote.greet()
        try:
            for tag, image in wanted.items():
                yield from self._push(tag, image)
        except NoCredential as missing:  # here docker does not say which request it was
            raise TransferFailed("no basic auth credentials") from missing

    def _wanted(self) -> Mapping[str, Image]:
        name, tag = self._reference.name, self._reference.tag
        tags = self._images.tags_of(name)
        if not tags:
            raise TransferFailed(f"An image does not exist locally with the tag: {name}")
        if tag and tag not in tags:
            raise TransferFailed(f"tag does not exist: {self._reference}")
        return {tag: tags[tag]} if tag else tags

    def _push(self, tag: str, image: Image) -> Iterator[bytes]:
        layers = list(zip(image.diff_ids, image.manifest.layers, strict=True))
        layers.reverse()  # docker begins with the topmost
        for number, (diff_id, _) in enumerate(layers):
            yield progress.step(diff_id, "Waiting" if number else "Preparing")
        for diff_id, layer in layers:
            yield from self._push_layer(diff_id, layer)
        self._push_config(image.manifest.config)
        yield from self._push_manifest(tag, image)

    def _push_layer(self, diff_id: str, layer: Descriptor) -> Iterator[bytes]:
        if self._exists(layer):
            yield progress.step(diff_id, "Layer already exists")
        else:
            location = yield from self._mounted(diff_id, layer)
            if not location:
                return
            meter = progress.Meter()
            for sent in self._upload(location, layer):
                if meter.is_due() or sent == layer.size:
                    yield progress.moved(diff_id, "Pushing", sent, layer.size)
            yield progress.step(diff_id, "Pushed")
        self._images.seen(layer.digest, self._reference.name)

    def _push_config(self, config: Descriptor) -> None:
        """Push the configuration, of which docker says nothing."""
        if not self._exists(config):
            location = _location(self._begin().expect(202))
            for _ in self._upload(location, config):
                pass

    def _push_manifest(self, tag: str, image: Image) -> Iterator[bytes]:
        manifest = image.manifest
        path = f"{self._remote.path}/manifests/{tag}"
        kind = {"Content-Type": manifest.media_type}
        self._remote.ask("PUT", path, kind, manifest.data).expect(201)
        size = len(manifest.data)
        yield progress.status(f"{tag}: digest: {manifest.digest} size: {size}")
        named = replace(self._reference, tag="", digest=manifest.digest)
        self._images.name(image.id, named)
        yield progress.pushed(tag, manifest.digest, size)

    def _exists(self, blob: Descriptor) -> bool:
        """Ask for a blob; why it is refused is learnt from the next request, for HEAD has no body."""
        path = f"{self._remote.path}/blobs/{blob.digest}"
        return self._remote.ask("HEAD", path).status == 200

    def _mounted(self, diff_id: str, layer: Descriptor) -> Generator[bytes, None, str]:
        """Mount the layer from a repository that has it; else return where to upload it."""
        known = self._images.layer(layer.digest)
        for origin in known.origins if known else ():
            host, _, repository = origin.partition("/")
            if host != self._remote.host or origin == self._reference.name:
                continue
            reply = self._begin({"mount": layer.digest, "from": repository})
            if reply.status == 201:
                yield progress.step(diff_id, f"Mounted from {repository}")
                self._images.seen(layer.digest, self._reference.name)
                return ""
            if reply.status == 202:
                return _location(reply)
        return _location(self._begin().expect(202))

    def _begin(self, query: Mapping[str, str] | None = None) -> Reply:
        text = f"?{urlencode(query)}" if query else ""
        return self._remote.ask("POST", f"{self._remote.path}/blobs/uploads/{text}")

    def _upload(self, location: str, blob: Descriptor) -> Iterator[int]:
        """Send a blob from disk, and yield how much of it was sent."""
        sent = 0
        with self._images.files.open(blob.digest) as file:
            upload = self._remote.upload("PATCH", location, iter(lambda: file.read(PIECE), b""))
            while True:
                try:
                    sent += next(upload)
                except StopIteration as end:
                    reply: Reply = end.value
                    break
                yield sent
        location = _location(reply.expect(202, 201))  # ECR's answer is 201
        separator = "&" if "?" in location else "?"
        query = urlencode({"digest": blob.digest})
        self._remote.ask("PUT", f"{location}{separator}{query}").expect(201)


def _location(reply: Reply) -> str:
    """Return where the upload continues; its host is ignored, because there is only one."""
    url = urlsplit(reply.headers.get("Location", ""))
    if not url.path.startswith("/v2/"):
        raise TransferFailed("the registry did not say where to upload to")
    return f"{url.path}?{url.query}" if url.query else url.path
