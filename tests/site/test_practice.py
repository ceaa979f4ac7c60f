"""Exercises on the site: judged, kept in the browser, and carried to a terminal and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from explain.practice import course, progress
from explain.practice.progress import Solved

Opened = Callable[..., Any]


def solve(page: Any) -> None:
    """Answer every question of an exercise rightly."""
    for answer in page.locator("explain-answer").all():
        right = int(answer.get_attribute("data-right"))
        choices = answer.locator("xpath=preceding-sibling::ol").locator("button")
        choices.nth(right).press("Enter")


def test_a_way_is_judged_before_its_outcome_shows(built: Path, opened: Opened) -> None:
    page = opened(built / "practice" / "monday.html", reduced_motion="reduce")
    exercise = course.exercise("monday")
    ways = page.locator(".explain-question")
    assert ways.count() == len(exercise.wrong) + len(exercise.solutions)
    first = ways.first
    outcome = first.locator("details")
    assert not outcome.locator(".explain-sequence").is_visible()
    right = int(first.locator("explain-answer").get_attribute("data-right"))
    first.locator(".explain-choices button").nth(1 - right).click()
    assert first.get_by_role("status").first.inner_text() == "Something else happened."
    assert outcome.locator(".explain-sequence").is_visible()
    solved = page.locator("explain-exercise").get_by_role("status")
    assert solved.inner_text() == ""
    solve(page)
    assert solved.inner_text() == "✓ You have solved this one."


def test_a_wrong_prediction_is_told_why(built: Path, opened: Opened) -> None:
    page = opened(built / "practice" / "what-crosses.html", reduced_motion="reduce")
    page.locator(".explain-choices button").first.click()
    said = page.locator("explain-answer").get_by_role("status").inner_text()
    assert said.startswith("That is not right. docker does not send a password")
    assert page.locator("explain-answer details").get_attribute("open") is None
    solve(page)
    assert page.locator("explain-answer .explain-sequence").is_visible()


def test_what_was_solved_is_carried_to_a_terminal_and_back(built: Path, opened: Opened) -> None:
    page = opened(built / "practice" / "what-crosses.html", reduced_motion="reduce")
    solve(page)
    page.goto((built / "practice" / "index.html").as_uri())
    row = page.locator("tr", has_text="What crosses the wire")
    assert "✓ solved" in row.inner_text()
    code = page.get_by_label("the code of your progress")
    page.get_by_role("button", name="Export").click()
    page.wait_for_function("document.querySelector('explain-progress textarea').value")
    solved = progress.read_code(code.input_value())
    assert list(solved) == ["what-crosses"]
    assert solved["what-crosses"].edition == course.exercise("what-crosses").edition
    assert 0 <= solved["what-crosses"].seconds < 600

    monday = Solved(course.exercise("monday").edition, "2026-01-31T09:30:00Z", 200)
    code.fill(
        progress.code({"monday": monday, "leaks": Solved("another", "2026-01-31T09:30:00Z", 9)})
    )
    page.get_by_role("button", name="Import").click()
    page.get_by_text("Added from elsewhere: 2.").wait_for()
    assert "✓ solved" in page.locator("tr", has_text="Monday morning").inner_text()
    assert "in an earlier version" in page.locator("tr", has_text="Who else").inner_text()
    page.reload()
    assert "✓ solved" in page.locator("tr", has_text="Monday morning").inner_text()
    page.get_by_role("button", name="Forget").click()
    assert "solved" not in page.locator("table").inner_text()


@pytest.mark.parametrize("code", ["", "nonsense!", "eJwDAAAAAAE"])
def test_what_is_not_a_code_is_refused(built: Path, opened: Opened, code: str) -> None:
    page = opened(built / "practice" / "index.html", reduced_motion="reduce")
    page.get_by_label("the code of your progress").fill(code)
    page.get_by_role("button", name="Import").click()
    page.get_by_text("This code does not come from explain-ecr practice export.").wait_for()


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_everybody_can_read_what_unfolds(
    built: Path, opened: Opened, assert_readable: Callable[[Any], None], scheme: str, width: int
) -> None:
    page = opened(
        built / "practice" / "may-not.html", width, color_scheme=scheme, reduced_motion="reduce"
    )
    page.evaluate(
        "document.querySelectorAll('article details').forEach((each) => { each.open = true; })"
    )
    solve(page)
    assert_readable(page)
