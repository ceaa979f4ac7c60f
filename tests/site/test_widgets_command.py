"""The command annotator: in the page, the Python says what it says in the terminal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from explain.command.findings import corrected, findings
from explain.command.pieces import pieces
from explain.render.nesting import placed
from tests.site.engines import assert_they_agree, patterns_of

Opened = Callable[..., Any]

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "command" / "cases.json").read_text("utf-8")
)

ALL = "EXPLAIN_ECR_EVERY_CASE"
"""The variable that has the page asked about every case: some two minutes. Without it, one of each kind."""

THE_LINE = CASES[0]["line"]
TOKEN = "eyJwYXlsb2FkIjoi" + "Qk9HVVMt" * 300
READY, SOON = 60_000, 20_000  # milliseconds, on a machine that has much else to do

PARTS = "(lines) => lines.map((line) => explainPython.ask('parts', line))"
JUDGED = "(lines) => lines.map((line) => explainPython.ask('judged', line))"
IS_READY = "() => document.querySelector('command-annotator')?.python"
HAS_JUDGED = "() => document.querySelector('command-annotator .finding')"


def chosen() -> list[str]:
    """Lines of every kind of case: one for each set of findings, and some in which nothing is found."""
    if os.environ.get(ALL):
        return [case["line"] for case in CASES]
    kinds = {" ".join(sorted({one["id"] for one in case["findings"]})): case["line"]
             for case in reversed(CASES) if case["findings"]}  # fmt: skip
    clean = [case["line"] for case in CASES if not case["findings"]]
    return [*kinds.values(), *clean[::6]]


LINES = chosen()


@pytest.fixture(scope="module")
def python(running: Callable[..., AbstractContextManager[Any]]) -> Iterator[Any]:
    """The page, which many tests share."""
    with running("line.html", IS_READY) as page:
        yield page


@pytest.fixture
def annotator(python: Any) -> Any:
    """The annotator with the line that it begins with, judged."""
    widget = python.locator("command-annotator")
    widget.get_by_role("button", name="Clear").click()
    widget.get_by_role("button", name="The line").click()
    python.wait_for_function(HAS_JUDGED, timeout=SOON)
    return widget


def typed(annotator: Any, line: str) -> None:
    """Put a line into the field, and wait until it is judged."""
    annotator.evaluate("(widget) => widget.querySelector('.finding')?.remove()")
    annotator.get_by_label("Command line").fill(line)
    annotator.page.wait_for_function(HAS_JUDGED, timeout=SOON)


def heard(annotator: Any, text: str) -> None:
    """Wait until the page has said something to those who cannot see it."""
    annotator.get_by_role("status").filter(has_text=text).wait_for(state="attached", timeout=SOON)


# --- one source of truth -------------------------------------------------------------------------


def parts_by_ours(line: str) -> list[Any]:
    found, cut = pieces(line)
    return [
        [[part.start, part.end, part.text, part.kind, part.note, depth, note]
         for part, depth, note in placed(found)],
        [list(piece) for piece in cut],
    ]  # fmt: skip


def judged_by_ours(line: str) -> list[Any]:
    found = [[one.id, one.severity, one.subject, one.message, one.remedy] for one in findings(line)]
    return [found, corrected(line) or ""]


def test_the_page_judges_as_the_terminal_does(python: Any) -> None:
    for line, found in zip(LINES, python.evaluate(JUDGED, LINES), strict=True):
        assert found == judged_by_ours(line), line


def test_the_page_takes_apart_as_the_terminal_does(python: Any) -> None:
    for line, found in zip(LINES, python.evaluate(PARTS, LINES), strict=True):
        assert found == parts_by_ours(line), line


FRAGMENTS = (
    *THE_LINE.split(" "), "$(", ")", "'", '"', "`", "\\\n", "\n", " ", "  ", "|", "|&", "&&", ";", "&",
    "$REGION", "${ACCOUNT}", "$env:X", "%X%", "<account-id>", "2>&1", "> file", "<<<", "<<EOF", "# why",
    "-p", "-pSECRET", "--password=x", "-u", "--region=eu-west-1", "sudo -E", "env A=b", "bash -c",
    "podman login", "skopeo", "docker push", "docker run --rm amazon/aws-cli", "Get-ECRLoginCommand",
    "(Get-ECRLoginCommand).Password", "PS C:\\> ", "$ ", "https://x.test/app:1@sha256:00", "{", "}",
    TOKEN[:90], "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI", "–username", "“AWS”", "é", "\u2028", "\x85", "😀",
    "\u00a0", "\x00", "public.ecr.aws", "123456789012.dkr.ecr.us-east-1a.amazonaws.com", "get-login",
)  # fmt: skip


def test_the_page_takes_any_line_apart_as_the_terminal_does(python: Any) -> None:
    random = Random(20_260_131)
    lines = [
        "".join(
            random.choice(FRAGMENTS) + random.choice((" ", " ", " ", ""))
            for _ in range(random.randrange(1, 12))
        )
        for _ in range(200)
    ]
    for line, found in zip(lines, python.evaluate(PARTS, lines), strict=True):
        assert found == parts_by_ours(line), line


TEXTS = (
    *(case["line"] for case in CASES), "", "\n", "a\n", "é_b", "a\u2028b", "\x85 \x1c", "<é> <id>",
    "-İSECRETſ",
    "### `name`", "- `-u`, `--user USER`: text", "**error** It is.", "\t\tEOF\r",
)  # fmt: skip


def test_the_pages_engine_finds_what_pythons_finds(python: Any) -> None:
    ours = patterns_of("line")
    assert len(ours) > 90
    assert_they_agree(python, ours, TEXTS)


# --- the widget ----------------------------------------------------------------------------------


def test_it_begins_with_the_line_and_finds_nothing_wrong_with_it(annotator: Any) -> None:
    assert annotator.get_by_label("Command line").input_value() == THE_LINE
    assert annotator.locator(".line").inner_text().replace("\n", "") == THE_LINE
    assert annotator.locator(".finding").inner_text().startswith("ok")
    assert annotator.get_by_text("Nothing you type leaves this page.").is_visible()
    heard(annotator, "No findings.")


def test_a_wrong_line_is_explained_and_its_correction_taken_over(annotator: Any) -> None:
    annotator.get_by_role("button", name="Two mistakes").click()
    annotator.locator(".corrected").wait_for(timeout=SOON)
    assert [card.split("\n")[0] for card in annotator.locator(".finding").all_inner_texts()] == [
        "error", "error",
    ]  # fmt: skip
    heard(annotator, "2 findings: 2 errors.")
    annotator.get_by_role("button", name="Use this line").click()
    annotator.locator(".finding.ok").wait_for(timeout=SOON)
    assert annotator.get_by_label("Command line").input_value() == THE_LINE
    assert annotator.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert annotator.locator(".corrected").count() == 0


def test_the_corrected_line_is_copied(annotator: Any) -> None:
    page = annotator.page
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; };")
    page.get_by_role("button", name="An old get-login").click()
    page.locator(".corrected").get_by_role("button", name="Copy").click(timeout=SOON)
    page.wait_for_function("window.copied")
    assert page.evaluate("window.copied") == corrected(
        "$(aws ecr get-login --no-include-email --region ap-south-1)"
    )


def test_the_cursor_shows_the_part_that_it_is_in(annotator: Any) -> None:
    typed(annotator, f"echo 😀 && {THE_LINE}")
    field = annotator.get_by_label("Command line")
    field.focus()
    for text, told in (
        ("--region", ["--region"]),
        ("dkr.ecr", [THE_LINE.split(" ")[-1], "dkr.ecr"]),
    ):
        at = f"echo 😀 && {THE_LINE}".index(text) + 2
        field.evaluate("(field, at) => field.setSelectionRange(at, at)", at + 1)  # 😀 counts twice
        annotator.page.wait_for_function(
            "(told) => [...document.querySelectorAll('.notes > .current dt > code')]"
            ".map((code) => code.textContent).join(' ') === told", arg=" ".join(told),
        )  # fmt: skip


def test_everything_in_it_is_reached_and_done_by_keyboard(annotator: Any) -> None:
    page = annotator.page
    page.get_by_label("Command line").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("docker login -u aws x.test")
    annotator.get_by_role("button", name="x.test").wait_for(timeout=SOON)
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent"))
    assert stops[:5] == [
        "The line",
        "Two mistakes",
        "An old get-login",
        "A password in it",
        "Clear",
    ]
    assert "Open all" in stops
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "login"
    assert "Tries a user name" in annotator.locator(".notes > .current").inner_text()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert annotator.get_by_label("Command line").input_value() == ""
    annotator.locator(".line").wait_for(state="detached", timeout=SOON)


def test_what_is_open_stays_open_while_one_types(annotator: Any) -> None:
    annotator.get_by_role("button", name="Open all").click()
    typed(annotator, "docker logout x.test")
    assert annotator.get_by_role("button", name="Open all").get_attribute("aria-pressed") == "true"
    assert annotator.locator(".notes > div").nth(1).is_visible()


def test_what_is_not_known_is_said_in_words(annotator: Any) -> None:
    typed(annotator, "docker login --frobnicate")
    annotator.get_by_role("button", name="--frobnicate").click()
    assert "not known" in annotator.locator(".notes > .current").inner_text()


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"docker login -u AWS -p {TOKEN} x.test", TOKEN[20:60]),
        ("docker login -u AWS --password='correct horse' x.test", "correct horse"),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENG aws ecr get-login-password", "wJalrXUtnFEMI"),
        ("echo hunter2hunter2 | docker login -u AWS --password-stdin x.test", "hunter2"),
    ],
)
def test_a_secret_is_shown_nowhere_but_in_the_field(annotator: Any, line: str, secret: str) -> None:
    typed(annotator, line)
    shown = annotator.evaluate("(widget) => widget.innerHTML + widget.textContent")
    assert annotator.get_by_label("Command line").input_value() == line
    assert secret not in shown
    assert "••••••••" in annotator.locator(".line").inner_text()


def test_what_nobody_types_is_refused_in_words(annotator: Any) -> None:
    for line in ("a " * 300, "a" * 7000):
        typed(annotator, line)
        assert "too long" in annotator.locator(".finding").inner_text()
        assert "explain-ecr command" in annotator.locator(".finding").inner_text()


def test_markup_in_a_line_is_text(annotator: Any) -> None:
    typed(annotator, "docker login '<img src=x onerror=alert(1)>' \"<b>\"")
    assert annotator.locator("img, b").count() == 0
    assert "<img src=x" in annotator.locator(".line").inner_text()


def test_nothing_is_kept(annotator: Any) -> None:
    page = annotator.page
    typed(annotator, "docker login -u AWS -p not-a-real-password x.test")
    assert (
        page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    )
    assert page.evaluate("document.cookie") == ""
    assert (
        page.evaluate("indexedDB.databases ? indexedDB.databases().then((all) => all.length) : 0")
        == 0
    )
    assert "#" not in page.url
    assert "?" not in page.url


def test_it_works_over_http_and_one_may_type_before_it_is_ready(
    opened: Opened, served: str
) -> None:
    page = opened(f"{served}play/line.html")
    page.get_by_label("Command line").fill("docker logout")
    page.wait_for_function(HAS_JUDGED, timeout=READY)
    assert page.locator(".line").inner_text() == "docker logout"


def test_python_is_loaded_on_its_page_alone(opened: Opened, served: str) -> None:
    for name in ("index.html", "play/token.html"):
        page = opened(f"{served}{name}")
        page.wait_for_load_state("networkidle")
        asked = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
        assert asked
        assert not [name for name in asked if "/python/" in name]


def test_without_a_script_the_terminals_command_is_named(opened: Opened, built: Path) -> None:
    page = opened(built / "play" / "line.html", java_script_enabled=False)
    assert "explain-ecr command" in page.locator("command-annotator").inner_text()


def test_python_that_does_not_come_is_said_in_words(
    opened: Opened, served: str, watched: Any
) -> None:
    page = opened("about:blank")
    page.route("**/python/line.js", lambda route: route.abort())
    page.goto(f"{served}play/line.html")
    page.wait_for_function(HAS_JUDGED, timeout=READY)
    assert "explain-ecr command" in page.locator(".finding").inner_text()
    assert "Loading" not in page.locator("command-annotator").inner_text()
    assert len(watched.failed) == 1
    watched.failed.clear()


def test_only_a_line_that_is_known_is_called_right(annotator: Any) -> None:
    typed(annotator, "docker logout x.test")
    assert annotator.locator(".finding.ok").count() == 1
    typed(annotator, "frobnicate (( ")
    assert annotator.locator(".finding.ok").count() == 0
    assert "parts that we do not know" in annotator.locator(".finding").inner_text()


def test_python_that_fails_is_said_in_words_and_the_next_line_is_read(annotator: Any) -> None:
    annotator.evaluate("(widget) => { widget.kept = widget.python; widget.python = "
                       "{ ask() { throw new Error('a fault') } }; }")  # fmt: skip
    typed(annotator, "docker logout x.test")
    assert "could not read the line" in annotator.locator(".finding").inner_text()
    annotator.evaluate("(widget) => { widget.python = widget.kept; }")
    typed(annotator, "docker logout")
    assert annotator.locator(".line").inner_text() == "docker logout"


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_it_can_be_read_by_everybody_on_any_screen(
    annotator: Any, assert_readable: Callable[[Any], None], scheme: str, width: int
) -> None:
    page = annotator.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="A password in it").click()
    page.locator(".corrected").wait_for(timeout=SOON)
    if page.get_by_role("button", name="Open all").get_attribute("aria-pressed") != "true":
        page.get_by_role("button", name="Open all").click()
    assert_readable(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
