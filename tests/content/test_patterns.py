from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from explain.content import patterns
from explain.content.errorpages import Needed, error_pages
from explain.trouble.log import AROUND
from explain.trouble.probes import compiled

OURS = [wording.pattern for page in error_pages() for wording in page.wordings]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("password is empty", [("password", "empty", "is")]),
        ("status: 40[013]", [("status:", "40")]),
        ("a{2}bcdefgh", [("bcdefgh", "a")]),
        ("abcdefgs?", [("abcdefg",)]),
        ("(abc)?defghij+k", [("defghij", "k")]),
        ("abcdef(?:ghi|jkl)", [("abcdefghi",), ("abcdefjkl",)]),
        (
            "(?:cannot perform|can not perform) it",
            [("perform", "cannot", "it"), ("perform", "can", "not", "it")],
        ),
        ("(?:cannot perform|can not perform) it now", [("perform", "now", "it")]),
        ("abcdefg|hijklmn", [("abcdefg",), ("hijklmn",)]),
        (r"^abcdefg\.\d+\s(?!x)(?=y)hij$", [("abcdefg.", "hij")]),
        (r"'quoted' \"here\" `again`", [("quoted", "again", "here")]),
        (r"[\]x]{2,}abcdefg\[", [("abcdefg[",)]),
        ("(?:abcdefg){2,3}hij", [("abcdefg", "hij")]),
        ("CAPITALS", [("capitals",)]),
        ("(?:abcdef|)ghijkl", [("abcdefghijkl",), ("ghijkl",)]),
    ],
)
def test_the_words_without_which_a_pattern_matches_nothing(pattern: str, words: list) -> None:
    assert list(patterns.words(pattern)) == words
    assert list(patterns.faults(pattern)) == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(abcdefg", "is no regular expression"),
        ("(?<=abcdefg)hijklmn", "looks behind"),
        ("(?<!abcdefg)hijklmn", "looks behind"),
        ("(?P<n>abcdefg)", "names a group"),
        ("(?i)abcdefg", "sets a flag"),
        ("(?i:abcdefg)", "sets a flag"),
        (r"\Aabcdefg", "escape"),
        (r"abcdefg\Z", "escape"),
        (r"(abcdefg)\1", "refers back"),
        ("abcdefg++", "possessively"),
        ("abcdefg{,3}", "lower bound"),
        ("[]x]abcdefg", "begins a class"),
        ("pass “abcdefg”", "typographic"),
        ("abcde", "nowhere 6 characters"),
        ("abc.*def", "nowhere 6 characters"),
        ("abcdefg|x", "nowhere 6 characters"),
        ("(?:abcdefg)?", "nowhere 6 characters"),
    ],
)
def test_a_pattern_that_would_not_do_is_told_of(pattern: str, words: str) -> None:
    assert any(words in fault for fault in patterns.faults(pattern))


@pytest.mark.parametrize(
    "pattern", [r"\(\?foobar\)", r"abcdefg \(\?<x", r"a\+\+bcdefgh", r"a\{,bcdefg"]
)
def test_signs_that_are_escaped_are_only_signs(pattern: str) -> None:
    assert list(patterns.faults(pattern)) == []


@given(st.sampled_from(OURS), st.data())
@settings(max_examples=300)
def test_whatever_a_pattern_matches_has_its_words(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(compiled(pattern)))
    assume(compiled(pattern).search(text))
    low = text.lower()
    assert any(all(word in low for word in words) for words in patterns.words(pattern))


@pytest.mark.parametrize("pattern", OURS)
def test_no_pattern_takes_long_on_a_line_that_almost_matches(pattern: str) -> None:
    """Twice what is ever looked at of a line, full of all the pattern's words but the last."""
    words = max(patterns.words(pattern), key=len)
    line = (" ".join(words[:-1] or words[0][:-1]) + " : ").ljust(20) * 400
    began = time.process_time()
    compiled(pattern).search(line[: 2 * 2 * AROUND])
    assert time.process_time() - began < 0.5


def test_the_longest_run_of_letters_is_known_of_each_set_of_words() -> None:
    assert list(patterns.needed("ab-cdef (?:ghi5jk|lm)!")) == [
        Needed(("ab-cdef", "ghi5jk!"), "cdef"),
        Needed(("ab-cdef", "lm!"), "cdef"),
    ]


def test_a_list_of_pages_takes_no_pattern_apart_and_needs_neither_masks_nor_a_parser() -> None:
    """What makes a start slow: it has to take no more than a third of `aws --version`."""
    code = (
        "import sys; sys.argv = ['explain-ecr', 'why', 'unauthorized']\n"
        "from explain.cli import main\n"
        "try: main()\n"
        "finally: assert not {'explain.masking', 'explain.content.patterns', 'markdown_it'}"
        " & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "status-401" in done.stdout
