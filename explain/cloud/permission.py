"""May a principal do this? Its own policies are asked, and those of the repository and of its registry.

Within an account one of the two kinds is enough; across accounts both have to allow it
(IAM User Guide, Policy evaluation logic; Amazon ECR, Private repository policies). What is wanted of a
repository is also asked of its registry's policy (Amazon ECR, Private registry permissions, version 2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from explain.cloud import refusals
from explain.cloud.conditions import Context
from explain.cloud.evidence import EvidenceBuilder
from explain.cloud.iam import Caller
from explain.cloud.policies import Decision, Document, Question, judge_resource, role_of
from explain.wire import Permission

_REPOSITORY = re.compile(r"arn:[a-z-]+:ecr:([a-z0-9-]*):([0-9]{12}):repository/(.*)")


def authorize(
    caller: Caller, builder: EvidenceBuilder, action: str, resource: str = "*", region: str = ""
) -> None:
    """Let a caller do something, or refuse. What the policies say becomes evidence."""
    from explain.cloud.repository_policies import policies_of, tags_of

    match = _REPOSITORY.fullmatch(resource)
    context = context_of(caller, region or (match[1] if match else ""))
    documents: Mapping[str, Document] = {}
    if match:
        context = {**context, **tags_of(*match.groups())}
        documents = policies_of(*match.groups())
    question = Question(action, resource, context)
    own, policy = caller.decision(question)
    shared, directly = judge_resource(documents.values(), caller.arn, question)
    foreign = match is not None and match[2] != caller.account
    allowed = _is_allowed(own, shared, directly=directly, foreign=foreign)
    by_resource = _decides_by_resource(own, shared, allowed=allowed, foreign=foreign)
    if by_resource and shared is not Decision.SILENT:
        policy = next(
            name
            for name, document in documents.items()
            if judge_resource([document], caller.arn, question)[0] is shared
        )
    permission = Permission(action, resource, allowed, policy)
    builder.evidence = builder.evidence._replace(permission=permission)
    if not allowed:
        explicitly = Decision.DENIED in (own, shared)
        kind = "resource" if by_resource else "identity"
        raise refusals.not_allowed(
            caller.arn, action, explicitly=explicitly, resource=resource, kind=kind
        )


def context_of(caller: Caller, region: str) -> Context:
    """Return what conditions may ask of a request; a call by a service's own account is never made."""
    kind = "AssumedRole" if ":assumed-role/" in caller.arn else "User"
    context = {
        "aws:principalarn": role_of(caller.arn),
        "aws:principalaccount": caller.account,
        "aws:principaltype": kind,
        "aws:requestedregion": region,
        "aws:securetransport": "true",  # as it is with the real one, whatever the lab speaks
        "aws:sourceip": "127.0.0.1",
    }
    if kind == "User":
        context["aws:username"] = caller.arn.rpartition("/")[2]
    return context


def _is_allowed(own: Decision, shared: Decision, *, directly: bool, foreign: bool) -> bool:
    if Decision.DENIED in (own, shared):
        return False
    if foreign:
        return own is shared is Decision.ALLOWED
    return own is Decision.ALLOWED or directly


def _decides_by_resource(own: Decision, shared: Decision, *, allowed: bool, foreign: bool) -> bool:
    """Tell whether it was the repository's policy that decided, by what it says or by its silence."""
    if own is Decision.DENIED:
        return False
    if shared is Decision.DENIED:
        return True
    return own is Decision.ALLOWED and foreign if not allowed else own is not Decision.ALLOWED
