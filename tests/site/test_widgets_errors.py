"""The error finder: it recognises, orders and masks as `explain-ecr why` does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from explain.content.errorpages import error_pages
from explain.masking import masked
from explain.masking.detectors import DETECTORS
from explain.tables import errors as table
from explain.tables import masking
from explain.trouble import recognise

TESTS = Path(__file__).parent.parent
CASES = json.loads((TESTS / "trouble" / "cases.json").read_text("utf-8"))
PIECES = json.loads((Path(__file__).parent / "cases" / "logs.json").read_text("utf-8"))
NOISE, HOLDERS, SECRETS = PIECES["noise"], PIECES["holders"], PIECES["secrets"]
"""What logs put before a line, what stands around a secret, and secrets (and what only looks like one)."""

RECOGNISE = """
(logs) => logs.map((log) => {
  const { hits, message, nearest, line } = explainWidgets.errors.recognise(log);
  return {
    hits: hits.map(({ page, line, text, wording, times }) => [page.name, line, text, wording, times]),
    message, line, nearest: nearest.map(({ name }) => name),
  };
})
"""


@pytest.fixture
def finder(opened: Callable[..., Any], built: Path) -> Any:
    return opened(built / "play" / "error.html")


def by_python(log: str) -> dict[str, Any]:
    found = recognise(log)
    return {
        "hits": [[hit.page.name, hit.line, hit.text, hit.wording, hit.times] for hit in found.hits],
        "message": found.message,
        "line": found.line,
        "nearest": [page.name for page in found.nearest],
    }


def agree(page: Any, logs: list[str]) -> None:
    for log, found in zip(logs, page.evaluate(RECOGNISE, logs), strict=True):
        assert found == by_python(log), log


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


def test_the_shared_cases_give_the_same_pages_in_the_same_order(finder: Any) -> None:
    found = finder.evaluate(RECOGNISE, [case["log"] for case in CASES])
    for case, names in zip(CASES, found, strict=True):
        assert [hit[0] for hit in names["hits"]] == (case["found"] or []), case["name"]
        assert names == by_python(case["log"]), case["name"]


def test_every_sample_of_every_page_is_recognised_alike(finder: Any) -> None:
    agree(finder, [sample for page in error_pages() for sample in (*page.samples, page.title)])


def test_logs_that_chance_made_are_read_alike(finder: Any) -> None:
    random = Random(4)
    agree(finder, [random_log(random) for _ in range(300)])


def test_unknown_messages_are_near_to_the_same_pages(finder: Any) -> None:
    random = Random(5)
    words = sorted(
        {word for page in error_pages() for text in page.samples for word in text.split()}
    )

    def line() -> str:
        return " ".join(random.choices(words, k=4))

    logs = ["\n".join(line() for _ in range(random.randrange(1, 60))) for _ in range(100)]
    agree(finder, [*logs, "", " \n\t", "é", "not", "İstanbul cannot", "K elvin denied"])


def test_a_log_of_several_megabytes_and_a_line_without_an_end(finder: Any) -> None:
    known, filler = "no basic auth credentials", "all is well on this line of the log\n"
    for log in (
        filler * 60_000 + known + "\n" + filler * 10_000,
        "x" * 1_300_000 + known + "y" * 100_000,
        (filler * 1_000 + "it failed somehow\n") * 5,
    ):
        agree(finder, [log])


def test_secrets_are_masked_alike(finder: Any) -> None:
    random = Random(6)
    lines = [holder.format(secret) for holder in HOLDERS for secret in SECRETS]
    lines += [random_line(random) for _ in range(500)]
    found = finder.evaluate("(lines) => lines.map(explainMasking.masked)", lines)
    for line, text in zip(lines, found, strict=True):
        assert text == masked(line), line


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
    hits = recognise(str(table.table()["sample"])).hits
    assert len(hits) == 2
    cause = finder.locator(".found")
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
    message = str(table.table()["unknown"])
    near = recognise(message).nearest
    assert finder.locator(".finding-subject").inner_text() == message
    assert finder.locator(".entries a").all_inner_texts() == [page.title for page in near]
    finder.get_by_role("button", name="Clear").press("Enter")
    assert finder.locator(".widget-out").inner_text() == ""


def test_every_link_in_the_texts_leads_to_a_page(finder: Any, built: Path) -> None:
    logs = [page.samples[0] for page in error_pages()]
    addresses = finder.evaluate(
        """(logs) => {
          const finder = document.querySelector("error-finder"), found = [];
          for (const log of logs) {
            finder.find(log);
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


def test_patterns_are_written_for_javascript() -> None:
    assert masking.javascript(r"[a-z.\"-]+\"\d\\") == r'[a-z."-]+"\d\\'
    # What a letter or a word is differs between the two, so that no pattern asks for it.
    assert [each.name for each in DETECTORS if re.search(r"\\[bBwW]", each.pattern)] == []


def test_it_can_be_read_by_everybody_on_any_screen(
    on_any_screen: Callable[[str], Any], assert_readable: Callable[[Any], None]
) -> None:
    page = on_any_screen("error")
    for name in ("Fill in a sample", "An unknown message"):
        page.get_by_role("button", name=name).click()
        assert_readable(page)
    # The longest texts that there are.
    page.get_by_label("Message or log").fill("\n".join(each.samples[0] for each in error_pages()))
    assert page.locator(".entries li").count() > 60
    assert_readable(page)
