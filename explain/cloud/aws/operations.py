"""Every operation of ECR's API, and what this sandbox makes of it: read from the code that performs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import cast

from moto.core.utils import camelcase_to_underscores, get_service_model
from moto.ecr.responses import ECRResponse

from explain.cloud.aws.aws_services import NOT_SERVED
from explain.cloud.aws.own import own_operations
from explain.cloud.registry.state import State

HERE = "answered, from the images in the registry"
KEPT = "answered, with what you have set"
REFUSED = "refused: `UnknownOperationException`"

_SETTINGS = ("GetAccountSetting", "PutAccountSetting", "PutRegistryPolicy")

_WITHOUT_EFFECT = {
    "PutImageScanningConfiguration": "nothing is scanned",
    "PutLifecyclePolicy": "nothing expires",
    "PutRegistryScanningConfiguration": "nothing is scanned",
    "PutReplicationConfiguration": "nothing is copied",
}
"""What is kept and shown again, and changes nothing."""


def versions() -> str:
    """Say what the operations depend on, apart from our own code."""
    return " and ".join(f"{name} {version(name)}" for name in ("moto", "botocore"))


def operations() -> Iterator[tuple[str, str]]:
    """Name each operation of ECR with its state, in the order of the alphabet."""
    own = own_operations(cast(State, None), lambda: datetime.now(UTC))  # only the names are read
    for name in sorted(get_service_model("ecr").operation_names):
        if name == "GetAuthorizationToken":
            yield name, "answered, with a password that expires after 12 hours"
        elif name == "DescribeImageScanFindings":
            yield name, "`ScanNotFoundException`: nothing is scanned"
        elif name in own:
            yield name, KEPT if name in _SETTINGS else HERE
        elif NOT_SERVED.fullmatch(f"ecr:{name}") or not _has_moto(name):
            yield name, REFUSED
        else:
            effect = _WITHOUT_EFFECT.get(name)
            yield name, f"kept: {effect}" if effect else KEPT


def _has_moto(operation: str) -> bool:
    return hasattr(ECRResponse, camelcase_to_underscores(operation))
