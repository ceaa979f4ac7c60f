from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions.toc import slugify

from explain import check
from explain.acts import ACTS
from explain.check import problems, slug
from explain.errors import LessonProblem

FENCE = "```"
HEAD = "---\nname: example\nsummary: an example\n---\n\n# Title\n\nText.\n\n"
"""Nine lines, so that what follows begins on the tenth."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "01-example.md"


def cue(act: str, beat: str, notes: str = "") -> str:
    return f"Told.\n\n{FENCE}act {act} {beat}\n{notes}{FENCE}\n\n"


def performance(act: str) -> str:
    """Play an act as it should be played: from the first beat to the last, with its brief."""
    return "".join(cue(act, beat) for beat in ACTS[act].beats) + brief(act)


def brief(act: str) -> str:
    label = next(label for shown in ACTS[act].beats.values() for label in shown)
    return f"<!-- brief {label}: Told. -->\n\n"


def found_in(file: Path, body: str) -> list[LessonProblem]:
    file.write_text(HEAD + body)
    return problems([file])


def only(found: list[LessonProblem], file: Path, line: int, words: str) -> LessonProblem:
    """Expect one problem, in a file and on a line, told by some words and with a remedy."""
    assert [problem.message for problem in found] == [found[0].message]
    assert found[0].message.startswith(f"{file}:{line}: ")
    assert words in found[0].message
    assert found[0].remedy
    return found[0]


# Our own


def test_our_own_lessons_have_no_problem() -> None:
    assert [problem.message for problem in problems()] == []


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_played_as_it_should_be_is_no_problem(file: Path, act: str) -> None:
    assert found_in(file, performance(act)) == []


# Cues


def test_an_unknown_act_is_told_of_with_those_that_there_are(file: Path) -> None:
    told = only(found_in(file, cue("tokn", "expiry")), file, 12, "no act 'tokn'")
    assert all(act in told.remedy for act in ACTS)


def test_an_unknown_beat_is_told_of_with_those_that_there_are(file: Path) -> None:
    told = only(found_in(file, cue("token", "expire")), file, 12, "token has no beat 'expire'")
    assert all(beat in told.remedy for beat in ACTS["token"].beats)


def test_an_unknown_label_is_told_of_with_those_that_there_are(file: Path) -> None:
    body = performance("token").replace("token expiry\n", "token expiry\nexpires: Soon.\n")
    told = only(found_in(file, body), file, 17, "shows nothing called 'expires'")
    assert all(label in told.remedy for label in ACTS["token"].beats["expiry"])


def test_an_empty_note_is_told_of(file: Path) -> None:
    body = performance("token").replace("token expiry\n", "token expiry\nexpiresAt:\n")
    only(found_in(file, body), file, 17, "note for 'expiresAt' is empty")


def test_a_cue_before_which_nothing_is_told_is_told_of(file: Path) -> None:
    first, second = list(ACTS["token"].beats)[:2]
    body = performance("token").replace(f"{FENCE}\n\nTold.\n\n{FENCE}act token {second}",
                                        f"{FENCE}\n\n{FENCE}act token {second}")  # fmt: skip
    assert first != second
    only(found_in(file, body), file, 15, f"There is no text before token {second}")


def test_a_cue_right_below_its_heading_is_told_of(file: Path) -> None:
    body = "## Section\n\n" + performance("token").removeprefix("Told.\n\n")
    only(found_in(file, body), file, 12, "There is no text before token answer")


@pytest.mark.parametrize(
    "beats",
    [["expiry", "answer", "dropped"], ["answer", "dropped"], ["answer", "expiry"], ["dropped"],
     ["answer", "expiry", "dropped", "dropped"], ["answer", "expiry", "dropped"] * 2],
    ids=lambda beats: " ".join(beats),
)  # fmt: skip
def test_beats_out_of_order_missing_or_twice_are_told_of(file: Path, beats: list[str]) -> None:
    body = "".join(cue("token", beat) for beat in beats)
    told = only(found_in(file, body), file, 12, f"plays token as {', '.join(beats)}.")
    assert "answer, expiry, dropped" in told.remedy


def test_an_act_that_is_interrupted_by_another_is_told_of(file: Path) -> None:
    answer, rest = cue("token", "answer"), cue("token", "expiry") + cue("token", "dropped")
    found = found_in(file, answer + performance("decode") + rest)
    assert [problem.line for problem in found] == [12, 34]
    assert "plays token as answer." in found[0].message
    assert "plays token as expiry, dropped." in found[1].message


def test_one_act_after_another_is_no_problem(file: Path) -> None:
    assert found_in(file, performance("token") + performance("decode")) == []


# Sections


def test_an_empty_section_is_told_of(file: Path) -> None:
    only(found_in(file, "## Empty\n\n## Full\n\nText.\n"), file, 10, "section 'Empty' is empty")


# Links


@pytest.mark.parametrize("link", ["[a](nothing.md)", "![a](nothing.png)", "[a](nothing.md#title)"])
def test_a_dead_link_to_a_file_is_told_of(file: Path, link: str) -> None:
    told = only(found_in(file, f"More.\n\nSee {link}.\n"), file, 12, "is broken")
    assert "There is no file nothing." in told.remedy


def test_a_dead_anchor_is_told_of_with_those_that_there_are(file: Path) -> None:
    (file.parent / "other.md").write_text("# Another `title`\n\n## Deeper\n")
    found = found_in(file, "See [a](other.md#nothing).\n\nSee [b](#nothing).\n")
    assert [(problem.line, problem.remedy) for problem in found] == [
        (10, "The headings are: another-title, deeper."),
        (12, "The headings are: title."),
    ]


def test_links_that_lead_somewhere_are_no_problem(file: Path) -> None:
    (file.parent / "other.md").write_text("# Another `title`\n")
    (file.parent / "a picture.png").write_bytes(b"\x89PNG")
    body = """
        [a](other.md), [b](other.md#another-title), [c](#title), ![d](a%20picture.png), [e](.),
        [f](https://example.com/nothing#here), <mailto:me@example.com>, [g][g], [h](//example.com/x)

        [g]: other.md
    """
    assert found_in(file, textwrap.dedent(body)) == []


def test_a_dead_link_in_a_table_or_a_list_is_told_of(file: Path) -> None:
    found = found_in(file, "| a |\n|---|\n| [a](nothing.md) |\n\n- x\n- [b](nothing.md)\n")
    assert [problem.line for problem in found] == [12, 15]


def test_a_link_that_no_system_can_follow_is_dead(file: Path) -> None:
    only(found_in(file, f"[a]({'x' * 300})\n"), file, 10, "is broken")


@pytest.mark.parametrize("name", ["folder", "picture.png"])
def test_what_is_no_page_has_no_headings_to_link_to(file: Path, name: str) -> None:
    (file.parent / "folder").mkdir()
    (file.parent / "picture.png").write_bytes(b"\x89PNG\xff")
    only(found_in(file, f"[a]({name}#x)\n"), file, 10, "no heading with that name")


# Files


def test_a_lesson_that_cannot_be_parsed_is_told_of_where_it_cannot(file: Path) -> None:
    only(found_in(file, f"{FENCE}act token\n{FENCE}\n"), file, 10, "an act and a beat")


def test_a_file_that_is_not_utf_8_is_told_of(file: Path) -> None:
    file.write_bytes(HEAD.encode() + "Grüße".encode("latin-1"))
    told = only(problems([file]), file, 1, "cannot be read")
    assert "UTF-8" in told.remedy


@pytest.mark.parametrize("name", ["nothing.md", "."])
def test_a_file_that_cannot_be_read_is_told_of(tmp_path: Path, name: str) -> None:
    only(problems([tmp_path / name]), tmp_path / name, 1, "cannot be read")


def test_every_problem_is_found_at_once(file: Path) -> None:
    found = found_in(file, "[a](nothing)\n\n## Empty\n\n## S\n\n" + cue("nothing", "x"))
    assert len(found) == 3


# Between lessons


@pytest.fixture
def lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder of lessons in which every act is performed once."""
    monkeypatch.setattr(check, "folder", lambda: tmp_path)
    (tmp_path / "01-all.md").write_text(HEAD + "".join(performance(act) for act in ACTS))
    return tmp_path


def another(lessons: Path, body: str = "", name: str = "another") -> Path:
    file = lessons / "02-another.md"
    file.write_text(HEAD.replace("name: example", f"name: {name}") + body)
    return file


def test_lessons_that_perform_every_act_once_are_no_problem(lessons: Path) -> None:
    another(lessons)
    assert problems() == []


def test_two_lessons_of_one_name_are_told_of_at_both(lessons: Path) -> None:
    file = another(lessons, name="example")
    found = problems()
    assert [problem.where for problem in found] == [str(lessons / "01-all.md"), str(file)]
    assert "Two lessons are called 'example'" in found[0].message


def test_an_act_that_two_sections_perform_is_told_of_at_the_second(lessons: Path) -> None:
    file = another(lessons, performance("token"))
    only(problems(), file, 1, "act token is performed in 2 sections")


def test_an_act_that_nobody_performs_is_told_of(lessons: Path) -> None:
    (lessons / "01-all.md").write_text(
        HEAD + "".join(performance(act) for act in ACTS if act != "pipe")
    )
    only(problems(), lessons, 1, "act pipe is performed in 0 sections")


def test_a_page_that_is_no_lesson_is_checked_for_its_links_alone(lessons: Path) -> None:
    page = lessons / "reference" / "page.md"
    page.parent.mkdir()
    page.write_text("# A page\n\n[a](nothing.md)\n")
    only(problems(), page, 3, "is broken")


# Anchors


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("words/tool.md", "# Words\n\n## `tool`\n\nA tool.\n\n- `-v` Say more.\n", 7, "not a word"),
        ("reference/findings.md", "# F\n\n### `a-b`\n\nIt is so.\n", 3, "severity"),
        ("reference/status.md", "# F\n\n### `a-b`\n\n**error** It is so.\n", 3, "what to do"),
        ("reference/doctor.md", "### `a`\n\n**note** A.\n\n### `a`\n\n**note** A.\n", 5, "twice"),
        (
            "reference/causes.md",
            "# C\n\n### `a-b`\n\nIt was so.\n",
            3,
            "a fix, a command, a label and a page",
        ),
        ("reference/surroundings.md", "# S\n\n### `a-b`: a list\n\n- It is.\n", 3, "no note"),
    ],
)
def test_a_page_of_another_kind_is_compiled(
    tmp_path: Path, name: str, text: str, line: int, words: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir()
    file.write_text(text)
    only(problems([file]), file, line, words)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_an_anchor_is_what_the_site_makes_of_the_heading(heading: str) -> None:
    assert slug(heading) == slugify(heading, "-")


def test_an_anchor_is_made_of_words_and_dashes() -> None:
    assert slug("Why “Login Succeeded” is not enough: é, --x") == re.sub(
        " ", "-", "why login succeeded is not enough e x"
    )
