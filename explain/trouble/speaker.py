"""Who said a message, by the line that it is in: many programs print the words of docker's libraries."""

from __future__ import annotations

import re
from typing import NamedTuple

from explain import lazily
from explain.content.errorpages import ErrorPage


class Speaker(NamedTuple):
    """A program, the step at which it speaks (empty: the page's), and whose pages it speaks for."""

    name: str
    step: str
    instead_of: tuple[str, ...]
    pattern: re.Pattern[str]


_HELPER = "credential helper"
_REGISTRY = "registry"
_CLIENTS = ("docker", "skopeo and podman", _HELPER, _REGISTRY)


def _speaker(
    name: str, pattern: str, step: str = "", instead_of: tuple[str, ...] = _CLIENTS
) -> Speaker:
    return Speaker(name, step, instead_of, lazily.pattern(pattern, re.ASCII))


_PULL = "the pull of an image"
_ASK = "the request for a password"

# The narrower signs come first: the kubelet repeats what containerd said to it.
SPEAKERS = (
    _speaker(
        "Amazon ECS", r"CannotPull\w*Error|ResourceInitializationError", _PULL, (*_CLIENTS, "aws")
    ),
    _speaker(
        "kubelet", r"\bkubelet\b|kuberuntime|ErrImagePull|ImagePullBackOff|Failed to pull image \"", _PULL
    ),
    _speaker("GitLab Runner", r"pull image with policy|specified policies|\(docker\.go:[0-9]+", _PULL),
    _speaker("kaniko", r"error checking push permissions|\bkaniko\b", "the push of an image"),
    _speaker("Jib", r"com\.google\.cloud\.tools\.jib"),
    _speaker("Flux", r"component=sync-loop|caller=images\.go|image-reflector|\bscan failed: "),
    _speaker("Argo CD Image Updater", r"argocd-image-updater|could not get tags: .*application="),
    _speaker("nerdctl", r"authConfigHostname|\bnerdctl\b"),
    _speaker("podman", r"\bpodman\b|pinging container registry"),
    _speaker("skopeo", r"\bskopeo\b"),
    _speaker("buildah", r"\bbuildah\b"),
    _speaker("helm", r"\bhelm\b|failed to download chart"),
    _speaker("oras", r"\boras\b"),
    _speaker("a go-containerregistry tool (crane, ko)", r"\bcrane\b|HEAD responses have no body"),
    _speaker("BuildKit", r"failed to solve|^[^\w]*#[0-9]+ (?:[0-9.]+ )?ERROR|\bbuildx\b"),
    _speaker("AWS CDK", r"\bfail: docker login\b|asset-publishing"),
    _speaker("AWS SAM CLI", r"\bsamcli\b"),
    _speaker("docker-py", r"docker\.errors\.|PermissionError\(13"),
    _speaker(
        "docker-credential-ecr-login", r"Error retrieving credentials|ecr: Failed to get authorization token",
        _ASK, ("docker", "aws"),
    ),
    _speaker("the AWS SDK for Java", r"com\.amazonaws\.|\.awssdk\.|SdkClientException", _ASK, ("aws",)),
    _speaker("the AWS SDK for Go", r"operation error ECR", _ASK, ("aws",)),
    _speaker("containerd", r"failed to pull and unpack image|rpc error: code = ", _PULL),
)  # fmt: skip

_FETCHES = lazily.pattern(
    r"getting credentials|get credentials|Exhausted all available authentication", re.ASCII
)


_FOR = {_HELPER: ", for a credential helper", _REGISTRY: ", for the registry"}
"""What a client repeats that another said."""


def speaker(page: ErrorPage, raw: str, tool: str) -> tuple[str, str]:
    """Return who says a page's message in this line, and at which step. The log runs `tool`, if any."""
    step = page.step
    if step == "docker stores the login" and _FETCHES.search(raw):
        step = "docker push or pull"
    for known in SPEAKERS:
        if page.said_by in known.instead_of and known.pattern.search(raw):
            return f"{known.name}{_FOR.get(page.said_by, '')}", known.step or _of_another(step)
    if page.said_by in _CLIENTS[:2] and tool and tool != page.said_by:
        said_by = tool if tool != "docker" else page.said_by
        return said_by, step if said_by == "docker" else _of_another(step)
    return page.said_by, step


def _of_another(step: str) -> str:
    """Return a step of docker's without its name."""
    return {"docker stores the login": "the login is stored"}.get(
        step, step.removeprefix("docker ")
    )
