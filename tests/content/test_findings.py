"""The pages on what `command`, `status`, `doctor` and `preflight` find, which have one form."""

from __future__ import annotations

import re

import pytest

from explain.content import store
from explain.content.findings import read
from explain.content.load import finding, findings
from explain.content.model import FindingText
from explain.content.place import folder

KINDS = ("command", "status", "doctor", "preflight")
TEXTS = [(kind, text) for kind in KINDS for text in findings(kind).values()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_of_the_page_is_a_finding(kind: str) -> None:
    source = (folder() / store.SOURCES[kind]).read_text("utf-8")
    assert len(findings(kind)) == source.count("\n### `") > 20


@pytest.mark.parametrize(("kind", "text"), TEXTS, ids=lambda value: getattr(value, "id", ""))
def test_a_finding_is_a_sentence_and_says_what_to_do(kind: str, text: FindingText) -> None:
    assert text.message.endswith((".", "`"))
    assert "**" not in text.message + text.remedy
    assert "Remedy" not in text.message
    assert text.remedy or (text.severity == "note" and kind != "command")


def test_a_page_is_read_by_its_headings() -> None:
    page = """# Findings

Words before.

## A group

More words.

### `one-thing`

**warning** It is
wrong.

Why it is.

Remedy: What
to do.

Only the page says this.

```console
$ typed line
$ right line
> in two
```

Remedy: None of it.

### `a-fact`

**note** It is so.

### Not a finding

Words.
"""
    assert list(read(page, "x.md")) == [
        FindingText(
            "one-thing",
            "warning",
            "It is wrong. Why it is.",
            "What to do.",
            ("typed line", "right line\nin two"),
        ),
        FindingText("a-fact", "note", "It is so."),
    ]


def test_what_is_in_braces_is_filled_in() -> None:
    made = finding("status", "ends-soon", "a host", left="5 min", line="the line")
    assert made.severity == "note"
    assert "5 min" in made.message
    assert "`the line`" in made.remedy
    assert not re.search(r"\{\w+\}", made.message + made.remedy)
