"""Codes that people read out: each comes back, and none that is mistyped is believed."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.errors import UsageProblem
from explain.room.code import ALPHABET, Field, Schema, read, write

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
def test_every_swap_is_caught_neighbours_or_not(schema: Schema) -> None:
    # What two characters say has no part in it but that they differ: so all pairs at all places.
    number = random.Random(2)
    for first in ALPHABET:
        for second in ALPHABET:
            text = list(write(schema, values(schema, number)).replace("-", ""))
            for place in range(len(text) - 1):
                code = _with(schema, text, {place: first, place + 1: second})
                swapped = [*code[:place], code[place + 1], code[place], *code[place + 2 :]]
                if swapped != code:
                    with pytest.raises(UsageProblem):
                        read(schema, "".join(swapped))


def _with(schema: Schema, text: list[str], wanted: dict[int, str]) -> list[str]:
    """Put characters at places of a code, and make another place right again."""
    code = [wanted.get(place, sign) for place, sign in enumerate(text)]
    free = next(place for place in range(len(code)) if place not in wanted)
    for sign in ALPHABET:
        code[free] = sign
        if _is_right(schema, code):
            return code
    raise AssertionError("one character in 32 makes the sum right")


def _is_right(schema: Schema, code: list[str]) -> bool:
    try:
        read(schema, "".join(code))
    except UsageProblem as problem:
        return "wrong character" not in problem.message
    return True


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
