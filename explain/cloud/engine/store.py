"""The engine's images: content-addressed blobs, and one small file that says how they are called."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from explain.cloud.engine.files import ImageFiles
from explain.cloud.engine.first_image import NAME, first_image
from explain.cloud.engine.index import Index, Layer
from explain.cloud.engine.manifest import Manifest, diff_ids_of, digest_of
from explain.cloud.engine.references import BadReference, Reference, parse

_ID_PREFIX = re.compile(r"(?:sha256:)?(?P<hex>[0-9a-f]{1,64})")


@dataclass(frozen=True)
class Image:
    """One image. Its ID is the digest of its configuration, as it is in every docker engine."""

    id: str
    manifest: Manifest
    config_bytes: bytes
    tags: tuple[str, ...]
    digests: tuple[str, ...]
    size: int

    @cached_property
    def config(self) -> Mapping[str, Any]:
        """The configuration, read."""
        read: Mapping[str, Any] = json.loads(self.config_bytes)
        return read

    @property
    def diff_ids(self) -> list[str]:
        """The digests of the uncompressed layers, the bottom one first."""
        return diff_ids_of(self.config_bytes)


class ImageStore:
    """Images in a folder. Each change is on disk, whole, before its method returns."""

    def __init__(self, folder: Path, host: str) -> None:
        self.files = ImageFiles(folder)
        self.lock = threading.RLock()
        self._path = folder / "images.json"
        self._index = Index.read(self._path)
        if not self._path.exists():
            self._be_born(host)
        self.files.sweep(self._used())

    def images(self) -> list[Image]:
        """Return every image."""
        with self.lock:
            return [self._image(one) for one in self._index.images]

    def find(self, name: str) -> Image | None:
        """Find an image as docker does: by name, by ID, by the beginning of an ID."""
        with self.lock:
            found = self._by_reference(name) or self._by_id(name)
            return self._image(found) if found else None

    def tags_of(self, name: str) -> dict[str, Image]:
        """Return the image of each tag of a repository."""
        with self.lock:
            tags = {tag: one for tag, one in self._index.tags.items() if _name(tag) == name}
            return {tag.rpartition(":")[2]: self._image(one) for tag, one in tags.items()}

    def layer(self, digest: str) -> Layer | None:
        """Return what is known of a layer that is here."""
        return self._index.layers.get(digest) if self.files.has(digest) else None

    def add(self, manifest: Manifest, layers: Mapping[str, Layer]) -> bool:
        """Make an image of blobs that are here; False where one of them is gone again."""
        with self.lock:
            parts = [manifest.config.digest, *(one.digest for one in manifest.layers)]
            if not all(self.files.has(one) for one in parts):
                return False
            self.files.write(manifest.data)
            self._index.images.setdefault(manifest.config.digest, manifest.digest)
            for digest, layer in layers.items():
                self._index.layers.setdefault(digest, layer)
            self._write()
            return True

    def name(self, image_id: str, *references: Reference) -> bool:
        """Let tags and digests lead to an image; tell whether that changed anything."""
        with self.lock:
            if image_id not in self._index.images:
                raise KeyError(image_id)
            changed = [self._set(reference, image_id) for reference in references]
            self._write()
            return any(changed)

    def seen(self, digest: str, repository: str) -> None:
        """Remember that a registry's repository has this layer."""
        with self.lock:
            layer = self._index.layers.get(digest)
            if layer and repository not in layer.origins:
                layer.origins.append(repository)
                self._write()

    def unname(self, references: Iterable[str]) -> None:
        """Take names away from whatever they lead to."""
        with self.lock:
            for reference in references:
                self._index.tags.pop(reference, None)
                self._index.digests.pop(reference, None)
            self._write()

    def delete(self, image: Image) -> list[str]:
        """Delete an image and return the digests of the layers that went with it."""
        with self.lock:
            self.unname([*image.tags, *image.digests])
            self._index.images.pop(image.id, None)
            gone = self._index.layers.keys() - self._used()
            for digest in gone:
                del self._index.layers[digest]
            self._write()
            self.discard([image.id, image.manifest.digest, *gone])
            return [one.digest for one in image.manifest.layers if one.digest in gone]

    def discard(self, digests: Iterable[str]) -> None:
        """Remove those of these blobs that no image uses."""
        with self.lock:
            self.files.remove(set(digests) - self._used())

    def _be_born(self, host: str) -> None:
        """Put the first image there, under its own name and tagged for the registry."""
        first = first_image()
        for blob in (first.config, first.layer):
            self.files.write(blob)
        layer = Layer(digest_of(first.unpacked), len(first.unpacked))
        manifest = Manifest(first.manifest)
        self.add(manifest, {digest_of(first.layer): layer})
        names = (parse(NAME).tagged(), parse(f"{host}/{NAME}").tagged())
        self.name(manifest.config.digest, *names)

    def _image(self, image_id: str) -> Image:
        index = self._index
        manifest = Manifest(self.files.read(index.images[image_id]))
        return Image(
            image_id,
            manifest,
            self.files.read(image_id),
            index.tags_of(image_id),
            index.digests_of(image_id),
            sum(index.layers[one.digest].size for one in manifest.layers),
        )

    def _by_reference(self, text: str) -> str | None:
        try:
            wanted = parse(text).tagged()
        except BadReference:
            return None
        if wanted.digest:
            return self._index.digests.get(f"{wanted.name}@{wanted.digest}")
        return self._index.tags.get(str(wanted))

    def _by_id(self, text: str) -> str | None:
        match = _ID_PREFIX.fullmatch(text)
        if not match:
            return None
        found = [one for one in self._index.images if one.startswith(f"sha256:{match['hex']}")]
        return found[0] if len(found) == 1 else None

    def _set(self, reference: Reference, image_id: str) -> bool:
        names = self._index.digests if reference.digest else self._index.tags
        before = names.get(str(reference))
        names[str(reference)] = image_id
        return before != image_id

    def _used(self) -> set[str]:
        """Return the digests of every blob that some image is made of."""
        used = set()
        for image_id, digest in self._index.images.items():
            layers = Manifest(self.files.read(digest)).layers
            used |= {image_id, digest, *(one.digest for one in layers)}
        return used

    def _write(self) -> None:
        with self.files.incoming() as file:
            file.write(self._index.text())
            file.keep_as(self._path)


def _name(reference: str) -> str:
    """Return a reference's name without its tag."""
    return reference.rpartition(":")[0]
