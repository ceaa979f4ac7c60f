"""The trace: a line an exchange, JSON, a diagram."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.render.trace import as_json, as_line, sequence
from explain.wire import FOREIGN, Evidence, Exchange, HandedOut, Header, Login

AT = "2026-01-31T12:00:00Z"
DIGEST = "ccc80865e1f76ec98ac82c03ac535a1ac428e5491b5769cce551b29f312fd9a1"


def exchange(**changed: Any) -> Exchange:
    usual: dict[str, Any] = {
        "number": 1, "at": AT, "client": "docker", "server": "engine", "method": "GET",
        "target": "/v2/", "host": "x", "request_headers": (), "request_body": "", "status": 200,
        "reason": "OK", "response_headers": (), "response_body": "",
    }  # fmt: skip
    return Exchange(**{**usual, **changed})


LOGIN = [
    exchange(client="aws", server="ECR API", method="POST", target="/"),
    exchange(method="POST", target="/v1.50/auth"),
    exchange(client="engine", server="registry", status=401, reason="Unauthorized"),
    exchange(client="engine", server="registry"),
]


def test_a_line_says_when_who_asked_whom_for_what_and_what_came_of_it() -> None:
    assert as_line(exchange()) == "2026-01-31T12:00:00Z  docker → engine: GET /v2/  200 OK"


def test_a_line_recognises_the_secret_by_its_fingerprint() -> None:
    presented = Evidence("accepted", login=Login("AWS", "eyJw••••", "0123456789ab", 2444))
    line = as_line(exchange(evidence=presented))
    assert line.endswith("  (accepted, secret 0123456789ab)")
    token = HandedOut("381492183358", "ap-south-1", "ba9876543210", 2444, "2026-02-01T00:00:00Z")
    minted = exchange(evidence=Evidence("accepted", token=token))
    assert as_line(minted).endswith("  (accepted, secret ba9876543210)")


def test_a_line_names_the_host_that_is_not_in_the_lab() -> None:
    foreign = Evidence("not a host of the sandbox", host="example.com")
    assert as_line(exchange(evidence=foreign)).endswith("(not a host of the sandbox, example.com)")


@pytest.mark.parametrize(
    "changed",
    [
        {"request_headers": (("X-Amz-Target", "Amazon_V2015.GetAuthorizationToken"),)},
        {"request_headers": (("x-amz-target", "GetAuthorizationToken"),)},
        {"request_body": "Version=2011&Action=GetAuthorizationToken&More=x"},
    ],
)
def test_a_line_names_the_operation_of_awss_api(changed: dict[str, Any]) -> None:
    line = as_line(exchange(method="POST", target="/", **changed))
    assert "POST / GetAuthorizationToken  200" in line


@pytest.mark.parametrize("mark", [":", "%3A"])
def test_a_line_shortens_digests(mark: str) -> None:
    line = as_line(exchange(target=f"/v2/a/blobs/sha256{mark}{DIGEST}?x=1"))
    assert f"/v2/a/blobs/sha256{mark}ccc80865e1f7…?x=1" in line


@given(st.text(), st.text(), st.text())
def test_nothing_in_a_line_steers_the_terminal(client: str, target: str, asked_for: str) -> None:
    hostile = exchange(client=client, target=target, evidence=Evidence(FOREIGN, host=asked_for))
    assert as_line(hostile).isprintable()
    assert all(line.isprintable() for line in sequence([hostile]).split("\n"))


def test_what_would_steer_it_is_shown() -> None:
    assert "\\x1b[2J" in as_line(exchange(target="/\x1b[2J"))


@given(st.text(), st.text())
def test_json_is_the_whole_exchange_on_one_line(target: str, body: str) -> None:
    whole = exchange(target=target, response_body=body, request_headers=(Header("A", "b"),))
    text = as_json(whole)
    found = json.loads(text)
    assert (found["target"], found["response_body"]) == (target, body)
    assert found["request_headers"] == [{"name": "A", "value": "b"}]
    assert found["at"] == "2026-01-31T12:00:00Z"
    assert not any(ord(each) < 32 or 127 <= ord(each) < 160 for each in text)


def test_a_diagram_draws_each_party_once_and_two_arrows_an_exchange() -> None:
    drawn = sequence(LOGIN).split("\n")
    assert drawn[0].split() == ["aws", "ECR", "API", "docker", "engine", "registry"]
    assert len(drawn) == 1 + 2 * len(LOGIN)
    assert [line.count(">") + line.count("<") for line in drawn[1:]] == [1] * 8
    assert "401 Unauthorized" in drawn[6]


def test_arrows_point_at_who_is_asked_and_back() -> None:
    _, there, back = sequence([exchange()]).split("\n")
    assert there.strip() == f"│{'GET /v2/'.center(28, '─')}>│"
    assert back.strip().startswith("│<")


@pytest.mark.parametrize("columns", [70, 72, 80, 100, 132, 150, 300])
def test_a_diagram_has_the_width_of_its_terminal(columns: int) -> None:
    drawn = sequence(LOGIN, columns).split("\n")
    assert max(map(len, drawn)) <= min(columns, 150)
    assert len({len(line) for line in drawn[1:]}) == 1


@given(
    st.integers(0, 60), st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=8, unique=True)
)
def test_a_diagram_holds_together_at_any_width(columns: int, parties: list[str]) -> None:
    asked = [exchange(client=one, server=other, target="/long" * 30)
             for one in parties for other in parties]  # fmt: skip
    drawn = sequence(asked, columns).split("\n")
    assert len({len(line) for line in drawn[1:]}) == 1


def test_long_requests_are_cut() -> None:
    _, there, _ = sequence([exchange(target="/" + "x" * 99)]).split("\n")
    assert "x…" in there
    assert len(there) <= 60


def test_a_client_with_its_servers_name_is_somebody_else() -> None:
    head, there, back = sequence([exchange(client="engine")]).split("\n")
    assert head.split() == ["engine", "(client)", "engine"]
    assert there.endswith(">│")
    assert "<" in back


def test_a_diagram_of_nothing_is_empty() -> None:
    assert sequence([]) == ""
