"""A line in pieces: together they are the line, and each says whose it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explain.command.annotate import annotate
from explain.command.pieces import pieces
from explain.masking import masked

CASES = [
    case["line"] for case in json.loads((Path(__file__).parent / "cases.json").read_text("utf-8"))
]


def shown(line: str) -> list[str]:
    """What each part has of the line, `|` between its pieces."""
    parts, cut = pieces(line)
    return [
        "|".join(piece.text for piece in cut if piece.part == number)
        for number in range(len(parts))
    ]


@pytest.mark.parametrize("line", CASES)
def test_the_pieces_are_the_line(line: str) -> None:
    parts, cut = pieces(line)
    assert "".join(piece.text for piece in cut) == masked(line)
    assert parts == annotate(line)


@given(st.text(max_size=60))
@example("")
@example("docker login -p eyJwYXlsb2FkIjoiAAAAAAAAAAAAAAAAAA$X")
def test_any_text_can_be_cut(line: str) -> None:
    _, cut = pieces(line)
    assert "".join(piece.text for piece in cut) == masked(line)


@pytest.mark.parametrize("line", CASES)
def test_only_blanks_are_no_parts_own(line: str) -> None:
    _, cut = pieces(line)
    assert "".join(piece.text for piece in cut if piece.part < 0).strip() == ""


def test_the_innermost_part_has_the_piece_and_the_outer_one_what_is_left() -> None:
    found = shown("docker push 381492183358.dkr.ecr.ap-south-1.amazonaws.com/app:1")
    assert found == [
        "docker", "push", "/|:", ".|.|.", "381492183358", "dkr.ecr", "ap-south-1", "amazonaws.com",
        "app", "1",
    ]  # fmt: skip


def test_a_part_leads_where_it_begins() -> None:
    parts, cut = pieces('docker login -p "$(aws ecr get-login-password)"')
    own = [piece for piece in cut if parts[piece.part].kind == "substitution"]
    opening, closing = (piece for piece in own if piece.text.strip())
    assert (opening.text, opening.leads) == ('"$(', True)
    assert (closing.text, closing.leads) == (')"', False)


def test_a_secret_is_in_one_piece_and_masked() -> None:
    token = "eyJwYXlsb2FkIjoi" + "A" * 40
    _, cut = pieces(f"docker login --password={token} -u AWS")
    assert [piece.text for piece in cut if "•" in piece.text] == ["•••••••• (56 characters)"]
    assert not any("eyJ" in piece.text for piece in cut)
