from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from explain.render.diagram import drawn
from explain.wire import Evidence, Exchange, Login


def exchange(client: str, server: str, target: str, status: int = 200, sent: str = "") -> Exchange:
    return Exchange(
        number=1, at="2026-01-31T00:00:00Z", client=client, server=server, method="GET",
        target=target, host="h", request_headers=(), request_body="", status=status,
        reason="<Fine>", response_headers=(), response_body="",
        evidence=Evidence(login=Login("AWS", "•", sent, 9) if sent else None),
    )  # fmt: skip


STEPS = (
    exchange("docker", "engine", "/_ping"),
    exchange("engine", "registry", "/v2/", 401),
    exchange("engine", "registry", "/v2/", sent="0123456789ab"),
)


def test_each_exchange_is_two_arrows_and_one_step_in_words() -> None:
    html, unused = drawn(STEPS, {"GET /v2/ 401": "It *asks*."})
    root = ElementTree.fromstring(html)
    assert unused == []
    arrows = root.findall("div/svg/g[@data-step]")
    steps = root.findall("ol/li")
    assert [len(each.findall("g/path")) for each in arrows] == [2, 2, 2]
    assert [each.get("data-step") for each in arrows] == [each.get("data-step") for each in steps]
    said = ["".join(step.itertext()) for step in steps]
    assert said[1].startswith("engine → registry GET /v2/ 401 <Fine>It asks.")
    assert "with the secret 0123456789ab" in said[2]
    assert "secret" not in said[0] + said[1]


def test_parties_stand_once_in_the_order_in_which_they_come() -> None:
    root = ElementTree.fromstring(drawn(STEPS, {})[0])
    names = [text.text for text in root.iter("text") if text.get("class") == "explain-party-name"]
    assert names == ["docker", "engine", "registry"]


def test_an_arrow_points_at_who_is_asked_and_the_answer_back() -> None:
    root = ElementTree.fromstring(drawn(STEPS[:1], {})[0])
    there, back = root.findall("div/svg/g/g/line")
    assert float(there.get("x1", "")) < float(there.get("x2", ""))
    assert float(back.get("x1", "")) > float(back.get("x2", ""))


def test_a_note_on_nothing_is_told_of() -> None:
    assert drawn(STEPS, {"GET /v2/ 403": "x", "GET /v2/ 200": "y"})[1] == ["GET /v2/ 403"]


def test_the_drawing_is_for_the_eye_alone() -> None:
    root = ElementTree.fromstring(drawn(STEPS, {})[0])
    assert [svg.get("aria-hidden") for svg in root.iter("svg")] == ["true"] * 2


@pytest.mark.parametrize("parties", [2, 3, 5, 8])
def test_no_label_stands_outside_of_the_drawing(parties: int) -> None:
    names = [str(number) for number in range(parties)]
    long = "/v2/my-image/blobs/uploads/"
    steps = [exchange(*pair, long) for pair in (*pairwise(names), names[:2][::-1])]
    root = ElementTree.fromstring(drawn(steps, {})[0])
    width = float(root.findall("div/svg")[1].get("width", ""))
    for text in root.findall("div/svg/g/g/text"):
        half = len(text.text or "") * 7.2 / 2
        assert half <= float(text.get("x", "")) <= width - half
    shown = [text.text for text in root.findall("div/svg/g/g[@class='explain-request']/text")]
    assert shown == [f"GET {long}"] * len(steps)


def test_labels_that_begin_alike_are_told_apart() -> None:
    digests = [f"/v2/my-image/blobs/sha256:{letter * 64}" for letter in "ab"]
    html, _ = drawn([exchange("engine", "registry", digest) for digest in digests], {})
    texts = [text.text for text in ElementTree.fromstring(html).iter("text")]
    assert len(set(texts)) == len(texts) - 1  # the answer is the same
