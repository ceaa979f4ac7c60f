from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.secret import SHOWN, Secret, fingerprint

LONG = "eyJwYXlsb2FkIjoi" + "S3cr3t" * 100


@pytest.mark.parametrize("write", [str, repr, "{}".format, "{:>80}".format, "%s".__mod__])
def test_every_way_of_writing_a_secret_gives_its_mask(write) -> None:
    written = write(Secret(LONG))
    assert "••••" in written
    assert LONG[SHOWN + 1 :] not in written
    assert LONG[: SHOWN + 1] not in written


def test_a_mask_tells_the_length_and_the_first_characters_of_a_long_secret() -> None:
    assert Secret(LONG).masked == f"eyJwYXls•••••••• ({len(LONG)} characters)"


def test_a_mask_groups_the_digits_of_a_length() -> None:
    assert "(2,048 characters)" in Secret("x" * 2048).masked


@given(st.text(alphabet="abcdefghij", min_size=1, max_size=8 * SHOWN - 1))
def test_a_short_secret_shows_none_of_its_characters(value: str) -> None:
    mask = Secret(value).masked
    plural = "" if len(value) == 1 else "s"
    assert mask == f"•••••••• ({len(value)} character{plural})"


@given(st.text(min_size=8 * SHOWN, max_size=200))
def test_a_mask_shows_never_more_than_an_eighth_of_a_secret(value: str) -> None:
    shown, _, _ = Secret(value).masked.rpartition("•" * 8)
    assert len(shown) <= len(value) / 8


def test_only_reveal_gives_the_value() -> None:
    assert Secret(LONG).reveal() == LONG
    assert not hasattr(Secret(LONG), "__dict__")


def test_the_fingerprint_is_the_beginning_of_the_sha256() -> None:
    # printf abc | sha256sum
    assert Secret("abc").fingerprint == fingerprint(b"abc") == "ba7816bf8f01"


def test_two_secrets_have_two_fingerprints() -> None:
    assert Secret(LONG).fingerprint != Secret(LONG + "x").fingerprint


@given(st.text(alphabet=st.characters()))
def test_any_text_can_be_fingerprinted_even_half_a_surrogate_pair(value: str) -> None:
    assert len(Secret(value + "\ud800").fingerprint) == 12


def test_secrets_are_equal_by_value_and_never_equal_to_their_text() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2


def test_a_secret_has_its_values_length() -> None:
    assert len(Secret(LONG)) == len(LONG)


@pytest.mark.parametrize("leave", [pickle.dumps, copy.deepcopy])
def test_a_secret_is_not_pickled(leave) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        leave(Secret(LONG))


def test_a_secret_is_not_written_as_json() -> None:
    with pytest.raises(TypeError):
        json.dumps({"password": Secret(LONG)})


def test_a_log_holds_only_the_mask(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("the password is %s", Secret(LONG))
    assert "••••" in caplog.text
    assert LONG[SHOWN + 1 :] not in caplog.text


def test_a_traceback_with_its_variables_holds_only_the_mask() -> None:
    password = Secret(LONG)
    try:
        raise ValueError(password)
    except ValueError as error:
        told = "".join(
            traceback.TracebackException.from_exception(error, capture_locals=True).format()
        )
    assert "••••" in told
    assert password.reveal()[SHOWN + 1 :] not in told
