"""What a repository's owner set for it and policies need: its own policy, and its tags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from explain.cloud.iam import MOTO
from explain.cloud.policies import Document


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
