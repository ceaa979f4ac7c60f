"""The samples that the widgets fill in: a real call to the sandbox's cloud, the same each time."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from explain import stage, steady
from explain.credentials.ecr import Call
from explain.credentials.signing import AccessKey
from explain.hosts.registry import Registry
from explain.sandbox import Sandbox
from explain.secret import Secret

KEY = AccessKey("AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))
"""The access key of AWS's own test suite for signatures. It opens nothing anywhere."""

_MASTER_KEY = "01" * 32
_SEED = 1
"""Neither is what the pages are built with: a sample is nobody's secret, not even a page's."""


@cache
def call() -> Call:
    """Ask the sandbox's ECR for a token, in its own sandbox, at a fixed time."""
    with TemporaryDirectory(prefix="explain-ecr-") as temporary:
        sandbox = Sandbox(Path(temporary).resolve() / "sandbox")
        (sandbox.folder / "master.key").write_text(_MASTER_KEY)
        key = {"id": KEY.id, "secret": KEY.secret.reveal()}
        (sandbox.folder / "access-key.json").write_text(json.dumps(key))
        entropy = Random(_SEED).randbytes  # noqa: S311 - for a page, not for a secret
        with stage.offline(Registry(), sandbox, clock=steady.clock(), entropy=entropy) as world:
            return world.ecr.get_authorization_token()
