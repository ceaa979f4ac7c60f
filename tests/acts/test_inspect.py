"""inspect: the file that docker wrote, masked."""

from __future__ import annotations

import json

from explain.hosts.registry import registry
from explain.narration import Compared, Sighted, Stored, Value

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def test_before_and_after_the_login(walkthrough) -> None:
    before = walkthrough.shown("inspect", "before", Stored)
    after = walkthrough.shown("inspect", "after", Stored)
    assert before.text == "(there is no such file)"
    assert json.loads(after.text)["auths"][HOST] == {"auth": walkthrough.token.masked}
    assert after.path == before.path == str(walkthrough.config)


def test_auth_is_byte_for_byte_the_apis_token(walkthrough) -> None:
    same = walkthrough.shown("inspect", "auth against authorizationToken", Compared)
    assert same.same
    assert same.left == same.right == walkthrough.token.fingerprint
    assert json.loads(walkthrough.stored)["auths"][HOST]["auth"] == walkthrough.token.reveal()


def test_base64_protects_nothing(walkthrough) -> None:
    assert walkthrough.shown("inspect", "key").value == HOST
    assert walkthrough.shown("inspect", "user name").value == "AWS"
    assert walkthrough.shown("inspect", "password").fingerprint == walkthrough.password.fingerprint
    assert walkthrough.shown("inspect", "key needed to read it").value == "none"
    (sighted,) = [event for event in walkthrough.of("inspect") if isinstance(event, Sighted)]
    assert sighted.fingerprint == walkthrough.password.fingerprint


def test_only_the_owner_may_read_it(walkthrough) -> None:
    assert walkthrough.shown("inspect", "file mode", Value).value == "-rw-------"


def test_how_long_it_is_good_for(walkthrough) -> None:
    assert walkthrough.shown("inspect", "valid until").value.endswith("(12 h 0 min from now)")


def test_who_answers_for_the_host(walkthrough) -> None:
    lines = {
        e.label: e.text for e in walkthrough.shown("inspect", "who answers for the host").lines
    }
    assert lines == {
        "as it is": "auths in config.json",
        "with a credential store": "the credential store docker-credential-desktop",
        "with a credential helper": "the credential helper docker-credential-ecr-login",
        "with DOCKER_AUTH_CONFIG": "the variable DOCKER_AUTH_CONFIG",
    }


def test_each_registrys_login_is_compared_with_its_own_token(perform) -> None:
    """Log in here and there, then look here: the token of the other region has no say in it."""
    there = registry("381492183358", "eu-west-1")

    def log_in_there_afterwards(world) -> None:
        from explain.acts.login import log_in

        log_in(world)
        here, world.registry = world.registry, there
        world.keep(world.authorized(world.ecr_of(there)))
        log_in(world)
        world.registry = here
        world.keep(world.authorized(world.ecr_of(here)))

    played = perform("inspect", docker="stand-in", prepare=log_in_there_afterwards)
    assert played.shown("inspect", "auth against authorizationToken", Compared).same
    assert len(json.loads(played.stored)["auths"]) == 2
