"""Who may ask, and for what: users, roles, access keys and policies, as moto's IAM keeps them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from explain.cloud.partitions import AWS, partition_of
from explain.cloud.policies import Decision as Decision
from explain.cloud.policies import Document, Question, judge
from explain.errors import SandboxProblem
from explain.secret import Secret

if TYPE_CHECKING:
    from moto.iam.models import IAMBackend

ALLOW_ECR: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}],
}


POLICY = "sandbox"
"""The name of the policy that each user of the sandbox has."""


@dataclass(frozen=True, slots=True)
class Principal:
    """One IAM user of the sandbox, with one access key and one policy."""

    user_name: str
    access_key_id: str
    secret_access_key: Secret
    policy: Mapping[str, Any] = field(default_factory=lambda: ALLOW_ECR)
    active: bool = True


MOTO = threading.RLock()
"""moto keeps its state per process and does not guard it: every user of it holds this lock."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of an identity. An inline policy of a role has no name in moto."""

    name: str
    document: Document


@dataclass(frozen=True, slots=True)
class Caller:
    """The user or the assumed role behind an access key, as moto found it."""

    arn: str
    secret: Secret
    policies: tuple[Policy, ...]
    expires: datetime | None = None

    @property
    def account(self) -> str:
        """The account that the caller belongs to."""
        return self.arn.split(":")[4]

    def decision(self, question: Question) -> tuple[Decision, str]:
        """Ask the identity's policies; also return the name of the one that decided, if one did."""
        decision = judge((policy.document for policy in self.policies), question)
        if decision is Decision.SILENT:
            return decision, ""
        deciding = (one for one in self.policies if judge([one.document], question) is decision)
        return decision, next(deciding).name


Accounts = Mapping[str, Sequence[Principal]]
"""Each account of a cloud, with its users."""


class Directory:
    """The accounts' IAM.

    moto, which takes half a second to load, is handed the users when somebody may change them, or when one
    has their own policy, which moto checks. Before that, the policies are as configured.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._backends: dict[tuple[str, str], IAMBackend] = {}
        self._is_loaded = False
        users = (user for principals in accounts.values() for user in principals)
        if any(user.policy != ALLOW_ECR for user in users):
            self.load()

    def load(self) -> None:
        """Hand the users to moto, which keeps accounts per process: what an earlier Cloud left is removed."""
        from moto.iam.models import iam_backends
        from moto.sts.models import sts_backends

        with MOTO:
            if self._is_loaded:
                return
            for account in self._accounts:
                iam_backends.pop(account, None)
                sts_backends.pop(account, None)
                self._backend(account, "aws")
            self._is_loaded = True

    def caller(self, access_key_id: str, session_token: str, region: str) -> Caller | None:
        """Find who has this active key; None if the region's partition has no such key."""
        if not self._is_loaded:
            return self._given(access_key_id, session_token, region)
        callers = (
            self._caller(account, access_key_id, session_token, region)
            for account in self._accounts
        )
        return next((caller for caller in callers if caller), None)

    def _given(self, access_key_id: str, session_token: str, region: str) -> Caller | None:
        """Find a user as they were given. A key of theirs has no session."""
        partition = partition_of(region) or AWS
        for account, users in self._accounts.items():
            for user in users:
                if user.access_key_id == access_key_id and user.active and not session_token:
                    arn = f"arn:{partition.name}:iam::{account}:user/{user.user_name}"
                    return Caller(arn, user.secret_access_key, (Policy(POLICY, user.policy),))
        return None

    def _caller(
        self, account: str, access_key_id: str, session_token: str, region: str
    ) -> Caller | None:
        from moto.iam.access_control import CreateAccessKeyFailure, create_access_key
        from moto.iam.exceptions import NotFoundException
        from moto.utilities.utils import get_partition

        partition = get_partition(region)
        headers = {"X-Amz-Security-Token": session_token} if session_token else {}
        with MOTO:
            backend = self._backend(account, partition)
            try:
                key = create_access_key(account, partition, access_key_id, headers)
                policies = tuple(_policy(policy) for policy in key.collect_policies())
            except (CreateAccessKeyFailure, NotFoundException):  # or its role is gone
                return None
            if backend.access_keys[access_key_id].status != "Active":  # moto itself does not look
                return None
            secret = Secret(key.create_credentials().secret_key)
            expires = self._expiry(account, access_key_id, partition)
            return Caller(key.arn, secret, policies, expires)

    def bearer(self, arn: str, region: str) -> Caller | None:
        """Find a user, or a role's session, by ARN; None if no active key is left of it."""
        from moto.sts.models import sts_backends
        from moto.utilities.utils import get_partition

        self.load()
        partition, name = get_partition(region), arn.rpartition("/")[2]
        account = arn.split(":")[4]
        if account not in self._accounts:
            return None
        with MOTO:
            users = self._backend(account, partition).access_keys.values()
            keys = [(one.access_key_id, "") for one in users if one.user_name == name]
            roles = sts_backends[account][partition].assumed_roles
            keys += [(one.access_key_id, one.session_token) for one in roles if one.arn == arn]
            callers = (self.caller(*key, region) for key in keys)
            return next((one for one in callers if one and one.arn == arn), None)

    def _expiry(self, account: str, access_key_id: str, partition: str) -> datetime | None:
        """Look up when temporary credentials end, which moto knows and does not heed."""
        from moto.sts.models import sts_backends

        backend = sts_backends[account][partition]
        role = backend.get_assumed_role_from_access_key(access_key_id)
        return role.expiration.replace(tzinfo=UTC) if role else None

    def _backend(self, account: str, partition: str) -> IAMBackend:
        """Return moto's IAM of one partition (aws, aws-cn, …), with our users in it."""
        from moto.iam.models import iam_backends

        with MOTO:
            if (account, partition) not in self._backends:
                backend = iam_backends[account][partition]
                for principal in self._accounts[account]:
                    _add(backend, partition, principal)
                self._backends[account, partition] = backend
            return self._backends[account, partition]


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
        backend.put_user_policy(principal.user_name, POLICY, json.dumps(principal.policy))
    except IAMException as error:
        raise SandboxProblem(
            f"The policy of the sandbox's user {principal.user_name} is not an IAM policy.",
            "Correct the policy document and start again.",
        ) from error


def _policy(policy: Any) -> Policy:
    """Read a policy in any of the forms in which moto hands it out."""
    from moto.iam import models

    name = "inline policy"
    if isinstance(policy, models.Policy):
        name = policy.name
        policy = next(version.document for version in policy.versions if version.is_default)
    elif not isinstance(policy, str):
        name, policy = policy["policy_name"], policy["policy_document"]
    document = json.loads(policy)
    return Policy(name, document if isinstance(document, dict) else {})
