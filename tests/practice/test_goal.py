from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explain.errors import LessonProblem
from explain.practice.goal import ANY, Goal, met, read
from explain.wire import Evidence, Exchange, Header

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def exchange(**changed: Any) -> Exchange:
    """Make the exchange of a push's last request, with changes."""
    evidence = changed.pop("evidence", Evidence(verdict="accepted", host=HOST))
    fields = {
        "number": 1, "at": "2026-01-31T12:00:00Z", "client": "engine", "server": "registry",
        "method": "PUT", "target": "/v2/my-image/manifests/latest", "host": "127.0.0.1:1",
        "request_headers": (), "request_body": "", "status": 201, "reason": "Created",
        "response_headers": (), "response_body": "", **changed,
    }  # fmt: skip
    return Exchange(**fields, evidence=evidence)


def goal(line: str) -> Goal:
    return read(f"{line}: It is so.", "an-exercise.md", 7)


WORD = st.text(string.ascii_lowercase, min_size=1, max_size=8)
SENTENCE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=40
).filter(lambda text: text == text.strip())
GOALS = st.builds(
    Goal,
    client=st.one_of(st.just(""), WORD, st.just("aws-cli")),
    method=st.sampled_from([ANY, "GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"]),
    target=st.builds(
        "/{}".format, st.text(f"{string.ascii_letters}{string.digits}/…?=&:._-", max_size=30)
    ),
    operation=st.sampled_from(["", "GetAuthorizationToken", "PutImage"]),
    status=st.integers(100, 599),
    verdict=st.sampled_from(
        ["", "accepted", "no credentials", "not a host of the sandbox", "NAME_UNKNOWN", "DENIED"]
    ),
    host=st.sampled_from(["", HOST, "public.ecr.aws"]),
    sentence=SENTENCE,
)


@given(GOALS)
@example(Goal("", "GET", "/v2/", "", 200, "accepted", HOST, "It is so: @ here."))
@example(Goal("curl", ANY, "/", "", 400, "", "", ": with a colon first"))
def test_what_is_read_of_a_written_goal_is_the_goal(wanted: Goal) -> None:
    assert read(f"  {wanted.pattern}: {wanted.sentence} ", "x.md", 1) == wanted


@given(st.text(max_size=60))
@example("GET /v2/ 200 accepted")
@example("get /v2/ 200: It is so.")
@example("GET v2 200: It is so.")
@example("GET /v2/ 600: It is so.")
@example("GET /v2/ 200 accepted @: It is so.")
@example("GET /v2/ 200: ")
def test_what_is_no_goal_is_told_with_its_file_and_line(line: str) -> None:
    with pytest.raises(LessonProblem) as told:
        read(line, "an-exercise.md", 7)
    assert told.value.message.startswith("an-exercise.md:7: ")
    assert "[client] METHOD target" in told.value.remedy


@pytest.mark.parametrize(
    "line",
    [
        "PUT /v2/my-image/manifests/latest 201",
        "ANY /v2/… 201",
        "ANY /… 201",
        "engine PUT /v2/my-image/manifests/… 201",
        "engine PUT /v2/…/manifests/latest 201 accepted",
        f"engine PUT /v2/my-image/manifests/latest 201 accepted @ {HOST}",
        "PUT /v2/my-image/manifests/latest 201 @ 127.0.0.1",
    ],
)
def test_a_goal_is_met_by_what_it_names(line: str) -> None:
    assert goal(line).is_met_by(exchange(host="127.0.0.1"))


FULL = f"engine PUT /v2/my-image/manifests/latest 201 accepted @ {HOST}"


@pytest.mark.parametrize(
    "changed",
    [
        {"client": "curl"},
        {"method": "HEAD"},
        {"target": "/v2/my-image/manifests/latest2"},
        {"target": "/v2/my-image-2/manifests/latest"},
        {"target": "/prefix/v2/my-image/manifests/latest"},
        {"status": 200},
        {"evidence": Evidence(verdict="DENIED", host=HOST)},
        {"evidence": Evidence(verdict="accepted", host="other")},
        {"evidence": Evidence(host=HOST)},
    ],
    ids=str,
)
def test_an_exchange_that_differs_in_one_thing_does_not_meet_it(changed: dict[str, Any]) -> None:
    assert goal(FULL).is_met_by(exchange())
    assert not goal(FULL).is_met_by(exchange(**changed))


def test_a_query_counts_where_the_goal_has_one() -> None:
    asked = exchange(target="/v2/_catalog?n=1")
    assert goal("PUT /v2/_catalog 201").is_met_by(asked)
    assert goal("PUT /v2/_catalog?n=1 201").is_met_by(asked)
    assert not goal("PUT /v2/_catalog?n=2 201").is_met_by(asked)


def test_a_digest_is_shortened_as_it_is_shown() -> None:
    asked = exchange(target=f"/v2/my-image/blobs/{DIGEST}")
    assert goal(f"PUT /v2/my-image/blobs/{DIGEST[:19]}… 201").is_met_by(asked)
    assert goal("PUT /v2/my-image/blobs/… 201").is_met_by(asked)


def test_an_operation_of_the_api_is_named() -> None:
    name = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"
    asked = exchange(
        method="POST", target="/", status=200, request_headers=(Header("X-Amz-Target", name),)
    )
    assert goal("POST / GetAuthorizationToken 200 accepted").is_met_by(asked)
    assert goal("POST / 200").is_met_by(asked)
    assert not goal("POST / PutImage 200").is_met_by(asked)
    assert not goal("POST / GetAuthorizationToken 200").is_met_by(
        asked._replace(request_headers=())
    )


# Several goals. A wire is a list of letters here, and a goal asks for one of them.

LETTERS = "abc"
WIRES = st.lists(st.sampled_from(LETTERS), max_size=12).map(
    lambda letters: [exchange(target=f"/{letter}") for letter in letters]
)
WANTED = st.lists(st.sampled_from([*LETTERS, "…"]), min_size=1, max_size=5).map(
    lambda letters: [goal(f"PUT /{letter} 201") for letter in letters]
)


@given(WANTED, WIRES, WIRES, st.booleans())
def test_what_is_met_stays_met_and_no_exchange_counts_again(
    goals: list[Goal], first: list[Exchange], then: list[Exchange], in_order: bool
) -> None:
    before = met(goals, first, in_order=in_order)
    after = met(goals, then, before, in_order=in_order)
    assert [was and not is_now for was, is_now in zip(before, after, strict=True)] == [False] * len(
        goals
    )
    assert after == met(goals, [*first, *then], in_order=in_order)


@given(WANTED, WIRES)
def test_in_order_goals_are_met_from_the_first_on(goals: list[Goal], wire: list[Exchange]) -> None:
    done = met(goals, wire, in_order=True)
    assert done == sorted(done, reverse=True)
    rest = iter(wire)  # `any` goes on where it stopped: so these are a subsequence of the wire
    reached = [any(wanted.is_met_by(each) for each in rest) for wanted in goals]
    assert sum(done) == (reached.index(False) if False in reached else len(goals))


@given(WANTED, WIRES)
def test_one_exchange_meets_one_goal(goals: list[Goal], wire: list[Exchange]) -> None:
    for in_order in (True, False):
        assert sum(met(goals, wire, in_order=in_order)) <= len(wire)


@given(st.permutations(LETTERS))
def test_in_any_order_all_orders_count_and_in_order_one_does(order: list[str]) -> None:
    goals = [goal(f"PUT /{letter} 201") for letter in LETTERS]
    wire = [exchange(target=f"/{letter}") for letter in order]
    assert all(met(goals, wire, in_order=False))
    assert all(met(goals, wire, in_order=True)) == (order == list(LETTERS))
