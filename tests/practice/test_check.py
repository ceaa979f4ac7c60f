"""Whoever writes an exercise is told of every mistake, with file, line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from explain import check
from explain.practice import course
from explain.practice.check import LONGEST_NAME, LONGEST_SUMMARY

HEADINGS = "# The login\n\n## Log in\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "practice"
    folder.mkdir()
    (tmp_path / "03-the-login.md").write_text(HEADINGS)
    return folder


def told(folder: Path, **sources: str) -> list[str]:
    """Write exercises, and list what is told of them as `file:line: …`."""
    for name, text in sources.items():
        (folder / f"{name}.md").write_text(text)
    found = check.problems(sorted(folder.glob("*.md")))
    assert all(problem.remedy for problem in found)
    return [problem.message.removeprefix(f"{folder}/") for problem in found]


def test_our_own_exercises_have_no_problem() -> None:
    files = sorted(course.folder().glob("*.md"))
    assert len(files) >= 12
    assert [problem.message for problem in check.problems(files)] == []


def test_an_exercise_without_a_fault_is_no_problem(folder, source, prediction) -> None:
    assert told(folder, example=source, guess=prediction) == [
        "guess.md:32: The part Wrong ways has 1 of the 2 ways that it needs."
    ]


def test_the_page_about_the_exercises_is_none(folder: Path) -> None:
    assert told(folder, index="# Practice\n\n[x](nowhere.md)\n") == [
        "index.md:3: The link to nowhere.md is broken."
    ]


@pytest.mark.parametrize(
    ("before", "after", "at", "words"),
    [
        ("name: example", "name: other", "name:", "calls itself 'other'"),
        ("summary: an example", f"summary: {'x' * 46}", "summary:", "has 46 characters"),
        ("lesson: 03-the-login.md\n", "", "---", "does not name a lesson"),
        ("03-the-login.md", "03-login.md", "lesson:", "../03-login.md is broken"),
        ("03-the-login.md", "03-the-login.md#out", "lesson:", "no heading with that name"),
        ("Repair it.", "[Repair](it.md).", "[Repair]", "The link to it.md is broken"),
        ("```console run exit=1\nfalse\n```\n", "", "# An example", "not show what is broken"),
        ("kind: repair", "kind: do", "", ""),
        ("1. A question?\n", "", "## Hints", "has 1 hints"),
        ("2. Read on.\n", "2. Read on.\n3. And on.\n", "## Hints", "has 3 hints"),
        (
            "2. Read on.",
            "2. Try `docker login the  registry`!",
            "2. Try",
            "holds 'docker login the registry'",
        ),
        ("2. Read on.", "2. Docker\n   login THE registry.", "2. Docker", "holds 'docker login the"),
        ("2. Read on.", "2. Ask docker: login the way it says.", "", ""),
        ("```console wrong\nfalse\n```\n", "", "## Wrong ways", "has 1 of the 2"),
        ("```console solution\ndocker login the registry\n```\n", "", "## Solution", "has 0 of the 1"),
        ("It logs in.\n", "", "docker login the", "There is no text about why"),
        ("docker login the registry", "false", "false", "Two ways are the same"),
        ("Nothing much.\n", "", "## What", "The part about what"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_of_on_its_line(
    before: str, after: str, at: str, words: str, folder: Path, source: str
) -> None:
    assert before in source
    changed = source.replace(before, after, 1)
    found = told(folder, example=changed)
    if not words:
        assert found == []
        return
    line = changed[: changed.index(at)].count("\n") + 1
    assert len(found) == 1, found
    assert found[0].startswith(f"example.md:{line}: ")
    assert words in found[0]


@pytest.mark.parametrize(
    ("before", "after", "at", "words"),
    [
        ("GET /v2/ 401 no credentials", "GET /v2/", "Two: ", "'GET /v2/: holds' cannot be read"),
        ("+ GET /v2/ 200", "+ nothing", "One: ", "cannot be read as a goal"),
        ("predict wire", "predict colour", "```predict", "about 'colour'"),
        ("```console experiment\ntrue\n```\n", "Nothing.\n", "## Setup", "one of them is missing"),
        ("1. A question?", "1. Type `explain-ecr practice answer 2`.", "1. Type", "answer 2'"),
    ],
)
def test_a_mistake_in_a_prediction_is_told_of_on_its_line(
    before: str, after: str, at: str, words: str, folder: Path, prediction: str
) -> None:
    assert before in prediction
    whole = prediction.replace("## Solution", "```console wrong\ntrue\n```\n\nNo.\n\n## Solution")
    changed = whole.replace(before, after, 1)
    line = changed[: changed.index(at)].count("\n") + 1
    (found,) = told(folder, guess=changed)
    assert found.startswith(f"guess.md:{line}: ")
    assert words in found


def test_a_question_without_a_prediction_and_the_reverse(folder, source, prediction) -> None:
    (found,) = told(folder, example=source.replace("kind: repair", "kind: do").replace(
        "It is broken:", "```predict wire\nHow?\n\na: GET / 200\nb: GET / 201\n```\n\nBroken:"))  # fmt: skip
    assert "either a question or goals" in found


def test_an_exercise_that_cannot_be_read_is_told_of_where_it_cannot(folder, source) -> None:
    (found,) = told(folder, example=source.replace("minutes: 4", "minutes: x"))
    assert found.startswith("example.md:5: ")


# Between exercises


@pytest.fixture
def lessons(
    folder: Path, source: str, prediction: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Put two exercises among lessons that have no problem, and make a course of them."""
    monkeypatch.setattr(check, "folder", lambda: folder.parent)
    monkeypatch.setattr(check, "_in_the_whole", lambda top: [])
    monkeypatch.setattr(course, "COURSES", {30: ("guess", "example")})
    (folder.parent / "03-the-login.md").write_text(
        "---\nname: login\nsummary: the login\n---\n\n# The login\n\nIt is.\n"
    )
    whole = prediction.replace("## Solution", "```console wrong\ntrue\n```\n\nNo.\n\n## Solution")
    sources = {"example": source, "guess": whole}
    for name, text in sources.items():
        (folder / f"{name}.md").write_text(text)
    return sources


def all_told() -> list[str]:
    found = check.problems()
    assert all(problem.remedy for problem in found)
    return [problem.message.rpartition("practice/")[2] for problem in found]


def test_exercises_that_fit_together_are_no_problem(lessons) -> None:
    assert all_told() == []


def test_each_number_is_there_once(lessons, folder) -> None:
    (folder / "guess.md").write_text(lessons["guess"].replace("number: 2", "number: 1"))
    assert all_told() == ["guess.md:6: The exercise has the number 1, but its place is 2."]
    (folder / "guess.md").write_text(lessons["guess"].replace("number: 2", "number: 3"))
    assert all_told() == ["guess.md:6: The exercise has the number 3, but its place is 2."]


def test_a_course_names_what_there_is_and_fits(lessons, monkeypatch) -> None:
    monkeypatch.setattr(course, "COURSES", {30: ("guess", "nothing")})
    (found,) = all_told()
    assert "course of 30 minutes names the exercise 'nothing', which is missing" in found
    line = Path(course.__file__).read_text().split("\n")[int(found.split(":")[1]) - 1]
    assert line.startswith("    30:")
    monkeypatch.setattr(course, "COURSES", {6: ("guess", "example")})
    (found,) = all_told()
    assert "The course of 6 minutes needs 7." in found


def test_our_courses_fit_and_each_is_a_part_of_the_longer_ones() -> None:
    shorter: set[str] = set()
    for minutes, names in sorted(course.COURSES.items()):
        chosen = [course.exercise(name) for name in names]
        assert sum(exercise.minutes for exercise in chosen) <= minutes
        assert [exercise.number for exercise in chosen] == sorted(
            exercise.number for exercise in chosen
        )
        assert shorter <= set(names)
        shorter = set(names)


def test_what_fits_the_checker_fits_the_list(source: str) -> None:
    from explain.cli.exercises import table
    from explain.practice.exercise import read

    name, summary = "n" * LONGEST_NAME, "s" * LONGEST_SUMMARY
    text = source.replace("name: example", f"name: {name}").replace("an example", summary)
    (line,) = table([read(text, "x.md")], {})
    assert len(line) == 80
    assert f"{name} " in line
    assert line.endswith(summary)
