"""The repositories that a cloud is born with, in moto's ECR."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from explain.cloud.hosts import registry_name
from explain.cloud.iam import MOTO
from explain.errors import SandboxProblem

if TYPE_CHECKING:
    from moto.ecr.models import ECRBackend


def create_repositories(
    account: str, repositories: Sequence[tuple[str, str]], now: datetime
) -> None:
    """Forget what an earlier Cloud of this process left in the account, then create these."""
    from moto.ecr.models import ecr_backends

    with MOTO:
        ecr_backends.pop(account, None)
        for region, name in repositories:
            _create(ecr_backends[account][region], account, region, name, now)


def _create(backend: ECRBackend, account: str, region: str, name: str, now: datetime) -> None:
    from moto.core.exceptions import ServiceException

    settings: dict[str, Any] = dict.fromkeys(
        ("registry_id", "encryption_config", "image_scan_config", "image_tag_mutability")
    )
    try:
        repository = backend.create_repository(repository_name=name, tags=[], **settings)
    except ServiceException as error:
        raise SandboxProblem(
            f"The sandbox cannot have a repository {name} in {region}: {error.message}",
            "Choose another name; ECR's names are in lower case.",
        ) from error
    repository.created_at = now.replace(tzinfo=None)
    repository.uri = f"{registry_name(account, region)}/{name}"
