"""The SigV4 bench: every stage as botocore has it, and what one sees as one edits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from explain.tables import signature

CASES = json.loads((Path(__file__).parent / "cases" / "signature.json").read_text("utf-8"))
SAMPLES: Any = signature.table()["samples"]
VANILLA = SAMPLES["get-vanilla"]
KEYS = ("kDate", "kRegion", "kService", "kSigning")

SIGN = """
(requests) => Promise.all(requests.map(async (request) => {
  const { hex } = explainWidgets, found = await explainWidgets.signature.sign(request);
  return { ...found, lines: 0, toSign: 0, keys: found.keys.map(({ name, key }) => [name, hex(key)]) };
}))
"""

Case = dict[str, Any]


@pytest.fixture
def bench(opened: Callable[..., Any], built: Path) -> Any:
    return opened(built / "play" / "signature.html")


def whole(case: Case) -> Case:
    """A case with what it does not say taken from get-vanilla."""
    return {**VANILLA, "headers": [], **case}


def typed(case: Case) -> dict[str, str]:
    """A case as somebody types it."""
    lines = [f"{name}: {value}" for name, value in case["headers"]]
    return {**{key: str(value) for key, value in case.items()}, "headers": "\n".join(lines)}


def by_botocore(case: Case) -> dict[str, Any]:
    """Every stage of a case, by botocore's own signers."""
    kind = S3SigV4Auth if case["service"] == "s3" else SigV4Auth
    signer = kind(Credentials(case["id"], case["secret"]), case["service"], case["region"])
    path, _, query = case["path"].partition("?")
    pairs = [pair.partition("=")[::2] for pair in query.split("&")] if query else []
    request = AWSRequest(
        case["method"],
        f"https://{case['host']}{path}",
        params=[(unquote(name), unquote(value)) for name, value in pairs],
        data=case["body"].encode(),
    )
    for name, value in case["headers"]:
        request.headers[name] = value
    del request.headers["Authorization"]
    del request.headers["X-Amz-Date"]
    request.headers["X-Amz-Date"] = request.context["timestamp"] = case["date"]
    if case["service"] == "s3":
        del request.headers["X-Amz-Content-SHA256"]
        request.headers["X-Amz-Content-SHA256"] = signer.payload(request)
    canonical = signer.canonical_request(request)
    to_sign = signer.string_to_sign(request, canonical)
    signed = signer.signature(to_sign, request)
    names = signer.signed_headers(signer.headers_to_sign(request))
    scope = signer.scope(request)
    return {
        "canonicalRequest": canonical,
        "requestHash": hashlib.sha256(canonical.encode()).hexdigest(),
        "scope": signer.credential_scope(request),
        "stringToSign": to_sign,
        "keys": derived(signer, case),
        "signature": signed,
        "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={signed}",
        "lines": 0,
        "toSign": 0,
    }


def derived(signer: Any, case: Case) -> list[list[str]]:
    key, found = b"AWS4" + case["secret"].encode(), []
    messages = (case["date"][:8], case["region"], case["service"], "aws4_request")
    for name, message in zip(KEYS, messages, strict=True):
        key = signer._sign(key, message)
        found.append([name, key.hex()])
    return found


def random_case(random: Random) -> Case:
    """A request as nobody would write it."""

    def text(signs: str, most: int) -> str:
        return "".join(random.choices(signs, k=random.randrange(most + 1)))

    path = "/" + text("ab./%~ é☃:@!$&'()*+,;=2F0-_", 24)

    def pair() -> str:
        return text("ab%~ é☃+/:@.-_", 6) + random.choice(("", "=")) + text("ab= é%+/", 6)

    pieces = [pair() for _ in range(random.randrange(5))]
    # Where no two hexadecimal digits follow, Python's unquote keeps the sign, as we do; half of a
    # letter in UTF-8 it replaces, which nobody sends.
    query = "&".join(pieces).replace("%", random.choice(("%25", "%2F", "%C3%A9", "%20")))
    headers = [
        (text("abcXYZ-", 8) + "x", text("ab  \t\"',;:é", 16)) for _ in range(random.randrange(5))
    ]
    return whole(
        {
            "method": random.choice(("GET", "POST", "PUT", "DELETE")),
            "path": f"{path}?{query}" if query else path,
            "headers": headers,
            "body": text("ab{}\n é☃", 30),
            "region": random.choice(("us-east-1", "ap-south-1", "eu-central-1")),
            "service": random.choice(("ecr", "sts", "iam")),
            "secret": text("abcABC/+ é", 40) + "x",
        }
    )


def test_every_stage_of_every_case_is_as_botocore_has_it(bench: Any) -> None:
    cases = [whole(case) for case in CASES]
    assert len(cases) >= 40
    for case, found in zip(
        cases, bench.evaluate(SIGN, [typed(case) for case in cases]), strict=True
    ):
        assert found == by_botocore(case), case["name"]


def test_so_it_is_for_requests_that_chance_made(bench: Any) -> None:
    random = Random(4)
    cases = [random_case(random) for _ in range(300)]
    for case, found in zip(
        cases, bench.evaluate(SIGN, [typed(case) for case in cases]), strict=True
    ):
        assert found == by_botocore(case), case


def test_a_query_that_is_encoded_is_the_same_as_a_part_of_the_address(bench: Any) -> None:
    """botocore reads a query in a URL without decoding it, as the service sees it."""
    encoded = "a%2Bb=c%20d&e=%C3%A9&Z=1"
    case = whole({"path": f"/?{encoded}"})
    signer = SigV4Auth(Credentials(case["id"], case["secret"]), case["service"], case["region"])
    in_url = signer.canonical_query_string(AWSRequest("GET", f"https://{case['host']}/?{encoded}"))
    (found,) = bench.evaluate(SIGN, [typed(case)])
    assert found["canonicalRequest"].split("\n")[2] == in_url == "Z=1&a%2Bb=c%20d&e=%C3%A9"


def test_the_samples_come_to_what_was_really_sent_and_to_what_aws_publishes(bench: Any) -> None:
    sent, vanilla = bench.evaluate(SIGN, list(SAMPLES.values()))
    from explain.tables import samples

    assert sent["authorization"] == samples.call().signing.authorization
    assert (
        vanilla["signature"] == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )


def stages(page: Any) -> dict[str, bool]:
    """Each stage, and whether it is marked as changed."""
    return {
        each.get_attribute("data-stage"): each.locator(".tag").count() == 1
        for each in page.locator(".stage").all()
    }


def marked(page: Any) -> list[str]:
    return [text.partition(" = ")[0] for text in page.locator(".stage mark").all_inner_texts()]


def ready(page: Any, summary: str) -> None:
    page.locator("sigv4-bench [role=status]").filter(has_text=summary).wait_for()


def test_what_changed_is_marked_and_told(bench: Any) -> None:
    ready(bench, "Change something")
    assert stages(bench) == dict.fromkeys(
        ("Canonical request", "Its hash", "String to sign", "Derived keys", "Signature",
         "Authorization header"), False,
    )  # fmt: skip
    bench.get_by_label("Region").fill("us-east-1")
    ready(bench, "Changed: String to sign, Derived keys, Signature, Authorization header.")
    same = [name for name, changed in stages(bench).items() if not changed]
    assert same == ["Canonical request", "Its hash"]
    assert marked(bench)[:4] == [
        "20260131/us-east-1/ecr/aws4_request",
        'HMAC(kDate, "us-east-1")',
        'HMAC(kRegion, "ecr")',
        'HMAC(kService, "aws4_request")',
    ]
    bench.get_by_label("Body").fill("{ }")
    ready(
        bench,
        "Changed: Canonical request, Its hash, String to sign, Signature, Authorization header.",
    )
    assert bench.locator(".stage").first.locator("mark").count() == 1
    headers = bench.get_by_label("More headers")
    headers.fill(f"{headers.input_value()}\nUser-Agent: me")
    ready(bench, "Nothing changed.")
    assert not any(stages(bench).values())


def test_keys_are_shown_in_short_until_one_asks(bench: Any) -> None:
    ready(bench, "Change something")
    keys = bench.locator("[data-stage='Derived keys']")
    assert keys.inner_text().count("…") == 4
    toggle = bench.get_by_role("button", name="Show the whole keys")
    toggle.focus()
    bench.keyboard.press("Enter")
    assert toggle.get_attribute("aria-pressed") == "true"
    whole_key = derived(SigV4Auth(None, "", ""), SAMPLES["GetAuthorizationToken"])[3][1]
    assert whole_key in keys.inner_text()
    bench.keyboard.press("Space")
    assert whole_key not in keys.inner_text()


def test_the_published_signature_is_recognised(bench: Any) -> None:
    bench.get_by_role("button", name="get-vanilla").press("Enter")
    bench.locator(".finding.ok").wait_for()
    bench.get_by_label("Path").fill("/a")
    bench.locator(".finding.ok").wait_for(state="detached")


@pytest.mark.parametrize(
    ("label", "text", "complaint"),
    [
        ("Time", "yesterday", "This is not a valid signing time."),
        ("Time", "20261331T993000Z", "This is not a valid signing time."),
        ("Host", " ", "A request needs a method and a host."),
        ("More headers", "X-A: 1\nno colon", "Line 2 of the headers"),
    ],
)
def test_what_cannot_be_signed_is_told_in_a_sentence(
    bench: Any, label: str, text: str, complaint: str
) -> None:
    ready(bench, "Change something")
    field = bench.get_by_label(label)
    before = field.input_value()
    field.fill(text)
    ready(bench, complaint)
    assert bench.locator(".finding.error .finding-remedy").inner_text()
    field.fill(before)
    ready(bench, "Nothing changed.")


def test_a_time_with_signs_in_it_is_understood(bench: Any) -> None:
    (plain, iso) = bench.evaluate(SIGN, [VANILLA, {**VANILLA, "date": "2015-08-30T12:36:00.000Z"}])
    assert plain == iso


def test_what_looks_like_a_real_key_is_warned_of(bench: Any) -> None:
    bench.get_by_label("Access key id").fill("AKIA2345672345672345")
    bench.locator(".finding.warning").wait_for()
    bench.get_by_label("Access key id").fill("AKIAIOSFODNN7EXAMPLE")
    bench.locator(".finding.warning").wait_for(state="detached")


def test_what_is_typed_never_becomes_markup(bench: Any) -> None:
    bench.get_by_label("Path").fill("/<img src=x>")
    bench.get_by_label("Region").fill("<b>x</b>")
    ready(bench, "Changed")
    assert bench.locator(".widget :is(img, b)").count() == 0


def test_only_the_newest_is_shown(bench: Any) -> None:
    ready(bench, "Change something")
    bench.evaluate(
        """() => {
          const bench = document.querySelector("sigv4-bench");
          for (const letter of "abcdefghij") { bench.inputs.region.value = letter; bench.refresh(); }
        }"""
    )
    ready(bench, "Changed")
    assert "/j/ecr/" in bench.locator("[data-stage='String to sign']").inner_text()


def test_it_can_be_read_by_everybody_on_any_screen(
    on_any_screen: Callable[[str], Any], assert_readable: Callable[[Any], None]
) -> None:
    page = on_any_screen("signature")
    page.get_by_role("button", name="Show the whole keys").click()
    page.get_by_label("Access key id").fill("AKIA2345672345672345")
    ready(page, "Changed")
    assert page.locator(".finding.warning").count() == 1
    assert_readable(page)


def test_without_scripts_the_page_says_what_to_type_instead(
    opened: Callable[..., Any], built: Path
) -> None:
    page = opened(built / "play" / "signature.html", java_script_enabled=False)
    assert "explain-ecr step 1" in page.locator("sigv4-bench").inner_text()
