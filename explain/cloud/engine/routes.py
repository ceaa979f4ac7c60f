"""All that an engine with images answers, beyond what `docker login` asks."""

from __future__ import annotations

from pathlib import Path

from explain.cloud.engine.api import Route
from explain.cloud.engine.image_routes import ImageRoutes
from explain.cloud.engine.store import ImageStore
from explain.cloud.engine.transfer_routes import TransferRoutes


def image_routes(folder: Path, host: str, registry_port: int) -> list[Route]:
    """Open the images in a folder; `host` is the registry that the first image is tagged for."""
    images = ImageStore(folder, host)
    return [*TransferRoutes(images, registry_port).routes(), *ImageRoutes(images).routes()]
