"""Which fix a log gets: a page may have several, each for a case that the log shows.

`fixes.json` has for each log: the page, the case (empty: none of its own), what its fix says and does not.
Near misses are among them: logs of the same page that show no case, or another one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from explain.content.errorpages import ErrorPage, error_pages
from explain.content.source import fences
from explain.trouble import recognise
from explain.trouble.brief import brief, in_one_line
from explain.trouble.values import NO_VALUES

CASES = json.loads((Path(__file__).parent / "fixes.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_log_gets_the_fix_of_its_case_on_one_screen(play, case: dict[str, Any]) -> None:
    found = recognise(case["log"])
    hit = found.hits[0]
    assert (hit.page.name, hit.case) == (case["page"], case["case"])
    line = in_one_line(hit.page, found.values, hit.case)
    screen = " ".join(brief(hit.page, found.values, case=hit.case).fix)
    for told in (line, screen):
        assert [text for text in case["says"] if text not in told] == []
        assert [text for text in case["hides"] if text in told] == []
    shown = play(("why", "-", "--output", "plain"), case["log"]).stdout.rstrip("\n").split("\n")
    assert sum(max(1, -(-len(row) // 80)) for row in shown) <= 23


@pytest.mark.parametrize(
    ("page", "case"),
    [(page, case) for page in error_pages() for case in page.fixes],
    ids=lambda part: getattr(part, "name", part),
)
def test_one_line_of_a_fix_holds_what_is_to_be_run(page: ErrorPage, case: str) -> None:
    line = in_one_line(page, NO_VALUES, case)
    assert not line.endswith(":")
    kind, code = next(iter(fences(page.fixes[case])), ("", ""))
    wanted = code if kind == "json" else code.partition("\n")[0]
    assert "".join(wanted.split()) in "".join(line.split())


def test_every_case_of_a_page_is_tried() -> None:
    tried = {(case["page"], case["case"]) for case in CASES}
    known = {(page.name, case) for page in error_pages() for case in page.fixes if case}
    assert known - tried == set()


def test_the_whole_page_begins_with_the_fix_of_the_case(play) -> None:
    log = "Cannot connect to the Docker daemon at unix:///Users/me/.colima/default/docker.sock. Is it?"
    shown = play(("why", "-", "--more", "--output", "plain"), log).stdout
    assert 0 < shown.index("colima start") < shown.index("sudo systemctl start docker")
