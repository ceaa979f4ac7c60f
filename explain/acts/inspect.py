"""inspect: config.json as docker left it, and which source of credentials wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from explain.acts.login import require_login
from explain.acts.sign import compared
from explain.clock import iso, span
from explain.credentials import dockerconfig
from explain.credentials.dockerconfig import DockerConfig, StoredLogin, source_for
from explain.credentials.jsonfile import without_user
from explain.narration import BeatBegan, Event, Line, Lines, Sighted, Stored, Value
from explain.secret import Secret
from explain.world import World

BEATS = {
    "files": ("before", "after", "file"),
    "entry": (
        "key", "auth", "auth against authorizationToken", "user name", "password", "key needed to read it",
        "valid until", "logins",
    ),
    "mode": ("file mode",),
    "sources": (
        "who answers for the host", "as it is", "with a credential store", "with a credential helper",
        "with DOCKER_AUTH_CONFIG",
    ),
}  # fmt: skip

_NOTHING = "(there is no such file)"


def perform(world: World) -> Iterator[Event]:
    """Look into the sandbox's configuration, logging in first where it stores no login yet."""
    yield BeatBegan("inspect", "files")
    if world.given_docker_config:
        yield from _another(world, dockerconfig.read(world.given_docker_config))
        return
    host = world.registry.host
    yield from require_login(world)
    config = dockerconfig.read(world.sandbox.docker_config)
    remembered = world.sandbox.recall(f"login-{host}")
    yield Stored("before", str(config.path), "", remembered.get("before") or _NOTHING)
    yield Stored("after", str(config.path), config.mode, config.masked)

    yield BeatBegan("inspect", "entry")
    login = config.login_for(host)
    assert login is not None
    yield from _entry(world, login, remembered.get("authorization_token", ""))

    yield BeatBegan("inspect", "mode")
    yield Value("file mode", config.mode)

    yield BeatBegan("inspect", "sources")
    yield _sources(config, host)


def _entry(world: World, login: StoredLogin, from_the_api: str) -> Iterator[Event]:
    yield Value("key", without_user(login.key))
    if login.auth is None:
        yield Value("auth", "(empty)")
        return
    yield Value("auth", str(login.auth), fingerprint=login.auth.fingerprint)
    if from_the_api:
        yield compared(
            "auth against authorizationToken",
            "in config.json", login.auth.fingerprint,
            "from the API", from_the_api,
        )  # fmt: skip
    opened = login.opened()
    if opened is None:
        return
    user, password = opened
    yield Value("user name", _shown(user, password))
    yield Value("password", str(password), fingerprint=password.fingerprint)
    yield Value("key needed to read it", "none")
    if until := _until(world, login):
        yield Value("valid until", until)
    yield Sighted("in config.json", password.fingerprint)


def _shown(user: str, password: Secret) -> str:
    """Mask a user name that is a secret too: some registries take a token in both places."""
    return str(Secret(user)) if user == password.reveal() or len(user) > 40 else user


def _until(world: World, login: StoredLogin) -> str:
    """Say when a login ends, where it is an ECR password; else nothing."""
    ends = login.expires_at()
    if ends is None:
        return ""
    left = ends - world.clock.now()
    past = left.total_seconds() <= 0
    return f"{iso(ends)} ({f'over for {span(-left)}' if past else f'{span(left)} from now'})"


def _sources(config: DockerConfig, host: str) -> Lines:
    """Ask the same rules about this configuration and about three that differ from it in one point."""
    with_store = replace(config, creds_store="desktop")
    with_helper = replace(config, creds_store="desktop", cred_helpers={host: "ecr-login"})
    return Lines(
        "who answers for the host",
        (
            Line("as it is", source_for(config, host)),
            Line("with a credential store", source_for(with_store, host)),
            Line("with a credential helper", source_for(with_helper, host)),
            Line("with DOCKER_AUTH_CONFIG", source_for(with_helper, host, in_variable=True)),
        ),
        verbatim=False,
    )


def _another(world: World, config: DockerConfig) -> Iterator[Event]:
    """Look at a configuration that somebody named: every login in it, and nothing is written."""
    yield Stored("file", str(config.path), config.mode, config.masked or _NOTHING)
    yield BeatBegan("inspect", "entry")
    hosts = dict.fromkeys([*(login.host for login in config.logins), *config.cred_helpers])
    lines = tuple(Line(without_user(host), _summary(world, config, host)) for host in hosts)
    yield Lines("logins", lines or (Line("none", "this file stores no login"),), verbatim=False)
    yield BeatBegan("inspect", "mode")
    yield Value("file mode", config.mode or _NOTHING)
    yield BeatBegan("inspect", "sources")
    yield _sources(config, world.registry.host)


def _summary(world: World, config: DockerConfig, host: str) -> str:
    """Say of one host who answers for it, and what its entry in the file holds."""
    login = config.login_for(host)
    opened = login.opened() if login else None
    if opened:
        user, password = opened
        held = f"the file holds user {_shown(user, password)}, password {password}"
    else:
        held = (
            "the file holds no password"
            if not login or not login.auth
            else "its entry cannot be read"
        )
    until = _until(world, login) if login else ""
    ends = f", valid until {until}" if until else ""
    return f"answered by {source_for(config, host)}; {held}{ends}"
