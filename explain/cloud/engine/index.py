"""What the engine's images are called, and the small file in which that is written down."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from explain.errors import SandboxProblem


@dataclass(slots=True)
class Layer:
    """What the engine knows about a layer's blob apart from its bytes.

    `origins` are the repositories that it was pushed to or pulled from: there it can be mounted.
    """

    diff_id: str
    size: int
    origins: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Index:
    """All that changes. Tags and digests lead to image IDs."""

    images: dict[str, str] = field(default_factory=dict)  # from an ID to its manifest's digest
    tags: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    layers: dict[str, Layer] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Index:
        """Read the file; an engine that has none yet has no images."""
        try:
            fields = json.loads(path.read_bytes())
            layers = {digest: Layer(**one) for digest, one in fields.pop("layers").items()}
            return cls(**fields, layers=layers)
        except FileNotFoundError:
            return cls()
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise SandboxProblem(
                "The list of the sandbox's images cannot be read.",
                "Empty the sandbox with `explain-ecr reset`.",
            ) from error

    def text(self) -> bytes:
        """Return the content of the file."""
        return json.dumps(asdict(self), indent=1).encode()

    def tags_of(self, image_id: str) -> tuple[str, ...]:
        """Return an image's tags, in order."""
        return tuple(sorted(tag for tag, one in self.tags.items() if one == image_id))

    def digests_of(self, image_id: str) -> tuple[str, ...]:
        """Return the digests under which registries know an image, in order."""
        return tuple(sorted(name for name, one in self.digests.items() if one == image_id))
