"""What a repository's owner set and policies need: its own policy, its registry's, and its tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from explain.cloud import refusals
from explain.cloud.iam import MOTO
from explain.cloud.policies import Document, several

_PRINCIPAL = re.compile(
    r"\*|[0-9]{12}|arn:[a-z-]+:(iam|sts)::[0-9]{12}:(root|(user|role|assumed-role|federated-user)/.+)"
)


_AT_FIRST = ("ecr:*", "ecr:batchimportupstreamimage", "ecr:createrepository", "ecr:replicateimage")
"""What a registry's policy of version 1 may be about."""


def check_repository_policy(text: str) -> None:
    """Refuse a policy that ECR does not take for a repository."""
    if not _fit(text, _fits):
        raise refusals.bad_policy("repository")


def check_registry_policy(text: str, version: str) -> None:
    """Refuse a policy that ECR does not take for a registry whose policy has this version, V1 or V2."""

    def fits(statement: Mapping[str, Any]) -> bool:
        actions = _actions(statement)
        known = all(action in _AT_FIRST for action in actions)
        ours = all(action.startswith("ecr:") for action in actions)
        return _fits(statement) and "Resource" in statement and (known if version == "V1" else ours)

    if not _fit(text, fits):
        raise refusals.bad_policy("registry")


def _fit(text: str, fits: Callable[[Mapping[str, Any]], bool]) -> bool:
    """Whether a text is a policy all of whose statements fit."""
    try:
        statements = several(json.loads(text)["Statement"])
        return bool(statements) and all(map(fits, statements))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _actions(statement: Mapping[str, Any]) -> list[str]:
    return [str(action).lower() for action in several(statement.get("Action"))]


def _fits(statement: Mapping[str, Any]) -> bool:
    """Whether a statement names somebody: an account is written `…:root`. And none fetches a password.

    That concerns no repository (terraform-aws-modules/terraform-aws-ecr, awsdocs/amazon-ecr-user-guide).
    """
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    if isinstance(principal, dict):
        named = [str(one) for one in several(principal.get("AWS"))]
        given = bool(principal)
    else:
        named, given = ["" if principal != "*" else "*"], True
    return (
        given
        and all(_PRINCIPAL.fullmatch(name) for name in named)
        and "ecr:getauthorizationtoken" not in _actions(statement)
    )


def policies_of(region: str, account: str, name: str) -> Mapping[str, Document]:
    """Return the policies of a repository and of its registry by what they are called, where they are set."""
    with MOTO:
        backend = _backend(region, account)
        repository = backend.repositories.get(name) if backend else None
        texts = {
            f"repository policy of {name}": repository.policy if repository else None,
            "registry policy": backend.registry_policy if backend else None,
        }
    return {name: json.loads(text) for name, text in texts.items() if text}


def set_registry_policy(region: str, account: str, text: str) -> None:
    """Keep a registry's policy, which was checked."""
    from moto.ecr.models import ecr_backends

    with MOTO:
        ecr_backends[account][region].registry_policy = text


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
