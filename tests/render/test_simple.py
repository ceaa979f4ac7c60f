"""What is read without the parser, the parser reads in the same way; most of what is shown is so simple."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explain.content.errorpages import error_pages
from explain.content.load import causes, findings
from explain.lesson import Text
from explain.library import lessons
from explain.render import prose, simple
from explain.render.wrapping import Line, Piece
from explain.trouble.brief import brief
from explain.trouble.values import NO_VALUES

WIDTH = 60


def drawn(nodes: object) -> list[Line]:
    return list(prose._Blocks("`").of(nodes, WIDTH, ""))


def said(node: object) -> list[Piece]:
    return [piece for piece in prose.inline_pieces(node) if piece.text]


def agree(markdown: str) -> bool:
    """See that both read alike, if it is simple; tell whether it is."""
    nodes = simple.blocks(markdown)
    if nodes is not None:
        assert drawn(nodes) == drawn(prose._parsed(markdown)), markdown
    return nodes is not None


BRIEFS = [
    text
    for page in error_pages()
    for case in page.fixes
    for text in brief(page, NO_VALUES, 17, case).texts()
]
TEXTS = [
    *(section.markdown for page in error_pages() for section in page.sections),
    *(block.markdown for lesson in lessons() for part in lesson.sections for block in part.blocks
      if isinstance(block, Text)),
    *(part for kind in ("command", "status", "doctor", "preflight") for text in findings(kind).values()
      for part in (text.message, text.remedy)),
    *(cause.message for cause in causes().values()),
]  # fmt: skip


def test_our_texts_are_read_as_the_parser_reads_them() -> None:
    assert sum(map(agree, TEXTS)) > len(TEXTS) * 0.95


def test_nearly_all_of_what_why_shows_at_first_needs_no_parser() -> None:
    assert sum(map(agree, BRIEFS)) > len(BRIEFS) * 0.9


PIECES = (
    "word", "a", "B", "1", "1. ", "2. ", "10. ", "- ", "* ", "# ", "> ", "`", "``", "`code`", "``` ", "```",
    "```console\n", "~~~", "**", "**bold**", "*", "_", "__", " ", "  ", "\n", "\n\n", "    ", "\t", "[", "](",
    ")", "(", "[a](b.md)", "[x]: y", "!", "![i](j)", "<", ">", "<b>", "&amp;", "&", "\\", "|", "---", "===",
    ":", "://", "http://a.b", "www.x.org", "a@b.org", "~~", ".", ",", "?", ";", "\u00e9", "\u2026", "\u00a0",
    "\u2003", "{", "}", "'", '"', "/", "=", "+", "$", "\r", "## ", "\n- ", "\n1. ", "\n> ", "\n  ", "\n   ",
    "> [!NOTE]\n> ", "| a |\n|---|\n| ", " |\n", "](https://a.b/c)", "](#d)", "*em*", " (https://a.b/c)", "https://a.b/c_d",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=1500, deadline=None)
@example("**a**b")
@example("a **b** c")
@example("1. a\n2. b\n\n1. c")
@example("a\n1. b")
@example("- a\n- **b:** c\n\nd")
@example("**a:**b")
@example("`a\rb`")
@example("```\na\rb\n```")
@example("```\na")
@example("x `a` `b``")
def test_whatever_is_simple_is_read_as_the_parser_reads_it(markdown: str) -> None:
    agree(markdown)


@given(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join).filter(lambda text: "\n" not in text)
)
@settings(max_examples=500, deadline=None)
def test_a_line_too(line: str) -> None:
    node = simple.inline(line)
    if node:
        from markdown_it.tree import SyntaxTreeNode

        from explain.lesson import parser

        tree = SyntaxTreeNode(parser().parseInline(line))
        assert said(node) == said(tree)


@pytest.mark.parametrize(
    "markdown",
    [
        "- a\nlist",
        "-   a",
        "- a\n\n      b",
        "> an aside\nthat goes on",
        "> [!NOTE]",
        "# a title",
        "a [b][c]",
        "[b]: c",
        "a  \nb",
        "| a |\n|---|",
        "| a |\n|---|\n| b | c |",
        "```text\nno end",
        "~~~\na\n~~~",
        "a\n---",
        "<!-- a -->",
        "a <b> c",
        "a\tb",
    ],
)
def test_what_is_more_is_left_to_the_parser(markdown: str) -> None:
    assert simple.blocks(markdown) is None


@pytest.mark.parametrize("typed", ["step 1", "lesson token-life", "why name-unknown --more"])
def test_a_start_imports_no_parser(typed: str) -> None:
    code = (
        f"import sys; sys.argv = ['explain-ecr', *{typed.split()!r}]\n"
        "from explain.cli import main\n"
        "try: main()\n"
        "finally: assert not {'markdown_it', 'yaml', 'explain.content.compile'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
