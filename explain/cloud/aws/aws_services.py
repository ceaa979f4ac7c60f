"""The rest of AWS's API: ECR's images and layers by ourselves, its repositories, IAM and STS by moto."""

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
from explain.cloud.aws import moto_gate
from explain.cloud.aws.call import Call, Result
from explain.cloud.aws.own import STORED, Operation, own_operations
from explain.cloud.aws.parameters import parameters_of
from explain.cloud.aws.protocols import compact
from explain.cloud.aws.resources import owner_of, resources_of
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.iam import MOTO
from explain.cloud.permission import authorize, context_of
from explain.cloud.policies import trusts
from explain.cloud.registry.problems import Problem
from explain.cloud.registry.state import State
from explain.secret import Secret

NOT_SERVED = re.compile(
    # moto makes findings up; this sandbox scans nothing.
    "ecr:StartImageScan"
    # moto's other temporary credentials are examples that no service accepts.
    "|sts:(?!GetCallerIdentity$|AssumeRole$).*"
)
_SIGNATURE = re.compile("X-Amz-Signature=([0-9a-f]+)")
_CODE = re.compile(r'"__type": *"(\w+)"|<Code>(\w+)</Code>')
_SECRETS = re.compile("<(SecretAccessKey|SessionToken|ServicePassword|Password)>([^<]*)<")


class AwsServices:
    """Authorizes calls and lets moto perform them."""

    def __init__(self, now: Callable[[], datetime], state: State | None) -> None:
        self._now = now
        self._own = own_operations(state, now) if state else dict.fromkeys(STORED, _not_stored)

    def perform(self, call: Call, builder: EvidenceBuilder) -> Result:
        """Perform one call."""
        if NOT_SERVED.fullmatch(call.action):
            raise refusals.unknown_operation(call.service, call.operation)
        given = parameters_of(call)
        if call.action != "sts:GetCallerIdentity":  # it needs no permission, and none can deny it
            self._authorize(call, given, builder)
        if call.service == "ecr" and call.operation in self._own:
            return _performed(self._own[call.operation], call, given, builder)
        account = owner_of(given, call.caller.account)
        status, body = moto_gate.enter(call, account, self._now())
        return Result(body, _SECRETS.sub(_masked, body), status, _verdict(status, body))

    def _authorize(self, call: Call, given: Mapping[str, Any], builder: EvidenceBuilder) -> None:
        resources = resources_of(call, call.caller.account, given)
        for resource in resources:
            authorize(call.caller, builder, call.action, resource, call.region)
        if call.action == "sts:AssumeRole":
            self._check_trust(call, resources[0])

    def _check_trust(self, call: Call, role_arn: str) -> None:
        """Let the role decide as well. A role that is not there is refused in the same words."""
        with MOTO:
            backend = iam_backends[call.caller.account][get_partition(call.region)]
            try:
                trust = json.loads(backend.get_role_by_arn(role_arn).assume_role_policy_document)
            except (NotFoundException, ValueError):
                trust = {}
        if not trusts(trust, call.caller.arn, context_of(call.caller, call.region)):
            raise refusals.not_allowed(
                call.caller.arn, call.action, explicitly=False, resource=role_arn
            )


def _performed(
    operation: Operation, call: Call, given: Mapping[str, Any], builder: EvidenceBuilder
) -> Result:
    try:
        body = compact(operation(call, given))
    except Problem as problem:
        builder.evidence = builder.evidence._replace(reason=problem.reason, missing=problem.missing)
        raise refusals.Refusal(problem.exception, problem.message) from problem
    return Result(body, _SIGNATURE.sub(_unsigned, body))


def _not_stored(call: Call, _: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse what a cloud without a storage cannot keep."""
    raise refusals.unknown_operation(call.service, call.operation)


def _unsigned(signature: re.Match[str]) -> str:
    return f"X-Amz-Signature={Secret(signature[1]).masked}"


def _verdict(status: int, body: str) -> str:
    code = _CODE.search(body) if status >= 400 else None
    return code[1] or code[2] if code else "accepted"


def _masked(found: re.Match[str]) -> str:
    return f"<{found[1]}>{Secret(found[2]).masked}<"
