"""The trace: a line an exchange, rows for a screen, JSON, a diagram."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.render import trace
from explain.render.trace import as_json, as_rows
from explain.wire import (
    FOREIGN,
    Change,
    Evidence,
    Exchange,
    HandedOut,
    Header,
    Login,
    Permission,
    Summary,
    summary,
)

AT = "2026-01-31T12:00:00Z"
DIGEST = "ccc80865e1f76ec98ac82c03ac535a1ac428e5491b5769cce551b29f312fd9a1"


def exchange(**changed: Any) -> Exchange:
    usual: dict[str, Any] = {
        "number": 1, "at": AT, "client": "docker", "server": "engine", "method": "GET",
        "target": "/v2/", "host": "x", "request_headers": (), "request_body": "", "status": 200,
        "reason": "OK", "response_headers": (), "response_body": "",
    }  # fmt: skip
    return Exchange(**{**usual, **changed})


def as_line(exchange: Exchange) -> str:
    return trace.as_line(summary(exchange))


def sequence(exchanges: list[Exchange], columns: int | None = None, rows: int = 24) -> str:
    return trace.sequence(list(map(summary, exchanges)), columns, rows)


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
    assert line.endswith("  (secret 0123456789ab)")
    token = HandedOut("381492183358", "ap-south-1", "ba9876543210", 2444, "2026-02-01T00:00:00Z")
    minted = exchange(evidence=Evidence("accepted", token=token))
    assert as_line(minted).endswith("  (secret ba9876543210)")


def test_a_line_names_the_host_that_is_not_in_the_lab() -> None:
    foreign = Evidence("not a host of the sandbox", host="example.com")
    assert as_line(exchange(evidence=foreign)).endswith("(not a host of the sandbox, example.com)")


def test_a_line_says_what_became_of_a_password_and_which_policy_denied() -> None:
    cut = Login(
        "AWS", "x", "0123456789ab", 40, "unreadable token", change=Change("f", "end missing", 4)
    )
    line = as_line(exchange(evidence=Evidence("unreadable token", login=cut)))
    assert line.endswith("(unreadable token, end missing, secret 0123456789ab)")
    other = cut._replace(change=None, region="eu-west-1")
    line = as_line(exchange(evidence=Evidence("unreadable token", login=other)))
    assert line.endswith("(unreadable token, handed out for eu-west-1, secret 0123456789ab)")
    here = exchange(
        host="x.ap-south-1.y",
        evidence=Evidence("expired", login=cut._replace(change=None, region="ap-south-1")),
    )
    assert as_line(here).endswith("(expired, secret 0123456789ab)")
    for policy, said in (("no-push", "no-push denies"), ("", "no policy allows")):
        denied = Evidence("DENIED", permission=Permission("ecr:PutImage", "x", False, policy))
        assert as_line(exchange(evidence=denied)).endswith(f"(DENIED, {said} ecr:PutImage)")


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
    assert len({len(line) for line in drawn if "│" in line}) == 1


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


# --- rows for a screen -----------------------------------------------------------------------------


def row_of(**changed: Any) -> Summary:
    return summary(exchange(**changed))


def test_rows_name_the_day_once_and_then_the_time() -> None:
    next_day = row_of(at="2026-02-01T00:00:01Z")
    assert list(as_rows([row_of(), row_of(), next_day], 80)) == [
        "2026-01-31, UTC",
        "12:00:00  docker → engine: GET /v2/  200 OK",
        "12:00:00  docker → engine: GET /v2/  200 OK",
        "2026-02-01, UTC",
        "00:00:01  docker → engine: GET /v2/  200 OK",
    ]


def test_what_is_longer_than_a_row_hangs_below_the_time() -> None:
    presented = Evidence("expired", login=Login("AWS", "eyJw••••", "0123456789ab", 2444, "expired"))
    line = row_of(target="/v2/my-image/blobs/uploads/", status=403, reason="Forbidden",
                  client="engine", server="registry", evidence=presented)  # fmt: skip
    assert list(as_rows([line], 80))[1].split("\n") == [
        "12:00:00  engine → registry: GET /v2/my-image/blobs/uploads/  403 Forbidden",
        "          (expired, secret 0123456789ab)",
    ]
    long = list(as_rows([row_of(target="/" + "x" * 150)], 80))[1].split("\n")
    assert [len(row) for row in long] == [26, 80, 80, 33]
    assert long[-1].endswith("xxx  200 OK")


@given(
    st.text(max_size=120),
    st.text(max_size=120),
    st.integers(21, 200),
    st.booleans(),
    st.text(max_size=90),
)
def test_no_row_is_too_long_and_nothing_is_lost(
    target: str, host: str, columns: int, brief: bool, server: str
) -> None:
    foreign = Evidence("not a host of the sandbox", host=host)
    line = row_of(client="x", server="y", target=target, evidence=foreign)
    _, text = as_rows([line], columns, brief=brief)
    rows = text.split("\n")
    assert max(map(len, rows)) <= max(columns, 21)
    assert all(row.isprintable() for row in rows)
    if brief:
        assert len(rows) == 1
        assert rows[0].endswith("  200 OK")
    else:
        whole = trace.as_line(line).partition("  ")[2]
        assert "".join(text.partition("  ")[2].split()) == "".join(whole.split())


def test_the_parties_of_a_diagram_are_always_in_sight() -> None:
    drawn = sequence(LOGIN * 20, 80, rows=24).split("\n")
    heads = [number for number, row in enumerate(drawn) if "registry" in row]
    assert heads[0] == 0
    # A screen of 24 rows shows 23 of them, with the prompt or the pager's own row below.
    assert max(later - sooner for sooner, later in pairwise(heads)) <= 23
    assert len(drawn) == 160 + len(heads)
