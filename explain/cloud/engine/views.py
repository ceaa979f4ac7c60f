"""How the Engine API shows an image: in a list, and in full (moby, api/types/image)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from explain.cloud.engine.store import Image

_NEVER = "0001-01-01T00:00:00Z"
"""How Go writes a time that is not known."""


def summary(image: Image) -> dict[str, Any]:
    """Show an image in a list (image.Summary); -1 is docker's "was not counted"."""
    return {
        "Containers": -1,
        "Created": _seconds(image.config.get("created")),
        "Id": image.id,
        "Labels": _run_config(image).get("Labels"),
        "ParentId": "",
        "RepoDigests": list(image.digests),
        "RepoTags": list(image.tags),
        "SharedSize": -1,
        "Size": image.size,
    }


def details(image: Image) -> dict[str, Any]:
    """Show an image in full (image.InspectResponse)."""
    config = image.config
    return {
        "Id": image.id,
        "RepoTags": list(image.tags),
        "RepoDigests": list(image.digests),
        "Parent": "",
        "Comment": config.get("comment", ""),
        "Created": config.get("created", _NEVER),
        "DockerVersion": config.get("docker_version", ""),
        "Author": config.get("author", ""),
        "Config": _run_config(image),
        "Architecture": config.get("architecture", ""),
        "Os": config.get("os", ""),
        "Size": image.size,
        "GraphDriver": {"Data": None, "Name": "explain-ecr"},
        "RootFS": {"Type": "layers", "Layers": image.diff_ids},
        "Metadata": {"LastTagTime": _NEVER},
    }


def _run_config(image: Image) -> dict[str, Any]:
    """Return what a container of this image would be run with."""
    config = image.config.get("config")
    return config if isinstance(config, dict) else {}


def _seconds(created: object) -> int:
    """Return a time in Unix seconds; 0 if it cannot be read."""
    try:
        return int(datetime.fromisoformat(str(created)).timestamp())
    except (ValueError, OverflowError):
        return 0
