from __future__ import annotations

import base64
import json
import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explain.cloud.tokens import Claims, Token, TokenMint, UnreadableToken

NOW = datetime(2026, 1, 31, 12, 0, 0, 654321, tzinfo=UTC)
ARN = "arn:aws:iam::381492183358:user/learner"
MASTER_KEY = bytes(range(32))


def mint(
    master_key: bytes = MASTER_KEY, reissue_within: timedelta = timedelta(0), seed: int = 1
) -> TokenMint:
    return TokenMint(master_key, random.Random(seed).randbytes, reissue_within)


def token(by: TokenMint | None = None, region: str = "ap-south-1", now: datetime = NOW) -> Token:
    return (by or mint()).token_for("381492183358", region, ARN, now)


def outer(password: str) -> dict[str, object]:
    found = json.loads(base64.b64decode(password))
    assert isinstance(found, dict)
    return found


def rewrapped(fields: dict[str, object]) -> str:
    return base64.b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode()


def test_the_authorization_token_is_base64_of_aws_colon_password() -> None:
    minted = token()
    pair = base64.b64decode(minted.authorization_token.reveal(), validate=True).decode()
    assert pair == f"AWS:{minted.password.reveal()}"


def test_the_password_has_the_observed_keys_in_the_observed_order() -> None:
    fields = outer(token().password.reveal())
    assert list(fields) == ["payload", "datakey", "version", "type", "expiration"]
    assert fields["version"] == "2"
    assert fields["type"] == "DATA_KEY"
    assert str(fields["datakey"]).startswith("AQEBAH")
    assert fields["expiration"] == 1769904000  # 12 h after noon, in whole seconds


def test_the_password_has_the_observed_size() -> None:
    assert 2300 <= len(token().password) <= 2700


def test_the_longest_user_name_still_gives_the_observed_size() -> None:
    minted = mint().token_for("381492183358", "ap-southeast-1", ARN + "x" * 64, NOW)
    assert 2300 <= len(minted.password) <= 2700


def test_every_call_mints_a_different_token() -> None:
    by = mint()
    assert len({token(by).password.reveal() for _ in range(20)}) == 20


def test_the_same_entropy_gives_the_same_bytes() -> None:
    assert token(mint(seed=5)).password == token(mint(seed=5)).password
    assert token(mint(seed=5)).password != token(mint(seed=6)).password


def test_a_token_reads_back_as_it_was_claimed() -> None:
    by = mint()
    whole = NOW.replace(microsecond=0)
    claims = Claims("381492183358", "ap-south-1", ARN, whole, whole + timedelta(hours=12))
    assert by.check(token(by).password.reveal(), "ap-south-1") == claims


def test_whoever_holds_the_master_key_can_read_it_and_nobody_else() -> None:
    password = token().password.reveal()
    assert isinstance(mint(seed=99).check(password, "ap-south-1"), Claims)
    stranger = mint(master_key=bytes(32))
    assert isinstance(stranger.check(password, "ap-south-1"), UnreadableToken)


def test_another_region_cannot_read_it() -> None:
    assert isinstance(mint().check(token().password.reveal(), "us-east-1"), UnreadableToken)


@pytest.mark.parametrize("key", ["payload", "datakey"])
def test_no_character_of_payload_or_datakey_can_be_changed(key: str) -> None:
    fields = outer(token().password.reveal())
    text = str(fields[key])
    for place in [0, 5, 10, len(text) // 2, len(text) - 3]:
        other = "A" if text[place] != "A" else "B"
        changed = {**fields, key: text[:place] + other + text[place + 1 :]}
        assert isinstance(mint().check(rewrapped(changed), "ap-south-1"), UnreadableToken)


@pytest.mark.parametrize(
    "change",
    [
        {"expiration": 1769904001},
        {"expiration": 1769904000.0},
        {"expiration": "1769904000"},
        {"expiration": None},
        {"version": "3"},
        {"version": 2},
        {"type": "OTHER"},
        {"payload": ""},
        {"payload": 7},
        {"datakey": ""},
        {"datakey": "AQEBAHg="},
        {"more": 1},
    ],
)
def test_no_visible_field_can_be_changed(change: dict[str, object]) -> None:
    fields = {**outer(token().password.reveal()), **change}
    assert isinstance(mint().check(rewrapped(fields), "ap-south-1"), UnreadableToken)


def test_parts_of_two_tokens_do_not_combine() -> None:
    by = mint()
    first, second = (outer(token(by).password.reveal()) for _ in range(2))
    mixed = rewrapped({**first, "payload": second["payload"]})
    assert isinstance(by.check(mixed, "ap-south-1"), UnreadableToken)


def test_another_spelling_of_the_same_token_is_not_accepted() -> None:
    password = token().password.reveal()
    fields = outer(password)
    spaced = base64.b64encode(json.dumps(fields).encode()).decode()
    backwards = rewrapped(dict(reversed(fields.items())))
    spellings = [spaced, backwards, password + "\n", " " + password, password + "==", password[:-1]]
    for spelling in spellings:
        assert isinstance(mint().check(spelling, "ap-south-1"), UnreadableToken)


def test_a_second_base64_spelling_of_the_last_byte_is_not_accepted() -> None:
    fields = outer(token().password.reveal())
    payload = str(fields["payload"])
    unpadded = payload.rstrip("=")
    assert unpadded != payload, "choose a size whose base64 has padding"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = alphabet[alphabet.index(unpadded[-1]) ^ 1]
    respelled = unpadded[:-1] + twin + payload[len(unpadded) :]
    assert base64.b64decode(respelled) == base64.b64decode(payload)
    changed = rewrapped({**fields, "payload": respelled})
    assert isinstance(mint().check(changed, "ap-south-1"), UnreadableToken)


def test_within_the_time_the_same_token_is_handed_out_again() -> None:
    by = mint(reissue_within=timedelta(minutes=5))
    first = token(by)
    assert token(by, now=NOW + timedelta(minutes=4)) == first
    assert token(by, region="us-east-1") != first
    assert token(by, now=NOW + timedelta(minutes=6)) != first
    assert token(by, now=NOW - timedelta(minutes=6)) != first


@given(st.text())
@example("")
@example("[" * 100_000)
@example("\ud800")
def test_arbitrary_text_is_unreadable_and_never_an_error(text: str) -> None:
    assert isinstance(mint().check(text, "ap-south-1"), UnreadableToken)


@given(st.binary())
@example(b"[" * 100_000)
@example(b'{"payload":1}')
@example(b'{"expiration":' + b"9" * 5000 + b"}")
def test_arbitrary_bytes_in_base64_are_unreadable(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert isinstance(mint().check(text, "ap-south-1"), UnreadableToken)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["payload", "datakey", "version", "type", "expiration"]), json_values
    )
)
def test_arbitrary_json_with_the_right_keys_is_unreadable(fields: dict[str, object]) -> None:
    assert isinstance(mint().check(rewrapped(fields), "ap-south-1"), UnreadableToken)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_byte_of_the_json_can_be_flipped(place: int, flip: int) -> None:
    data = bytearray(base64.b64decode(token().password.reveal()))
    data[place % len(data)] ^= flip
    text = base64.b64encode(bytes(data)).decode()
    assert isinstance(mint().check(text, "ap-south-1"), UnreadableToken)


def test_the_systems_entropy_will_do() -> None:
    by = TokenMint(MASTER_KEY, os.urandom, timedelta(0))
    assert isinstance(by.check(token(by).password.reveal(), "ap-south-1"), Claims)
