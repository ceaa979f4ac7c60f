"""What people read is plain English: the list of words in CONTRIBUTING.md holds everywhere."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
CONTRIBUTING = ROOT / "CONTRIBUTING.md"

_ROW = re.compile(r"^\| (`.*?) \| (.*?) \|(?: (.*?))? ?\|$", re.MULTILINE)
_FENCE = re.compile(
    r"^( *)(`{3,})(?!act |sequence|goal|state|predict)[^\n]*\n.*?^\1\2 *$", re.M | re.S
)
_CODE = re.compile(r"(`+)[^`\n]+\1|\]\([^)]*\)|<[^>\n]*>|https?://\S+")
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”')

_LIST = re.compile(r"(?:[a-z0-9-]+ ){15,}(?:[a-z0-9-]+)?")
"""Words in a row, which are data."""


@cache
def words() -> re.Pattern[str]:
    """Compile the list: what to avoid, except where the last column allows it."""
    rows = []
    for phrases, _, fine in _ROW.findall(CONTRIBUTING.read_text("utf-8")):
        avoided = "|".join(map(_pattern, re.findall(r"`([^`]+)`", phrases)))
        rows.append(f"{_except(fine)}(?:{avoided})")
    return re.compile(rf"\b(?:{'|'.join(rows)})(?![\w-])", re.IGNORECASE)


def _pattern(phrase: str) -> str:
    return re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\~", "(?:s|ed|ing)?")


def _except(fine: str) -> str:
    """Refuse a match that begins an exception, or that follows "there"."""
    looks = []
    for phrase in filter(None, map(str.strip, fine.split(","))):
        after_there = phrase.startswith("there ")
        looks.append(r"(?<!\bthere )" if after_there else rf"(?!{_pattern(phrase)}\b)")
    return "".join(dict.fromkeys(looks))


def hits(text: str) -> list[str]:
    """Return each avoided word in a text with what is around it."""
    return [
        " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())
        for match in words().finditer(text)
    ]


def prose_of_markdown(source: str) -> str:
    """Leave out code, links' targets, tags and what is quoted."""
    return _QUOTED.sub("…", _CODE.sub("…", _FENCE.sub("", source)))


def prose_of_python(source: str) -> Iterator[tuple[int, str]]:
    """List the docstrings, the comments and the strings with a space in them, each with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        said = str(ast.literal_eval(token.string) if _is_plain(token) else token.string)
        is_text = token.type == tokenize.STRING and " " in said and not _LIST.fullmatch(said)
        if is_text or token.type == tokenize.COMMENT:
            yield token.start[0], _QUOTED.sub("…", _CODE.sub("…", said))


def _is_plain(token: tokenize.TokenInfo) -> bool:
    return token.type == tokenize.STRING and token.string[0] in "\"'"


PAGES = [ROOT / "README.md", CONTRIBUTING, *sorted((ROOT / "lessons").rglob("*.md"))]


def test_every_page_is_plain_english() -> None:
    found = [
        f"{page.relative_to(ROOT)}: {hit}"
        for page in PAGES
        for hit in hits(prose_of_markdown(_without_list(page)))
    ]
    assert found == []


def _without_list(page: Path) -> str:
    return _ROW.sub("", page.read_text("utf-8"))


_SAID_IN_SCRIPT = re.compile(r"//[^\n]*|/\*.*?\*/|\"[^\"\n]*\"|`[^`]*`", re.DOTALL)
_FILLED_IN = re.compile(r"\$\{[^}]*\}")


def test_every_script_and_sheet_of_the_site_is_plain_english() -> None:
    found = []
    for file in _written_by_hand():
        said = "\n".join(_SAID_IN_SCRIPT.findall(file.read_text("utf-8")))
        found += [f"{file.relative_to(ROOT)}: {hit}" for hit in hits(_FILLED_IN.sub("…", said))]
    assert found == []


def _written_by_hand() -> Iterator[Path]:
    for folder in (ROOT / "lessons" / "assets", ROOT / "explain"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".js", ".css", ".html") and not file.name.startswith("tables-"):
                yield file


def test_every_message_docstring_and_comment_is_plain_english() -> None:
    found = []
    for module in sorted((ROOT / "explain").rglob("*.py")):
        source = module.read_text("utf-8")
        if words().search(source):  # only then is it worth its tokens
            for line, said in prose_of_python(source):
                found += [f"{module.relative_to(ROOT)}:{line}: {hit}" for hit in hits(said)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "It is no token.",
        "What stands in the file.",
        "It is mended.",
        "A login\nof its own.",
        "ask him",
    ],
)
def test_a_word_to_avoid_is_found(text: str) -> None:
    assert len(hits(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "There is no token.",
        "It is no longer valid.",
        "our stand-in",
        "a blank line",
        "Amend the policy.",
    ],
)
def test_a_word_that_is_fine_is_not_found(text: str) -> None:
    assert hits(text) == []


def test_code_and_quotations_are_not_prose() -> None:
    source = 'Type `stands in`, or "it is no".\n\n```text\nmend it\n```\n'
    assert hits(prose_of_markdown(source)) == []
