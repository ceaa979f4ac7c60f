"""A page, taken apart by the parsers of Markdown and YAML: its facts, its sections, their blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from explain.errors import LessonProblem
from explain.lesson import tokens_of

if TYPE_CHECKING:
    from markdown_it.token import Token


class Block(NamedTuple):
    """A paragraph, a fence or something else at the top level, its line counted from 1.

    `text` is a paragraph in one line, or what is in a fence. `items` are those of a list, each in one line.
    """

    kind: str
    text: str
    line: int
    info: str = ""
    items: tuple[str, ...] = ()


class Part(NamedTuple):
    """A heading and what is below it, up to the next one. The first part of a page may have no heading."""

    level: int
    title: str
    line: int
    blocks: tuple[Block, ...]


class Facts(NamedTuple):
    """The front matter of a page: texts, or mappings of texts; and the line of each."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]


def parts(source: str) -> Iterator[Part]:
    """Cut a page at its headings of every level; what is above the first is a part without one."""
    tokens = [token for token in tokens_of(source) if token.type != "front_matter"]
    heads = [at for at, token in enumerate(tokens) if _is_heading(token)]
    for start, end in pairwise([-3, *heads, len(tokens)]):
        blocks = tuple(_blocks(tokens[start + 3 : end]))
        if start < 0:
            yield Part(0, "", 1, blocks)
        else:
            level, title = int(tokens[start].tag[1]), tokens[start + 1].content
            yield Part(level, title, _line(tokens[start]), blocks)


def sections(source: str, level: int = 2) -> Iterator[tuple[str, str, int]]:
    """Cut a page's Markdown at its headings of a level: title, text, and line. Titles above it are left out.

    What is above the first heading has no title.
    """
    lines = source.split("\n")
    title, first, line = "", 0, 1
    for token in tokens_of(source):
        if token.type == "front_matter" and token.map:
            first = token.map[1]
        if not _is_heading(token) or int(token.tag[1]) > level:
            continue
        assert token.map
        begin, end = token.map
        if int(token.tag[1]) == level:
            yield title, "\n".join(lines[first:begin]).strip(), line
            title, line = lines[begin].lstrip("#").strip(), begin + 1
        first = end
    yield title, "\n".join(lines[first:]).strip(), line


def fences(markdown: str) -> list[tuple[str, str]]:
    """List the fences of some Markdown, also those in lists: the information string, and the text."""
    return [
        (token.info.strip(), token.content.removesuffix("\n"))
        for token in tokens_of(markdown)
        if token.type == "fence"
    ]


def facts(source: str, where: str) -> Facts:
    """Read the front matter, every value as text. Raises `LessonProblem` with the file and the line."""
    import yaml  # type: ignore[import-untyped]

    tokens = tokens_of(source)
    if not tokens or tokens[0].type != "front_matter":
        raise LessonProblem(
            where,
            1,
            "The page has no front matter.",
            "Begin the file with ---, lines of `key: value`, and ---.",
        )
    try:
        node = yaml.compose(tokens[0].content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise LessonProblem(
            where,
            mark.line + 2 if mark else 1,
            f"This is not YAML: {getattr(error, 'problem', 'a character that it forbids')}.",
            "Write `key: value`; put a text with special characters in single quotes, with '' for a quote.",
        ) from None
    pairs = list(_pairs(node, where))
    return Facts({key: value for key, value, _ in pairs}, {key: line for key, _, line in pairs})


def _pairs(node: Any, where: str) -> Iterator[tuple[str, str | dict[str, str], int]]:
    """Give each key of a mapping with its value and its line. Raises `LessonProblem` for any other value."""
    if node is None or node.id != "mapping":
        raise LessonProblem(where, 2, "The front matter is empty.", "Write `key: value`.")
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 2
        if key.value in seen:
            raise LessonProblem(where, line, f"{key.value!r} is here twice.", "Keep one.")
        if key.id != "scalar" or value.id == "sequence":
            raise LessonProblem(
                where, line, "A fact is a text, or texts by name.", "Write `key: 'text'`."
            )
        seen.add(key.value)
        if value.id == "scalar":
            yield key.value, value.value, line
        else:
            texts = {name: text for name, text, _ in _pairs(value, where) if isinstance(text, str)}
            yield key.value, texts, line


def in_one_line(text: str) -> str:
    """Join the lines of a paragraph."""
    return " ".join(line.strip() for line in text.split("\n"))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    for at, token in enumerate(tokens):
        if token.level or token.nesting < 0:
            continue
        if token.type == "paragraph_open":
            yield Block("paragraph", in_one_line(tokens[at + 1].content), _line(token))
        elif token.type == "fence":
            content = token.content.removesuffix("\n")
            yield Block("fence", content, _line(token), token.info.strip())
        else:
            yield Block(
                token.type.removesuffix("_open"),
                "",
                _line(token),
                items=tuple(_items(tokens[at:])) if "list" in token.type else (),
            )


def _items(tokens: Sequence[Token]) -> Iterator[str]:
    """Give the items of the list that begins here."""
    for token in tokens[1:]:
        if token.level == 0:
            return
        if token.type == "inline":
            yield in_one_line(token.content)


def _is_heading(token: Token) -> bool:
    return token.type == "heading_open" and token.level == 0


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1
