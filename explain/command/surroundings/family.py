"""Whether a text holds a line of the kind that this program knows about."""

from __future__ import annotations

from explain import lazily

PROGRAMS = ("aws", "awslocal", "docker", "podman", "nerdctl", "skopeo", "helm", "crane", "oras", "buildah",
            "finch", "ctr", "crictl", "regctl", "kubectl")  # fmt: skip
SHELLS = ("sh", "bash", "dash", "ash", "zsh", "ksh", "cmd", "cmd.exe", "pwsh", "powershell")

_PROGRAM = lazily.pattern(
    rf"(?:^|[^A-Za-z0-9_.-])(?:{'|'.join(PROGRAMS)})(?:\.exe)?[ \t\n\"'\\,]|docker-credential-ecr-login"
    r"|-ECRLoginCommand|login[ \t]"
)
_VERB = lazily.pattern(
    r"(?:^|[^A-Za-z0-9_])(?:ecr|ecr-public|login|logout|push|pull|copy|tag|run|build|create|ecr-login)"
    r"(?![A-Za-z0-9_])|ECRLoginCommand"
)
_SIGN = lazily.pattern(
    r"[ \t\n\"'][-–—][A-Za-z-]|[|$]|\.ecr\.|ECRLoginCommand|docker-credential-ecr-login"
)


def is_family(text: str) -> bool:
    """Whether a text calls one of the programs, and is more than the mention of one."""
    return bool(_PROGRAM.search(text) and _VERB.search(text) and _SIGN.search(text))
