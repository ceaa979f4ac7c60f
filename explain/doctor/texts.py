"""What `doctor` says: every check and every finding by its id, with severity, what is so, what to do.

lessons/reference/doctor.md tells of each at more length.
"""

from __future__ import annotations

from explain.logins.findings import Text, filled
from explain.narration import Finding

CHECKS = (
    "aws", "docker", "engine", "credentials", "region", "clock", "proxies", "authorities", "shell",
    "configuration", "helpers", "logins",
)  # fmt: skip
"""What is looked at, as it is called where all is well with it."""


def well(name: str, subject: str) -> Finding:
    """Say that all is well with what was looked at."""
    assert name in CHECKS
    return Finding(name, "ok", subject, "")


def found(name: str, subject: str, **facts: str) -> Finding:
    """Say what is not well."""
    return filled(DOCTOR[name], name, subject, **facts)


DOCTOR = {
    # The programs.
    "aws-missing": Text(
        "error",
        "There is no `aws` on `PATH`, so the left side of the line cannot run.",
        "Install the AWS CLI, version 2: <https://docs.aws.amazon.com/cli/>.",
    ),
    "aws-fails": Text(
        "error",
        "`aws --version` did not tell its version: `{words}`",
        "Run it by hand, and mend what it complains of.",
    ),
    "aws-too-old": Text(
        "error",
        "`aws ecr get-login-password` came with 1.17.10. This one answers `Invalid choice`.",
        "Install the AWS CLI, version 2: <https://docs.aws.amazon.com/cli/>.",
    ),
    "docker-missing": Text(
        "error",
        "There is no `docker` on `PATH`, so the right side of the line cannot run.",
        "Install docker, or use podman or skopeo: their `login` reads the same password.",
    ),
    "podman-instead": Text(
        "warning",
        "There is no `docker` on `PATH`, but there is podman, whose `login` reads the same password.",
        "Write `podman` where the line says `docker`.",
    ),
    "docker-fails": Text(
        "error",
        "`docker --version` did not tell its version: `{words}`",
        "Run it by hand, and mend what it complains of.",
    ),
    "docker-is-podman": Text(
        "note",
        "`docker` is podman here. It keeps its logins in `auth.json`, and its messages differ.",
    ),
    "docker-too-old": Text(
        "error",
        "`--password-stdin` came with docker 17.07. This one does not know it.",
        "Install a newer docker.",
    ),
    "docker-trims": Text(
        "note",
        "From 27.4 to 29.2 docker cuts white space off the password. A line that works here may fail"
        " elsewhere with 401 or 400.",
    ),
    "docker-keeps-white-space": Text(
        "note",
        "From 29.3 on docker cuts one line end off the password and nothing more. Where the left side"
        " printed nothing, it says `password is empty`.",
    ),
    "docker-from-snap": Text(
        "warning",
        "This docker is a snap. It keeps its logins in `~/snap/docker/current/.docker`, where other tools"
        " do not look.",
        "Install docker's own packages, or set `DOCKER_CONFIG` to one folder for all.",
    ),
    "variable-ignored": Text(
        "note",
        "`DOCKER_AUTH_CONFIG` is set. docker reads it from 28.3.0 on; this one does not.",
    ),
    "engine-forbidden": Text(
        "warning",
        "You may not speak to docker's engine. `docker login` works all the same; `docker push` does not.",
        "Join the group `docker`, then log in to the machine again. With `sudo`, both sides of the line"
        " need it.",
    ),
    "engine-silent": Text(
        "warning",
        "No engine answers. `docker login` works all the same; `docker push` and `docker pull` do not.",
        "Start docker, or look at `DOCKER_HOST` and `docker context ls`.",
    ),
    "engine-not-asked": Text(
        "note",
        "It is on another machine, so it was not asked.",
        "`explain-ecr doctor --online` asks it.",
    ),
    # Who signs the request.
    "aws-config-broken": Text(
        "error",
        "The AWS CLI cannot read this file, and stops at every command: `Unable to parse config file`.",
        "Look for a line without `=`, a bracket that is not closed, or a setting that is there twice.",
    ),
    "aws-credentials-readable": Text(
        "warning",
        "Other users of this machine may read this file, and there are secret keys in it.",
        "Close it: `chmod 600 {file}`",
    ),
    "no-such-profile": Text(
        "error",
        "There is no profile of that name, and `aws` stops before it does anything.",
        "Name one that `aws configure list-profiles` lists, or none. {hint}",
    ),
    "environment-wins": Text(
        "warning",
        "A profile is named, but the keys in the environment win over it.",
        "Unset `AWS_ACCESS_KEY_ID` and its fellows, or give the profile as `--profile`.",
    ),
    "half-set-environment": Text(
        "error",
        "Only one half of the key is in the environment; this one is missing.",
        "Set both, or neither. In CI, secrets are often empty for pull requests from forks.",
    ),
    "half-a-key": Text(
        "error",
        "Only one half of the key is in the profile; this one is missing.",
        "Write it anew with `aws configure`.",
    ),
    "session-token-missing": Text(
        "error",
        "The key is a temporary one, and its session token is missing. AWS then does not know the key:"
        " `UnrecognizedClientException`.",
        "Copy all three values again.",
    ),
    "stray-characters-in-key": Text(
        "error",
        "There is white space or a line end in the key, so that its signature is wrong.",
        "Set it again. A file with Windows line ends leaves such a character.",
    ),
    "web-identity-missing": Text(
        "error",
        "The file with the web identity token is not there.",
        "Look at `AWS_WEB_IDENTITY_TOKEN_FILE` and at what should write that file.",
    ),
    "no-such-session": Text(
        "error",
        "The profile names an SSO session that the configuration does not have.",
        "Run `aws configure sso`.",
    ),
    "sso-not-logged-in": Text(
        "error",
        "The profile uses SSO, and there is no token of a login.",
        "Run `aws sso login`.",
    ),
    "sso-session-over": Text(
        "error",
        "The SSO login of this profile ended {ago} ago.",
        "Run `aws sso login`.",
    ),
    "process-missing": Text(
        "error",
        "The profile names a program that gives credentials, and that program is not on `PATH`.",
        "Install it, or take `credential_process` out of the profile.",
    ),
    "no-credentials": Text(
        "error",
        "There are no credentials on this machine: none in the environment, none in a profile.",
        "Run `aws configure`, `aws login` or `aws sso login`.",
    ),
    "no-credentials-here": Text(
        "warning",
        "There are no credentials on this machine. On Amazon's own machines a role may give them; only"
        " the network could tell.",
        "Elsewhere, run `aws configure`, `aws login` or `aws sso login`.",
    ),
    # The region.
    "no-region": Text(
        "warning",
        "No region is set, so that the line needs its `--region`.",
        "Keep `--region` in the line: that of the registry's host name.",
    ),
    "region-ignored": Text(
        "warning",
        "Version 1 of the AWS CLI does not look at `AWS_REGION`, and nothing else names a region.",
        "Set `AWS_DEFAULT_REGION`, or keep `--region` in the line.",
    ),
    "regions-differ": Text(
        "warning",
        "They name two regions. Version 2 of the AWS CLI takes the first, version 1 the second.",
        "Unset one, or keep `--region` in the line.",
    ),
    "zone-as-region": Text(
        "error",
        "That is an availability zone. `aws` then looks for a host that does not exist.",
        "Leave the last letter out: `{region}`.",
    ),
    "stray-characters-in-region": Text(
        "error",
        "There is white space or a line end in the region.",
        "Set it again. A file with Windows line ends leaves such a character.",
    ),
    "unknown-region": Text(
        "warning",
        "ECR is not known to be in a region of that name.",
        "Look for a misspelling, such as `us-east1`.",
    ),
    # The clock.
    "clock-not-checked": Text(
        "note",
        "Not looked at. More than 15 minutes off, and AWS refuses every signature.",
        "`explain-ecr doctor --online` compares it with a server's.",
    ),
    "clock-off": Text(
        "warning",
        "It is {off} the server's. From 15 minutes on AWS refuses every signature.",
        "Let the system set it: `timedatectl`, `w32tm /resync`, `sudo hwclock -s` in WSL.",
    ),
    "clock-refused": Text(
        "error",
        "It is {off} the server's. AWS refuses every signature: `Signature expired`.",
        "Let the system set it: `timedatectl`, `w32tm /resync`, `sudo hwclock -s` in WSL.",
    ),
    "no-answer": Text(
        "error",
        "The server that the line's left side calls did not answer: `{words}`",
        "Look at the region, at name resolution and at the proxy.",
    ),
    # The network.
    "proxy": Text(
        "note",
        "`aws` and docker's command line go through this proxy. docker's engine has settings of its own.",
    ),
    "proxies-differ": Text(
        "warning",
        "They are not the same. Some programs look at one, some at the other.",
        "Set both to the same value.",
    ),
    "metadata-through-proxy": Text(
        "warning",
        "The address that hands out a role's credentials is not exempt from the proxy.",
        "Add `169.254.169.254,169.254.170.2` to `NO_PROXY`.",
    ),
    "engine-through-proxy": Text(
        "warning",
        "docker's command line would go to its engine through the proxy.",
        "Add the engine's host to `NO_PROXY`.",
    ),
    "authority-missing": Text(
        "error",
        "The certificate authorities are to be read from this file, and it is not there.",
        "Unset the variable, or put the file there.",
    ),
    "authority-for-aws-alone": Text(
        "note",
        "Only `aws` trusts this authority. Where a proxy opens TLS, docker must trust it too.",
        "Put it into `/etc/docker/certs.d/HOST/ca.crt`, or among the system's own.",
    ),
    "endpoint": Text(
        "warning",
        "`aws` asks this address in place of Amazon's own.",
        "Unset it, unless it is meant: a local emulator leaves it behind.",
    ),
    "other-address": Text(
        "note",
        "`aws` then calls another of Amazon's addresses, which not every region has.",
    ),
    # The shell.
    "auto-prompt": Text(
        "warning",
        "`aws` then asks back at every command, and what it draws goes into the pipe.",
        "Set it to `off` where the line runs.",
    ),
    "powershell": Text(
        "note",
        "Windows PowerShell 5.1 encodes anew what it pipes, and may put a mark in front of the password:"
        " ECR then answers 400.",
        "Use cmd, or PowerShell 7.4 and newer, whose pipe hands the bytes on as they are.",
    ),
    "pwsh": Text(
        "note",
        "Before 7.4, PowerShell encodes anew what it pipes, by `$OutputEncoding`. Where that is UTF-16, ECR"
        " answers 400.",
        "Use version 7.4 or newer, or another shell.",
    ),
    # docker's configuration.
    "docker-config-not-a-folder": Text(
        "error",
        "docker wants a folder here, and puts its `config.json` into it.",
        "Point `DOCKER_CONFIG` at the folder.",
    ),
    "sudo-home": Text(
        "warning",
        "Under `sudo` another home counts: this login goes into root's configuration, and your own docker"
        " does not look there.",
        "Use `sudo` on both sides and for every push, or on none: join the group `docker`.",
    ),
    "sudo-own-home": Text(
        "warning",
        "Under `sudo` with your own home, docker leaves files there that belong to root.",
        "Do without `sudo`: join the group `docker`.",
    ),
    "not-ours-to-write": Text(
        "error",
        "You may not write here, so that docker cannot store a login.",
        "If it is your own folder: `sudo chown -R \"$USER\"` and the folder's name.",
    ),
    "two-configurations": Text(
        "warning",
        "There is a second configuration, of a docker that is a snap. A login in one is not seen by the"
        " other.",
        "Set `DOCKER_CONFIG` to one folder for both.",
    ),
    "small-store": Text(
        "warning",
        "This store takes at most 2560 bytes, and some passwords of ECR are longer: `The stub received"
        " bad data`.",
        "Name Amazon's credential helper, `ecr-login`, for the registry, or take `credsStore` out.",
    ),
    "default-store": Text(
        "note",
        "docker's configuration names no store, and this one is installed, so docker will choose it.",
    ),
}  # fmt: skip
