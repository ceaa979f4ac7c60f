"""Who would sign the request: the first source of credentials that the AWS CLI would come to.

Their values are looked at only to see that they are there. The order is botocore's
(botocore/credentials.py, create_credential_resolver and ProfileProviderBuilder).
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from explain.clock import span
from explain.doctor.awsfiles import AwsFiles, Profile
from explain.doctor.findings import found, well
from explain.logins.machine import Machine
from explain.narration import Finding

_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")


def identity(
    machine: Machine, files: AwsFiles, now: datetime, version: tuple[int, ...]
) -> Iterator[Finding]:
    """Find the source of credentials, and what is wrong with it."""
    for file in files.broken:
        yield found("aws-config-broken", str(file))
    yield from _readable(machine, files)
    variable, profile = chosen_profile(machine, version)
    if variable and profile not in files.names:
        near = get_close_matches(profile, files.names, n=3)
        hint = f"Did you mean {', '.join(f'`{_plain(name)}`' for name in near)}?" if near else ""
        yield found("no-such-profile", f"{variable}={_plain(profile)}", hint=hint)
    elif any(machine.variable(name) for name in _KEYS):
        yield from _environment(machine, variable)
    else:
        yield from _of_profile(machine, files, profile, now)


def chosen_profile(machine: Machine, version: tuple[int, ...]) -> tuple[str, str]:
    """Return the variable that names a profile, empty for none, and the profile's name.

    Version 1 looks at AWS_DEFAULT_PROFILE first, version 2 at AWS_PROFILE alone.
    """
    names = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE") if version[:1] == (1,) else ("AWS_PROFILE",)
    for name in names:
        if value := machine.variable(name):
            return name, value
    return "", "default"


def comes_from_the_network(machine: Machine, files: AwsFiles, version: tuple[int, ...]) -> bool:
    """Whether only a container's or an instance's role is left, which the network would tell."""
    profile = chosen_profile(machine, version)[1]
    if any(machine.variable(name) for name in (*_KEYS, "AWS_WEB_IDENTITY_TOKEN_FILE")):
        return False
    return not _source_of(files, profile)


def _readable(machine: Machine, files: AwsFiles) -> Iterator[Finding]:
    """Look at the mode of the file that holds secret keys."""
    file = files.credentials_file
    if machine.system == "win32" or not any(each.secrets for each in files.credentials.values()):
        return
    if file.stat().st_mode & 0o044:
        quoted = shlex.quote(str(file)).replace("`", "?")
        yield found("aws-credentials-readable", str(file), file=quoted)


def _environment(machine: Machine, profile_variable: str) -> Iterator[Finding]:
    missing = [name for name in _KEYS if not machine.variable(name)]
    values = [machine.variable(name) for name in (*_KEYS, "AWS_SESSION_TOKEN")]
    if missing:
        yield found("half-set-environment", missing[0])
    elif any(value != value.strip() or "\r" in value or "\n" in value for value in values):
        yield found(
            "stray-characters-in-key", "AWS_ACCESS_KEY_ID and the variables that go with it"
        )
    elif values[0].startswith("ASIA") and not values[2]:
        yield found("session-token-missing", "AWS_SESSION_TOKEN")
    else:
        yield well("credentials", "credentials from the environment: AWS_ACCESS_KEY_ID")
    if profile_variable and not missing:
        yield found("environment-wins", profile_variable)


def _source_of(files: AwsFiles, name: str) -> str:
    """Name the first source that a profile has, in the AWS CLI's order; empty for none."""
    config = files.config.get(name, Profile())
    credentials = files.credentials.get(name, Profile())
    sources = {
        "role": config.value("role_arn") or credentials.value("role_arn"),
        "sso": config.value("sso_session") or config.value("sso_start_url"),
        "credentials": credentials.secrets & set(_names(_KEYS)),
        "login": config.value("login_session"),
        "process": config.value("credential_process") or credentials.value("credential_process"),
        "config": config.secrets & set(_names(_KEYS)),
    }
    return next((source for source, there in sources.items() if there), "")


def _names(variables: tuple[str, ...]) -> Iterator[str]:
    return (name.lower() for name in variables)


def _of_profile(machine: Machine, files: AwsFiles, name: str, now: datetime) -> Iterator[Finding]:
    config = files.config.get(name, Profile())
    shown = f"profile {_plain(name)}"
    token_file = machine.path("AWS_WEB_IDENTITY_TOKEN_FILE")
    source = _source_of(files, name)
    if source == "role":
        yield from _role(files, config, shown)
    elif token_file and machine.variable("AWS_ROLE_ARN"):
        yield from _web_identity(token_file)
    elif source == "sso":
        yield from _sso(machine, files, config, shown, now)
    elif source == "credentials":
        yield from _keys(files.credentials[name], f"{shown} in {files.credentials_file}")
    elif source == "login":
        yield well("credentials", f"credentials from a session of `aws login`, {shown}")
    elif source == "process":
        yield from _process(machine, config, shown)
    elif source == "config":
        yield from _keys(config, f"{shown} in {files.config_file}")
    else:
        yield from _of_the_network(machine)


def _role(files: AwsFiles, config: Profile, shown: str) -> Iterator[Finding]:
    by = config.value("source_profile")
    if config.value("web_identity_token_file"):
        yield from _web_identity(Path(config.value("web_identity_token_file")))
    elif by and by not in files.names:
        yield found("no-such-profile", f"source_profile={_plain(by)} in {shown}", hint="")
    else:
        way = f"profile {_plain(by)}" if by else config.value("credential_source") or "a role"
        yield well("credentials", f"credentials from a role, {shown}, through {_plain(way)}")


def _web_identity(file: Path) -> Iterator[Finding]:
    if file.is_file():
        yield well("credentials", "credentials from a role, through a web identity token")
    else:
        yield found("web-identity-missing", str(file))


def _keys(profile: Profile, shown: str) -> Iterator[Finding]:
    missing = [name for name in _names(_KEYS) if name not in profile.secrets]
    if missing:
        yield found("half-a-key", f"{missing[0]}, {shown}")
    elif profile.temporary and not profile.secrets & {"aws_session_token", "aws_security_token"}:
        yield found("session-token-missing", f"aws_session_token, {shown}")
    else:
        yield well("credentials", f"credentials from {shown.partition(' in ')[0]}")


def _process(machine: Machine, config: Profile, shown: str) -> Iterator[Finding]:
    try:
        program = shlex.split(config.value("credential_process"))[0]
    except (ValueError, IndexError):
        program = ""
    if program and machine.which(program):
        yield well("credentials", f"credentials from the profile's program, {shown}")
    else:
        yield found("process-missing", f"credential_process, {shown}")


def _sso(
    machine: Machine, files: AwsFiles, config: Profile, shown: str, now: datetime
) -> Iterator[Finding]:
    """Look at the token that `aws sso login` left (botocore/utils.py, SSOTokenLoader)."""
    session = config.value("sso_session")
    if session and session not in files.sessions:
        yield found("no-such-session", f"sso_session={_plain(session)} in {shown}")
        return
    name = session or config.value("sso_start_url")
    digest = hashlib.sha1(name.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    end, renews = _sso_token(machine.home / ".aws" / "sso" / "cache" / f"{digest}.json")
    if end is None:
        yield found("sso-not-logged-in", shown)
    elif end > now:
        yield well(
            "credentials", f"credentials from an SSO session, {shown}, {span(end - now)} left"
        )
    elif renews and session:
        yield well("credentials", f"credentials from an SSO session, {shown}, which renews itself")
    else:
        yield found("sso-session-over", shown, ago=span(now - end))


def _sso_token(file: Path) -> tuple[datetime | None, bool]:
    """Read when a cached token ends, and whether it can be renewed; never the token itself."""
    try:
        cached = json.loads(file.read_text("utf-8"))
        text = str(cached["expiresAt"]).replace("UTC", "+00:00")
        end = datetime.fromisoformat(text)
        return end if end.tzinfo else end.replace(tzinfo=UTC), bool(cached.get("refreshToken"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None, False


def _of_the_network(machine: Machine) -> Iterator[Finding]:
    if any(machine.variable(name) for name in _CONTAINER):
        yield well("credentials", "credentials from the container's role")
    elif machine.variable("AWS_EC2_METADATA_DISABLED").lower() == "true":
        yield found("no-credentials", "credentials")
    else:
        yield found("no-credentials-here", "credentials")


def _plain(text: str) -> str:
    """Return a name as it may be shown, between backquotes too."""
    return text.replace("`", "'") if len(text) <= 64 else f"{text[:16]}…"
