"""An act that fails is taken from a recording, and everything after it is performed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain import library, recording
from explain.cli import rehearsal
from explain.errors import ToolProblem, UsageProblem
from explain.hosts.registry import Registry
from explain.lesson import Lesson, Section
from explain.narration import (
    ActBegan,
    ActEnded,
    BeatBegan,
    Event,
    Failed,
    Followed,
    SectionBegan,
)
from explain.player.outline import Outline
from explain.player.place import Place
from explain.player.source import Live, Play
from explain.player.talk import Talk
from explain.player.walk import Walk
from explain.recording import Recording
from explain.replay import Replay
from tests.player.test_talk import at_once, foot, head, until
from tests.player.test_terminal import plain, terminal

SECTIONS = library.walk("1..3")


def parts(performed: list[Event]) -> list[list[Event]]:
    """Cut what was performed into its sections."""
    cut: list[list[Event]] = []
    for event in performed:
        if isinstance(event, SectionBegan):
            cut.append([])
        cut[-1].append(event)
    return cut


def end_of(act: str, performed: list[Event]) -> int:
    """Return where an act ends. An event that begins it would be equal to the one that ends it."""
    return next(
        at for at, event in enumerate(performed) if isinstance(event, ActEnded) and event.act == act
    )


class Stage:
    """Plays what was performed before, and fails once at the event of this number, or whenever it is set."""

    def __init__(self, performed: list[Event], fails_at: int, *, never_set: bool = False) -> None:
        self.parts, self.fails_at, self.never_set = parts(performed), fails_at, never_set
        self.set = 0

    @contextmanager
    def performing(self) -> Iterator[Play]:
        self.set += 1
        if self.never_set:
            raise ToolProblem("No stage.", "Set it.")
        yield self.play

    def play(self, lesson: Lesson, section: Section) -> Iterator[Event]:
        at = next(
            at for at, (other, part) in enumerate(SECTIONS) if (other, part) == (lesson, section)
        )
        number = sum(map(len, self.parts[:at]))
        for event in self.parts[at]:
            if number == self.fails_at:
                self.fails_at = -1
                raise ToolProblem("It broke.", "Repair it.")
            yield event
            number += 1


class Ended:
    """Tells when a source has no more to do."""

    def __init__(self, live: Live) -> None:
        self.live, self.signal = live, Signal()
        live.changed = lambda: self.signal.set() if live.ended else None

    def wait(self) -> None:
        assert self.signal.wait(60)
        self.signal.clear()


def live(stage: Stage, recorded: list[Event] | None) -> tuple[Live, Ended]:
    replay = None if recorded is None else Replay(recorded)
    source = Live(SECTIONS, stage.performing, fallback=lambda: replay)
    source.want(100_000)
    return source, Ended(source)


def test_a_recording_plays_each_section_as_it_was_performed(performed) -> None:
    replay = Replay(performed)
    for (lesson, section), part in zip(SECTIONS, parts(performed), strict=True):
        assert replay.holds(section)
        assert list(replay.section(lesson, section)) == part


def test_a_recording_of_other_lessons_does_not_hold_a_section(performed) -> None:
    sign = next(section for _, section in SECTIONS if "sign" in section.acts)
    summary = SECTIONS[
        [any(isinstance(e, Followed) for e in p) for p in parts(performed)].index(True)
    ]
    start = performed.index(ActBegan("sign"))
    end = end_of("sign", performed)
    beats = [at for at in range(start, end) if isinstance(performed[at], BeatBegan)]
    assert not Replay(performed[end:]).holds(sign)
    assert not Replay([*performed[: beats[1]], *performed[beats[2] :]]).holds(sign)
    assert not Replay(performed[:end]).holds(summary[1])
    assert Replay(performed[:end]).holds(sign)


@settings(max_examples=40, deadline=None)
@given(at=st.floats(0, 1, exclude_max=True))
def test_wherever_an_act_fails_its_beat_is_replaced_and_the_rest_is_performed(
    performed, at
) -> None:
    number = int(at * len(performed))
    stage = Stage(performed, number)
    source, ended = live(stage, performed)
    source.start()
    ended.wait()
    assert isinstance(source.events[-1], Failed)
    assert source.replaceable
    first = source.replace()
    ended.wait()
    assert source.events == performed
    assert not source.failed
    assert not source.whole, "it is no rehearsal"
    starts = [0]
    for part in parts(performed):
        starts.append(starts[-1] + len(part))
    end = min(start for start in starts if start > number)
    assert first <= number
    assert all(source.is_recorded(event) for event in range(first, end))
    assert not any(map(source.is_recorded, range(first)))
    for start, part in zip(starts, parts(performed), strict=False):
        is_summary = any(isinstance(event, Followed) for event in part)
        if start >= end:
            assert all(
                source.is_recorded(at) is is_summary for at in range(start, start + len(part))
            )
    assert stage.set == (1 if end == len(performed) else 2)
    source.close()


def test_the_first_words_need_no_stage(performed) -> None:
    stage = Stage(performed, -1, never_set=True)
    source = Live(SECTIONS, stage.performing, stage.play)
    ended = Ended(source)
    source.start()
    ended.wait()
    (first, *_) = parts(performed)
    assert source.events[:-1] == first
    assert source.events[-1] == Failed("No stage.", "Set it.", 1)
    source.close()


def test_where_no_stage_can_be_set_each_section_can_be_replaced(performed) -> None:
    source, ended = live(Stage(performed, -1, never_set=True), performed)
    source.start()
    for _ in SECTIONS:
        ended.wait()
        assert source.replaceable
        source.replace()
    ended.wait()
    assert source.events == performed
    source.close()


@pytest.mark.parametrize("recorded", [None, []], ids=["no recording", "one of nothing"])
def test_without_a_recording_it_can_be_tried_again_only(performed, recorded) -> None:
    number = end_of("token", performed)
    source, ended = live(Stage(performed, number), recorded)
    source.start()
    ended.wait()
    assert not source.replaceable
    assert source.replace() == len(source.events)
    source.again()
    ended.wait()
    assert source.events == performed
    assert source.whole
    source.close()


# --- on a screen ---------------------------------------------------------------------------------


@pytest.mark.parametrize("has_recording", [True, False])
def test_r_is_offered_where_it_works_and_the_talk_goes_on_live(
    performed: list[Event], outline: Outline, has_recording: bool
) -> None:
    @at_once
    async def test() -> None:
        stage = Stage(performed, performed.index(BeatBegan("login", "stored")) + 2)
        source = Live(
            SECTIONS,
            stage.performing,
            fallback=lambda: Replay(performed) if has_recording else None,
        )
        talk = Talk(Walk(source, outline), Registry(), Place(None, "1..3"), 20, lambda: None)
        source.changed = talk.arrived
        source.start()
        async with talk.run_test(size=(80, 24)) as pilot:
            talk._go(next(at for at, item in enumerate(outline.items) if item.act == "login"))
            await until(pilot, lambda: "act 5" in head(talk))
            for _ in range(40):
                if "try again" in foot(talk):
                    break
                assert " r " not in foot(talk)
                await pilot.press("pagedown")
            assert "try again" in foot(talk)
            assert ("from the recording" in foot(talk)) is has_recording
            assert ("Press r" in talk.told.note) is has_recording
            await pilot.press("r")
            if not has_recording:
                assert "try again" in foot(talk)
                return
            await until(pilot, lambda: "recorded" in head(talk))
            assert "act 5 of 7" in head(talk)
            first = next(at for at in range(len(performed)) if source.is_recorded(at))
            assert talk.walk.stop == talk.walk.deck.stop_at(first), "a step of it was passed over"
            talk._go(next(at for at, item in enumerate(outline.items) if item.act == "inspect"))
            await until(pilot, lambda: "act 6 of 7" in head(talk))
            assert "recorded" not in head(talk)
            await pilot.press("pageup", "pageup")
            assert "recorded" in head(talk)

    test()


# --- files ---------------------------------------------------------------------------------------


@pytest.fixture
def file(performed: list[Event], tmp_path: Path) -> Path:
    path = tmp_path / "talk.jsonl"
    kept = Recording("1..3", Registry(), tuple(performed))
    path.write_text(recording.as_lines(kept), "utf-8")
    return path


def test_a_recording_of_another_registry_is_refused(file: Path) -> None:
    with pytest.raises(UsageProblem, match="another registry"):
        rehearsal.named(str(file), Registry("111111111111", "eu-west-1"))
    assert rehearsal.named(str(file), Registry())().holds(SECTIONS[0][1])


def test_a_walk_that_was_performed_is_the_recording_of_the_next(
    here, performed: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rehearsal.kept("1..3", Registry())() is None
    rehearsal.keep("1..3", Registry(), performed)
    found = rehearsal.kept("1..3", Registry())()
    assert found
    assert all(found.holds(section) for _, section in SECTIONS)
    assert rehearsal.kept("1..3", Registry(region="eu-west-1"))() is None
    assert rehearsal.kept("1", Registry())() is None


def test_on_a_real_terminal_a_login_that_fails_comes_from_the_recording(
    tmp_path: Path, file: Path
) -> None:
    words = ("talk", "3", "--docker", "stand-in", "--fallback", str(file))
    config = tmp_path / "sandbox" / "docker" / "config.json"
    config.parent.mkdir(parents=True)
    (tmp_path / "sandbox" / "this-is-an-explain-ecr-sandbox").touch()
    config.write_text("{not")
    with terminal(tmp_path, *words) as opened:
        _next_until(opened, "try again")
        config.unlink()
        opened.press(b"r")
        _next_until(opened, "recorded")
        opened.press(b"}")
        opened.until(b"act 2 of 3")
        opened.press(b"q")
        opened.end()
    assert opened.code == 0
    assert config.exists(), "the next act was not performed"


def _next_until(opened, words: str) -> None:
    """Press next whenever the screen has changed, until it says something."""
    shown = b""
    while words not in plain(shown):
        opened.press(b"\x1b[6~")
        shown = shown[-4000:] + opened.read()
