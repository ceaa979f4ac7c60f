"""The tests that a match must pass, one by one."""

from __future__ import annotations

import pytest

from explain.masking.judging import is_end, is_random, passes
from explain.masking.model import ANY, TELLING, VALUE, WORD

LINE = "c2VjcmV0IHNlY3JldCBzZWNyZXQ0"


@pytest.mark.parametrize(
    ("test", "text", "passed"),
    [
        (ANY, "word", True),
        (ANY, "none", True),
        (VALUE, "none", True),
        (WORD, "none", False),
        (WORD, "wombat", True),
        (TELLING, "wombat", False),
        (TELLING, "wombat7", True),
    ],
)
def test_how_sure_the_surroundings_are(test: str, text: str, passed: bool) -> None:
    assert passes(test, text) is passed


@pytest.mark.parametrize(
    ("text", "random"),
    [("aB3dE6gH9jK2mN5pQ8sT1vW4", True), ("aB3dE6gH9-jK2mN5pQ8sT1vW", False)],
)
def test_a_short_run_with_a_hyphen_is_an_address(text: str, random: bool) -> None:
    assert is_random(text) is random


@pytest.mark.parametrize(
    ("text", "is_wrapped", "ends"),
    [("restart", True, False), ("x7Qz", True, True), ("x7Qz", False, True), ("x7", False, False)],
)
def test_what_ends_a_wrapped_secret(text: str, is_wrapped: bool, ends: bool) -> None:
    assert is_end(text, LINE, is_wrapped) is ends
