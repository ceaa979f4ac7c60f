"""The token decoder: what it reads and what it refuses, as the Python does; and its clock."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from explain.credentials import token
from explain.errors import BadToken
from explain.secret import Secret
from explain.tables import token as table

CASES = json.loads((Path(__file__).parent / "cases" / "token.json").read_text("utf-8"))
TABLE: Any = table.table()
SAMPLE: str = TABLE["sample"]
PASSWORD = base64.b64decode(SAMPLE).decode().partition(":")[2]
HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"

READ = """
(texts) => texts.map((text) => {
  const refused = ({ message, remedy }) => ({ message, remedy });
  try {
    const { user, password } = explainWidgets.token.readAny(text);
    try {
      return { user, password, ...explainWidgets.token.fields(password) };
    } catch (problem) { return { user, password, ...refused(problem) }; }
  } catch (problem) { return refused(problem); }
})
"""
TAKE = """
(text) => {
  try { return explainWidgets.token.taken(text); } catch ({ message, remedy }) { return { message, remedy }; }
}
"""


@pytest.fixture
def decoder(opened: Callable[..., Any], built: Path) -> Any:
    return opened(built / "play" / "token.html")


def by_python(text: str) -> dict[str, Any]:
    """What the Python reads, or how it refuses."""
    try:
        user, password = token.read_any(text)
    except BadToken as refusal:
        return {"message": refusal.message, "remedy": refusal.remedy}
    outside: dict[str, Any] = {"user": user, "password": password.reveal()}
    try:
        found = token.fields(password)
    except BadToken as refusal:
        return {**outside, "message": refusal.message, "remedy": refusal.remedy}
    return {
        **outside,
        "payload": found.payload.reveal(),
        "datakey": found.datakey.reveal(),
        "version": found.version,
        "type": found.type,
        "expiration": int(found.expires_at.timestamp()),
    }


def written(case: dict[str, Any]) -> str:
    """The text of a case. What is inside a password is written as JSON, and encoded."""
    if "inside" in case:
        inside = base64.b64encode(json.dumps(case["inside"]).encode()).decode()
        return base64.b64encode(f"AWS:{inside}".encode()).decode()
    text: str = case["text"]
    for name, value in {
        "{token}": SAMPLE,
        "{password}": PASSWORD,
        "{token:cut}": SAMPLE[:-7],
        "{password:cut}": PASSWORD[:1000],
        "{token:broken}": f"{SAMPLE[:76]}\n{SAMPLE[76:]}",
    }.items():
        text = text.replace(name, value)
    return text


def spoiled(random: Random) -> str:
    """A token or password with a little of it changed, cut or doubled."""
    text = random.choice((SAMPLE, PASSWORD))[: random.choice((None, 40, 300))]
    at = random.randrange(len(text))
    put = random.choice(("", "=", "A", "é", "\n", text[:9], "-"))
    whole = text[:at] + put + text[at + random.randrange(3) :]
    # Pythons differ about padding where none is due.
    return whole if len(whole.rstrip("=")) % 4 else whole.rstrip("=")


def test_what_is_read_and_what_is_refused_is_as_in_python(decoder: Any) -> None:
    texts = [written(case) for case in CASES]
    for case, text, found in zip(CASES, texts, decoder.evaluate(READ, texts), strict=True):
        assert found == by_python(text), case["name"]


def test_the_cases_hold_every_refusal(decoder: Any) -> None:
    told = {by_python(written(case)).get("message") for case in CASES}
    missing = {name for name, said in TABLE["refusals"].items() if said["message"] not in told}
    assert missing == {"too long for a token", "too long for a password"}  # the next test's


@pytest.mark.parametrize(
    "text", ["A" * 70_000, "eyJ" + "☃" * 65_537, "eyJ" + "A" * 65_533, "𝄞" * 40_000]
)
def test_what_is_too_long_is_refused_in_the_same_words(decoder: Any, text: str) -> None:
    assert decoder.evaluate(READ, [text]) == [by_python(text)]


def test_so_it_is_for_tokens_that_chance_spoiled(decoder: Any) -> None:
    random = Random(4)
    texts = [spoiled(random) for _ in range(400)]
    for text, found in zip(texts, decoder.evaluate(READ, texts), strict=True):
        assert found == by_python(text), text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\ufeff{token}\r\n", "byte order mark"),
        ('"{token}"', "quotes"),
        ("'{token}'\n", "quotes"),
        ("`{token}`", "quotes"),
        ('  "{token}",', "quotes"),
        ('\\"{token}\\"', "quotes"),
        ('{"authorizationData": [{"authorizationToken": "{token}", "expiresAt": 1.0}]}', "This is an answer"),
        ('\ufeff{"authorizationData": [{"authorizationToken": "{token}"}]}', "get-authorization-token"),
        ('{"authorizationToken": "{token}"}', "get-authorization-token"),
        ('"authorizationToken": "{token}",', "answer"),
        ('{"auths": {"HOST": {"auth": "{token}"}}}', f"the login for {HOST}"),
        ('{"auths": {"ghcr.io": {"auth": "eA=="}, "HOST": {"auth": "{token}"}}}', "2 logins"),
        ('{"auth": "{token}"}', "`auth`"),
        ('"auth": "{token}"', "config.json"),
        ("Authorization: Basic {token}", "Authorization header"),
        ('{"ServerURL": "x", "Username": "AWS", "Secret": "{token}"}', "credential helper"),
    ],
)  # fmt: skip
def test_a_token_is_taken_out_of_what_it_came_in(decoder: Any, text: str, told: str) -> None:
    found = decoder.evaluate(TAKE, text.replace("{token}", SAMPLE).replace("HOST", HOST))
    assert found["token"] == SAMPLE
    assert any(told in said for said in found["told"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"auths": {}}', "does not contain a login"),
        ('{"auths": {"HOST": {}}, "credsStore": "desktop"}', "does not contain a login"),
        ('{"a": 1}', "there is no token in it"),
        ("[]", "there is no token in it"),
        ("{}", "there is no token in it"),
        ('{"auths": {"x": {"auth": 5}}}', "not"),
        ("{not json", "is not base64"),
        ("[null]", "there is no token in it"),
    ],
)
def test_where_there_is_none_a_sentence_says_so(decoder: Any, text: str, complaint: str) -> None:
    decoder.get_by_label("Token", exact=True).fill(text.replace("HOST", HOST))
    error = decoder.locator(".finding.error")
    assert complaint in error.locator(".finding-message").inner_text()
    assert error.locator(".finding-remedy").inner_text()


def test_a_bare_token_is_left_as_it_is(decoder: Any) -> None:
    assert decoder.evaluate(TAKE, f" {SAMPLE}\n") == {"token": SAMPLE, "told": []}


def rows(page: Any) -> dict[str, str]:
    """What is shown, by its label."""
    return {
        each.locator("dt").inner_text(): " ".join(each.locator("dd").all_inner_texts())
        for each in page.locator(".explain-values > div").all()
    }


def test_everything_is_shown_as_explain_ecr_shows_it(decoder: Any) -> None:
    decoder.get_by_label("Token", exact=True).fill(SAMPLE)
    decoder.get_by_text(Secret(SAMPLE).fingerprint).wait_for()
    decoder.get_by_text(Secret(PASSWORD).fingerprint).wait_for()
    shown, inside = rows(decoder), token.fields(Secret(PASSWORD))
    assert (
        shown["authorizationToken"] == f"{Secret(SAMPLE)} fingerprint {Secret(SAMPLE).fingerprint}"
    )
    assert shown["user name"] == "AWS"
    assert shown["password"] == f"{Secret(PASSWORD)} fingerprint {Secret(PASSWORD).fingerprint}"
    assert shown["payload"].startswith(str(inside.payload))
    assert shown["datakey"].startswith(str(inside.datakey))
    assert (shown["version"], shown["type"]) == ("2", "DATA_KEY")
    assert shown["expiration"].startswith(str(int(inside.expires_at.timestamp())))
    assert shown["which means"] == "2026-01-31T21:30:00Z"
    out = decoder.locator(".widget-out").inner_text()
    assert SAMPLE[8:40] not in out
    assert PASSWORD[8:40] not in out


def test_a_bare_password_has_no_user(decoder: Any) -> None:
    decoder.get_by_label("Token", exact=True).fill(PASSWORD)
    assert not {"authorizationToken", "user name"} & set(rows(decoder))


def test_the_time_is_also_told_as_it_is_where_one_is(
    opened: Callable[..., Any], built: Path
) -> None:
    page = opened(built / "play" / "token.html", timezone_id="Asia/Kolkata", locale="en-GB")
    page.get_by_label("Token", exact=True).fill(SAMPLE)
    shown = rows(page)["on your clock"]
    assert "1 February 2026" in shown
    assert "03:00:00" in shown


def test_the_clock_counts_and_its_end_is_announced(opened: Callable[..., Any], built: Path) -> None:
    page = opened(built / "play" / "token.html")
    page.clock.install(time="2026-01-31T21:28:00Z")
    page.clock.pause_at("2026-01-31T21:29:00Z")
    page.get_by_label("Token", exact=True).fill(SAMPLE)
    clock, voice = page.get_by_role("timer"), page.locator("token-decoder [role=status]")
    assert clock.get_attribute("aria-live") == "off"
    assert clock.inner_text() == "expires in 1 min 0 s"
    page.clock.run_for(2_000)
    assert clock.inner_text() == "expires in 58 s"
    assert voice.inner_text() == "Decoded. From now: expires in 1 min 0 s."
    page.clock.run_for(60_000)
    assert clock.inner_text() == "expired 2 s ago"
    assert voice.inner_text() == "This token has expired."
    page.clock.fast_forward(3 * 24 * 3_600_000)
    assert clock.inner_text() == "expired 3 days 0 h ago"


def test_everything_can_be_done_with_the_keyboard(decoder: Any) -> None:
    decoder.get_by_label("Token", exact=True).focus()
    seen = []
    for _ in range(4):
        decoder.keyboard.press("Tab")
        seen.append(decoder.evaluate("document.activeElement.textContent"))
    assert seen == ["Fill in a sample", "An expired token", "A config.json", "Clear"]
    decoder.keyboard.press("Shift+Tab")
    decoder.keyboard.press("Enter")
    assert rows(decoder)["from now"].startswith("expires in 11 h 59 min")
    assert f"the login for {HOST}" in decoder.locator(".widget-out").inner_text()
    decoder.keyboard.press("Shift+Tab")
    decoder.keyboard.press("Space")
    assert rows(decoder)["from now"].startswith("expired")
    decoder.keyboard.press("Shift+Tab")
    decoder.keyboard.press("Space")
    assert rows(decoder)["user name"] == "AWS"
    for _ in range(3):
        decoder.keyboard.press("Tab")
    decoder.keyboard.press("Enter")
    assert decoder.get_by_label("Token", exact=True).input_value() == ""
    assert decoder.locator(".widget-out").inner_text() == ""


def test_the_sample_that_is_moved_differs_in_its_end_alone(decoder: Any) -> None:
    decoder.get_by_role("button", name="Fill in a sample").click()
    moved = by_python(decoder.get_by_label("Token", exact=True).input_value())
    made = by_python(SAMPLE)
    assert {name for name in made if made[name] != moved[name]} == {"password", "expiration"}


def test_what_is_typed_is_neither_kept_nor_sent_nor_made_markup(decoder: Any) -> None:
    field = decoder.get_by_label("Token", exact=True)
    field.fill(json.dumps({"auths": {"<img src=x>": {"auth": SAMPLE}}}))
    assert decoder.locator(".finding.note").inner_text().count("<img src=x>") == 1
    assert decoder.locator(".widget img").count() == 0
    assert decoder.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]
    assert decoder.evaluate("location.search + location.hash") == ""
    assert [field.get_attribute(name) for name in ("autocomplete", "spellcheck", "name")] == [
        "off",
        "false",
        None,
    ]
    assert decoder.locator(".privacy").inner_text() == "Nothing you type leaves this page."


def test_without_scripts_the_page_says_what_to_type_instead(
    opened: Callable[..., Any], built: Path
) -> None:
    page = opened(built / "play" / "token.html", java_script_enabled=False)
    assert "explain-ecr decode -" in page.locator("token-decoder").inner_text()


def test_it_can_be_read_by_everybody_on_any_screen(
    on_any_screen: Callable[[str], Any], assert_readable: Callable[[Any], None]
) -> None:
    page = on_any_screen("token")
    page.get_by_role("button", name="A config.json").click()
    assert_readable(page)
    page.get_by_label("Token", exact=True).fill("no token")
    assert_readable(page)
