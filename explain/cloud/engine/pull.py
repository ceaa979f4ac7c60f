"""Pulling: what an engine fetches from a registry, and the lines in which it tells the CLI.

As moby does it (daemon/internal/distribution/pull_v2.go), but one layer after another. Every digest
is compared: the manifest's, each blob's, and that of each layer when it is uncompressed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from explain.cloud.engine import progress
from explain.cloud.engine.index import Layer
from explain.cloud.engine.lookup import manifest_at
from explain.cloud.engine.manifest import Descriptor, Manifest, diff_ids_of, digest_of
from explain.cloud.engine.platforms import Platform
from explain.cloud.engine.references import Reference
from explain.cloud.engine.rejection import TransferFailed
from explain.cloud.engine.remote import Remote
from explain.cloud.engine.store import ImageStore
from explain.cloud.engine.unpacking import Unpacking


class Pull:
    """One `docker pull` of one tag or digest."""

    def __init__(
        self, images: ImageStore, remote: Remote, reference: Reference, platform: Platform
    ) -> None:
        self._images = images
        self._remote = remote
        self._reference = reference
        self._platform = platform

    def lines(self) -> Iterator[bytes]:
        """Pull, line by line. What goes wrong before the first can still be an HTTP status."""
        version = self._reference.tag or self._reference.digest
        named = manifest = manifest_at(self._remote, version)
        yield progress.status(f"Pulling from {self._remote.repository}", version)
        if named.is_index:
            manifest = manifest_at(self._remote, self._platform.choose(named))
        if not self._images.find(manifest.config.digest):
            yield from self._fetch(manifest)
        yield progress.status(f"Digest: {named.digest}")
        digest = replace(self._reference, tag="", digest=named.digest)
        changed = self._images.name(manifest.config.digest, self._reference)
        self._images.name(manifest.config.digest, digest)
        news = "Downloaded newer image" if changed else "Image is up to date"
        yield progress.status(f"Status: {news} for {self._reference}")

    def _fetch(self, manifest: Manifest) -> Iterator[bytes]:
        """Fetch the layers of an image that are missing. If one fails, the new ones are removed."""
        config = self._config(manifest.config)
        pairs = _with_diff_ids(manifest.layers, config)
        missing = {one.digest: (one, diff) for one, diff in pairs if not self._has(one, diff)}
        for layer, _ in pairs:
            new = layer.digest in missing
            yield progress.step(layer.digest, "Pulling fs layer" if new else "Already exists")
        for digest in list(missing)[1:]:
            yield progress.step(digest, "Waiting")
        try:
            layers = {}
            for digest, (layer, diff_id) in missing.items():
                layers[digest] = yield from self._fetch_layer(layer, diff_id)
            self._images.files.write(config)
            if not self._images.add(manifest, layers):
                raise TransferFailed("a layer was removed while the image was pulled")
        finally:
            self._images.discard([manifest.config.digest, *missing])

    def _config(self, config: Descriptor) -> bytes:
        with self._remote.download(self._blob(config.digest)) as pieces:
            data = b""
            for piece in pieces:
                data += piece
                if len(data) > config.size:
                    break
        if digest_of(data) != config.digest:
            raise TransferFailed("image config verification failed for digest " + config.digest)
        return data

    def _has(self, layer: Descriptor, diff_id: str) -> bool:
        known = self._images.layer(layer.digest)
        return known is not None and known.diff_id == diff_id

    def _fetch_layer(self, layer: Descriptor, diff_id: str) -> Generator[bytes, None, Layer]:
        meter = progress.Meter()
        with (
            self._images.files.incoming() as blob,
            self._remote.download(self._blob(layer.digest)) as pieces,
        ):
            for piece in pieces:
                blob.write(piece)
                if meter.is_due() or blob.size == layer.size:
                    yield progress.moved(layer.digest, "Downloading", blob.size, layer.size)
            yield progress.step(layer.digest, "Verifying Checksum")
            if blob.digest != layer.digest:
                message = f"filesystem layer verification failed for digest {layer.digest}"
                raise TransferFailed(message)
            self._images.files.keep(blob)
        yield progress.step(layer.digest, "Download complete")
        size = yield from self._extract(layer, diff_id)
        yield progress.step(layer.digest, "Pull complete")
        return Layer(diff_id, size, [self._reference.name])

    def _extract(self, layer: Descriptor, diff_id: str) -> Generator[bytes, None, int]:
        meter = progress.Meter()
        with self._images.files.open(layer.digest) as file:
            unpacking = Unpacking(file)
            for position in unpacking.positions():
                if meter.is_due() or position == layer.size:
                    yield progress.moved(layer.digest, "Extracting", position, layer.size)
        if not unpacking.proves(diff_id):
            raise TransferFailed("layers from manifest don't match image configuration")
        return unpacking.size

    def _blob(self, digest: str) -> str:
        return f"{self._remote.path}/blobs/{digest}"


def _with_diff_ids(layers: list[Descriptor], config: bytes) -> list[tuple[Descriptor, str]]:
    diff_ids = diff_ids_of(config)
    if len(diff_ids) != len(layers):
        raise TransferFailed("layers from manifest don't match image configuration")
    return list(zip(layers, diff_ids, strict=True))
