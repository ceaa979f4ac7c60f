"""A walk in rooms of every size: nothing is cut, nothing is lost, and back is the way one came."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.narration import (
    ActBegan,
    ActEnded,
    Answered,
    Asked,
    BeatBegan,
    Crossed,
    Event,
    Failed,
    SectionBegan,
)
from explain.player.deck import Deck
from explain.player.outline import BLOCKS
from explain.player.source import Recorded
from explain.player.walk import Walk, answer, copied
from explain.render.terminal import drawn

SIZES = ((58, 13), (78, 18), (98, 24), (100, 54))
"""The rooms that are left on screens of 60×20, 80×24, 100×30 and 200×60."""

KEYS = ("next", "back", "detail", "wider", "smaller", "choose", "beat")


def seen(walk: Walk) -> str:
    return "\n".join(row.text.plain for row in walk.rows)


def squeezed(text: str) -> str:
    """A text without its blanks: lines are broken anew in each room."""
    return re.sub(r"\s+", "", text)


# --- nothing cut, nothing lost -------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("detailed", [False, True])
def test_everything_is_shown_in_every_room(begin, performed, width, height, detailed) -> None:
    walk = begin(width, height)
    if detailed:
        walk.turn_detail()
    pages: dict[int, str] = {}
    for _ in range(10_000):
        assert len(walk.rows) <= height
        assert all(row.text.cell_len <= width for row in walk.rows)
        page = walk.deck.stops[walk.stop].page
        pages[page] = "\n".join(row.text.plain for row in walk.rows if not row.repeated)
        if walk.at_end:
            break
        walk.next()
    assert walk.at_end
    shown = squeezed("\n".join(pages.values()))
    for number, event in enumerate(performed):
        if isinstance(event, Asked | Answered):
            continue  # the walk draws these itself
        if isinstance(event, Crossed) and not detailed:
            texts = [event.label, event.exchange.response_body.strip()]
        else:
            texts = [line.plain for line in drawn(event, width)]
        if type(event).__name__ in ("ActBegan", "BeatBegan"):
            continue  # they stand above the text
        for text in texts:
            assert squeezed(text) in shown, (number, text)


def test_a_step_never_reveals_more_than_a_screen_and_always_something(begin) -> None:
    walk = begin()
    before = (-1, 0)
    while not walk.at_end:
        here = walk.deck.stops[walk.stop]
        assert (here.page, here.rows) > before
        assert here.first < here.rows
        before = (here.page, here.rows)
        walk.next()


# --- keys ----------------------------------------------------------------------------------------


def pressed(walk: Walk, key: str) -> None:
    match key:
        case "next":
            walk.next()
        case "back":
            walk.back()
        case "detail":
            walk.turn_detail()
        case "wider":
            walk.resize(98, 40)
        case "smaller":
            walk.resize(58, 13)
        case "choose":
            walk.choose(0)
        case "beat":
            walk.go_to_block(walk.block + 1)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(KEYS), max_size=40))
def test_back_is_the_inverse_of_next_after_any_keys(performed, outline, keys) -> None:
    walk = Walk(Recorded(performed), outline)
    for key in keys:
        pressed(walk, key)
    before, stop = seen(walk), walk.stop
    if not walk.at_end:
        walk.next()
        assert walk.stop == stop + 1
        walk.back()
    assert (seen(walk), walk.stop) == (before, stop)


WIDTHS = st.sampled_from([40, 58, 78, 98])
"""Few of them, because each is drawn for the first time once."""


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(WIDTHS, st.integers(5, 60)), max_size=8), st.integers(0, 80))
def test_another_size_keeps_the_place(performed, outline, sizes, steps) -> None:
    walk = Walk(Recorded(performed), outline)
    for _ in range(steps):
        walk.next()
    event = walk.event
    for width, height in sizes:
        walk.resize(width, height)
        assert walk.event >= event
        assert any(row.event == walk.event for row in walk.rows)
        assert len(walk.rows) <= height
    walk.resize(78, 18)
    assert walk.event >= event


class Slow(Recorded):
    """A source whose events come one by one, when somebody lets them."""

    def __init__(self, events: list[Event]) -> None:
        super().__init__([])
        self.waiting = list(events)
        self.ended = False

    def come(self) -> None:
        self.events = [*self.events, self.waiting.pop(0)]
        self.ended = not self.waiting


@settings(max_examples=20, deadline=None)
@given(st.lists(st.booleans(), max_size=150))
def test_a_key_that_comes_before_its_event_is_not_lost(performed, outline, order) -> None:
    """However events and keys mix, what is seen is a beginning of what is seen with all events there."""
    slow = Slow(performed)
    walk, whole = Walk(slow, outline), Walk(Recorded(performed), outline)
    for is_key in order:
        if is_key:
            walk.next()
        elif slow.waiting:
            slow.come()
            walk.arrived()
    if walk.deck.stops:
        for _ in range(walk.stop):
            whole.next()
        assert whole.rows[: len(walk.rows)] == walk.rows
    was_waiting, stop = walk.waiting, walk.stop
    while slow.waiting:
        slow.come()
        walk.arrived()
    assert walk.stop == stop + was_waiting


class Growing(list[Event]):
    """Events that grow by one while somebody reads them, as those of another thread may."""

    def __init__(self, events: list[Event]) -> None:
        super().__init__(events[:5])
        self.waiting = events[5:]

    def __getitem__(self, at):
        event = super().__getitem__(at)
        if self.waiting:
            self.append(self.waiting.pop(0))
        return event


def test_events_that_come_while_a_deck_is_dealt_are_dealt_the_next_time(performed) -> None:
    growing, drawn_events = Growing(performed[:40]), []
    deck = Deck(lambda number, _: drawn_events.append(number) or [], 78, 18)
    for _ in range(40):
        deck.deal(growing)
    shown = [at for at in range(40) if not isinstance(growing[at], ActBegan | BeatBegan)]
    assert drawn_events == shown


# --- questions -----------------------------------------------------------------------------------


def test_a_choice_is_kept_and_judged_by_the_evidence(begin) -> None:
    question = Asked("Is it there?", ("yes", "no"))
    said = Answered("Is it there?", 1, "no", "times", "0")
    events = [SectionBegan(2, "A", "a"), question, said]
    for choice, verdict in (
        (0, "The right answer is"),
        (1, "That is right"),
        (None, "The answer"),
    ):
        walk = begin(events=events)
        while not walk.question:
            walk.next()
        assert "Is it there?" in seen(walk)
        if choice is None:
            walk.next()
        else:
            assert walk.choose(choice)
        assert verdict in seen(walk)
        assert not walk.choose(0)  # it was answered


def test_no_other_choice_is_taken(begin) -> None:
    walk = begin(events=[SectionBegan(2, "A", "a"), Asked("Well?", ("yes", "no"))])
    walk.next()
    assert not walk.choose(2)
    assert not walk.choose(-1)
    assert walk.question


def test_evidence_that_no_choice_names_is_told(begin) -> None:
    said = Answered("Well?", -1, "", "times", "7")
    assert "none of these" in answer(said, 0, Asked("Well?", ("yes", "no")))


# --- finding, copying, jumping -------------------------------------------------------------------


def test_words_are_found_from_here_on_and_then_from_the_top(begin, performed) -> None:
    walk = begin()
    assert walk.find("String To Sign")
    first = walk.event
    assert walk.find("string to sign", beyond=True)
    assert walk.event > first
    for _ in range(50):
        walk.find("string to sign", beyond=True)
        if walk.event == first:
            break
    else:
        pytest.fail("it does not begin again at the top")
    assert not walk.find("no such words anywhere")


def test_what_is_in_sight_can_be_copied_whole(begin, performed) -> None:
    walk = begin(58, 13)
    copies = set()
    while not walk.at_end:
        copies.add(walk.in_sight())
        walk.next()
    line = "aws ecr get-login-password --region ap-south-1 | docker login --username AWS"
    assert any(copy.startswith(line) and copy.endswith(".amazonaws.com") for copy in copies)
    assert "" in copies
    values = {copied(event) for event in performed}
    assert copies <= values


def test_a_block_is_gone_to_by_its_number(begin, performed) -> None:
    walk = begin()
    for block in (0, 5, 30, 12):
        assert walk.go_to_block(block)
        starts = [at for at, event in enumerate(performed) if isinstance(event, BLOCKS)]
        assert walk.event >= starts[block]
    assert not walk.go_to_block(10_000)


# --- how far -------------------------------------------------------------------------------------


def test_the_outline_knows_each_block_that_is_played(performed, outline) -> None:
    assert sum(isinstance(event, BLOCKS) for event in performed) == len(outline.items)
    assert outline.acts == [event.act for event in performed if isinstance(event, ActEnded)]
    shares = [outline.progress(block) for block in range(len(outline.items) + 1)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert outline.minutes_left(len(outline.items)) == 0
    assert 15 < outline.minutes_left(0) < 40


def test_where_one_is_stands_above(begin) -> None:
    walk = begin()
    assert walk.section == ("Step 1: get the password", "")
    walk.find("authorization token")
    assert walk.section[0].startswith("Step 1")


# --- a failure -----------------------------------------------------------------------------------


def test_a_failed_act_is_tried_again_from_its_section_on(outline) -> None:
    class Failing(Recorded):
        ended = failed = True

        def again(self) -> int:
            self.events = [*self.events[:1], SectionBegan(2, "Again", "a")]
            self.failed = False
            return 1

    source = Failing([SectionBegan(1, "First", "a"), Failed("It broke.", "Repair it.", 1)])
    walk = Walk(source, outline)
    while not walk.at_end:
        walk.next()
    assert "It broke." in seen(walk)
    assert "Repair it." in seen(walk)
    walk.again()
    walk.arrived()
    assert "It broke." not in seen(walk)
