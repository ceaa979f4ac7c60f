"""What a repository's owner set for it and policies need: its own policy, and its tags."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from explain.cloud import refusals
from explain.cloud.iam import MOTO
from explain.cloud.policies import Document, several

_PRINCIPAL = re.compile(
    r"\*|[0-9]{12}|arn:[a-z-]+:(iam|sts)::[0-9]{12}:(root|(user|role|assumed-role|federated-user)/.+)"
)


def check_repository_policy(text: str) -> None:
    """Refuse a policy that ECR does not take for a repository.

    Fetching a password concerns no repository, and an account is written `…:root`
    (terraform-aws-modules/terraform-aws-ecr, awsdocs/amazon-ecr-user-guide).
    """
    try:
        document = json.loads(text)
        statements = several(document["Statement"])
        fits = bool(statements) and all(_fits(statement) for statement in statements)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        fits = False
    if not fits:
        raise refusals.bad_repository_policy()


def _fits(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    if isinstance(principal, dict):
        named = [str(one) for one in several(principal.get("AWS"))]
        given = bool(principal)
    else:
        named, given = ["" if principal != "*" else "*"], True
    actions = [str(action).lower() for action in several(statement.get("Action"))]
    return (
        given
        and all(_PRINCIPAL.fullmatch(name) for name in named)
        and "ecr:getauthorizationtoken" not in actions
    )


def policy_of(region: str, account: str, name: str) -> Document:
    """Return a repository's policy; an empty one where there is none, or no such repository."""
    with MOTO:
        backend = _backend(region, account)
        repository = backend.repositories.get(name) if backend else None
        text = repository.policy if repository else None
    try:
        document = json.loads(text or "{}")
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def tags_of(region: str, account: str, name: str) -> Mapping[str, str]:
    """Return a repository's tags as condition keys, in lower case."""
    with MOTO:
        backend = _backend(region, account)
        repository = backend.repositories.get(name) if backend else None
        if not repository:
            return {}
        tags = backend.tagger.get_tag_dict_for_resource(repository.arn)
    return {
        f"{service}:resourcetag/{key}".lower(): str(value)
        for key, value in tags.items()
        for service in ("aws", "ecr")
    }


def _backend(region: str, account: str) -> Any:
    from moto.ecr.models import ecr_backends

    known = region in ecr_backends[account].regions
    return ecr_backends[account][region] if known else None
