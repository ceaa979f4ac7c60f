"""Who may ask for tokens: users, access keys and policies, as moto's IAM keeps and judges them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from explain.errors import SandboxProblem
from explain.secret import Secret

if TYPE_CHECKING:
    from moto.iam.models import IAMBackend

ALLOW_ECR: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}],
}


@dataclass(frozen=True, slots=True)
class Principal:
    """One IAM user of the sandbox, with one access key and one policy."""

    user_name: str
    access_key_id: str
    secret_access_key: Secret
    policy: Mapping[str, Any] = field(default_factory=lambda: ALLOW_ECR)
    active: bool = True


class Decision(Enum):
    """What the policies say. Silence is not consent."""

    ALLOWED = "allowed"
    DENIED = "denied"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Caller:
    """The user behind an access key, as moto found him."""

    arn: str
    secret: Secret
    policies: tuple[Any, ...]

    def decision(self, action: str, resource: str) -> Decision:
        """Let moto judge: one Deny outweighs every Allow."""
        from moto.iam.access_control import IAMPolicy, PermissionResult

        verdicts = {
            IAMPolicy(policy).is_action_permitted(action, resource) for policy in self.policies
        }
        if PermissionResult.DENIED in verdicts:
            return Decision.DENIED
        allowed = PermissionResult.PERMITTED in verdicts
        return Decision.ALLOWED if allowed else Decision.SILENT


class Directory:
    """One account's IAM. moto keeps accounts per process: what an earlier Cloud left is removed."""

    def __init__(self, account: str, principals: Sequence[Principal]) -> None:
        from moto.iam.models import iam_backends
        from moto.sts.models import sts_backends

        self._account = account
        self._principals = principals
        self._backends: dict[str, IAMBackend] = {}
        self._lock = threading.Lock()
        iam_backends.pop(account, None)
        sts_backends.pop(account, None)
        self._backend("aws")

    def caller(self, access_key_id: str, session_token: str, region: str) -> Caller | None:
        """Find the user with this active key; None where the region's partition has no such key."""
        from moto.iam.access_control import CreateAccessKeyFailure, create_access_key
        from moto.utilities.utils import get_partition

        partition = get_partition(region)
        backend = self._backend(partition)
        headers = {"X-Amz-Security-Token": session_token} if session_token else {}
        try:
            key = create_access_key(self._account, partition, access_key_id, headers)
        except CreateAccessKeyFailure:
            return None
        if backend.access_keys[access_key_id].status != "Active":  # moto itself does not look
            return None
        credentials = key.create_credentials()
        return Caller(key.arn, Secret(credentials.secret_key), tuple(key.collect_policies()))

    def _backend(self, partition: str) -> IAMBackend:
        """Return moto's IAM of one partition (aws, aws-cn, …), with our users in it."""
        from moto.iam.models import iam_backends

        with self._lock:
            if partition not in self._backends:
                backend = iam_backends[self._account][partition]
                for principal in self._principals:
                    _add(backend, partition, principal)
                self._backends[partition] = backend
            return self._backends[partition]


def _add(backend: IAMBackend, partition: str, principal: Principal) -> None:
    """Make a user with a given key: moto makes keys up, so the key is then exchanged."""
    from moto.iam.exceptions import IAMException

    backend.create_user(partition, principal.user_name)
    key = backend.create_access_key(
        principal.user_name, status="Active" if principal.active else "Inactive"
    )
    del backend.access_keys[key.access_key_id]
    key.access_key_id = principal.access_key_id
    key.secret_access_key = principal.secret_access_key.reveal()
    backend.access_keys[key.access_key_id] = key
    try:
        backend.put_user_policy(principal.user_name, "sandbox", json.dumps(principal.policy))
    except IAMException as error:
        raise SandboxProblem(
            f"The policy of the sandbox's user {principal.user_name} is no IAM policy.",
            "Correct the policy document and start again.",
        ) from error
