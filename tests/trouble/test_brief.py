"""A page on one screen: what a terminal of 24 lines and 80 columns shows, in plain text."""

from __future__ import annotations

import re

import pytest

from explain.content.errorpages import ErrorPage, ErrorText, Section, error_pages
from explain.trouble.brief import LEAST_CAUSES, brief, height, in_one_line
from explain.trouble.values import NO_VALUES, Values

HOST = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
VALUES = Values(HOST, "111122223333", "eu-west-1", "team/app", "ann", "ci", "prod", "docker")


def rows(text: str) -> int:
    """Count the rows of a terminal of 80 columns: long lines fold."""
    return sum(max(1, -(-len(line) // 80)) for line in text.rstrip("\n").split("\n"))


@pytest.mark.parametrize("output", ["plain", "rich"])
@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_what_happened_the_fix_and_the_causes_stand_on_one_screen(
    play, page: ErrorPage, output: str
) -> None:
    log = page.samples[0].replace("381492183358", "111122223333")
    shown = play(("why", "-", "--output", output), log).stdout
    assert rows(shown) <= 23, shown  # the prompt takes the last of 24
    for part in (r"^Fix", r"^Which cause is yours\?", r"^ ?1[. ]"):
        assert re.search(part, shown, re.MULTILINE), part


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_a_page_that_was_asked_for_keeps_its_title_in_sight(play, page: ErrorPage) -> None:
    """A terminal of 24 rows has one more for the prompt, and one for the line that was typed."""
    shown = play(("why", page.name, "--output", "plain")).stdout
    assert rows(shown) <= 22, shown


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_a_page_is_cut_to_the_room_there_is_and_keeps_its_parts(page: ErrorPage) -> None:
    for room in (10, 19, 40, 200):
        screen = brief(page, VALUES, room)
        assert screen.happened
        assert screen.fix
        assert len(screen.causes) >= min(LEAST_CAUSES, page.section("Causes").count("\n1. ") + 2)
    everything = brief(page, VALUES, 1000)
    assert len(" ".join(everything.texts())) > len(" ".join(brief(page, VALUES, 10).texts()))


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_with_room_enough_nothing_of_the_causes_is_lost(page: ErrorPage) -> None:
    causes = " ".join(re.split(r"^\d+\. ", page.section("Causes"), flags=re.M)[1:])
    shown = brief(page, NO_VALUES, 1000).texts()[2]
    for word in re.findall(r"\w{4,}", causes):
        assert word in shown, word


def example(fix: str, causes: str) -> ErrorPage:
    sections = (Section("", "One. Two. Three."), Section("Causes", causes), Section("Fix", fix))
    text = ErrorText(sections, (Section("", fix),))
    return ErrorPage("x", "X", "y", "docker", "docker login", 1, False, False, "l.md", (), text)


def test_a_cause_is_told_by_its_name_and_then_by_what_tells_it_from_others() -> None:
    causes = (
        "1. **A**, for example. It is so. Look: `grep x`.\n2. **B.** No.\n3. **C**: see\n   `d`."
    )
    page = example("Do it:\n\n```console\na b\n```", causes)
    short = brief(page, NO_VALUES, 1).texts()[2]
    assert "1. **A**." in short
    longer = brief(page, NO_VALUES, 16).texts()[2]
    assert "Look: `grep x`." in longer
    everything = brief(page, NO_VALUES, 100).texts()[2]
    assert "1. **A**, for example. It is so. Look: `grep x`." in everything
    assert "2. **B**. No." in everything
    assert "3. **C**: see `d`." in everything


def test_a_dot_in_code_ends_no_sentence() -> None:
    page = example(
        "```console\na\n```", "1. **A.** Use `a. B`. Then b.\n2. **B.** c.\n3. **C.** d."
    )
    assert brief(page, NO_VALUES, 100).causes[0].sentences == ["Use `a. B`.", "Then b."]


def test_long_json_is_put_on_one_line_and_says_the_same() -> None:
    page = next(page for page in error_pages() if page.name == "layer-forbidden")
    fix = brief(page, VALUES).texts()[1]
    (code,) = re.findall(r"```json\n(.*)\n```", fix)
    assert '"arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"' in code


def test_code_is_as_high_as_it_folds() -> None:
    assert height(f"```console\n{'x' * 76}\n{'x' * 77}\n```") == 3
    assert height("word " * 40) == 3


@pytest.mark.parametrize("page", error_pages(), ids=lambda page: page.name)
def test_a_fix_is_told_in_one_line(page: ErrorPage) -> None:
    line = in_one_line(page, VALUES)
    assert line
    assert "\n" not in line
    assert "```" not in line
