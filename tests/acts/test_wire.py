"""Whose exchange is whose, when several programs speak to the cloud at once."""

from __future__ import annotations

from pathlib import Path

from explain.acts.wire import exchange_of
from explain.credentials.host import Registry
from explain.sandbox import Sandbox
from explain.stage import offline


def test_a_call_is_found_among_those_of_others(tmp_path: Path) -> None:
    with offline(Registry(), Sandbox(tmp_path / "sandbox"), docker="stand-in") as world:
        with world.watching() as wire:
            first = world.ecr.get_authorization_token()
            second = world.ecr.get_authorization_token()
        assert exchange_of(first, wire) is wire[0]
        assert exchange_of(second, wire) is wire[1]
        assert exchange_of(first, reversed(wire)) is wire[0]
        assert exchange_of(first, wire).findings["signature"] == first.signing.signature
