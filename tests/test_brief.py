"""`step --brief`: the whole arc in two screens, its words from the lessons and its evidence from the acts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown import Markdown

from explain.acts import ACTS
from explain.check import problems
from explain.cli.app import app
from explain.content.lessons import parse
from explain.lesson import Brief
from explain.library import steps

ROWS, COLUMNS = 24, 80
"""The smallest screen that it is made for; two rows of the two screens are the prompt's."""

LESSON = """\
---
name: a
step: 1
summary: a lesson
---

# A

Text.

## B

<!-- brief {label}: {text} -->

Text.

```act token answer
```

Text.

```act token expiry
```

Text.

```act token dropped
```
"""


def briefs() -> dict[str, Brief]:
    """Return the brief of each act of the walkthrough."""
    return {
        section.acts[0]: block
        for entry in steps("all")
        for section in entry.lesson().sections
        for block in section.blocks
        if isinstance(block, Brief) and section.acts
    }


def played(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    app(["step", "1..3", "--brief", *arguments], standalone_mode=False)
    return capsys.readouterr().out


def test_every_act_has_a_brief() -> None:
    assert set(briefs()) == set(ACTS)


@pytest.mark.parametrize("output", ["plain", "rich"])
def test_it_fits_two_screens_with_every_sentence_and_every_piece_of_evidence(
    output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    text = played(capsys, "--output", output)
    rows = sum(max(1, -(-len(line) // COLUMNS)) for line in text.splitlines())
    assert rows <= 2 * (ROWS - 1)
    said = " ".join(text.replace("`", "").split())
    for brief in briefs().values():
        assert " ".join(brief.text.replace("`", "").split()) in said
        assert f"{brief.label}:" in said
    assert re.search(r"^    \S.* step 1\.\.3$", text, re.MULTILINE)


def test_for_a_program_it_is_the_same_events(capsys: pytest.CaptureFixture[str]) -> None:
    events = [json.loads(line) for line in played(capsys, "--output", "json").splitlines()]
    shown = [event for event in events if event["event"] == "value"]
    assert [event["label"] for event in shown] == [brief.label for brief in briefs().values()]
    values = {event["label"]: event for event in shown}
    assert values["times the secret key is in them"]["value"] == "0"
    assert values["stored login, later"]["value"].startswith("403")
    # The thread that runs through it: one password, in the answer and in the file.
    assert values["password inside"]["fingerprint"] == values["password"]["fingerprint"] != ""


@pytest.mark.parametrize(
    ("label", "text", "wrong"),
    [
        ("expiresAt", "It ends.", ""),
        ("no such thing", "It ends.", "'no such thing'"),
        ("expiresAt", "It ends. " * 20, "longer than two lines"),
        ("", "It ends.", "has 1 briefs"),
    ],
)
def test_the_checker_wants_a_label_that_is_shown_and_two_lines_at_most(
    label: str, text: str, wrong: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.md"
    file.write_text(LESSON.format(label=label, text=text), "utf-8")
    parse(file.read_text("utf-8"), str(file))
    assert [wrong in problem.message for problem in problems([file])] == ([True] if wrong else [])


def test_the_checker_wants_a_brief_of_every_act(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(re.sub("<!--.*-->", "", LESSON), "utf-8")
    assert [
        "performs token, but has 0 briefs" in problem.message for problem in problems([file])
    ] == [True]


def test_the_site_shows_no_brief() -> None:
    markdown = Markdown(extensions=["explain.page"])
    brief = "<!-- brief: The line:\n\n```console\naws\n```\n-->\n\n<!-- brief a label: Told. -->"
    assert markdown.convert(f"# A\n\n{brief}\n\nText.\n") == "<h1>A</h1>\n<p>Text.</p>"
