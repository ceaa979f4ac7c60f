"""What `docker images` was asked to show: `reference`, `dangling` and `label`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import translate

from explain.cloud.engine.api import EngineProblem
from explain.cloud.engine.references import parse
from explain.cloud.engine.store import Image

_KNOWN = ("reference", "dangling", "label")


@dataclass(frozen=True, slots=True)
class Filters:
    """Patterns and values by the filter's name; what is given twice need only fit once."""

    given: Mapping[str, list[str]]

    @classmethod
    def read(cls, text: str) -> Filters:
        """Read the query parameter: JSON, of lists or of what Go uses for sets."""
        try:
            fields = json.loads(text or "{}")
            given = {name: [str(one) for one in values] for name, values in fields.items()}
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise EngineProblem(400, "invalid filter") from error
        for name in given:
            if name not in _KNOWN:
                raise EngineProblem(400, f"invalid filter '{name}'")
        return cls(given)

    def apply(self, image: Image) -> Image | None:
        """Return the image with the names that fit; None if it is not to be shown."""
        dangling = not image.tags
        if "dangling" in self.given and dangling is not self._wants_dangling():
            return None
        if "label" in self.given and not all(_labelled(image, one) for one in self.given["label"]):
            return None
        if "reference" not in self.given:
            return image
        tags, digests = (self._matching(names) for names in (image.tags, image.digests))
        return replace(image, tags=tags, digests=digests) if tags or digests else None

    def _wants_dangling(self) -> bool:
        values = [one.lower() for one in self.given["dangling"]]
        if not set(values) <= {"true", "1", "false", "0"}:
            raise EngineProblem(400, f"invalid filter 'dangling={values}'")
        return "true" in values or "1" in values

    def _matching(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if any(_fits(name, one) for one in self._patterns()))

    def _patterns(self) -> list[str]:
        return self.given["reference"]


def _fits(name: str, pattern: str) -> bool:
    """Match with or without the tag (distribution/reference, FamiliarMatch)."""
    return any(_glob(pattern, text) for text in (name, parse(name).name))


def _glob(pattern: str, text: str) -> bool:
    """Match folder by folder: Go's path.Match lets no star cross a slash."""
    patterns, parts = pattern.split("/"), text.split("/")
    pairs = zip(patterns, parts, strict=False)
    return len(patterns) == len(parts) and all(re.match(translate(a), b) for a, b in pairs)


def _labelled(image: Image, wanted: str) -> bool:
    config = image.config.get("config")
    labels = (config.get("Labels") if isinstance(config, dict) else None) or {}
    name, equals, value = wanted.partition("=")
    return name in labels and (not equals or labels[name] == value)
