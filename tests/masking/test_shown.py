"""What must be shown: every line of the lessons but those with the lessons' own made-up secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from explain.masking import masked

LESSONS = Path(__file__).parents[2] / "lessons"

MADE_UP = (
    "AQECAHhKk1d1a3X1iH0xAQ",
    "made-up",
    "nonsense",
    "-p unused",
    '"!!!"',
    "QVdTOm9sZA==",
    "eyJwYXlsb2FkIjoi",
    "eyJ[^ ]{4,}",
    "AWS_SECRET_ACCESS_KEY=wrong",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
)
"""What the lessons use as a secret."""


@pytest.mark.parametrize("page", sorted(LESSONS.rglob("*.md")), ids=lambda page: page.stem)
def test_no_line_of_a_page_is_masked(page: Path) -> None:
    for line in page.read_text("utf-8").splitlines():
        if not any(secret in line for secret in MADE_UP):
            assert masked(line) == line
