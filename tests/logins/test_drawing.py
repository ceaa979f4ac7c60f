"""How a stored login looks: on a terminal's width, and on a page."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest

from explain.narration import Finding, StoredCredential
from explain.render.html import draw
from explain.render.plain import Plain

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"


def login(state: str, **others: str) -> StoredCredential:
    empty = dict.fromkeys(("user", "store", "expires_at", "left", "fingerprint"), "")
    return StoredCredential(host=HOST, state=state, **{**empty, **others})


def plain(*events: StoredCredential | Finding) -> str:
    screen = io.StringIO()
    for event in events:
        Plain(screen, 80).draw(event)
    return screen.getvalue()


@pytest.mark.parametrize(
    ("event", "until"),
    [
        (login("valid", expires_at="2026-01-31T12:00:00Z", left="3 h 0 min"),
         "2026-01-31T12:00:00Z (3 h 0 min from now)"),
        (login("expired", expires_at="2026-01-31T12:00:00Z", left="-3 h 0 min"),
         "2026-01-31T12:00:00Z (expired 3 h 0 min ago)"),
        (login("unknown"), "it does not say"),
        (login("helper"), "only the helper knows, and it was not asked"),
    ],
)  # fmt: skip
def test_it_is_said_until_when_a_login_lasts(event: StoredCredential, until: str) -> None:
    assert f"  {event.state}: {HOST}\n      until: {until}\n" in plain(event)
    page = ElementTree.fromstring(draw(event))
    assert until in "".join(page.itertext())


def test_a_broken_login_has_no_end() -> None:
    assert "until" not in plain(login("broken")) + draw(login("broken"))


def test_what_a_store_is_called_cannot_be_markup() -> None:
    page = draw(login("valid", user="<script>", store="a&b"))
    assert "<script>" not in page
    assert "".join(ElementTree.fromstring(page).itertext()).count("<script>") == 1


def test_what_is_well_makes_a_list_without_gaps() -> None:
    well = Finding("aws", "ok", "aws 2.30.0", "")
    assert plain(well, well) == "  ok: aws 2.30.0\n" * 2
    assert plain(Finding("x", "note", "this", "It is so.")).endswith("It is so.\n\n")
