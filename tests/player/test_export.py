"""What is made of a recording: a page, a cast, a picture. Each is whole, and needs nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.text import Text

from explain.export.cast import HEIGHT, WIDTH, cast
from explain.export.page import page
from explain.export.still import beats, still
from explain.hosts.registry import Registry
from explain.narration import BeatBegan, Crossed, Line, Lines, Prose, Ran, SectionBegan, Value
from explain.recording import Recording, as_lines
from explain.render.markup import escaped

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
ACTS = ("sign", "token", "decode", "pipe", "login", "inspect", "expire")


@pytest.fixture(scope="session")
def recording(performed) -> Recording:
    return Recording("1..3", Registry(), tuple(performed))


@pytest.fixture(scope="session")
def film(recording) -> list:
    return [json.loads(line) for line in cast(recording).splitlines()]


# --- the page ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def document(recording) -> str:
    return page(recording)


def test_the_page_shows_everything_once_and_in_order(recording, document) -> None:
    at = 0
    for event in recording.events:
        match event:
            case SectionBegan():
                text = f">{escaped(event.title)}<"
            case Value():
                text = f">{escaped(event.value)}<"
            case Crossed():
                text = escaped(event.exchange.request)
            case Ran():
                text = f"exit code {event.exit_code}"
            case _:
                continue
        at = document.index(text, at)
    assert document.count('class="explain-exchange"') == sum(
        isinstance(event, Crossed) for event in recording.events
    )


def test_the_page_is_one_file(document) -> None:
    assert re.findall(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="', document) == []
    assert "url(" not in document
    assert "@import" not in document
    assert set(re.findall(r'href="(?!https?:)([^"]*)', document)) == set()


def test_what_a_file_says_is_text_in_the_page() -> None:
    evil = '</script><img src=x onerror="alert(1)">'
    events = (SectionBegan(1, evil, "x"), Prose(evil), Value(evil, evil, note=evil))
    events += (Lines(evil, (Line(evil, evil, evil),)),)
    document = page(Recording("1", Registry(), events))
    assert document.count("</script>") == 1
    assert "<img" not in document


@pytest.mark.skipif(not CHROMIUM, reason="there is no browser here")
def test_the_page_is_walked_through_from_a_file_and_read_without_a_script(
    document, tmp_path: Path
) -> None:
    sync = pytest.importorskip("playwright.sync_api")
    file = tmp_path / "talk.html"
    file.write_text(document, "utf-8")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sheet = browser.new_page(viewport={"width": 360, "height": 600})
        troubles: list[str] = []
        sheet.on("pageerror", lambda error: troubles.append(str(error)))
        sheet.on("console", lambda message: troubles.append(message.text))
        sheet.goto(file.as_uri())
        assert sheet.locator("section:visible").count() == 1
        sheet.goto(f"{file.as_uri()}#20")
        assert sheet.locator("#line mark").inner_text().startswith("aws ecr")
        sheet.keyboard.press("Home")
        sheet.keyboard.press("ArrowRight")
        sheet.keyboard.press("ArrowLeft")
        assert sheet.url.endswith("#1")
        sheet.keyboard.press("End")
        assert sheet.is_disabled("#next")
        sheet.click("#back")
        assert not sheet.is_disabled("#next")
        assert sheet.evaluate("document.documentElement.scrollWidth <= innerWidth")
        _answer_questions(sheet)
        assert troubles == []
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(file.as_uri())
        shown = plain.locator("article:visible").count()
        assert shown == document.count("<article>") > 100
        assert plain.locator("nav:visible").count() == 0
        browser.close()


def _answer_questions(sheet: Any) -> None:
    """Choose the first answer to each question, by a click or its number, and read what is said of it."""
    sheet.keyboard.press("Home")
    said = []
    for number in range(sheet.locator(".explain-choices").count()):
        while not sheet.locator("article.seen .explain-choices >> visible=true").count():
            sheet.keyboard.press("ArrowRight")
        choice = sheet.locator(".explain-choices button >> visible=true").first
        words = choice.inner_text()
        choice.click() if number % 2 else sheet.keyboard.press("1")
        while not sheet.locator("explain-answer >> visible=true").count():
            sheet.keyboard.press("ArrowRight")
        shown = sheet.locator("explain-answer p >> visible=true").first.inner_text()
        assert shown.startswith(f"You said: {words}. ")
        said.append(shown)
        while sheet.locator("explain-answer >> visible=true").count():
            sheet.keyboard.press("ArrowRight")
    assert {each.rpartition(". ")[2] for each in said} == {
        "That is right.",
        "That is not right.",
    }


# --- the cast ------------------------------------------------------------------------------------


def test_a_film_is_an_asciicast_with_a_marker_for_each_beat(recording, film) -> None:
    head, *frames = film
    assert (head["version"], head["width"], head["height"]) == (2, 80, 24)
    times = [time for time, _, _ in frames]
    assert times == sorted(times)
    assert {kind for _, kind, _ in frames} == {"o", "m"}
    markers = [text for _, kind, text in frames if kind == "m"]
    assert markers == [
        f"{event.act}: {event.beat}" for event in recording.events if isinstance(event, BeatBegan)
    ]


def test_each_frame_is_a_whole_screen(film) -> None:
    screens = [text for _, kind, text in film[1:] if kind == "o"]
    assert len(screens) > 100
    for screen in screens:
        assert screen.startswith("\x1b[H\x1b[2J")
        lines = screen.removeprefix("\x1b[H\x1b[2J").split("\r\n")
        assert len(lines) == HEIGHT
        assert max(Text.from_ansi(line).cell_len for line in lines) <= WIDTH
        assert "aws ecr get-login-password" in Text.from_ansi(lines[1]).plain


# --- the picture ---------------------------------------------------------------------------------


def words(svg: str) -> str:
    return "".join(ElementTree.fromstring(svg).itertext()).replace("\xa0", " ")


@pytest.mark.parametrize("act", ACTS)
def test_a_picture_shows_the_evidence_of_its_act_and_loads_no_font(recording, act: str) -> None:
    svg = still(recording, act)
    assert f"explain-ecr {act}" in words(svg)
    assert set(re.findall(r"url\((?!#)[^)]*", svg)) == set()
    assert all(f"▶ explain-ecr {other}" not in words(svg) for other in ACTS if other != act)
    assert len(beats(recording, act)) >= 1


def test_a_picture_of_one_beat_is_a_part_of_its_acts(recording) -> None:
    assert beats(recording, "decode") == ["outer", "inner", "keyless"]
    outer, inner = (words(still(recording, "decode", beat)) for beat in ("outer", "inner"))
    assert "authorizationToken" in outer
    assert "datakey" not in outer
    assert "datakey" in inner


# --- the command ---------------------------------------------------------------------------------

REFUSED = {
    "another kind of file": (("talk.pdf",), "does not say which format"),
    "no kind at all": (("talk",), "does not say which format"),
    "a picture of nothing": (("act.svg",), "you named none"),
    "a picture of no act": (("act.svg", "--act", "dance"), "'dance' is not one of these"),
    "a picture of no beat": (("act.svg", "--act", "sign", "--beat", "x"), "has no beat 'x'"),
    "an act of a page": (("talk.html", "--act", "sign"), "Only an .svg"),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_made_is_refused_with_a_remedy(
    recording, play, tmp_path: Path, arguments, said
) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text(as_lines(recording), "utf-8")
    target = tmp_path / arguments[0]
    played = play(("record", str(target), "--from-recording", str(kept), *arguments[1:]))
    assert (played.exit_code, played.stdout) == (2, "")
    assert said in played.error
    assert not target.exists()


@pytest.mark.parametrize("name", ["talk.html", "talk.cast", "act.svg"])
def test_what_was_made_may_be_made_again(recording, play, tmp_path: Path, name: str) -> None:
    kept, target = tmp_path / "kept.jsonl", tmp_path / name
    kept.write_text(as_lines(recording), "utf-8")
    wishes = ("--act", "sign") if name == "act.svg" else ()
    for _ in range(2):
        played = play(("record", str(target), "--from-recording", str(kept), *wishes))
        assert played.exit_code == 0, played.error
        assert target.stat().st_size > 5000
    target.write_text("mine")
    played = play(("record", str(target), "--from-recording", str(kept), *wishes))
    assert played.exit_code == 2
    assert target.read_text() == "mine"
