"""Platforms: which of an index's images is the one for here."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explain.cloud.engine.manifest import Manifest
from explain.cloud.engine.rejection import TransferFailed

# Go's names (GOARCH) for what the operating systems call their machines.
_GO_NAMES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True, slots=True)
class Platform:
    """An operating system and an architecture; either may be left open."""

    os: str = ""
    architecture: str = ""

    def choose(self, index: Manifest) -> str:
        """Return the digest of the manifest for this platform.

        Nothing is ever run here, so if nobody asked for a platform any image will do: this
        machine's if there is one, else amd64's, else the first.
        """
        offered = [(_platform_of(one), str(one["digest"])) for one in index.children]
        for wanted in self._wanted():
            for found, digest in offered:
                if wanted in (found, Platform(found.os), Platform()):
                    return digest
        raise TransferFailed(f"no matching manifest for {self} in the manifest list entries")

    def _wanted(self) -> tuple[Platform, ...]:
        if self != Platform():
            return (self,)
        here = _GO_NAMES.get(platform.machine().lower(), "amd64")
        return (Platform("linux", here), Platform("linux", "amd64"), Platform())

    def __str__(self) -> str:
        return f"{self.os}/{self.architecture}" if self.architecture else self.os


def parse_platform(text: str) -> Platform:
    """Read `os[/arch[/variant]]`, or the JSON object that newer clients send."""
    if text.startswith("{"):
        try:
            given = json.loads(text)
        except ValueError:
            given = {}
        return Platform(str(given.get("os", "")), str(given.get("architecture", "")))
    system, _, rest = text.lower().partition("/")
    return Platform(system, rest.partition("/")[0])


def platform_of(config: bytes) -> dict[str, str]:
    """Read from an image's configuration for which platform it is (image-spec, config.md)."""
    try:
        given = json.loads(config)
        names = ("architecture", "os", "variant")
        return {name: given[name] for name in names if isinstance(given.get(name), str)}
    except (ValueError, AttributeError, RecursionError):
        return {}


def _platform_of(descriptor: Mapping[str, Any]) -> Platform:
    given = descriptor.get("platform")
    if not isinstance(given, dict):
        return Platform("unknown", "unknown")
    return Platform(str(given.get("os", "")), str(given.get("architecture", "")))
