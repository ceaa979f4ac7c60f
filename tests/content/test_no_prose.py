"""What explains is in lessons/, and none of it in Python: a text is written once, and by who writes texts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "explain"
ROOMS = (
    "causes",
    "command",
    "content",
    "credentials",
    "doctor",
    "logins",
    "room/preflight",
    "trouble",
)
"""The rooms that judge what somebody has typed, keeps or met."""

MOST_WORDS = 11
"""Words of a text: a name, a label, a reason or a pattern is shorter than what explains something."""

MESSAGES = ("LessonProblem", "UsageProblem", "KeyError", "problem")
"""Who says that something cannot be read: a sentence for whoever wrote it, and what to do."""

HERE = {
    "content/patterns.py": "what is wrong with a pattern: a part of the compiler's messages",
    "credentials/jsonfile.py": "what is filled into a finding, by the mistake in somebody's JSON",
    "credentials/notjson.py": "likewise, where the file is something else altogether",
    "credentials/token.py": "the refusals of what is no token, as errors have them",
    "logins/inspection.py": "the first line above a file that is shown",
    "trouble/index.py": "the head of a generated page",
}
"""Files that may have longer texts, each with the reason."""


def long_texts(source: str) -> Iterator[str]:
    """Give the texts of a module that are neither docstrings nor messages, and have too many words."""
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        is_message = isinstance(node, ast.Call) and _name(node.func) in MESSAGES
        if is_message:
            left_out |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in left_out
        ):
            words = [word for word in node.value.split() if word.strip(".,:;").isalpha()]
            if len(words) > MOST_WORDS:
                yield " ".join(node.value.split())


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


FILES = sorted(file for room in ROOMS for file in (HOUSE / room).rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HOUSE).as_posix())
def test_a_room_that_judges_explains_nothing_in_python(file: Path) -> None:
    if file.relative_to(HOUSE).as_posix() not in HERE:
        assert list(long_texts(file.read_text("utf-8"))) == []


def test_an_exception_is_still_needed() -> None:
    assert all(list(long_texts((HOUSE / file).read_text("utf-8"))) for file in HERE)


def test_a_text_that_explains_is_found_and_a_docstring_a_pattern_and_a_message_are_not() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    assert list(long_texts(f'a = f(b="{text}")')) == [text]
    assert list(long_texts(f'"""{text}"""\na = 1\n"""{text}"""')) == []
    assert list(long_texts(f'raise LessonProblem(where, 1, f"{text}", "{text}")')) == []
    assert list(long_texts(f'a = r"(?:{text.replace(" ", "|")})"')) == []
