"""The error finder: it finds, orders and masks what `explain-ecr why` does, with the same Python."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any

import pytest

from explain.content.errorpages import error_pages
from explain.masking import masked
from explain.masking.detectors import DETECTORS
from explain.page import errortexts
from explain.trouble import probes, recognise
from tests.site.engines import assert_they_agree, patterns_of

TESTS = Path(__file__).parent.parent
CASES = json.loads((TESTS / "trouble" / "cases.json").read_text("utf-8"))
PIECES = json.loads((Path(__file__).parent / "cases" / "logs.json").read_text("utf-8"))
NOISE, HOLDERS, SECRETS = PIECES["noise"], PIECES["holders"], PIECES["secrets"]
"""What logs put before a line, what stands around a secret, and secrets (and what only looks like one)."""

ALL = "EXPLAIN_ECR_EVERY_CASE"
"""The variable that has the page read every case and sample, and many logs of chance: some two minutes."""

MANY = 300 if os.environ.get(ALL) else 0
READY = 60_000  # milliseconds, on a machine that has much else to do
IS_READY = "() => document.querySelector('error-finder')?.python"
READ = """
(logs) => logs.map((log) => {
  const step = explainPython.reading(log);
  let answer = false;
  while (!answer) answer = step();
  return answer;
})
"""

Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def python(running: Callable[..., AbstractContextManager[Any]]) -> Iterator[Any]:
    """The page, which many tests share."""
    with running("error.html", IS_READY) as page:
        yield page


@pytest.fixture
def finder(python: Any, built: Path) -> Any:
    """The page, with nothing in its field."""
    if not python.url.endswith("/play/error.html"):
        python.goto((built / "play" / "error.html").as_uri())
        python.wait_for_function(IS_READY, timeout=READY)
    python.get_by_role("button", name="Clear").click()
    return python


def by_terminal(log: str) -> list[Any]:
    """Return what the page's Python answers, as ours finds it."""
    found = recognise(log)
    hits = [
        [hit.page.name, hit.page.title, hit.page.summary, hit.page.warning, hit.line, hit.text,
         hit.wording, hit.times, hit.said_by, hit.step, hit.case]
        for hit in found.hits
    ]  # fmt: skip
    near = [[page.name, page.title, page.summary] for page in found.nearest]
    return [hits, found.message, found.line, near]


def agree(page: Any, logs: list[str]) -> None:
    for log, found in zip(logs, page.evaluate(READ, logs), strict=True):
        assert found == by_terminal(log), log


def random_log(random: Random) -> str:
    """Some messages and other lines, among what logs put before, between and into them."""
    samples = [sample for page in error_pages() for sample in page.samples]
    lines = []
    for _ in range(random.randrange(1, 9)):
        line = random.choice(
            (
                random.choice(samples),
                "npm WARN deprecated",
                "Error: something else failed",
                "    at Object.run (/a/b.js:1:2)",
                "ERROR: Job failed: exit code 1",
                '{"level":"error","msg":"it \\"failed\\"","error":"a\\u003cb"}',
                "",
                "it failed",
                "x" * random.randrange(5000),
            )
        )
        if random.random() < 0.3:
            line = line.replace(" ", random.choice(("\n", "  ", "\t", "\r\n")), 1)
        if random.random() < 0.3:
            line = f"{line} {random.choice(HOLDERS).format(random.choice(SECRETS))}"
        before, behind = (
            random.choice(NOISE) + random.choice(NOISE),
            random.choice(("", "\r", "\x1b[0m")),
        )
        lines.append(before + line + behind)
    return "\n".join(lines)


def random_line(random: Random) -> str:
    pieces = [
        random.choice(HOLDERS).format(random.choice(SECRETS)) for _ in range(random.randrange(1, 4))
    ]
    return random.choice((" ", "", ",", "; ")).join(pieces)


# --- one source of truth -------------------------------------------------------------------------


def test_the_shared_cases_give_the_same_answers(python: Any) -> None:
    kinds = {" ".join(case["found"] or ()): case for case in reversed(CASES)}
    agree(python, [case["log"] for case in (CASES if MANY else kinds.values())])


def test_samples_of_every_page_are_recognised_alike(python: Any) -> None:
    agree(python, [sample for page in error_pages() for sample in page.samples[: MANY or 1]])


def test_the_pages_engine_finds_what_pythons_finds(python: Any) -> None:
    """All that is searched for, in each kind of text: what logs are cleaned of, secrets, messages."""
    lines = [holder.format(secret) for holder in HOLDERS for secret in SECRETS]
    texts = [*(before + line for before in NOISE for line in lines[::29]), *lines[::3]]
    detectors = [text for each in DETECTORS for text in (each.pattern, *each.within)]
    ours = [*patterns_of("error"), *map(re.compile, detectors)]
    assert len(ours) > 100
    assert_they_agree(python, ours, texts)
    logs = [
        *(sample for page in error_pages() for sample in page.samples),
        *(case["log"] for case in CASES),
    ]
    samples = list(dict.fromkeys(line for log in logs for line in log.splitlines()[:3]))
    wordings = [each.pattern for page in error_pages() for each in (*page.wordings, *page.cases)]
    assert len(wordings) > 200
    assert_they_agree(python, [probes.compiled(each) for each in wordings], samples)


def test_logs_that_chance_made_are_read_alike(python: Any) -> None:
    random = Random(4)
    agree(python, [random_log(random) for _ in range(MANY or 40)])


def test_unknown_messages_are_near_to_the_same_pages(python: Any) -> None:
    random = Random(5)
    words = sorted(
        {word for page in error_pages() for text in page.samples for word in text.split()}
    )

    def line() -> str:
        return " ".join(random.choices(words, k=4))

    logs = ["\n".join(line() for _ in range(random.randrange(1, 60))) for _ in range(MANY or 15)]
    agree(
        python,
        [*logs, "", " \n\t", "é", "not", "İstanbul cannot", "K elvin denied", "😀 it failed 😀"],
    )


def test_a_log_of_several_megabytes_and_a_line_without_an_end(python: Any) -> None:
    known, filler = "no basic auth credentials", "all is well on this line of the log\n"
    for log in (
        filler * 60_000 + known + "\n" + filler * 10_000,
        "x" * 1_300_000 + known + "y" * 100_000,
        (filler * 1_000 + "it failed somehow\n") * 5,
        "é ✓ and a secret\n" * 20_000 + known,
    ):
        agree(python, [log])


def test_secrets_are_masked_alike(python: Any) -> None:
    random = Random(6)
    lines = [holder.format(secret) for holder in HOLDERS for secret in SECRETS]
    lines += [random_line(random) for _ in range(500)]
    agree(python, [f"Error: it read {line}" for line in lines[:: 1 if MANY else 15]])
    assert any(masked(line) != line for line in lines)


# --- the widget ----------------------------------------------------------------------------------


def test_a_file_in_utf_16_is_read_as_powershell_wrote_it(finder: Any, tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text("all is well\nno basic auth credentials\n", "utf-16")
    finder.locator("input[type=file]").set_input_files(log)
    subject = finder.locator(".finding-subject")
    subject.wait_for()
    assert subject.inner_text() == "no basic auth credentials"
    assert "Line 2" in finder.locator(".finding-remedy").inner_text()


def test_the_cause_is_explained_and_what_followed_is_named(finder: Any, built: Path) -> None:
    finder.get_by_label("Message or log").focus()
    finder.keyboard.press("Tab")
    finder.keyboard.press("Enter")
    hits = recognise(errortexts.sample(error_pages())).hits
    assert len(hits) == 2
    cause = finder.locator(".found")
    cause.wait_for()
    assert cause.locator(".finding-message").inner_text() == hits[0].page.title
    titles = cause.locator(".widget-title").all_inner_texts()
    assert titles == ["What happened", "The most common cause", "What to do"]
    assert finder.locator(".entries a").all_inner_texts() == [hits[1].page.title]
    told = finder.locator("error-finder [role=status]").filter(has_text="Recognised: ")
    told.wait_for()
    assert told.inner_text() == f"Recognised: {hits[0].page.title}"
    cause.locator(".finding-message a").press("Enter")
    assert finder.url == (built / "errors" / f"{hits[0].page.name}.html").as_uri()


def test_an_unknown_message_leads_to_the_nearest_pages(finder: Any) -> None:
    finder.get_by_role("button", name="An unknown message").press("Space")
    message = errortexts.UNKNOWN
    near = recognise(message).nearest
    assert finder.locator(".finding-subject").inner_text() == message
    assert finder.locator(".entries a").all_inner_texts() == [page.title for page in near]
    finder.get_by_role("button", name="Clear").press("Enter")
    assert finder.locator(".widget-out").inner_text() == ""


def test_every_link_in_the_texts_leads_to_a_page(finder: Any, built: Path) -> None:
    logs = [page.samples[0] for page in error_pages()]
    addresses = finder.evaluate(
        """async (logs) => {
          const finder = document.querySelector("error-finder"), found = [];
          for (const log of logs) {
            await finder.find(log);
            for (const link of finder.querySelectorAll("a[href]")) found.push(link.href);
          }
          return [...new Set(found)];
        }""",
        logs,
    )
    ours = [url for url in addresses if url.startswith("file:")]
    assert len(ours) >= len(error_pages())
    assert [
        url for url in ours if not Path(url.removeprefix("file://").partition("#")[0]).is_file()
    ] == []
    assert all(url.startswith(("file:", "https://")) for url in addresses)


def test_what_is_pasted_is_masked_and_never_becomes_markup(finder: Any) -> None:
    text = f"<img src=x> docker login -p {SECRETS[0]} HOST <b>x</b> no basic auth credentials"
    finder.get_by_label("Message or log").fill(text)
    subject = finder.locator(".finding-subject")
    assert "<img src=x>" in subject.inner_text()
    assert SECRETS[0][8:20] not in finder.locator(".widget-out").inner_text()
    assert finder.locator(".finding :is(img, b)").count() == 0
    assert finder.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


def test_a_file_that_is_too_large_is_left_to_the_terminal(finder: Any, tmp_path: Path) -> None:
    log = tmp_path / "large.log"
    log.write_bytes(b"all is well\n" * 1_500_000)
    finder.locator("input[type=file]").set_input_files(log)
    finder.locator(".finding.error").wait_for()
    assert "explain-ecr why - < large.log" in finder.locator(".finding-remedy").inner_text()


def test_without_scripts_the_page_says_what_to_type_instead(
    opened: Callable[..., Any], built: Path
) -> None:
    page = opened(built / "play" / "error.html", java_script_enabled=False)
    assert "explain-ecr why -" in page.locator("error-finder").inner_text()


def test_python_that_does_not_come_is_said_in_words(
    opened: Opened, served: str, watched: Any
) -> None:
    page = opened("about:blank")
    page.route("**/python/error.js", lambda route: route.abort())
    page.goto(f"{served}play/error.html")
    card = page.locator("error-finder .finding.error")
    card.wait_for(timeout=READY)
    assert "explain-ecr why -" in card.inner_text()
    assert "Loading" not in page.locator("error-finder").inner_text()
    assert len(watched.failed) == 1
    watched.failed.clear()


def test_it_works_over_http_and_one_may_type_before_it_is_ready(
    opened: Opened, served: str
) -> None:
    page = opened(f"{served}play/error.html")
    page.get_by_label("Message or log").fill("no basic auth credentials")
    page.locator(".finding-subject").wait_for(timeout=READY)
    assert page.locator(".finding-subject").inner_text() == "no basic auth credentials"


def test_python_that_fails_is_said_in_words_and_the_next_log_is_read(finder: Any) -> None:
    widget = finder.locator("error-finder")
    widget.evaluate("(widget) => { widget.kept = widget.python; widget.python = "
                    "{ reading() { throw new Error('a fault') } }; }")  # fmt: skip
    finder.get_by_label("Message or log").fill("no basic auth credentials")
    finder.locator(".finding.error").wait_for()
    assert "could not read the log" in widget.inner_text()
    widget.evaluate("(widget) => { widget.python = widget.kept; }")
    finder.get_by_label("Message or log").fill("no basic auth credentials")
    finder.locator(".finding-subject").wait_for()


def test_what_is_asked_last_is_answered_alone(finder: Any) -> None:
    """A long log is read in slices; one that comes meanwhile is read instead."""
    widget = finder.locator("error-finder")
    widget.evaluate("(widget) => { widget.find('all is well\\n'.repeat(300000) + 'Error: long ago');"
                    " return widget.find('no basic auth credentials'); }")  # fmt: skip
    assert finder.locator(".finding-subject").inner_text() == "no basic auth credentials"
    widget.evaluate("(widget) => widget.find('it is well\\n'.repeat(9000))")
    assert finder.locator(".finding-subject").count() == 1


def test_it_can_be_read_by_everybody_on_any_screen(
    on_any_screen: Callable[[str], Any], assert_readable: Callable[[Any], None]
) -> None:
    page = on_any_screen("error")
    page.wait_for_function(IS_READY, timeout=READY)
    for name, subject in (
        ("Fill in a sample", "Unable to locate"),
        ("An unknown message", errortexts.UNKNOWN),
    ):
        page.get_by_role("button", name=name).click()
        page.locator(".finding-subject").filter(has_text=subject).wait_for()
        assert_readable(page)
    # The longest texts that there are.
    longest = by_terminal("\n".join(each.samples[0] for each in error_pages()))
    page.locator("error-finder").evaluate("(widget, answer) => widget.answer(answer)", longest)
    assert page.locator(".entries li").count() > 60
    assert_readable(page)
