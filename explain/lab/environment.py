"""The lab's environment: what leads into it is set, and what could lead out of it is unset.

Everything else of the learner's stays: it is their own shell.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from explain.hosts.registry import REGION

LAB = "EXPLAIN_ECR_LAB"
"""Set inside a lab, to its folder."""

STARTED_BY = "EXPLAIN_ECR_STARTED_BY"
"""Set to the lab's folder for what a lab itself starts, and therefore ends.

A terminal that `lab env` has led into the lab does not have it: that one is its owner's.
"""

LABS_SUFFIX = "-labs"
"""The ending of the name of the folder of all labs, which is next to the sandbox."""

_PREFIXES = (
    "AWS_", "BOTOCORE_", "BOTO_", "BUILDAH_", "BUILDKIT_", "BUILDX_", "COMPOSE_", "CONTAINERD_",
    "CONTAINERS_", "CONTAINER_", "DOCKER_", "HELM_", "NERDCTL_", "PODMAN_", "REGCTL_",
)  # fmt: skip
"""Variables by which aws, docker and their like are led somewhere; all of them are unset."""

_NAMES = frozenset(
    {
        "CURL_CA_BUNDLE", "CURL_HOME", "NODE_EXTRA_CA_CERTS", "REGISTRIES_CONFIG_PATH",
        "REGISTRY_AUTH_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE",
    }
)  # fmt: skip
"""The same, by name."""

_PROXIES = frozenset(
    f"{scheme}_PROXY" for scheme in ("ALL", "FTP", "HTTP", "HTTPS", "NO", "SOCKS", "WS", "WSS")
)
"""The proxies', in capitals. Python reads them in whatever case (urllib, getproxies_environment)."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a lab listens, and with which files its clients are set up."""

    folder: Path
    control_url: str
    engine_url: str
    door_url: str
    authority_file: Path


def variables(doors: Doors) -> dict[str, str]:
    """Return what is set in a lab: everything that aws, docker and the door's clients need."""
    authority = str(doors.authority_file)
    folder = doors.folder
    made = {
        LAB: str(folder),
        "EXPLAIN_ECR_SANDBOX": str(folder),
        "AWS_ENDPOINT_URL": doors.control_url,
        "AWS_CONFIG_FILE": str(folder / "aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "aws-credentials"),
        # Amazon's credential helper keeps passwords, and a log, in ~/.ecr otherwise, and judges a
        # password's age by the machine's clock, which nobody turns with the lab's.
        "AWS_ECR_CACHE_DIR": str(folder / "ecr"),
        "AWS_ECR_DISABLE_CACHE": "true",
        "AWS_EC2_METADATA_DISABLED": "true",  # else aws would look for a key on the network
        "AWS_PAGER": "",
        "DOCKER_HOST": doors.engine_url,
        "DOCKER_CONFIG": str(folder / "docker"),
        "CURL_HOME": str(folder),  # else ~/.curlrc, which may name a proxy, would win
        "REGISTRY_AUTH_FILE": str(folder / "docker" / "config.json"),
        "HELM_REGISTRY_CONFIG": str(folder / "docker" / "config.json"),
        "REGCTL_CONFIG": str(folder / "regctl.json"),
    }
    for name in ("AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE"):
        made[name] = authority
    made["SSL_CERT_FILE"] = authority
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        made[name] = made[name.lower()] = doors.door_url
    made["NO_PROXY"] = made["no_proxy"] = "127.0.0.1,localhost"
    return made


def unset(environment: Mapping[str, str]) -> list[str]:
    """List the variables of an environment that could lead out of a lab, or win over it."""
    return sorted(
        name
        for name in environment
        if name.startswith(_PREFIXES) or name in _NAMES or name.upper() in _PROXIES
    )


def inside(doors: Doors, environment: Mapping[str, str]) -> dict[str, str]:
    """Return a learner's environment as it is for what the lab itself starts."""
    gone = set(unset(environment))
    kept = {name: value for name, value in environment.items() if name not in gone}
    path = path_in(doors.folder, environment)
    return {**kept, **variables(doors), "PATH": path, STARTED_BY: str(doors.folder)}


def path_in(folder: Path, environment: Mapping[str, str]) -> str:
    """Return PATH with the lab's own programs first, and once."""
    return os.pathsep.join([str(programs_in(folder)), path_out(folder, environment)])


def names() -> frozenset[str]:
    """Return the names of the variables that are set in a lab, PATH apart."""
    return frozenset(variables(Doors(Path(), "", "", "", Path())))


def left(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without the lab that it leads into, and that may be gone.

    The sandbox is again the one that the lab was next to.
    """
    place = Path(environment[LAB])
    gone = names()
    kept = {name: value for name, value in environment.items() if name not in gone}
    beside = place.parent.name.removesuffix(LABS_SUFFIX)
    return {
        **kept,
        "PATH": path_out(place, environment),
        "EXPLAIN_ECR_SANDBOX": str(place.parent.with_name(beside)),
    }


def path_out(folder: Path, environment: Mapping[str, str]) -> str:
    """Return PATH without the lab's own programs."""
    programs = str(programs_in(folder))
    own = environment.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(place for place in own if place != programs)


def programs_in(folder: Path) -> Path:
    """Return where a lab's own programs are."""
    return folder / "bin"


OTHER_PROFILE = "other"
"""The profile of the user of the second account, where a lab has one."""


def files(*keys: tuple[str, str]) -> dict[str, str]:
    """Return the lab's own configuration files, by name.

    The first access key (its id and its secret) is the learner's, a second one the other account's.
    """
    profiles = dict(zip(("default", OTHER_PROFILE), keys, strict=False))
    names = {name: name if name == "default" else f"profile {name}" for name in profiles}
    return {
        "aws-config": "".join(
            f"[{section}]\nregion = {REGION}\noutput = json\n" for section in names.values()
        ),
        "aws-credentials": "".join(
            f"[{name}]\naws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n"
            for name, (key_id, secret) in profiles.items()
        ),
        ".curlrc": "",
        "docker/config.json": docker_config(),
    }


def docker_config() -> str:
    """Return docker's first configuration in a lab.

    With no `auths` at all, docker would choose the learner's own keychain as its store
    (docker/cli, cli/config/credentials/default_store.go). One empty entry keeps it from that.
    """
    return '{\n\t"auths": {\n\t\t"no-keychain-in-the-lab.invalid": {}\n\t}\n}'


def default_repository() -> tuple[str, str]:
    """Return the repository that a lab is born with, as region and name."""
    return REGION, "my-image"
