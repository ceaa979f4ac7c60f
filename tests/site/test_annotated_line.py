"""The line of the front page, part by part: by mouse, by keyboard, without a script, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]

THE_LINE = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS "
    "--password-stdin 381492183358.dkr.ecr.ap-south-1.amazonaws.com"
)
HOST = THE_LINE.rpartition(" ")[2]

TOLD = """
(line) => [...line.querySelectorAll(".notes > div")]
  .filter((row) => row.querySelector("dd").checkVisibility() || row.checkVisibility())
  .map((row) => row.querySelector("dt > code").textContent)
"""
EXPANDED = """
(line) => [...line.querySelectorAll(".part[aria-expanded=true]")].map((part) => part.textContent)
"""


def told(line: Any) -> list[str]:
    """The parts whose notes can be seen."""
    return list(line.evaluate(TOLD))


@pytest.fixture(params=[390, 1280])
def line(built: Path, opened: Opened, request: pytest.FixtureRequest) -> Any:
    """The line, on a small screen and on a large one."""
    return opened(built / "index.html", request.param).locator("explain-line").first


def part(line: Any, text: str) -> Any:
    return line.get_by_role("button", name=text, exact=True).first


def test_the_first_part_is_told_at_once(line: Any) -> None:
    assert told(line) == ["aws"]
    assert line.evaluate(EXPANDED) == ["aws"]


def test_hover_shows_a_part_and_going_away_the_one_before(line: Any) -> None:
    part(line, "--region").hover()
    assert told(line) == ["--region"]
    line.page.mouse.move(0, 0)
    assert told(line) == ["aws"]


def test_a_click_keeps_a_part(line: Any) -> None:
    part(line, "--username").click()
    part(line, "login").hover()
    assert told(line) == ["login"]
    line.page.mouse.move(0, 0)
    assert told(line) == ["--username"]
    assert line.evaluate(EXPANDED) == ["--username"]


def test_a_piece_of_the_host_tells_of_the_host_as_well(line: Any) -> None:
    part(line, "dkr.ecr").click()
    assert told(line) == [HOST, "dkr.ecr"]


def test_it_is_one_tab_stop_and_arrows_go_from_part_to_part(line: Any) -> None:
    keyboard = line.page.keyboard
    part(line, "aws").focus()
    keyboard.press("ArrowRight")
    assert told(line) == ["ecr"]
    keyboard.press("End")
    assert told(line) == [HOST, "amazonaws.com"]
    keyboard.press("ArrowRight")
    assert told(line) == [HOST, "amazonaws.com"]
    keyboard.press("Home")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    assert told(line) == ["ecr"]
    keyboard.press("Shift+Tab")
    assert (
        line.evaluate("(line) => line.querySelector('pre').contains(document.activeElement)")
        is False
    )
    keyboard.press("Tab")
    assert line.page.evaluate("document.activeElement.textContent") == "ecr"
    keyboard.press("Tab")
    assert line.page.evaluate("document.activeElement.textContent") in ("Copy", "Open all")


def test_enter_keeps_and_escape_lets_go(line: Any) -> None:
    keyboard = line.page.keyboard
    part(line, "aws").focus()
    keyboard.press("ArrowRight")
    keyboard.press("Enter")
    keyboard.press("ArrowRight")
    line.page.evaluate("document.activeElement.blur()")
    assert told(line) == ["ecr"]
    part(line, "aws").focus()
    keyboard.press("Escape")
    assert told(line) == []
    assert line.evaluate(EXPANDED) == []


def test_all_of_it_can_be_opened(line: Any) -> None:
    press = line.get_by_role("button", name="Open all")
    press.click()
    assert press.get_attribute("aria-pressed") == "true"
    assert len(told(line)) == 16
    press.click()
    assert len(told(line)) == 1


def test_a_screen_reader_hears_the_note_with_the_part(line: Any) -> None:
    described = line.evaluate("""
      (line) => [...line.querySelectorAll(".part")].map((part) => part.getAttribute("aria-describedby")
        .split(" ").map((id) => document.getElementById(id).textContent).join(" "))
    """)
    assert len(described) == 15
    assert "Mumbai" in described[4]
    assert all(len(text) > 10 for text in described)


def test_its_copy_button_copies_the_line(built: Path, opened: Opened) -> None:
    remember = "navigator.clipboard.writeText = async (text) => { window.copied = text; };"
    page = opened(built / "index.html", script=remember)
    page.locator(".explain-line .copy").click()
    assert page.evaluate("window.copied") == THE_LINE


def test_without_a_script_everything_is_told(built: Path, opened: Opened) -> None:
    page = opened(built / "index.html", java_script_enabled=False)
    rows = page.locator("explain-line .notes > div")
    assert rows.count() == 16
    assert all(row.is_visible() for row in rows.all())
    assert page.locator("explain-line pre").inner_text().replace("\n", "") == THE_LINE
    page.locator("explain-line .part").nth(4).click()
    assert page.locator("explain-line .notes > :target dt > code").inner_text() == "ap-south-1"


def test_on_paper_everything_is_told(line: Any) -> None:
    line.page.emulate_media(media="print")
    assert len(told(line)) == 16
    assert not line.get_by_role("button", name="Open all").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_it(
    built: Path, opened: Opened, violations: Callable[..., list[str]], scheme: str
) -> None:
    page = opened(built / "index.html", color_scheme=scheme, reduced_motion="reduce")
    page.locator("explain-line .part").nth(11).focus()
    assert violations(page) == []
    page.locator("explain-line").get_by_role("button", name="Open all").click()
    assert violations(page) == []
