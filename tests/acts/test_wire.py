"""Whose exchange is whose, when several programs speak to the cloud at once."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from explain.acts.wire import exchange_of
from explain.errors import ToolProblem
from explain.hosts.registry import Registry
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
        assert exchange_of(first, wire).evidence.signature.signature == first.signing.signature


def test_a_request_that_was_logged_without_its_headers_is_an_error_with_a_remedy() -> None:
    """So it is with a key that has been made inactive: the server refuses it before it checks a signature."""

    call = SimpleNamespace(headers=(("amz-sdk-invocation-id", "1"),))
    with pytest.raises(ToolProblem, match="before it looked at the signature"):
        exchange_of(call, [SimpleNamespace(request_headers=())])  # type: ignore[arg-type,list-item]
