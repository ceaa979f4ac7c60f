"""Explanations are in lessons/, and none in Python or JavaScript: each is written once, as Markdown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "explain"
MOST_IN_SENTENCES = 30
"""Words that a message may have where a program speaks for itself: what happened, and what to do next."""

SPEAKING = ("cli", "page", "player", "render", "room", "standins", "")
"""Rooms whose programs say what they have done. The last one is the files outside of all rooms."""

QUOTING = ("cloud",)
"""Rooms that answer in the words of AWS and docker."""

MOST_WORDS = 11
"""Words of a text: a name, a label, a reason or a pattern is shorter than what explains something."""

MESSAGE = re.compile(r"[A-Za-z]*Problem|KeyError|problem")
"""Names of what reports an error: one sentence on what happened, and one on what to do."""

HERE = {
    "content/patterns.py": "what is wrong with a pattern: a part of the compiler's messages",
    "credentials/jsonfile.py": "what is filled into a finding, by the mistake in somebody's JSON",
    "credentials/notjson.py": "likewise, where the file is something else altogether",
    "credentials/token.py": "the refusals of what is no token, as errors have them",
    "engines/educates.py": "the greeting of a workshop on Educates",
    "engines/killercoda.py": "likewise, on Killercoda",
    "engines/pages.py": "the scripts of a machine on which exercises run",
    "http/guard.py": "the answer to a web page that asks a loopback server",
    "lab/entering.py": "the scripts that set up a shell",
    "lab/folder.py": "a remedy",
    "lab/nameless.py": "the script of a shell without a network",
    "logins/inspection.py": "the first line above a file that is shown",
    "masking/judging.py": "words that are not secrets",
    "player/board.py": "the table of keys on the board",
    "player/dialogs.py": "the table of keys",
    "player/talk.py": "the table of keys on a stage",
}
"""Files that may have longer texts, each with the reason."""


def most_words(file: Path) -> int:
    """Return how many words a text of a module may have."""
    room = file.relative_to(HOUSE).parts[0].removesuffix(file.name)
    return MOST_IN_SENTENCES if room in SPEAKING else MOST_WORDS


def long_texts(source: str, most: int = MOST_WORDS) -> Iterator[str]:
    """Give the texts of a module that are neither docstrings nor messages, and have too many words."""
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        is_message = isinstance(node, ast.Call) and MESSAGE.fullmatch(_name(node.func))
        if is_message:
            left_out |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in left_out and len(_words(node.value)) > most:
            yield " ".join(node.value.split())


def _words(text: str) -> list[str]:
    return [word for word in text.split() if word.strip(".,:;").isalpha()]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


FILES = [
    file
    for file in sorted(HOUSE.rglob("*.py"))
    if file.relative_to(HOUSE).parts[0] not in QUOTING and "brython" not in file.parts
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(HOUSE).as_posix())
def test_nothing_is_explained_in_python(file: Path) -> None:
    if file.relative_to(HOUSE).as_posix() not in HERE:
        assert list(long_texts(file.read_text("utf-8"), most_words(file))) == []


def test_an_exception_is_still_needed() -> None:
    assert all(
        list(long_texts((HOUSE / name).read_text("utf-8"), most_words(HOUSE / name)))
        for name in HERE
    )


def test_nothing_is_explained_in_a_script() -> None:
    found = [
        f"{file.name}: {' '.join(text.split())}"
        for file in sorted((HOUSE.parent / "lessons" / "assets").glob("*.js"))
        if not file.name.startswith("tables-")
        for text in re.findall(r'"([^"\n]*)"', re.sub(r"//[^\n]*", "", file.read_text("utf-8")))
        if len(_words(text)) > MOST_IN_SENTENCES
    ]
    assert found == []


def test_a_text_that_explains_is_found_and_a_docstring_a_pattern_and_a_message_are_not() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    assert list(long_texts(f'a = f(b="{text}")')) == [text]
    assert list(long_texts(f'"""{text}"""\na = 1\n"""{text}"""')) == []
    assert list(long_texts(f'raise LessonProblem(where, 1, f"{text}", "{text}")')) == []
    assert list(long_texts(f'a = r"(?:{text.replace(" ", "|")})"')) == []
