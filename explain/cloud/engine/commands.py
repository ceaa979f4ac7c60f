"""Which docker command a path of the Engine API belongs to, for a refusal that names the command.

docker, docs/api/v1.50.yaml. The narrower paths come first.
"""

from __future__ import annotations

import re

_COMMANDS = tuple(
    (re.compile(path), command)
    for path, command in (
        ("/build(/.*)?", "docker build"),
        ("/(session|grpc)", "docker build"),  # BuildKit, over a separate connection
        ("/containers/json", "docker ps"),
        ("/containers/create", "docker run"),
        ("/containers/[^/]+/logs", "docker logs"),
        ("/containers/[^/]+/(exec|attach.*)", "docker exec"),
        ("/(containers|exec)/.*", "docker container"),
        ("/commit", "docker commit"),
        ("/images/load", "docker load"),
        ("/images/get|/images/.+/get", "docker save"),
        ("/images/.+/history", "docker history"),
        ("/images/search", "docker search"),
        ("/images/prune", "docker image prune"),
        ("/system/df", "docker system df"),
        ("/events", "docker events"),
        ("/networks(/.*)?", "docker network"),
        ("/volumes(/.*)?", "docker volume"),
        ("/(swarm|nodes|services|tasks|secrets|configs)(/.*)?", "docker swarm"),
        ("/plugins(/.*)?", "docker plugin"),
        ("/libpod/.*", "podman's own API"),
    )
)


def wanted(path: str) -> str:
    """Name the command that asks for this path; the empty text where none is known."""
    return next((command for pattern, command in _COMMANDS if pattern.fullmatch(path)), "")
