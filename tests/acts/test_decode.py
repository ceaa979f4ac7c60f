"""decode: base64 in base64, opened without a key, masked."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from explain.errors import BadToken
from explain.narration import Compared, Sighted


def password(**changes: Any) -> str:
    inside = {
        "payload": "p" * 900,
        "datakey": "d" * 200,
        "version": "2",
        "type": "DATA_KEY",
        "expiration": int(datetime(2026, 1, 31, 15, 30, tzinfo=UTC).timestamp()),
    }
    return base64.b64encode(json.dumps({**inside, **changes}).encode()).decode()


def whole(text: str, user: str = "AWS") -> str:
    return base64.b64encode(f"{user}:{text}".encode()).decode()


def fields(played: Any) -> dict[str, str]:
    lines = played.shown("decode", "the password, decoded").lines
    return {line.label: line.text for line in lines}


def test_the_token_is_the_user_name_and_the_password(step_one) -> None:
    token = step_one.shown("decode", "authorizationToken")
    assert token.fingerprint == step_one.token.fingerprint
    assert step_one.shown("decode", "user name").value == "AWS"
    assert step_one.shown("decode", "password").fingerprint == step_one.password.fingerprint


def test_each_field_is_what_the_password_holds(step_one) -> None:
    inside = json.loads(base64.b64decode(step_one.password.reveal()))
    shown = fields(step_one)
    assert list(shown) == list(inside) == ["payload", "datakey", "version", "type", "expiration"]
    assert (shown["version"], shown["type"]) == ("2", "DATA_KEY")
    assert shown["expiration"] == str(inside["expiration"])
    for name in ("payload", "datakey"):
        assert shown[name] == f"{inside[name][:8]}•••••••• ({len(inside[name]):,} characters)"


def test_the_expiration_is_the_time_that_the_api_named(step_one) -> None:
    assert step_one.shown("decode", "which means").value == "2026-02-01T00:00:00Z"
    assert step_one.shown("decode", "from now").value == "12 h 0 min"
    assert int(fields(step_one)["expiration"]) == 1769904000


def test_no_key_was_needed_and_the_way_back_leads_to_the_same_token(step_one) -> None:
    assert step_one.shown("decode", "keys that were needed").value == "none"
    again = step_one.shown("decode", "encoded again", Compared)
    assert again.same
    assert again.right == step_one.token.fingerprint


def test_the_decoded_password_is_sighted(step_one) -> None:
    (sighted,) = [event for event in step_one.of("decode") if isinstance(event, Sighted)]
    assert sighted.fingerprint == step_one.password.fingerprint


@pytest.mark.parametrize("around", ["{}", "{}\n", "  {}\r\n"])
def test_a_given_token_is_decoded_in_place_of_the_sandboxs(around: str, perform) -> None:
    played = perform("decode", given_token=around.format(whole(password())))
    assert played.shown("decode", "user name").value == "AWS"
    assert played.shown("decode", "which means").value == "2026-01-31T15:30:00Z"
    assert played.shown("decode", "from now").value == "3 h 30 min"
    assert played.shown("decode", "encoded again").same


def test_a_bare_password_is_decoded_too_and_has_no_user_name(perform) -> None:
    played = perform("decode", given_token=password() + "\n")
    labels = [getattr(event, "label", "") for event in played.events]
    assert not {"authorizationToken", "user name", "encoded again"} & set(labels)
    assert fields(played)["type"] == "DATA_KEY"
    assert played.shown("decode", "keys that were needed").value == "none"


def test_an_expired_token_says_for_how_long_it_has_been_over(perform) -> None:
    played = perform("decode", given_token=password(expiration=1769857200))  # 11:00 of that day
    assert played.shown("decode", "which means").value == "2026-01-31T11:00:00Z"
    assert played.shown("decode", "from now").value == "expired 1 h 0 min ago"


SECRET = "hunter2-hunter2-hunter2-hunter2-hunter2"
NO_TOKENS = {
    "nothing": "",
    "blanks": " \n\t ",
    "words": "no basic auth credentials",
    "not base64": "ey*wYXlsb2FkIjoi",
    "base64 of bytes": base64.b64encode(bytes(range(256))).decode(),
    "no colon": base64.b64encode(SECRET.encode()).decode(),
    "no user": whole(password(), user=""),
    "another service's password": whole(SECRET, user=SECRET),
    "a cut token": whole(password())[:-41],
    "a cut password": password()[:-41],
    "two lines": f"{password()[:100]}\n{password()[100:]}",
    "an error message": "An error occurred (ExpiredToken) when calling the operation: expired",
    "an escape in a field": password(type="\x1b[31mred"),
    "an escape in the user name": whole(password(), user="\x1b]0;x\x07"),
    "half a pair in a field": password(version="\ud800"),
    "no JSON object": base64.b64encode(b'{"a"').decode(),
    "a list": base64.b64encode(b'{"payload": []}').decode(),
    "a missing field": base64.b64encode(b'{"payload": "p", "datakey": "d"}').decode(),
    "a time beyond all calendars": password(expiration=10**18),
    "a time that is none": password(expiration="soon"),
    "endless brackets": base64.b64encode(b'{"a":' * 9000).decode(),
    "too much": "eyJ" + "A" * 70_000,
}


@pytest.mark.parametrize("given", NO_TOKENS.values(), ids=NO_TOKENS.keys())
def test_what_is_no_token_is_refused_before_anything_of_it_is_shown(given: str, perform) -> None:
    from explain.acts import decode
    from explain.hosts.registry import Registry

    class Nothing:
        given_token = given
        registry = Registry()

    performance = decode.perform(Nothing())
    next(performance)
    with pytest.raises(BadToken) as caught:
        next(performance)
    assert caught.value.remedy
    assert "\x1b" not in str(caught.value)
    assert "hunter2" not in repr(caught.value)
