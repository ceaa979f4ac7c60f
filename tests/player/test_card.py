"""The card on a learner's screen: it is large, and its faces differ in shape, word and colour."""

from __future__ import annotations

import asyncio

import pytest

from explain.player.card import FACES, Card, Shown, lines, picture


@pytest.mark.parametrize("flag", FACES)
@pytest.mark.parametrize(("width", "height"), [(80, 24), (100, 30), (200, 60)])
def test_its_word_is_read_from_the_back_of_a_room(flag: str, width: int, height: int) -> None:
    drawn = picture(FACES[flag], width - 2, height - 8)
    assert len(drawn) >= height // 3
    assert max(map(len, drawn)) <= width - 2
    assert max(map(len, drawn)) >= width * 3 // 4


@pytest.mark.parametrize("flag", ["", *FACES])
@pytest.mark.parametrize("size", [(10, 3), (30, 10), (60, 20), (80, 24), (200, 60)])
def test_it_fills_a_screen_of_any_size(flag: str, size: tuple[int, int]) -> None:
    drawn = lines(FACES.get(flag), Shown("R7K2-M9QD", "cut-password · 1 of 3 goals"), *size)
    assert [line.cell_len for line in drawn] == [size[0]] * size[1]


def test_a_small_screen_has_the_sign_and_the_word() -> None:
    assert picture(FACES["help"], 20, 5) == ["▲ HELP"]
    assert picture(FACES["done"], 20, 5) == ["● DONE"]


def test_the_faces_differ_in_shape_and_in_colour() -> None:
    first, second = FACES.values()
    assert first.shape != second.shape
    assert "blue" in first.style
    assert "yellow" in second.style


def test_keys_turn_it_and_the_code_with_it() -> None:
    async def opened() -> Card:
        card = Card("help", lambda flag: Shown(f"CODE-{flag or 'none'}", "where"))
        async with card.run_test(size=(80, 24)) as pilot:
            body = card.query_one("#body")
            for key, flag in (("d", "done"), ("o", "none"), ("h", "help")):
                await pilot.press(key)
                shown = body.render().plain  # type: ignore[union-attr]
                assert " ".join(f"CODE-{flag}") in shown
                assert ("█" in shown) == (flag != "none")
            await pilot.press("q")
        return card

    card = asyncio.run(opened())
    assert card.return_code == 0
    assert card.flag == "help"
