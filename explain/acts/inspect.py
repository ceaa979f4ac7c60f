"""inspect: config.json as docker left it, and which source of credentials wins."""

from __future__ import annotations

from collections.abc import Iterator

from explain.acts.login import require_login
from explain.acts.sign import compared
from explain.clock import until
from explain.credentials import dockerconfig, showing
from explain.credentials.dockerconfig import DockerConfig, Login, file_mode
from explain.narration import BeatBegan, Event, Line, Lines, Sighted, Stored, Value
from explain.world import World

BEATS = {
    "files": ("before", "after"),
    "entry": (
        "key", "auth", "auth against authorizationToken", "user name", "password", "key needed to read it",
        "valid until",
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
    host = world.registry.host
    yield from require_login(world)
    config = dockerconfig.read(world.sandbox.docker_config)
    remembered = world.sandbox.recall(f"login-{host}")
    yield Stored("before", str(config.path), "", remembered.get("before") or _NOTHING)
    yield Stored("after", str(config.path), file_mode(config), config.masked)

    yield BeatBegan("inspect", "entry")
    login = config.login_for(host)
    assert login is not None
    yield from _entry(world, login, remembered.get("authorization_token", ""))

    yield BeatBegan("inspect", "mode")
    yield Value("file mode", file_mode(config))

    yield BeatBegan("inspect", "sources")
    yield _sources(config, host)


def _entry(world: World, login: Login, from_the_api: str) -> Iterator[Event]:
    yield Value("key", showing.line(login.key))
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
    password = login.password
    if password is None:
        return
    yield Value("user name", showing.user(login.user, password))
    yield Value("password", str(password), fingerprint=password.fingerprint)
    yield Value("key needed to read it", "none")
    if ends := login.expires_at():
        yield Value("valid until", until(ends, world.clock.now()))
    yield Sighted("in config.json", password.fingerprint)


def _sources(config: DockerConfig, host: str) -> Lines:
    """Ask the same rules about this configuration and about three that differ from it in one point."""
    with_store = config._replace(creds_store="desktop")
    with_helper = with_store._replace(cred_helpers={host: "ecr-login"})
    return Lines(
        "who answers for the host",
        (
            Line("as it is", str(config.source(host))),
            Line("with a credential store", str(with_store.source(host))),
            Line("with a credential helper", str(with_helper.source(host))),
            Line("with DOCKER_AUTH_CONFIG", str(with_helper.source(host, in_variable=True))),
        ),
        verbatim=False,
    )
