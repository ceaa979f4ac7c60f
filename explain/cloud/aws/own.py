"""Which of ECR's operations are performed here, and not by moto."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from explain.cloud import refusals
from explain.cloud.aws.call import Call
from explain.cloud.aws.images import Images
from explain.cloud.aws.layers import Layers
from explain.cloud.aws.resources import repository_of
from explain.cloud.registry.settings import VALUES
from explain.cloud.registry.state import State
from explain.cloud.repository_policies import check_registry_policy, set_registry_policy

Operation = Callable[[Call, Mapping[str, Any]], dict[str, Any]]
"""Performs a call whose parameters are given, and returns the answer's fields."""


STORED = (
    *("BatchCheckLayerAvailability", "CompleteLayerUpload", "GetDownloadUrlForLayer"),
    *("InitiateLayerUpload", "PutImage", "UploadLayerPart"),
)
"""What needs a storage. In a cloud without one there is nothing for the others to show."""


def own_operations(state: State, now: Callable[[], datetime]) -> Mapping[str, Operation]:
    """Return the operations by name."""
    images, layers, settings = Images(state, now), Layers(state), _AccountSettings(state)
    return {
        "BatchCheckLayerAvailability": layers.check,
        "BatchDeleteImage": images.delete,
        "BatchGetImage": images.get,
        "CompleteLayerUpload": layers.complete,
        "DescribeImageScanFindings": _no_scan,
        "DescribeImages": images.describe,
        "GetAccountSetting": settings.get,
        "GetDownloadUrlForLayer": layers.download,
        "InitiateLayerUpload": layers.initiate,
        "ListImages": images.list,
        "PutAccountSetting": settings.put,
        "PutImage": images.put,
        "PutRegistryPolicy": settings.put_policy,
        "UploadLayerPart": layers.upload,
    }


def _no_scan(call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
    """Say that nobody has scanned the image, which is always so here."""
    repository = repository_of(call, given)
    raise refusals.no_scan(given["imageId"], *repository.place)


class _AccountSettings:
    """The settings of a registry."""

    def __init__(self, state: State) -> None:
        self._state = state

    def get(self, call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a setting."""
        name = _known(given["name"])
        return {
            "name": name,
            "value": self._state.settings.get(call.caller.account, call.region, name),
        }

    def put(self, call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
        """Give a setting another value."""
        name, value = _known(given["name"]), given["value"]
        if value not in VALUES[name]:
            raise refusals.bad_parameter("value", f"Member must be one of {list(VALUES[name])}")
        self._state.settings.put(call.caller.account, call.region, name, value)
        return {"name": name, "value": value}

    def put_policy(self, call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
        """Set the registry's policy, of which moto takes none but for replication."""
        account, text = call.caller.account, given["policyText"]
        version = self._state.settings.get(account, call.region, "REGISTRY_POLICY_SCOPE")
        check_registry_policy(text, version)
        set_registry_policy(call.region, account, text)
        return {"registryId": account, "policyText": text}


def _known(name: str) -> str:
    if name not in VALUES:
        raise refusals.bad_parameter("name", f"Member must be one of {sorted(VALUES)}")
    return name
