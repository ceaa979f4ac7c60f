"""A talk: the time, a blank screen, acts that wait for a word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import wraps

import pytest
from textual.pilot import Pilot

from explain import library
from explain.hosts.registry import Registry
from explain.lesson import Lesson, Section
from explain.narration import ActBegan, Event, SectionBegan
from explain.player.outline import Outline
from explain.player.place import Place
from explain.player.source import Live, Play
from explain.player.talk import Blank, Talk, clock
from explain.player.walk import Walk

Stage = Callable[..., Talk]


@pytest.fixture
def stage(performed: list[Event], outline: Outline) -> Iterator[Stage]:
    """Make talks whose acts are performed from what was performed before."""
    sources: list[Live] = []

    def play(lesson: Lesson, section: Section) -> Iterator[Event]:
        start = next(
            at
            for at, event in enumerate(performed)
            if event == SectionBegan(section.level, section.title, lesson.name)
        )
        yield performed[start]
        for event in performed[start + 1 :]:
            if isinstance(event, SectionBegan):
                return
            yield event

    @contextmanager
    def performing() -> Iterator[Play]:
        yield play

    def made(*, hold: bool = False, lab: Callable[[], None] = lambda: None) -> Talk:
        source = Live(library.walk("1..3"), performing, hold=hold)
        sources.append(source)
        talk = Talk(Walk(source, outline), Registry(), Place(None, "1..3"), 20, lab)
        source.changed = talk.arrived
        source.start()
        return talk

    yield made
    for source in sources:
        source.close()


def at_once(test: Callable[..., Coroutine[None, None, None]]) -> Callable[..., None]:
    """Run a test that waits for a player."""

    @wraps(test)
    def run(*args: object, **named: object) -> None:
        asyncio.run(test(*args, **named))

    return run


def head(talk: Talk) -> str:
    return talk.query_one("#head").render().plain  # type: ignore[no-any-return, union-attr]


def foot(talk: Talk) -> str:
    return talk.query_one("#foot").render().plain  # type: ignore[no-any-return, union-attr]


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(500):
        await pilot.pause(0.01)
        if true():
            return
    pytest.fail("it does not come to pass")


async def on_to_the_act(pilot: Pilot[int], talk: Talk) -> None:
    """Go on until an act waits to be performed, and everything before it is seen."""
    for _ in range(200):
        if "performs" in foot(talk):
            return
        await pilot.press("end")
    pytest.fail("no act waits")


@at_once
async def test_the_time_begins_with_the_first_step_and_can_be_hidden(stage: Stage) -> None:
    talk = stage()
    async with talk.run_test(size=(80, 24)) as pilot:
        assert "0:00 / 20:00" in head(talk)
        assert not talk.begun
        await pilot.press("pagedown")
        talk.begun -= 725
        await pilot.press("pagedown")
        assert "12:05 / 20:00" in head(talk)
        await pilot.press("t")
        assert "20:00" not in head(talk)


@at_once
async def test_a_blank_screen_goes_with_any_key_and_a_clicker_ends_nothing(stage: Stage) -> None:
    talk = stage()
    async with talk.run_test(size=(60, 20)) as pilot:
        await pilot.press("space")
        seen = talk.walk.rows
        for key in ("b", "full_stop"):
            await pilot.press(key)
            assert isinstance(talk.screen, Blank)
            await pilot.press("pagedown")
            assert not isinstance(talk.screen, Blank)
        await pilot.press("escape", "f5")
        assert talk.walk.rows == seen
        assert talk.is_running
        await pilot.press("pageup")
        assert talk.walk.stop == 0
        await pilot.press("q")
    assert talk.return_value == 0


@at_once
async def test_an_act_waits_until_it_is_told_to_begin(stage: Stage) -> None:
    talk = stage(hold=True)
    source = talk.walk.source

    def acts() -> list[str]:
        return [event.act for event in source.events if isinstance(event, ActBegan)]

    async with talk.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: source.held)
        await pilot.press("x")
        assert acts() == []  # there is more to read first
        await on_to_the_act(pilot, talk)
        await pilot.press("pagedown", "pagedown")
        assert acts() == []
        await pilot.press("x")
        await until(pilot, lambda: acts() == ["sign"])
        await on_to_the_act(pilot, talk)
        assert acts() == ["sign"]


@at_once
async def test_acts_that_are_jumped_over_are_performed_and_the_one_jumped_to_waits(
    stage: Stage,
) -> None:
    talk = stage(hold=True)
    source = talk.walk.source
    async with talk.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: source.held)
        block = next(at for at, item in enumerate(talk.walk.outline.items) if item.act == "decode")
        talk._go(block)
        await until(pilot, lambda: "performs" in foot(talk) and source.held)
        begun = [event.act for event in source.events if isinstance(event, ActBegan)]
        assert begun == ["sign", "token"]
        assert talk.walk.section[1] == "Open the token"


@at_once
async def test_words_that_are_still_to_come_are_found_and_performed(stage: Stage) -> None:
    talk = stage()
    async with talk.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: talk.walk.rows)
        talk._find("the same fingerprint again")  # a note on a beat of the fifth act
        await until(pilot, lambda: "act 5 of 7" in head(talk))
        assert "with the credential" in "".join(row.text.plain for row in talk.walk.rows)
        talk._find("no such words anywhere")
        await until(pilot, lambda: talk._notifications)
        assert any("Not found in the lessons" in each.message for each in talk._notifications)


@at_once
async def test_a_lab_is_refused_where_the_screen_cannot_be_lent(stage: Stage) -> None:
    opened: list[str] = []
    talk = stage(lab=lambda: opened.append("lab"))
    async with talk.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("l")
        assert not opened
        assert any("another terminal" in each.message for each in talk._notifications)


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (65.9, "1:05"), (3605, "60:05")])
def test_a_duration_is_minutes_and_seconds(seconds: float, text: str) -> None:
    assert clock(seconds) == text
