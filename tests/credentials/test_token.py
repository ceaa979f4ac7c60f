from __future__ import annotations

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.credentials.token import LONGEST, PasswordFields, fields, joined, read_any, split
from explain.errors import BadToken
from explain.secret import Secret

EXPIRATION = 1_769_904_000
"""2026-02-01T00:00:00Z"""


def base64_of(text: str | bytes) -> str:
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def inside(**other: Any) -> dict[str, Any]:
    """Return the object inside a password of the size that people see."""
    return {
        "payload": base64_of(b"\x17" * 700),
        "datakey": "AQEBAH" + base64_of(b"\x42" * 200),
        "version": "2",
        "type": "DATA_KEY",
        "expiration": EXPIRATION,
        **other,
    }


def password(**other: Any) -> str:
    return base64_of(json.dumps(inside(**other), separators=(",", ":")))


def any_json() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    return st.recursive(
        leaves, lambda part: st.lists(part) | st.dictionaries(st.text(), part), max_leaves=6
    )


# A token as it is


def test_a_token_of_the_real_shape_is_read_layer_by_layer() -> None:
    token = base64_of(f"AWS:{password()}")
    assert 2_000 < len(token) < 3_000
    user, found = read_any(token)
    assert (user, found.reveal()) == ("AWS", password())
    assert fields(found) == PasswordFields(
        Secret(inside()["payload"]),
        Secret(inside()["datakey"]),
        "2",
        "DATA_KEY",
        datetime(2026, 2, 1, tzinfo=UTC),
    )


def test_a_bare_password_has_no_user() -> None:
    assert read_any(password()) == (None, Secret(password()))


@pytest.mark.parametrize("around", ["{}\n", "{}\r\n", "  {}  "])
def test_what_stands_around_a_pasted_token_is_taken_off(around: str) -> None:
    assert read_any(around.format(password()))[1].reveal() == password()


def test_the_opaque_fields_are_masked() -> None:
    found = fields(Secret(password()))
    assert inside()["payload"] not in repr(found)
    assert inside()["datakey"] not in repr(found)


@given(st.text(alphabet=st.characters(exclude_characters=":", categories=["L", "N"]), min_size=1),
       st.text())  # fmt: skip
def test_what_is_joined_is_split_again(user: str, secret: str) -> None:
    found = joined(user, Secret(secret))
    assert split(found) == (user, Secret(secret))
    assert found.reveal() == base64_of(f"{user}:{secret}")


def test_a_password_may_hold_colons() -> None:
    assert split(joined("AWS", Secret("a:b::c"))) == ("AWS", Secret("a:b::c"))


# Anything else


@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_text_at_all_is_read_or_is_a_bad_token(text: str) -> None:
    for read in (read_any, lambda given: split(Secret(given)), lambda given: fields(Secret(given))):
        with suppress(BadToken):
            read(text)


@given(st.binary(max_size=400))
def test_any_bytes_in_base64_are_read_or_are_a_bad_token(data: bytes) -> None:
    for read in (lambda given: split(Secret(given)), lambda given: fields(Secret(given))):
        with suppress(BadToken):
            read(base64_of(data))


@given(st.dictionaries(st.sampled_from(list(inside())), any_json()) | any_json())
def test_any_json_inside_a_password_is_read_or_is_a_bad_token(other: Any) -> None:
    whole = {**inside(), **other} if isinstance(other, dict) else other
    with suppress(BadToken):
        found = fields(Secret(base64_of(json.dumps(whole))))
        f"{found.payload}{found.datakey}{found.version}{found.type}".encode()  # it can be printed
        assert found.payload.fingerprint


@pytest.mark.parametrize("text", ["", " ", "\n", "\r\n"])
def test_nothing_is_told_of_as_nothing(text: str) -> None:
    with pytest.raises(BadToken, match="input is empty"):
        read_any(text)


def decoded(text: str) -> PasswordFields:
    return fields(read_any(text)[1])


@pytest.mark.parametrize(
    "text",
    [
        "not base64!",
        "An error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation",
        f'"{base64_of("AWS:x")}"',
        base64_of("AWS:" + "x" * 90)[:-3],
        f"{base64_of('AWS:x')}\n{base64_of('AWS:x')}",
        "é" * 20,
        "\ud800" * 20,
        password() + "\ud800",
        password()[:-1],
    ],
)
def test_what_is_no_base64_is_told_of_with_what_to_look_for(text: str) -> None:
    with pytest.raises(BadToken, match="not base64") as caught:
        decoded(text)
    assert "missing end" in caught.value.remedy


@pytest.mark.parametrize(
    "text", ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", base64_of(b"\xff")]
)
def test_base64_without_a_text_is_told_of_as_what_it_may_be(text: str) -> None:
    with pytest.raises(BadToken, match="no text inside") as caught:
        decoded(text)
    assert "access key" in caught.value.remedy


@pytest.mark.parametrize("decoded", ["no colon", ":password", "", "\x1b[2J:password", "a\nb:c"])
def test_base64_of_something_else_is_no_token(decoded: str) -> None:
    with pytest.raises(BadToken):
        split(Secret(base64_of(decoded)))


@pytest.mark.parametrize(
    "other",
    [
        {"expiration": "soon"},
        {"expiration": None},
        {"expiration": []},
        {"expiration": 10**30},
        {"expiration": -(10**30)},
        {"expiration": float("inf")},
        {"expiration": float("nan")},
        {"version": "\x1b[2J"},
        {"type": "\ud800"},
    ],
)
def test_a_password_whose_fields_make_no_sense_has_not_the_shape(other: dict[str, Any]) -> None:
    with pytest.raises(BadToken, match="does not look like"):
        fields(Secret(password(**other)))


@pytest.mark.parametrize("name", inside())
def test_a_password_without_one_of_its_fields_has_not_the_shape(name: str) -> None:
    less = {key: value for key, value in inside().items() if key != name}
    with pytest.raises(BadToken, match="does not look like"):
        fields(Secret(base64_of(json.dumps(less))))


@pytest.mark.parametrize("text", ["[]", "7", "null", '"x"', "{}", "{", "", "[" * 40_000])
def test_a_password_that_holds_another_thing_has_not_the_shape(text: str) -> None:
    with pytest.raises(BadToken, match="does not look like"):
        fields(Secret(base64_of(text)))


def test_what_is_too_long_is_not_looked_at() -> None:
    with pytest.raises(BadToken, match=r"65,537 characters this is too long"):
        split(Secret("A" * (LONGEST + 1)))


def test_what_is_just_not_too_long_is_looked_at() -> None:
    user, found = split(Secret(base64_of("AWS:" + "x" * (LONGEST // 4 * 3 - 4))))
    assert (user, len(found)) == ("AWS", LONGEST // 4 * 3 - 4)


@pytest.mark.parametrize("text", [base64_of("AWS-no-colon-" + "s3cr3t" * 9), "!s3cr3t" * 9])
def test_no_problem_repeats_what_was_pasted(text: str) -> None:
    with pytest.raises(BadToken) as caught:
        read_any(text)
    assert text not in f"{caught.value.message}{caught.value.remedy}"
    assert "s3cr3t" not in f"{caught.value.message}{caught.value.remedy}"
