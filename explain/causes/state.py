"""The state of a lab's files: what the aws and the docker of a terminal find there."""

from __future__ import annotations

from explain.causes.model import State, StoredLogin
from explain.credentials import dockerconfig
from explain.doctor import awsfiles
from explain.doctor.awsfiles import Profile
from explain.errors import ExplainError
from explain.hosts.registry import Registry
from explain.logins.machine import Machine

_KEY = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_OTHER_WAYS = (
    "credential_process",
    "credential_source",
    "role_arn",
    "sso_session",
    "sso_start_url",
)


def state_of(machine: Machine, now: str) -> State:
    """Read the files that a terminal's aws and docker read. `now` is the lab's time, in ISO 8601."""
    files = awsfiles.read(machine)
    profile = (
        machine.variable("AWS_PROFILE") or machine.variable("AWS_DEFAULT_PROFILE") or "default"
    )
    region = (
        machine.variable("AWS_REGION")
        or machine.variable("AWS_DEFAULT_REGION")
        or files.region(profile)
    )
    lab = Registry()
    state = State(now, lab.host, region or lab.region, profile=profile, has_region=bool(region))
    in_environment = all(machine.variable(name.upper()) for name in _KEY)
    profiles = (files.credentials.get(profile), files.config.get(profile))
    has_key = in_environment or any(_has_key(one) for one in profiles if one)
    return _with_logins(state._replace(has_key=has_key), machine)


def _has_key(profile: Profile) -> bool:
    return profile.secrets >= _KEY or any(map(profile.value, _OTHER_WAYS))


def _with_logins(state: State, machine: Machine) -> State:
    try:
        config = dockerconfig.read(machine.path("DOCKER_CONFIG") or machine.home / ".docker")
    except (ExplainError, OSError):
        return state
    logins = [
        StoredLogin(login.host, login.password.fingerprint)
        for login in config.logins
        if login.password is not None
    ]
    return state._replace(
        logins=tuple(logins), helpers=dict(config.cred_helpers), store=config.creds_store
    )
