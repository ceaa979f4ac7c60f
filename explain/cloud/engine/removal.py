"""Removing images, with docker's rules (moby, daemon/images/image_delete.go).

A name is taken away; the image goes when that was its last. By its ID an image goes with all its
names, if they are all of one repository or if it is forced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from explain.cloud.engine.api import EngineProblem
from explain.cloud.engine.progress import short
from explain.cloud.engine.references import Reference, parse
from explain.cloud.engine.store import Image, ImageStore

Record = dict[str, str]


def remove(images: ImageStore, image: Image, name: str, *, force: bool) -> list[Record]:
    """Remove a name, or an image by its ID, and say what was untagged and deleted."""
    if image.id.removeprefix("sha256:").startswith(name.removeprefix("sha256:")):
        if not (force or _is_of_one_repository(image)):
            why = "image is referenced in multiple repositories"
            message = f"conflict: unable to delete {short(image.id)} (must be forced) - {why}"
            raise EngineProblem(409, message)
        gone = [*image.tags, *image.digests]
    else:
        gone = _names_to_take(image, parse(name).tagged())
    records = [{"Untagged": one} for one in gone]
    if len(gone) < len(image.tags) + len(image.digests):
        images.unname(gone)
        return records
    layers = images.delete(image)
    chain = [one for digest, one in _chain(image) if digest in layers]
    return records + [{"Deleted": one} for one in (image.id, *reversed(chain))]


def _is_of_one_repository(image: Image) -> bool:
    names = {parse(one).name for one in (*image.tags, *image.digests)}
    return len(names) <= 1 and len(image.tags) <= 1


def _names_to_take(image: Image, wanted: Reference) -> list[str]:
    """Return a name, and with a repository's last tag the digests of that repository."""
    if wanted.digest:
        return [f"{wanted.name}@{wanted.digest}"]
    others = [one for one in image.tags if parse(one).name == wanted.name and one != str(wanted)]
    digests = [] if others else [one for one in image.digests if parse(one).name == wanted.name]
    return [str(wanted), *digests]


def _chain(image: Image) -> Iterator[tuple[str, str]]:
    """Name each layer with all that is below it (OCI image specification, Layer ChainID)."""
    chain = ""
    for layer, diff_id in zip(image.manifest.layers, image.diff_ids, strict=True):
        both = f"{chain} {diff_id}".encode()
        chain = f"sha256:{hashlib.sha256(both).hexdigest()}" if chain else diff_id
        yield layer.digest, chain
