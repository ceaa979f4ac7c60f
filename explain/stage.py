"""Building the World: here the client side and the server side are put on one stage."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from explain.clock import Clock
from explain.hosts.registry import Registry
from explain.programs import Choice, find
from explain.sandbox import Sandbox
from explain.world import World

if TYPE_CHECKING:
    from explain.cloud import Cloud
    from explain.lab.remote import RemoteCloud

FOLLOWABLE = timedelta(hours=6)
"""How long the walkthrough's ECR hands out a token again, so that one secret can be followed.

Longer than any talk, and well below the 12 hours after which a new one is due.
"""


@contextmanager
def offline(
    registry: Registry,
    sandbox: Sandbox,
    *,
    clock: Clock | None = None,
    docker: Choice = "auto",
    entropy: Callable[[int], bytes] = os.urandom,
    given_token: str | None = None,
) -> Iterator[World]:
    """Lend a World whose AWS is the sandbox's own cloud, and take it down afterwards.

    In a lab's folder the cloud and the clock are the lab's, and stay. Elsewhere a fixed `clock` and a
    seeded `entropy` make a play repeatable, for documentation.
    """
    lab = _lab_in(sandbox)
    shared = clock or (lab.clock if lab else Clock())
    # Other programs sign by the machine's clock all the same, where ours stands still.
    signed_by = [shared, Clock()] if clock else [shared]
    world = World(
        registry=registry,
        clock=shared,
        signed_by=Clock() if lab else shared,
        sandbox=sandbox,
        docker=find("docker", docker),
        aws=find("aws"),
        open_cloud=lambda: (
            _followed(lab) if lab else _cloud(registry, sandbox, shared, entropy, signed_by)
        ),
        given_token=given_token,
    )
    try:
        yield world
    finally:
        world.close()


def _lab_in(sandbox: Sandbox) -> RemoteCloud | None:
    """Return the cloud of the lab that runs in this folder, if one does."""
    if not (sandbox.folder / "lab.json").exists():
        return None
    from explain.lab.remote import lab_at

    return lab_at(sandbox.folder)


def _followed(lab: RemoteCloud) -> RemoteCloud:
    """Have the lab hand out one token again and again, until the World is taken down."""
    lab.follow(FOLLOWABLE.total_seconds())
    return lab


def _cloud(
    registry: Registry,
    sandbox: Sandbox,
    clock: Clock,
    entropy: Callable[[int], bytes],
    signed_by: Sequence[Clock],
) -> Cloud:
    from explain.cloud import Cloud, Principal

    key = sandbox.access_key
    cloud = Cloud(
        clock=clock,
        master_key=sandbox.master_key,
        account=registry.account,
        principals=[Principal("learner", key.id, key.secret)],
        reissue_within=FOLLOWABLE,
        entropy=entropy,
        signed_by=signed_by,
    )
    cloud.start()
    return cloud
