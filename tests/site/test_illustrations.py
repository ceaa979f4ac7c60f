"""Texts explained line by line, exchanges walked through step by step: by mouse, keyboard, link, on paper."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]

LINES, STEPS = "01-get-the-password.html", "04-under-the-hood.html"
SHOWN = """
(lines) => [...lines.querySelectorAll("li")].flatMap((row, at) => row.classList.contains("shown") ? [at] : [])
"""
FOCUSED = """
(lines) => [...lines.querySelectorAll("li")].findIndex((row) => row.contains(document.activeElement))
"""
IN_SIGHT = """
(step) => {
  const box = step.getBoundingClientRect(), list = step.parentElement.getBoundingClientRect();
  return box.top >= list.top - 1 && box.bottom <= list.bottom + 1;
}
"""

FOLLOWED = """
() => { followed = new Promise((done) => addEventListener("hashchange", () => setTimeout(done))); }
"""
"""Ends when a link has been followed, and whoever listens for that has had its turn."""


def shown(lines: Any) -> list[int]:
    """Which explanations are open, where one at a time is."""
    rows = lines.evaluate(SHOWN)
    visible = lines.locator(".explain-say").evaluate_all(
        "(said) => said.flatMap((each, at) => each.checkVisibility() ? [at] : [])"
    )
    assert visible == rows
    return list(rows)


def point_at(lines: Any, at: int, patience: float = 30) -> None:
    """Move the mouse over a line until its explanation is the one that is open.

    A page that is still being laid out may move the line away from under the mouse.
    """
    deadline = time.monotonic() + patience
    while True:
        lines.locator(".explain-run").nth(at).hover()
        if shown(lines) == [at]:
            return
        assert time.monotonic() < deadline, shown(lines)
        lines.page.mouse.move(1, 1)


@pytest.fixture(params=[390, 1280])
def lines(built: Path, opened: Opened, request: pytest.FixtureRequest) -> Any:
    """The first text of a page that is explained line by line, on a small screen and on a large one."""
    page = opened(built / LINES, request.param, reduced_motion="reduce")
    return page.locator("explain-lines.live").first


# --- line by line --------------------------------------------------------------------------------


def test_the_first_line_is_explained_at_once(lines: Any) -> None:
    assert lines.locator("li").count() > 5
    assert shown(lines) == [0]


def test_the_mouse_shows_a_line_and_a_click_keeps_it(lines: Any) -> None:
    runs = lines.locator(".explain-run")
    point_at(lines, 2)
    lines.page.mouse.move(1, 1)
    assert shown(lines) == [0]
    point_at(lines, 3)
    runs.nth(3).click()
    point_at(lines, 1)
    lines.page.mouse.move(1, 1)
    assert shown(lines) == [3]
    assert lines.page.url.endswith(f"#{lines.locator('li').nth(3).get_attribute('id')}")


def test_lines_are_walked_through_by_keyboard(lines: Any) -> None:
    keyboard, last = lines.page.keyboard, lines.locator("li").count() - 1
    lines.locator(".explain-all").focus()
    for key, at in (("Tab", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("End", last),
                    ("ArrowDown", last), ("Home", 0), ("ArrowUp", 0), ("Tab", 1)):  # fmt: skip
        keyboard.press(key)
        assert lines.evaluate(FOCUSED) == at, key
        assert shown(lines) == [at], key
    lines.page.evaluate(FOLLOWED)
    keyboard.press("Enter")
    lines.page.wait_for_url(f"**#{lines.locator('li').nth(1).get_attribute('id')}")
    lines.page.evaluate("window.followed")
    keyboard.press("ArrowDown")
    assert shown(lines) == [2]


def test_escape_lets_go_of_every_explanation(lines: Any) -> None:
    runs = lines.locator(".explain-run")
    runs.nth(2).click()
    lines.page.wait_for_function("document.activeElement.matches('.explain-run')")
    lines.page.keyboard.press("Escape")
    assert shown(lines) == []
    lines.page.mouse.move(1, 1)
    assert shown(lines) == []
    lines.page.keyboard.press("ArrowDown")
    assert shown(lines) == [3]


def test_escape_lets_go_of_what_only_the_mouse_shows(lines: Any) -> None:
    point_at(lines, 2)
    lines.page.keyboard.press("Escape")
    assert shown(lines) == []


def test_a_link_to_a_line_opens_its_explanation(lines: Any) -> None:
    here = lines.locator("li").nth(4).get_attribute("id")
    address = lines.page.url.partition("#")[0]
    lines.page.goto("about:blank")
    lines.page.goto(f"{address}#{here}")
    assert shown(lines) == [4]
    assert lines.locator("li").nth(4).evaluate("(it) => it.getBoundingClientRect().top") > 40
    lines.page.evaluate(f"location.hash = '{lines.locator('li').nth(1).get_attribute('id')}'")
    lines.page.wait_for_function(f"({SHOWN})(document.querySelector('explain-lines'))[0] === 1")
    assert shown(lines) == [1]


@pytest.mark.parametrize("hash_", ["#%E0%A4%A", "#nowhere", "#", "#'\"\\"])
def test_a_strange_link_is_no_trouble(built: Path, opened: Opened, hash_: str) -> None:
    page = opened(f"{(built / LINES).as_uri()}{hash_}")
    assert shown(page.locator("explain-lines.live").first) == [0]


def test_all_explanations_are_opened_at_once(lines: Any) -> None:
    button = lines.get_by_role("button", name="Open all")
    assert button.get_attribute("aria-pressed") == "false"
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    said = lines.locator(".explain-say")
    assert all(said.nth(at).is_visible() for at in range(said.count()))
    button.press("Space")
    assert shown(lines) == [0]


def test_an_explanation_covers_no_line_of_its_text(lines: Any) -> None:
    """On a wide page it stands beside the text, on a narrow one below its line."""
    for at in range(lines.locator("li").count()):
        lines.locator(".explain-run").nth(at).focus()
        said = lines.locator(".explain-say").nth(at).bounding_box()
        runs = [lines.locator(".explain-run").nth(row).bounding_box() for row in (0, at)]
        for run in runs:
            beside = said["x"] >= run["x"] + run["width"] - 1
            below = said["y"] >= run["y"] + run["height"] - 1
            assert beside or below or said["y"] + said["height"] <= run["y"] + 1, at


# --- step by step --------------------------------------------------------------------------------


@pytest.fixture
def steps(built: Path, opened: Opened) -> Any:
    """The login as a walk through its exchanges."""
    return opened(built / STEPS, reduced_motion="reduce").locator("explain-steps.live").first


def at(steps: Any) -> str:
    """What the page says of where the walk is; the list and the drawing must say the same."""
    current = steps.locator('li[aria-current="step"]')
    now = steps.locator("svg .now").evaluate_all(
        "(all) => [...new Set(all.map((each) => each.dataset.step))]"
    )
    assert current.evaluate_all("(all) => all.map((each) => each.dataset.step)") == now
    assert len(now) <= 1
    return str(steps.get_by_role("status").inner_text())


ALL_IN_SIGHT = """
(found) => found.every((each) => {
  const { top, bottom } = each.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
})
"""


BELOW_ITS_PARTIES = """
(walk) => {
  const [parties, now] = [".explain-parties", "svg .now"].map((name) => walk.querySelector(name));
  return now.getBoundingClientRect().top >= parties.getBoundingClientRect().bottom;
}
"""


def test_a_long_walk_stays_in_sight(built: Path, opened: Opened) -> None:
    page = opened(built / "06-in-the-lab.html", reduced_motion="reduce")
    walks = page.locator("explain-steps.live")
    counts = [walk.locator("li[data-step]").count() for walk in walks.all()]
    longest = walks.nth(counts.index(max(counts)))
    longest.evaluate("(walk) => walk.scrollIntoView({ block: 'center' })")
    for _ in range(max(counts)):
        longest.get_by_role("button", name="Next").press("Enter")
        shown = longest.locator("svg .now, li[aria-current], .explain-parties")
        assert shown.count() > 2
        assert shown.evaluate_all(ALL_IN_SIGHT)
        assert longest.evaluate(BELOW_ITS_PARTIES)


def test_a_walk_forth_and_back(steps: Any) -> None:
    count = steps.locator("li[data-step]").count()
    assert at(steps) == f"{count} steps"
    next_, back = (steps.get_by_role("button", name=name) for name in ("Next", "Back"))
    for step in range(1, count + 1):
        next_.press("Enter")
        assert at(steps) == f"Step {step} of {count}"
        assert steps.locator("svg .past").count() >= step - 1
    next_.press("Enter")
    assert at(steps) == f"Step {count} of {count}"
    for step in range(count - 1, 0, -1):
        back.press("Enter")
        assert at(steps) == f"Step {step} of {count}"
    back.press("Enter")
    assert at(steps) == f"{count} steps"
    back.press("Enter")
    assert at(steps) == f"{count} steps"


def test_a_walk_by_arrows_keeps_the_focus_to_the_end(steps: Any) -> None:
    keyboard, count = steps.page.keyboard, steps.locator("li[data-step]").count()
    steps.get_by_role("button", name="Next").focus()
    for _ in range(count):
        keyboard.press("Enter")
    assert at(steps) == f"Step {count} of {count}"
    keyboard.press("ArrowLeft")
    assert at(steps) == f"Step {count - 1} of {count}"
    keyboard.press("ArrowRight")
    assert at(steps) == f"Step {count} of {count}"
    keyboard.press("Escape")
    assert at(steps) == f"{count} steps"


def test_a_click_on_a_step_goes_there(steps: Any) -> None:
    steps.locator("li[data-step]").nth(2).click()
    assert at(steps).startswith("Step 3 of ")


def test_a_walk_that_plays_by_itself(built: Path, opened: Opened) -> None:
    page = opened("about:blank", reduced_motion="reduce")
    page.clock.install()
    page.goto((built / STEPS).as_uri())
    steps = page.locator("explain-steps.live").first
    count = steps.locator("li[data-step]").count()
    steps.get_by_role("button", name="Play").press("Enter")
    assert at(steps) == f"Step 1 of {count}"
    page.clock.run_for(2_500)
    assert at(steps) == f"Step 2 of {count}"
    steps.get_by_role("button", name="Pause").press("Enter")
    page.clock.run_for(10_000)
    assert at(steps) == f"Step 2 of {count}"
    steps.get_by_role("button", name="Play").press("Enter")
    page.clock.run_for(2_500 * count)
    assert at(steps) == f"Step {count} of {count}"
    steps.get_by_role("button", name="Play").press("Enter")  # from the beginning
    assert at(steps) == f"Step 1 of {count}"


def test_every_step_of_a_long_walk_is_brought_into_sight(built: Path, opened: Opened) -> None:
    page = opened(built / "06-in-the-lab.html", reduced_motion="reduce")
    steps = page.locator("explain-steps.live").first
    top = page.evaluate("scrollY")
    for _ in range(steps.locator("li[data-step]").count()):
        steps.get_by_role("button", name="Next").evaluate("(it) => it.click()")
        assert steps.locator("li[aria-current]").evaluate(IN_SIGHT)
    assert page.evaluate("scrollY") == top


def test_on_paper_a_walk_is_whole(steps: Any) -> None:
    steps.get_by_role("button", name="Next").click()
    steps.page.emulate_media(media="print")
    pale = "(all) => all.filter((each) => getComputedStyle(each).opacity !== '1').length"
    assert steps.locator("svg [data-step]").evaluate_all(pale) == 0
    assert not steps.get_by_role("button", name="Next").is_visible()


# --- without a script ----------------------------------------------------------------------------


def test_without_a_script_lines_and_steps_are_open_and_have_no_buttons(
    built: Path, opened: Opened
) -> None:
    page = opened(built / LINES, java_script_enabled=False)
    said = page.locator("explain-lines .explain-say")
    assert said.count() > 10
    assert all(said.nth(at).is_visible() for at in range(said.count()))
    page.goto((built / STEPS).as_uri())
    listed = page.locator("explain-steps li")
    assert listed.count() > 3
    assert all(listed.nth(at).is_visible() for at in range(listed.count()))
    assert page.locator("explain-lines button, explain-steps button").count() == 0
    assert page.locator("explain-steps .explain-exchanges").is_visible()
