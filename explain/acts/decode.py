"""decode: the token, opened layer by layer, without a key."""

from __future__ import annotations

from collections.abc import Iterator

from explain.acts.sign import compared
from explain.clock import iso, span
from explain.credentials import token
from explain.narration import BeatBegan, Event, Line, Lines, Sighted, Value
from explain.secret import Secret
from explain.world import World

BEATS = {
    "outer": ("authorizationToken", "user name", "password"),
    "inner": (
        "the password, decoded", "payload", "datakey", "version", "type", "expiration",
        "which means", "from now",
    ),
    "keyless": ("keys that were needed", "encoded again"),
}  # fmt: skip


def perform(world: World) -> Iterator[Event]:
    """Decode the token that this world's acts share, or the one that was given."""
    yield BeatBegan("decode", "outer")
    user, password = _parts(world)
    inside = token.fields(password)  # before anything is shown: it may be another secret
    if user is None:
        yield Value("password", str(password), fingerprint=password.fingerprint)
    else:
        whole = token.joined(user, password)
        yield Value("authorizationToken", str(whole), fingerprint=whole.fingerprint)
        yield Value("user name", user)
        yield Value("password", str(password), fingerprint=password.fingerprint)

    yield BeatBegan("decode", "inner")
    expiration = str(int(inside.expires_at.timestamp()))
    yield Lines(
        "the password, decoded",
        (
            Line("payload", str(inside.payload)),
            Line("datakey", str(inside.datakey)),
            Line("version", inside.version),
            Line("type", inside.type),
            Line("expiration", expiration),
        ),
        verbatim=False,
    )
    yield Value("which means", iso(inside.expires_at))
    left = inside.expires_at - world.clock.now()
    yield Value(
        "from now", span(left) if left.total_seconds() > 0 else f"expired {span(-left)} ago"
    )
    yield Sighted("decoded from base64", password.fingerprint)

    yield BeatBegan("decode", "keyless")
    yield Value("keys that were needed", "none")
    if user is not None:
        yield _round_trip(world, user, password)


def _parts(world: World) -> tuple[str | None, Secret]:
    if world.given_token is not None:
        return token.read_any(world.given_token)
    return token.split(world.authorization.authorization_token)


def _round_trip(world: World, user: str, password: Secret) -> Event:
    """Encode what was decoded; the two are compared by fingerprint, for they are one secret."""
    given = world.given_token
    before = Secret(given.strip()) if given is not None else world.authorization.authorization_token
    after = token.joined(user, password)
    return compared(
        "encoded again",
        "as it came",
        before.fingerprint,
        "decoded and encoded again",
        after.fingerprint,
    )
