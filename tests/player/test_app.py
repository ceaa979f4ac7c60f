"""The player on a screen that textual simulates: what is drawn, and what each key does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from explain.hosts.registry import Registry
from explain.narration import Asked
from explain.player.app import Player
from explain.player.place import Place
from explain.player.walk import Walk
from explain.sandbox import Sandbox

LINE = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS --password-stdin"
)


def lines(app: Player) -> list[str]:
    """What stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def run(
    walk: Walk, play: Callable[[Player, Any], Awaitable[None]], size: tuple[int, int], **kept: Any
):
    """Open the player on a walk, have somebody play with it, and return it."""

    async def opened() -> Player:
        app = Player(walk, Registry(), kept.get("place") or Place(None, "1..3"))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await play(app, pilot)
        return app

    return asyncio.run(opened())


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30), (200, 60)])
def test_every_screen_fits_and_one_key_leads_to_the_end(begin, size) -> None:
    walk = begin()
    screens: list[list[str]] = []

    async def play(app: Player, pilot: Any) -> None:
        for _ in range(1000):
            screens.append(lines(app))
            if walk.at_end:
                return
            await pilot.press("space")

    run(walk, play, size)
    assert walk.at_end
    for screen in screens:
        assert len(screen) == size[1]
        assert max(map(len, screen)) <= size[0]
        assert "".join(screen[1:4]).replace(" ", "").startswith(LINE.replace(" ", "")[:60])
        foot = screen[-1]
        assert any(word in foot for word in ("next", "choose", "performing", "quit"))
    shown = "\n".join("\n".join(screen) for screen in screens)
    for words in ("act 1 of 7", "act 7 of 7", "100 %", "Where to go next", "The answer: "):
        assert words in shown


def test_a_question_takes_a_number_and_skips(begin, performed) -> None:
    questions = [at for at, event in enumerate(performed) if isinstance(event, Asked)]

    async def play(app: Player, pilot: Any) -> None:
        for at, key in zip(questions, ("3", "1", "space"), strict=False):
            walk.go(at)
            app._draw()
            await pilot.press(key)
            assert walk.event > at

    walk = begin()
    run(walk, play, (80, 24))
    assert walk.choices == {questions[0]: 2, questions[1]: 0}


def test_back_and_the_jumps_and_the_wheel(begin) -> None:
    walk = begin()

    async def play(app: Player, pilot: Any) -> None:
        first = lines(app)
        await pilot.press("space", "right", "pagedown", "enter")
        assert walk.stop == 4
        await pilot.press("b", "left", "pageup", "up")
        assert lines(app) == first
        await pilot.press("right_curly_bracket")
        assert "act 1 of 7" in lines(app)[0]
        await pilot.press("right_curly_bracket")
        assert "act 2 of 7" in lines(app)[0]
        await pilot.press("left_curly_bracket", "home")
        assert lines(app) == first
        await pilot.press("g", "end", "enter")
        assert walk.event > 150
        await pilot.press("home", "slash", *"string to sign", "enter")
        assert "string to sign" in "\n".join(lines(app)).lower()

    run(walk, play, (80, 24))


def test_copying_and_detail_and_help(begin) -> None:
    walk = begin()

    async def play(app: Player, pilot: Any) -> None:
        await pilot.press("y")
        assert app.clipboard.startswith(LINE)
        walk.find("GetAuthorizationToken:")
        app._draw()
        assert any("more headers that you have seen" in line for line in lines(app))
        await pilot.press("d")
        assert walk.detailed
        await pilot.press("question_mark")
        assert any("The mouse wheel" in line for line in lines(app))
        await pilot.press("x")
        assert not any("The mouse wheel" in line for line in lines(app))

    run(walk, play, (80, 24))


def test_the_place_is_remembered_and_begun_at(begin, tmp_path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox")
    walk = begin()

    async def leave(app: Player, pilot: Any) -> None:
        await pilot.press("right_curly_bracket", "right_curly_bracket", "q")

    run(walk, leave, (80, 24), place=Place(sandbox, "1..3"))
    kept = Place(sandbox, "1..3").last()
    assert walk.outline.items[kept].act == "token"
    assert Place(sandbox, "2").last() == 0

    async def leave_at_once(app: Player, pilot: Any) -> None:
        await pilot.press("q")

    run(begin(), leave_at_once, (80, 24), place=Place(sandbox, "1..3"))
    assert Place(sandbox, "1..3").last() == kept

    async def read_to_the_end(app: Player, pilot: Any) -> None:
        await pilot.press("n", "end", "q")

    run(begin(), read_to_the_end, (80, 24), place=Place(sandbox, "1..3"))
    assert Place(sandbox, "1..3").last() == 0


def test_the_place_is_kept_at_each_step_for_a_player_that_is_killed(begin, tmp_path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox")
    sandbox.remember("walk", {"1..3": "9"})
    walk = begin()

    async def play(app: Player, pilot: Any) -> None:
        assert Place(sandbox, "1..3").last() == 9, "nobody has answered yet"
        await pilot.press("n", "right_curly_bracket", "right_curly_bracket")
        kept = Place(sandbox, "1..3").last()
        assert walk.outline.items[kept].act == "token"
        await pilot.press("b")
        assert Place(sandbox, "1..3").last() == kept - 1

    run(walk, play, (80, 24), place=Place(sandbox, "1..3"))


def test_somebody_who_comes_again_is_asked_whether_to_go_on(begin, tmp_path) -> None:
    sandbox = Sandbox(tmp_path / "sandbox")
    walk = begin()
    block = next(at for at, item in enumerate(walk.outline.items) if item.beat == "inner")
    sandbox.remember("walk", {"1..3": str(block)})
    for key, act in (("enter", "act 3 of 7"), ("n", "act 1 of 7")):

        async def play(app: Player, pilot: Any, key: str = key, act: str = act) -> None:
            assert any("You were at: Step 1" in line for line in lines(app))
            await pilot.press(key, "space")
            assert act in lines(app)[0] or (key == "n" and "7 acts" in lines(app)[0])

        run(begin(), play, (80, 24), place=Place(sandbox, "1..3"))


def test_an_error_comes_out_of_the_player_without_its_values(begin, capsys) -> None:
    class Broken(Walk):
        def next(self) -> None:
            secret = "wombat-of-the-night"
            raise ZeroDivisionError(len(secret))

    walk = Broken(begin().source, begin().outline)

    async def play(app: Player, pilot: Any) -> None:
        await pilot.press("space")

    with pytest.raises(ZeroDivisionError):
        run(walk, play, (80, 24))
    assert "wombat" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("size", [(20, 6), (10, 3), (40, 10)])
def test_a_screen_that_is_much_too_small_breaks_nothing(begin, size) -> None:
    async def play(app: Player, pilot: Any) -> None:
        await pilot.press("space", "b", "g", "escape", "question_mark", "x", "d", "end")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert len(lines(app)) == 24

    run(begin(), play, size)
