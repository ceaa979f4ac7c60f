"""The rest of AWS's API, as far as moto has it: ECR's repositories and images, IAM, and STS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from explain.cloud import refusals
from explain.cloud.api import moto_gate
from explain.cloud.api.authentication import authorize
from explain.cloud.api.call import Call, Result
from explain.cloud.api.parameters import parameters_of
from explain.cloud.api.resources import owner_of, resources_of
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.iam import MOTO
from explain.cloud.policies import trusts
from explain.secret import Secret
from explain.wire import Permission

_NOT_SERVED = re.compile(
    # Layers go through the registry, which stores them; moto would keep them to itself.
    "ecr:(BatchCheckLayerAvailability|InitiateLayerUpload|UploadLayerPart|CompleteLayerUpload"
    "|GetDownloadUrlForLayer)"
    # moto's other temporary credentials are examples that no service accepts.
    "|sts:(?!GetCallerIdentity$|AssumeRole$).*"
)
_CODE = re.compile(r'"__type": *"(\w+)"|<Code>(\w+)</Code>')
_SECRETS = re.compile("<(SecretAccessKey|SessionToken|ServicePassword|Password)>([^<]*)<")


class AwsServices:
    """Authorizes calls and lets moto perform them."""

    def __init__(self, account: str, now: Callable[[], datetime]) -> None:
        self._account = account
        self._now = now

    def perform(self, call: Call, builder: EvidenceBuilder) -> Result:
        """Perform one call."""
        if _NOT_SERVED.fullmatch(call.action):
            raise refusals.unknown_operation(call.service, call.operation)
        given = parameters_of(call)
        if call.action != "sts:GetCallerIdentity":  # it needs no permission, and none can deny it
            self._authorize(call, given, builder)
        status, body = moto_gate.enter(call, self._account, self._now())
        return Result(body, _SECRETS.sub(_masked, body), status, _verdict(status, body))

    def _authorize(self, call: Call, given: Mapping[str, Any], builder: EvidenceBuilder) -> None:
        resources = resources_of(call, self._account, given)
        if call.service == "ecr" and owner_of(given, self._account) != self._account:
            permission = Permission(call.action, resources[0])
            builder.evidence = builder.evidence._replace(permission=permission)
            raise refusals.not_shared(call.caller.arn, call.action, resources[0])
        for resource in resources:
            authorize(call.caller, builder, call.action, resource)
        if call.action == "sts:AssumeRole":
            self._check_trust(call, resources[0])

    def _check_trust(self, call: Call, role_arn: str) -> None:
        """Let the role decide as well. A role that is not there is refused in the same words."""
        with MOTO:
            backend = iam_backends[self._account][get_partition(call.region)]
            try:
                trust = json.loads(backend.get_role_by_arn(role_arn).assume_role_policy_document)
            except (NotFoundException, ValueError):
                trust = {}
        if not trusts(trust, call.caller.arn, self._account):
            raise refusals.not_allowed(
                call.caller.arn, call.action, explicitly=False, resource=role_arn
            )


def _verdict(status: int, body: str) -> str:
    code = _CODE.search(body) if status >= 400 else None
    return code[1] or code[2] if code else "accepted"


def _masked(found: re.Match[str]) -> str:
    return f"<{found[1]}>{Secret(found[2]).masked}<"
