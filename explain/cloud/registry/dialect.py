"""Where ECR's registry differs from the OCI distribution specification, as many people reported it.

A lab speaks as ECR does; `lab --spec` speaks as the specification has it, for a client that ECR breaks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to speak the protocol. A page of 0 holds everything."""

    chunk_status: int
    names_manifests: bool
    """Whether the answer to a manifest's PUT has a Location, and that to its GET a digest."""
    always_mounts: bool
    page: int
    largest_page: int


ECR = Dialect(
    # aws/containers-roadmap#2831, jdx/mise#11376, regclient/regclient#81. What becomes of a second
    # chunk is told differently (crashappsec/chalk#682), so the lab keeps it.
    chunk_status=201,
    # aws/containers-roadmap#1931, ChangemakerStudios/Docker.Registry.DotNet#34: HEAD alone has the
    # digest. apple/swift-container-plugin#27: there is no Location.
    names_manifests=False,
    # AWS, Blob mounting in Amazon ECR: off until the account setting BLOB_MOUNTING is ENABLED.
    always_mounts=False,
    # docker-archive/migrator#96, google/go-containerregistry#681
    page=100,
    largest_page=1000,
)

SPECIFICATION = Dialect(202, True, True, 0, 0)
