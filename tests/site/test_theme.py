"""The theme in a real browser: who can read it, on which screen, and with what switched off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
Violations = Callable[..., list[str]]


def test_what_scrolls_in_itself_is_reached_by_keyboard(kitchen: Path, opened: Opened) -> None:
    page = opened(kitchen / "index.html", 390)
    page.wait_for_function("document.querySelector('article .scroller').tabIndex === 0")
    page.set_viewport_size({"width": 1600, "height": 800})
    page.wait_for_function("document.querySelector('article .scroller').tabIndex === -1")


# --- colours -------------------------------------------------------------------------------------

GROUND = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(15, 20, 27)", "rgb(255, 255, 255)"


def test_the_colours_follow_the_system_until_others_are_chosen(built: Path, opened: Opened) -> None:
    page = opened(built / "index.html", color_scheme="dark")
    assert page.evaluate(GROUND) == DARK
    page.get_by_role("button", name="Use light colours").click()
    assert page.evaluate(GROUND) == LIGHT
    for _ in range(100):  # what one page keeps, the browser may hand to the next a moment later
        page.goto((built / "reference" / "events.html").as_uri())
        if page.evaluate(GROUND) == LIGHT:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(GROUND) == LIGHT
    page.get_by_role("button", name="Use dark colours").click()  # as the system has them again
    page.emulate_media(color_scheme="light")
    assert page.evaluate(GROUND) == LIGHT
    page.get_by_role("button", name="Use dark colours").wait_for()


def test_a_browser_that_keeps_nothing_is_no_trouble(built: Path, opened: Opened) -> None:
    refuse = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused') }})"
    page = opened(built / "index.html", color_scheme="light", script=refuse)
    page.get_by_role("button", name="Use dark colours").click()
    assert page.evaluate(GROUND) == DARK


def test_who_wants_no_motion_gets_none(built: Path, opened: Opened) -> None:
    moving = "getComputedStyle(document.documentElement).scrollBehavior"
    assert opened(built / "index.html", reduced_motion="reduce").evaluate(moving) == "auto"
    assert opened(built / "index.html", reduced_motion="no-preference").evaluate(moving) == "smooth"


def test_on_paper_there_is_the_lesson_alone(built: Path, opened: Opened) -> None:
    page = opened(built / "01-get-the-password.html", color_scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    for furniture in ("header", "nav.pages", "nav.contents", "nav.neighbours", "footer", ".copy"):
        assert not page.locator(furniture).first.is_visible(), furniture
    assert page.get_by_role("heading", name="Step 1: get the password").is_visible()


# --- without a script ----------------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_everything_is_reached_without_javascript(built: Path, opened: Opened, width: int) -> None:
    page = opened(built / "index.html", width, java_script_enabled=False)
    assert page.locator("button").count() == page.locator("button[hidden]").count()
    link = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Step 2: the pipe")
    if width == 390:
        assert not link.is_visible()
        page.locator(".pages > details > summary").click()
    link.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Step 2")


# --- moving about --------------------------------------------------------------------------------


def test_the_errors_are_one_link_until_one_is_among_them(built: Path, opened: Opened) -> None:
    page = opened(built / "errors" / "status-400.html")
    listed = page.locator(".pages a:visible").all_inner_texts()
    assert "All of them" in listed
    assert any("status: 401 Unauthorized" in text for text in listed), "the same step's are there"
    assert not any("no basic auth" in text for text in listed), "another step's are not"
    page.get_by_role("link", name="All of them").click()
    assert page.locator("article").get_by_role("link", name="no basic auth credentials").count() > 0
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Under the hood").click()
    errors = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Errors")
    assert errors.get_attribute("href") == "errors/index.html"


def test_a_title_is_text_wherever_it_stands(kitchen: Path, opened: Opened) -> None:
    page = opened(kitchen / "errors" / "e3.html")
    title = 'Error 3: no <host> & "no port" … given'
    assert page.locator('.pages [aria-current="page"]').inner_text() == title
    assert page.title().startswith(f"{title} · ")


def test_the_contents_mark_what_is_read(built: Path, opened: Opened) -> None:
    page = opened(built / "01-get-the-password.html", 1600, reduced_motion="reduce")
    current = page.locator(".contents [aria-current]")
    assert current.count() == 0
    page.get_by_role("navigation", name="On this page").get_by_text("Look at the token").click()
    page.wait_for_function("document.querySelector('.contents [aria-current]')")
    assert current.all_inner_texts() == ["Look at the token"]


def test_the_front_page_leads_into_the_walkthrough(built: Path, opened: Opened) -> None:
    page = opened(built / "index.html")
    page.get_by_role("navigation", name="The walkthrough").get_by_text("The login").click()
    steps = page.get_by_role("navigation", name="Steps")
    assert steps.locator('[aria-current="step"]').inner_text().lower().split() == [
        "3",
        "the",
        "login",
    ]


LINE = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS"
    " --password-stdin 381492183358.dkr.ecr.ap-south-1.amazonaws.com"
)


@pytest.mark.parametrize(
    ("name", "where"), [("index.html", "article"), ("04-under-the-hood.html", ".explain-session")]
)
@pytest.mark.parametrize(
    "hurdle",
    [
        "",
        "delete Navigator.prototype.clipboard",
        "navigator.clipboard.writeText = () => Promise.reject()",
    ],
)
def test_a_line_is_copied_as_it_is_typed(
    built: Path, opened: Opened, name: str, where: str, hurdle: str
) -> None:
    """Without its prompt, and also where the browser keeps the clipboard to itself."""
    page = opened(built / name, script=hurdle, permissions=["clipboard-read", "clipboard-write"])
    page.locator(where).get_by_role("button", name="Copy").first.press("Enter")
    page.get_by_text("Copied to the clipboard").wait_for(state="attached")
    paste(page)
    assert page.locator("#pasted").input_value() == LINE
    assert page.locator(".no-copy .copy").count() == 0


def paste(page: Any) -> None:
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('textarea'), { id: 'pasted' }))"
    )
    page.locator("#pasted").press("Control+v")


# --- search --------------------------------------------------------------------------------------


def results(page: Any, words: str) -> list[str]:
    page.get_by_role("searchbox").fill(words)
    page.wait_for_function("document.querySelector('.search [role=status]').textContent")
    return [text.split("\n")[0] for text in page.locator(".search li a").all_inner_texts()]


@pytest.mark.parametrize("where", ["a folder", "a server"])
def test_search_by_keyboard_alone(built: Path, served: str, opened: Opened, where: str) -> None:
    start = served if where == "a server" else f"{built.as_uri()}/"
    page = opened(f"{start}reference/commands.html")
    assert page.locator("script#search-index").count() == 0  # until it is wanted
    page.keyboard.press("Control+k")
    assert "Let it expire" in results(page, "expire clock")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search-for"
    assert results(page, "let it EXPIRE")[0] == "Let it expire"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{start}03-the-login.html#let-it-expire")
    assert not page.get_by_role("dialog").is_visible()


def test_search_on_the_very_page_that_is_open(
    built: Path, opened: Opened, violations: Violations
) -> None:
    page = opened(built / "03-the-login.html")
    page.get_by_role("button", name="Search").click()
    assert violations(page) == []
    results(page, "let it expire")
    page.keyboard.press("Enter")
    page.wait_for_url("**#let-it-expire")
    assert not page.get_by_role("dialog").is_visible()


@pytest.mark.parametrize(
    ("pasted", "heading"),
    [
        (
            'Error response from daemon: error 3: no "<host>" & no port: 2026-01-01 given!',
            "Error 3",
        ),
        ("$(aws ecr get-login --no-include-email)", "Code and tables"),
        (
            "login attempt to https://1234.dkr.ecr.us-east-1.amazonaws.com/v2/ failed with status: 401",
            "Code and tables",
        ),
        ("get-ecrlogin", "Code and tables"),
    ],
)
def test_pasted_messages_are_found(
    kitchen: Path, opened: Opened, pasted: str, heading: str
) -> None:
    page = opened(kitchen / "errors" / "e5.html")
    page.keyboard.press("Control+k")
    assert results(page, pasted)[0].startswith(heading)


TOPICS = {
    "lifetime": "08-token-life", "permanent password": "08-token-life", "stolen": "08-token-life",
    "invalidate": "08-token-life", "leak": "08-token-life", "MFA": "09-permissions",
    "IAM policy": "09-permissions", "cross-account pull": "10-cross-account",
    "different account": "10-cross-account", "credential helper": "11-credential-helper",
    "self-hosted runner": "12-where-nobody-types", "concurrent": "12-where-nobody-types",
    "OIDC": "12-where-nobody-types", "imagePullSecret": "13-kubernetes", "Kubernetes": "13-kubernetes",
    "SigV4": "14-on-the-wire",
}  # fmt: skip
"""What people look for who have no error message, and the page that the search has to show first."""


def test_a_page_is_found_for_each_topic(built: Path, opened: Opened) -> None:
    page = opened(built / "index.html")
    page.keyboard.press("Control+k")
    missed = {}
    for topic, wanted in TOPICS.items():
        results(page, topic)
        links = page.locator(".search li a").evaluate_all("links => links.map(link => link.href)")
        if not any(f"/{wanted}.html" in link for link in links[:1]):
            missed[topic] = links[:3]
    assert missed == {}


@pytest.mark.parametrize("words", ["xyzzy", "<script>alert(1)</script>", "\\ ( [ *"])
def test_what_is_nowhere_is_not_found(built: Path, opened: Opened, words: str) -> None:
    page = opened(built / "index.html")
    page.keyboard.press("Control+k")
    page.get_by_role("searchbox").fill(words)
    page.wait_for_function("window.explainSearch && document.querySelector('#search-index')")
    assert page.locator(".search li").count() == 0
