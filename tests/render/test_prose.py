from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.tree import SyntaxTreeNode

from explain.lesson import parser
from explain.render.prose import inline_plain, inline_text, plain_lines


def lines(markdown: str, width: int = 40) -> list[str]:
    return list(plain_lines(markdown, width))


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**bold**, *slanted* and ~~struck~~", "bold, slanted and struck"),
        ("`code --flag`", "`code --flag`"),
        ("a [link](x.md#y) and <https://example.com>", "a link and https://example.com"),
        ("![a picture](x.png) of it", "a picture of it"),
        ("two\nlines", "two lines"),
        ("a hard  \nbreak", "a hard break"),
        ("&lt;tag&gt; \\*no\\*", "<tag> *no*"),
        ("press <kbd>Enter</kbd>", "press <kbd>Enter</kbd>"),
        ("**`bold code`**", "`bold code`"),
    ],
)
def test_no_markup_is_left_of_a_line(markdown: str, plain: str) -> None:
    assert lines(markdown) == [plain]
    assert inline_plain(markdown) == plain


@pytest.mark.parametrize(
    "text", ["1. First", "- no item", "# no heading", "> no quote", "| no | table |"]
)
def test_a_note_or_a_heading_begins_no_block(text: str) -> None:
    assert inline_plain(text) == text


@given(
    st.text(st.sampled_from("ab `*_[]<>&!~|@:/.\\-\"'#$(){}^+=1"), max_size=30),
    st.sampled_from(["{}", "`{}`", "a {} b", "`a`{}`b`", "www.{}", "https://{}", "a@{}.com"]),
)
def test_the_short_way_and_the_parsers_agree(text: str, frame: str) -> None:
    markdown = frame.format(text)
    assert inline_plain(markdown) == inline_text(SyntaxTreeNode(parser().parseInline(markdown)))


@pytest.mark.parametrize(
    "note",
    [
        "Read the password from standard input, so that it is in no argument list.",
        "Without it: the variable `DOCKER_CONFIG`, else `~/.docker`.",
        "A `$(…)` or a variable (in `2>&1`) is `*` and `_` and `<host>`; 400 — that is all.",
        "",
    ],
)
def test_a_note_without_markdown_needs_no_parser(note: str, monkeypatch) -> None:
    def parse() -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("explain.lesson.parser", parse)
    assert inline_plain(note) == note
    assert " ".join(plain_lines(note, 40)) == note


def test_an_empty_text_gives_nothing() -> None:
    assert lines("") == []
    assert inline_plain("") == ""


def test_a_paragraph_is_wrapped_between_words() -> None:
    assert lines("word " * 10, 23) == ["word word word word", "word word word word", "word word"]


def test_a_hyphenated_word_stays_whole() -> None:
    assert lines("get --password-stdin --password-stdin", 24) == [
        "get --password-stdin",
        "--password-stdin",
    ]


def test_a_word_that_no_line_can_hold_is_broken() -> None:
    assert lines("x" * 50, 40) == ["x" * 40, "x" * 10]


def test_blocks_are_parted_by_a_blank_line() -> None:
    assert lines("One.\n\nTwo.\n\n- a\n") == ["One.", "", "Two.", "", "- a"]


def test_a_list_keeps_its_marks_and_its_indents() -> None:
    assert lines("- one two three\n- four\n  1. deep\n  2. deeper and down\n", 14) == [
        "- one two",
        "  three",
        "- four",
        "",
        "  1. deep",
        "  2. deeper",
        "     and down",
    ]


def test_a_numbered_list_keeps_its_numbers() -> None:
    assert lines("3. three\n4. four\n\n   more\n") == ["3. three", "4. four", "", "   more"]


def test_a_list_may_begin_at_nought() -> None:
    assert lines("0. nought\n1. one\n") == ["0. nought", "1. one"]


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
def test_an_alert_says_what_it_is_once(kind: str) -> None:
    name = kind.capitalize()
    assert lines(f"> [!{kind}]\n> Some words.\n>\n> More.") == [
        f"{name}: Some words.",
        "",
        f"{' ' * len(name)}  More.",
    ]


def test_a_quotation_is_marked() -> None:
    assert lines("> said") == ["> said"]


def test_code_is_indented_and_never_broken() -> None:
    command = "aws ecr get-login-password | docker login " + "x" * 60
    assert lines(f"```console\n{command}\n\n  more\n```") == [f"    {command}", "", "      more"]


def test_a_heading_inside_prose_keeps_its_level() -> None:
    assert lines("### A `code`") == ["### A `code`"]


def test_a_rule_is_a_line() -> None:
    assert lines("***") == ["-" * 20]


def test_a_table_stands_in_columns() -> None:
    assert lines("| word | what |\n|---|---|\n| `aws` | the **CLI** |\n| x | |\n") == [
        "word   what",
        "-----  -------",
        "`aws`  the CLI",
        "x",
    ]


def test_a_table_too_wide_is_wrapped_within_its_columns() -> None:
    table = "| word | what it means |\n|---|---|\n| `aws` | a program for calling services |\n"
    assert lines(table, 24) == [
        "word   what it means",
        "-----  -----------------",
        "`aws`  a program for",
        "       calling services",
    ]


@given(
    st.lists(
        st.lists(st.text("ab c", max_size=40), min_size=3, max_size=3), min_size=1, max_size=4
    ),
    st.integers(30, 60),
)
def test_no_table_is_wider_than_the_width_and_none_loses_a_word(rows, width: int) -> None:
    table = ["| h | h | h |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    found = lines("\n".join(table), width)
    assert max(len(line) for line in found) <= width
    letters = sorted("".join("".join(found[2:]).split()))
    assert letters == sorted("".join("".join(cell for row in rows for cell in row).split()))


@given(
    st.text(alphabet=st.sampled_from("ab \n#>-*`|[]()!1.~<&\\"), max_size=120), st.integers(20, 60)
)
def test_any_markdown_is_rendered(markdown: str, width: int) -> None:
    for line in lines(markdown, width):
        assert "\n" not in line
    inline_plain(markdown)
