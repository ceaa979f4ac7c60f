"""What a documentation build holds still, so that two builds of one text are the same bytes.

The clock, the chance and the keys are fixed, so everything that follows from them is real and the
same each time: signatures, tokens, fingerprints. What nobody here can fix (the ports that the system
chooses, the ids that an SDK makes up) is replaced, in what is drawn, by words that say what was there.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from explain import stage
from explain.clock import Clock
from explain.hosts.registry import Registry
from explain.sandbox import VARIABLE, Sandbox
from explain.world import World

AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
"""When everything happens that a page shows."""

_KEY = {"id": "AKIAIOSFODNN7EXAMPLE", "secret": "explainEcr/opens+nothing/anywhereEXAMPLE"}
"""An access key that opens nothing anywhere.

The id is that of AWS's own documentation. The secret is not: lessons quote that one, and no page may
show this one.
"""

_SCRATCH = re.compile(r"scratch-[0-9a-f]{16}")
_MACHINE = re.compile(r"\b((?:os/\w+|md/arch|lang/python)#)[^ ]+")
_FEATURES = re.compile(r"(?<= m/)[A-Za-z0-9,]+")


@contextmanager
def offline(registry: Registry) -> Iterator[World]:
    """Lend a World, in its own sandbox, in which everything comes out the same each time."""
    with TemporaryDirectory(prefix="explain-ecr-") as temporary:
        sandbox = Sandbox(Path(temporary).resolve() / "sandbox")
        with_known_keys(sandbox)
        with stage.offline(registry, sandbox, clock=clock(), entropy=entropy()) as world:
            yield world


def clock() -> Clock:
    """Return a clock that stands still at the same moment in every build."""
    return Clock.fixed(AT)


def entropy() -> Callable[[int], bytes]:
    """Return a source of bytes that are the same in every build."""
    return Random(0).randbytes  # noqa: S311 - for a page, not for a secret


def with_known_keys(sandbox: Sandbox) -> None:
    """Give a sandbox the keys that it has in every build."""
    (sandbox.folder / "master.key").write_text("00" * 32)
    (sandbox.folder / "access-key.json").write_text(json.dumps(_KEY))


def steadier(world: World) -> Callable[[str], str]:
    """Return what makes a drawn text the same in each build. Call it after everything was played."""
    known = _known(world)

    def steadied(text: str) -> str:
        for found, instead in known.items():
            text = text.replace(found, instead)
        return _SCRATCH.sub("scratch-…", text)

    return steadied


def _known(world: World) -> dict[str, str]:
    """Map every value that changes from build to build to what is shown in its place."""
    known = {
        # The folder ends with the build. A reader's own sandbox is where this variable says.
        str(world.sandbox.folder): f"${VARIABLE}",
        sys.executable: "python",  # which runs the stand-ins
    }
    if "cloud" not in world.__dict__:  # nothing has needed it
        return known
    cloud = world.cloud
    for url in (cloud.control_url, cloud.registry_url, cloud.engine_url):
        if port := urlsplit(url).netloc:  # a socket's is in the sandbox's folder
            known[port] = "127.0.0.1:PORT"
    for exchange in cloud.wire.since(0):
        for name, value in exchange.request_headers:
            if name.lower() == "amz-sdk-invocation-id":
                known[value] = "(new with each call)"
            elif name.lower() == "user-agent":
                # Which machine a page was built on is of no interest, and nobody's business.
                known[value] = _MACHINE.sub(r"\1…", _FEATURES.sub(_sorted, value))
    return known


def _sorted(features: re.Match[str]) -> str:
    """Sort the features that an SDK says it uses: it writes a set, in any order (botocore/useragent.py)."""
    return ",".join(sorted(features[0].split(",")))
