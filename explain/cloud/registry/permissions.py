"""What the bearer of a token may do. IAM is asked at each request: what was taken away is gone."""

from __future__ import annotations

from explain.cloud import refusals
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.iam import Directory
from explain.cloud.permission import authorize
from explain.cloud.registry.problems import denied
from explain.cloud.tokens import Claims
from explain.wire import Permission


class Permissions:
    """Judges the principals of the accounts, in the words of their API."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def require(self, claims: Claims, builder: EvidenceBuilder, action: str, resource: str) -> None:
        """Let a principal do something, or refuse. What the policies say becomes evidence."""
        permission = Permission(action, resource)
        builder.evidence = builder.evidence._replace(permission=permission)
        caller = self._directory.bearer(claims.principal, claims.region)
        if caller is None:  # with its last key, a principal loses what the key was good for
            raise denied(refusals.unknown_client().message)
        try:
            authorize(caller, builder, action, resource)
        except refusals.Refusal as refusal:
            raise denied(refusal.message) from refusal
