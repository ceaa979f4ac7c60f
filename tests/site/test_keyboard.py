"""The keyboard alone: whatever can be operated is reached, in sight, and marked while it has the focus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]

PAGES = (
    "index.html", "01-get-the-password.html", "04-under-the-hood.html", "06-in-the-lab.html",
    "play/*.html", "errors/index.html", "reference/commands.html",
)  # fmt: skip

LOOKING = """
() => {
  const state = window.walked = { begun: false, ended: false, reached: 0, unseen: [] };
  function look() {
    const focused = document.activeElement;
    if (focused === document.body) { state.ended = true; return; }
    focused.dataset.reached = "";
    state.reached += 1;
    const box = focused.getClientRects()[0];
    const x = box.left + Math.min(box.width, 8) / 2; // a browser may show a tall field in part
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const seen = document.elementFromPoint(x, y);
    const marked = getComputedStyle(focused).outlineStyle !== "none";
    if (!(seen && (focused.contains(seen) || seen.contains(focused)) && marked)) {
      state.unseen.push(focused.outerHTML);
    }
  }
  addEventListener("keydown", function (event) {
    if (event.key !== "Tab" || window.walked !== state) return;
    if (state.begun && !state.ended) look();
    state.begun = true;
    if (state.ended) event.preventDefault();
  }, true);
}
"""
"""At each press of Tab, look at what has the focus since the one before: what cannot be seen is noted.

The page does so by itself, since to ask it after each press takes four times as long. At the end of the page,
where the focus leaves it, presses do nothing more.
"""

MISSED = """
[...document.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex]")]
  .filter((element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility())
  .filter((element) => !("reached" in element.dataset)).map((element) => element.outerHTML.slice(0, 200))
"""

SETTLED = """
() => [...document.querySelectorAll("command-annotator")]
  .every((widget) => widget.python && widget.querySelector(".finding"))
"""
"""Whether the page's Python, which comes later than the page, has shown what it has to show."""

GROUND = "getComputedStyle(document.body).backgroundColor"


def walk(page: Any, key: str) -> None:
    """Press a key until the page ends."""
    page.evaluate(LOOKING)
    for _ in range(50):
        for _ in range(20):
            page.keyboard.press(key)
        walked = page.evaluate("window.walked")
        assert walked["unseen"] == []
        if walked["ended"]:
            assert walked["reached"] > 5
            return
    raise AssertionError("the focus goes round in a circle")


@pytest.mark.parametrize("width", [390, 1280])
def test_all_of_a_page_is_reached_and_seen(kitchen: Path, looked: Opened, width: int) -> None:
    page = looked(kitchen / "index.html", width, reduced_motion="reduce")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Shift+Tab")
    walk(page, "Tab")
    assert page.evaluate(MISSED) == []
    walk(page, "Shift+Tab")


@pytest.mark.parametrize("width", [390, 1280])
def test_all_of_every_kind_of_page_is_reached_and_seen(
    built: Path, looked: Opened, width: int
) -> None:
    files = [file for pattern in PAGES for file in sorted(built.glob(pattern))]
    assert len(files) >= len(PAGES)
    page = looked("about:blank", width, reduced_motion="reduce")
    for file in files:
        page.goto(file.as_uri())
        page.wait_for_function(
            SETTLED, timeout=60_000, polling=100
        )  # no frame comes that could tell
        walk(page, "Tab")
        assert page.evaluate(MISSED) == [], file


def test_the_content_is_skipped_to(built: Path, opened: Opened) -> None:
    page = opened(built / "01-get-the-password.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_pages_on_a_small_screen(built: Path, opened: Opened) -> None:
    page = opened(built / "index.html", 390)
    link = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Step 2: the pipe")
    summary = page.locator(".pages > details > summary")
    assert not link.is_visible()
    summary.press("Enter")
    assert link.is_visible()
    summary.press("Space")
    assert not link.is_visible()
    summary.press("Enter")
    link.press("Enter")
    page.wait_for_url("**/02-the-pipe.html")


def test_the_colours(built: Path, opened: Opened) -> None:
    page = opened(built / "index.html", color_scheme="light")
    page.get_by_role("button", name="Use dark colours").press("Enter")
    button = page.get_by_role("button", name="Use light colours")
    assert page.evaluate(GROUND) == "rgb(15, 20, 27)"
    button.press("Space")
    assert page.evaluate(GROUND) == "rgb(255, 255, 255)"


def test_the_search_is_left_and_the_focus_is_where_it_was(built: Path, opened: Opened) -> None:
    page = opened(built / "index.html")
    page.get_by_role("button", name="Search").press("Enter")
    assert page.evaluate("document.activeElement.id") == "search-for"
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert page.evaluate("document.activeElement.matches('[data-open-search]')")
