"""token: the API's answer, and what of it `aws ecr get-login-password` prints."""

from __future__ import annotations

from collections.abc import Iterator

from explain.acts.wire import exchange_of
from explain.clock import iso, span
from explain.credentials.ecr import Refusal
from explain.errors import ToolProblem
from explain.narration import BeatBegan, Crossed, Event, Line, Lines, Sighted, Value
from explain.world import World

BEATS = {
    "answer": (
        "GetAuthorizationToken",
        "authorizationToken",
        "password inside",
        "length of the password",
    ),
    "expiry": ("expiresAt", "time left", "proxyEndpoint"),
    "dropped": (
        "what get-login-password does",
        "user name",
        "password",
        "expiresAt",
        "proxyEndpoint",
    ),
}


def perform(world: World) -> Iterator[Event]:
    """Ask for a token, as the left side of the pipe does."""
    yield BeatBegan("token", "answer")
    with world.watching() as wire:
        call = world.ecr.get_authorization_token()
    answer = call.answer
    if isinstance(answer, Refusal):
        raise ToolProblem(
            f"ECR refused a token: {answer.code}: {answer.message}",
            "Empty the sandbox with `explain-ecr reset`.",
        )
    world.keep(answer)
    whole, password = answer.authorization_token, answer.password
    yield Crossed("GetAuthorizationToken", exchange_of(call, wire))
    yield Value("authorizationToken", str(whole), fingerprint=whole.fingerprint)
    yield Value("password inside", str(password), fingerprint=password.fingerprint)
    yield Value("length of the password", f"{len(password):,} characters")
    yield Sighted("in the API's answer", password.fingerprint)

    yield BeatBegan("token", "expiry")
    yield Value("expiresAt", iso(answer.expires_at))
    yield Value("time left", span(answer.expires_at - world.clock.now()))
    yield Value("proxyEndpoint", answer.proxy_endpoint)

    yield BeatBegan("token", "dropped")
    yield Lines(
        "what get-login-password does",
        (
            Line("user name", f"{answer.user} → dropped"),
            Line("password", f"{password} → printed, and a newline after it"),
            Line("expiresAt", f"{iso(answer.expires_at)} → dropped"),
            Line("proxyEndpoint", f"{answer.proxy_endpoint} → dropped"),
        ),
        verbatim=False,
    )
