"""Codes that people read out: each comes back, and none that is mistyped is believed."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.errors import UsageProblem
from explain.room.code import ALPHABET, Field, Schema, _sum, read, write

SMALL = Schema(3, [Field("system", 3), Field("python", 4), Field("missing", 28)])
LARGE = Schema(9, [Field("exercise", 5), Field("since", 14), Field("rest", 116)])
SCHEMAS = pytest.mark.parametrize("schema", [SMALL, LARGE], ids=["8", "28"])


def values(schema: Schema, number: random.Random) -> dict[str, int]:
    return {field.name: number.randint(0, field.most) for field in schema.fields}


@st.composite
def codes(draw: st.DrawFn) -> tuple[Schema, dict[str, int]]:
    bits = draw(st.lists(st.integers(1, 12), min_size=1, max_size=10))
    schema = Schema(draw(st.integers(1, 31)), [Field(f"f{n}", size) for n, size in enumerate(bits)])
    return schema, {each.name: draw(st.integers(0, each.most)) for each in schema.fields}


@given(codes())
def test_every_value_comes_back(code: tuple[Schema, dict[str, int]]) -> None:
    schema, values = code
    text = write(schema, values)
    assert re.fullmatch(f"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}})*", text)
    assert len(text.replace("-", "")) == schema.length
    assert read(schema, text) == values


def test_it_looks_as_it_is_told_to_people() -> None:
    text = write(SMALL, {"system": 1, "python": 2, "missing": 3})
    assert re.fullmatch("[0-9A-Z]{4}-[0-9A-Z]{4}", text)


@SCHEMAS
def test_every_single_wrong_character_is_caught(schema: Schema) -> None:
    text = write(schema, values(schema, random.Random(1))).replace("-", "")
    for place, right in enumerate(text):
        for wrong in ALPHABET:
            if wrong != right:
                with pytest.raises(UsageProblem, match="wrong character"):
                    read(schema, text[:place] + wrong + text[place + 1 :])


@SCHEMAS
def test_a_swap_of_neighbours_is_caught(schema: Schema) -> None:
    number = random.Random(2)
    for _ in range(50):
        code = write(schema, values(schema, number)).replace("-", "")
        for place in range(len(code) - 1):
            first, second = code[place : place + 2]
            if first != second:
                with pytest.raises(UsageProblem, match="wrong character"):
                    read(schema, f"{code[:place]}{second}{first}{code[place + 2 :]}")


def test_no_wrong_character_and_no_swap_can_be_missed() -> None:
    """The sum is linear, so what matters is the difference to the right code: all of them are tried."""
    places, differences = range(31), range(1, 32)
    rows = {
        (place, by): [by * (at == place) for at in places] for place in places for by in differences
    }
    sums = {error: _sum(row) for error, row in rows.items()}
    number = random.Random(5)
    for _ in range(1000):
        first, second = ([number.randrange(32) for _ in places] for _ in range(2))
        both = [one ^ other for one, other in zip(first, second, strict=True)]
        assert _sum(both) == _sum(first) ^ _sum(second)
    assert all(sums.values()), "a wrong character"
    for place in places:
        for other in range(place):
            assert all(sums[place, by] != sums[other, by] for by in differences), "a swap"


@pytest.mark.parametrize("change", [
    str.lower,
    lambda text: text.replace("-", ""),
    lambda text: f"  {text.replace('-', ' – ')}\n",
    lambda text: text.replace("0", "O").replace("1", "l"),
    lambda text: text.replace("0", "o").replace("1", "I").replace("V", "u"),
], ids=["lower case", "no dash", "spaces and another dash", "O and l", "o, I and u"])  # fmt: skip
def test_what_people_make_of_it_is_forgiven(change) -> None:
    number = random.Random(3)
    for _ in range(100):
        given = values(SMALL, number)
        assert read(SMALL, change(write(SMALL, given))) == given


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 characters"),
        ("R7K2-M9Q", "7 characters"),
        ("R7K2-M9QDX", "9 characters"),
        ("R7K2-M9Q!", "'!'"),
        ("R7K2-M9Qé", r"\\xe9"),
        ("R7K2-M9Q\x1b", r"\\x1b"),
        ("R7K2-M9Qſ", r"\\u017f"),  # whose capital letter is an S
        ("0000-0000", "wrong character"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said) as refusal:
        read(SMALL, text)
    assert refusal.value.remedy


def test_a_code_of_another_kind_is_refused() -> None:
    other = Schema(4, SMALL.fields)
    with pytest.raises(UsageProblem, match="another kind"):
        read(other, write(SMALL, values(SMALL, random.Random(4))))
