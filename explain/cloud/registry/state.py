"""What the registry and ECR's API have in common: layers, uploads, settings, downloads."""

from __future__ import annotations

from dataclasses import dataclass, field

from explain.cloud.registry.downloads import Downloads
from explain.cloud.registry.manifests import Manifest
from explain.cloud.registry.problems import parts_missing
from explain.cloud.registry.repositories import Repository
from explain.cloud.registry.settings import Settings
from explain.cloud.registry.storage import Storage
from explain.cloud.registry.uploads import Uploads


@dataclass
class State:
    """One cloud's: images come in through either server and go out through both."""

    storage: Storage
    downloads: Downloads
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.storage)

    def has(self, repository: Repository, digest: str) -> bool:
        """Tell whether a repository has this layer, and its file is there."""
        return digest in repository.layers and self.storage.size(digest) is not None

    def check_parts(self, repository: Repository, manifest: Manifest) -> None:
        """Refuse a manifest some of whose layers, or images, are not there."""
        layers = [digest for digest in manifest.layers if not self.has(repository, digest)]
        if layers:
            raise parts_missing("Layers", layers, repository.name, repository.account)
        if images := repository.missing_images(manifest.images):
            raise parts_missing("Images", images, repository.name, repository.account)
