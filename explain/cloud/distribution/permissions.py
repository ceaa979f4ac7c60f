"""What the bearer of a token may do. IAM is asked at each request: what was taken away is gone.

Policies of repositories (`aws ecr set-repository-policy`) are not judged: whoever is of another
account may do nothing.
"""

from __future__ import annotations

from explain.cloud import refusals
from explain.cloud.distribution.problems import denied
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.iam import Directory
from explain.cloud.policies import Decision
from explain.cloud.tokens import Claims
from explain.wire import Permission


class Permissions:
    """Judges the principals of one account, in the words of its API."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def require(self, claims: Claims, builder: EvidenceBuilder, action: str, resource: str) -> None:
        """Let a principal do something, or refuse. What IAM says becomes evidence."""
        permission = Permission(action, resource)
        builder.evidence = builder.evidence._replace(permission=permission)
        caller = self._directory.bearer(claims.principal, claims.region)
        if caller is None:  # with its last key, a principal loses what the key was good for
            raise denied(refusals.unknown_client().message)
        decision, policy = caller.decision(action, resource)
        shared = resource.split(":")[4] == claims.account
        allowed = shared and decision is Decision.ALLOWED
        permission = Permission(action, resource, allowed, policy)
        builder.evidence = builder.evidence._replace(permission=permission)
        if decision is not Decision.ALLOWED:
            explicitly = decision is Decision.DENIED
            refusal = refusals.not_allowed(
                caller.arn, action, explicitly=explicitly, resource=resource
            )
            raise denied(refusal.message)
        if not shared:
            raise denied(refusals.not_shared(caller.arn, action, resource).message)
