"""Questions before the evidence: buttons, or without a script an answer that unfolds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]

PAGE = "01-get-the-password.html"


@pytest.fixture
def question(built: Path, opened: Opened) -> Any:
    """The first question of a page."""
    return opened(built / PAGE, reduced_motion="reduce").locator(".explain-question").first


def test_a_choice_is_judged_and_only_the_right_one_opens_the_answer(question: Any) -> None:
    choices = question.locator(".explain-choices button")
    assert choices.count() == 3
    right = int(question.locator("explain-answer").get_attribute("data-right"))
    details = question.locator("details")
    choices.nth((right + 1) % 3).click()
    assert question.get_by_role("status").inner_text() == "That is not right."
    assert details.get_attribute("open") is None
    choices.nth(right).press("Enter")
    assert question.get_by_role("status").inner_text() == "That is right."
    assert details.get_attribute("open") is not None
    assert choices.nth(right).inner_text() in details.inner_text()
    assert question.locator("[data-chosen]").count() == 1


def test_the_answer_is_not_in_sight_before_somebody_asks_for_it(question: Any) -> None:
    answer = question.locator("details p")
    assert not answer.is_visible()
    question.get_by_text("The answer").click()
    assert answer.is_visible()
