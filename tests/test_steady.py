"""What builds show is the same each time, and is still really performed."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from explain import steady
from explain.acts import acts_in
from explain.clock import Clock, machine_time
from explain.credentials.ecr import Authorization, EcrClient, Refusal
from explain.hosts.registry import Registry
from explain.library import section_of
from explain.play import Player
from explain.render.plain import Plain


def played(act: str) -> tuple[str, str]:
    """Play an act as a build does: what would be drawn, and what is drawn."""
    screen = io.StringIO()
    with steady.offline(Registry()) as world:
        for event in Player(acts_in(world)).section(*section_of(act)):
            Plain(screen, 400).draw(event)
        return screen.getvalue(), steady.steadier(world)(screen.getvalue())


@pytest.mark.parametrize("act", ["sign", "pipe", "login"])
def test_an_act_shows_the_same_each_time(act: str) -> None:
    (once, shown), (again, shown_again) = played(act), played(act)
    assert once != again  # or there is nothing that had to be held still
    assert shown == shown_again


def test_what_stood_there_is_said() -> None:
    assert "amz-sdk-invocation-id: (new with each call)" in played("sign")[1]
    assert "Host: 127.0.0.1:PORT" in played("login")[1]
    assert "'$EXPLAIN_ECR_SANDBOX/scratch-…/config.json'" in played("pipe")[1]


def test_a_world_that_asked_for_nothing_has_no_ports() -> None:
    with steady.offline(Registry()) as world:
        assert steady.steadier(world)(f"in {world.sandbox.folder}") == "in $EXPLAIN_ECR_SANDBOX"


@pytest.mark.parametrize(
    ("signed", "accepted"),
    [
        (lambda: steady.AT, True),
        (machine_time, True),  # as the real `aws` signs, which knows nothing of our clock
        (lambda: steady.AT + timedelta(hours=1), False),
        (lambda: machine_time() - timedelta(hours=1), False),
    ],
)
def test_a_signature_is_in_time_by_the_page_s_clock_or_the_machine_s(
    signed: Callable[[], datetime], accepted: bool
) -> None:
    with steady.offline(Registry()) as world:
        key, url = world.sandbox.access_key, world.cloud.control_url
        answer = EcrClient(world.registry, key, Clock(signed), url)
        found = answer.get_authorization_token().answer
    assert isinstance(found, Authorization if accepted else Refusal)
    if isinstance(found, Refusal):
        assert found.code == "InvalidSignatureException"
        assert f"{steady.AT:%Y%m%dT%H}" in found.message  # by the page's clock, not the machine's
