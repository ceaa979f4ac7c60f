"""login: docker asks, is challenged, presents the credential, stores it; a push; three logins that fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explain.acts.wire import ran
from explain.credentials import dockerconfig
from explain.errors import SandboxProblem, ToolProblem
from explain.hosts.registry import Registry
from explain.narration import BeatBegan, Crossed, Event, Sighted, Stored, Substituted, Value
from explain.programs import Completed, require_success
from explain.secret import Secret
from explain.wire import Exchange
from explain.world import World

ELSEWHERE = ("us-east-1", "eu-west-1")
"""Regions to take a token of another region from."""

NEW_REPOSITORY = "my-new-image"
"""A repository that nobody has made, here or in a lab: people expect a push to make it."""

ANOTHER_DOCKER = "Choose the stand-in with --docker stand-in, or try `explain-ecr reset`."
"""What to do where docker does not do what it should."""

BEATS = {
    "run": ("docker login",),
    "challenge": ("docker asks its engine", "without a credential"),
    "credential": ("with the credential", "password presented"),
    "stored": ("written",),
    "push": ("a push begins",),
    "wrong-user": ("docker login as another user", "answer to another user"),
    "mangled": ("docker login with a cut token", "answer to a cut token"),
    "other-region": (
        "docker login with another region's token",
        "answer to another region's token",
    ),
}


def perform(world: World) -> Iterator[Event]:
    """Log in with the token that this world's acts share."""
    yield BeatBegan("login", "run")
    if world.docker.stand_in:
        yield Substituted("docker", world.docker.reason)
    logged_in = log_in(world)
    yield ran("docker login", world.docker, logged_in.done)

    yield BeatBegan("login", "challenge")
    registry = _with_registry(logged_in.wire)
    for exchange in logged_in.wire:
        if exchange.server == "engine" and exchange.target.endswith("/auth"):
            yield Crossed("docker asks its engine", exchange)
    yield Crossed("without a credential", registry[0])

    yield BeatBegan("login", "credential")
    yield Crossed("with the credential", registry[-1])
    if presented := registry[-1].evidence.login:
        print_ = presented.fingerprint
        yield Value("password presented", presented.password, fingerprint=print_)
        yield Sighted("presented to the registry", print_)

    yield BeatBegan("login", "stored")
    config = dockerconfig.read(world.sandbox.docker_config)
    yield Stored("written", str(config.path), dockerconfig.file_mode(config), config.masked)

    yield BeatBegan("login", "push")
    upload = f"/v2/{NEW_REPOSITORY}/blobs/uploads/"
    yield ask_with_login(world, world.sandbox.docker_config, "a push begins", "POST", upload)

    password = world.authorization.password
    yield BeatBegan("login", "wrong-user")
    yield from _refused(world, "as another user", "answer to another user", "learner", password)
    yield BeatBegan("login", "mangled")
    cut = Secret(password.reveal()[:-40])
    yield from _refused(world, "with a cut token", "answer to a cut token", "AWS", cut)
    yield BeatBegan("login", "other-region")
    yield from _refused(
        world,
        "with another region's token",
        "answer to another region's token",
        "AWS",
        _foreign(world),
    )


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A `docker login` that succeeded, and what crossed the wire meanwhile."""

    done: Completed
    wire: list[Exchange]


def log_in(world: World, folder: Path | None = None) -> LoggedIn:
    """Log docker in, and remember (by fingerprint) what a later `inspect` compares with."""
    authorization = world.authorization
    before = dockerconfig.read(folder or world.sandbox.docker_config)
    with world.watching() as wire:
        done = world.docker_login(authorization.user, authorization.password, folder)
    require_success(done, ANOTHER_DOCKER)
    _require_login_stored(world, folder)
    if folder is None:
        facts = {
            "before": before.masked,
            "authorization_token": authorization.authorization_token.fingerprint,
        }
        world.sandbox.remember(f"login-{world.registry.host}", facts)
    return LoggedIn(done, wire)


def _require_login_stored(world: World, folder: Path | None) -> None:
    """Insist that docker did what it says: another program's wrapper may end well without."""
    config = dockerconfig.read(folder or world.sandbox.docker_config)
    login = config.login_for(world.registry.host)
    if login is None or login.auth != world.authorization.authorization_token:
        raise ToolProblem(
            f"docker succeeded, but did not store the login in {config.path}.", ANOTHER_DOCKER
        )


def _with_registry(wire: list[Exchange]) -> list[Exchange]:
    """Return what the registry was asked and answered; docker must have asked it."""
    found = [exchange for exchange in wire if exchange.server == "registry"]
    if not found:
        raise ToolProblem("docker ended without asking the sandbox's registry.", ANOTHER_DOCKER)
    return found


def require_login(world: World) -> Iterator[Event]:
    """Log in for an act that needs a stored login, unless there is one that is still good."""
    login = dockerconfig.read(world.sandbox.docker_config).login_for(world.registry.host)
    ends = login.expires_at() if login else None
    if ends and ends > world.clock.now():
        return
    if world.docker.stand_in:
        yield Substituted("docker", world.docker.reason)
    log_in(world)


def ask_with_login(
    world: World, folder: Path, label: str, method: str = "GET", path: str = "/v2/"
) -> Crossed:
    """Present the stored login to the registry, as docker does with each push and pull."""
    with world.watching() as wire:
        world.ask_registry(_stored(world, folder), method, path)
    asked = [exchange for exchange in wire if exchange.client == "explain-ecr"]
    return Crossed(label, asked[-1])


def _stored(world: World, folder: Path) -> Secret:
    login = dockerconfig.read(folder).login_for(world.registry.host)
    if login is None or login.auth is None:
        raise SandboxProblem(
            "The sandbox's config.json has no login for this registry.",
            "Empty the sandbox with `explain-ecr reset`, then log in again.",
        )
    return login.auth


def _refused(world: World, how: str, answer: str, user: str, password: Secret) -> Iterator[Event]:
    """Try a login that must fail, away from the stored one, and show what the registry answered."""
    with world.sandbox.scratch() as folder, world.watching() as wire:
        done = world.docker_login(user, password, folder)
    yield ran(f"docker login {how}", world.docker, done)
    yield Crossed(answer, _with_registry(wire)[-1])


def _foreign(world: World) -> Secret:
    """A good token, of the same account, from another region."""
    elsewhere = next(region for region in ELSEWHERE if region != world.registry.region)
    other = Registry(world.registry.account, elsewhere)
    return world.authorized(world.ecr_of(other)).password
