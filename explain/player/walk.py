"""Where somebody is in a walk, and what each key does to that, without a screen and without a clock."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.text import Text

from explain.narration import (
    Answered,
    Asked,
    Crossed,
    Event,
    Prose,
    Ran,
    SectionBegan,
    Stored,
    Value,
)
from explain.player.deck import Deck, Row
from explain.player.detail import less
from explain.player.outline import BLOCKS, Outline, blocks_in
from explain.player.source import Source
from explain.render.layout import NUMBERS
from explain.render.prose import inline_plain
from explain.render.terminal import drawn


class Walk:
    """A place among the events of a source, in a room of some columns and rows.

    The place is a stop of the deck. It is kept as an event, too, for the time when the deck is dealt again.
    """

    def __init__(self, source: Source, outline: Outline, width: int = 80, height: int = 18) -> None:
        self.source, self.outline = source, outline
        self.stop = 0
        self.detailed = False
        self.choices: dict[int, int] = {}
        self.waiting = False
        self._size = (width, height)
        self._deck = self._new_deck()

    # --- what is to be seen ----------------------------------------------------------------------

    @property
    def deck(self) -> Deck:
        """The screens, with all events dealt that have come."""
        self._deck.deal(self.source.events)
        return self._deck

    @property
    def rows(self) -> list[Row]:
        """The rows that are revealed on this screen."""
        return self.deck.rows(self.stop) if self.deck.stops else []

    @property
    def new_from(self) -> int:
        """The number of the first row that the last step revealed."""
        return self.deck.stops[self.stop].first if self.deck.stops else 0

    @property
    def event(self) -> int:
        """The number of the last event that is revealed, -1 before the first."""
        stops = self.deck.stops
        return stops[self.stop].event if stops else -1

    @property
    def block(self) -> int:
        """The number of blocks of the lessons that are revealed."""
        return blocks_in(self.source.events[: self.event + 1])

    @property
    def question(self) -> Asked | None:
        """The question that is asked here and has no choice yet."""
        event = self._at(self.event)
        return event if isinstance(event, Asked) and self.event not in self.choices else None

    @property
    def at_end(self) -> bool:
        """Whether everything is revealed, and nothing more will come."""
        return self.source.ended and self.stop >= len(self.deck.stops) - 1

    @property
    def section(self) -> tuple[str, str]:
        """The titles of the lesson and of the section here, as plain text."""
        lesson = section = ""
        for event in self.source.events[: self.event + 1]:
            if isinstance(event, SectionBegan):
                title = inline_plain(event.title)
                lesson, section = (title, "") if event.level == 1 else (lesson, title)
        return lesson, section

    def _at(self, number: int) -> Event | None:
        events = self.source.events
        return events[number] if 0 <= number < len(events) else None

    # --- keys ------------------------------------------------------------------------------------

    def next(self) -> None:
        """Reveal what comes next, at once or as soon as it has been performed."""
        if self.stop < len(self.deck.stops) - 1:
            self.stop += 1
        else:
            self.waiting = not self.source.ended
        self.source.want(self.event)

    def arrived(self) -> bool:
        """Take notice of events that have come; tell whether somebody waited for them, and so goes on."""
        goes_on = self.waiting and self.stop < len(self.deck.stops) - 1
        self.stop += goes_on
        self.waiting = self.waiting and not goes_on and not self.source.ended
        return goes_on

    def back(self) -> None:
        """Go back to what was to be seen before. Nothing is performed."""
        self.waiting = False
        self.stop = max(self.stop - 1, 0)

    def go(self, event: int) -> None:
        """Go to where an event is first to be seen."""
        self.waiting = False
        if self.deck.stops:
            self.stop = self.deck.stop_at(event)
        self.source.want(event)

    def go_to_block(self, block: int) -> bool:
        """Go to the block of that number, from 0; tell whether it has been performed."""
        number = -1
        for at, event in enumerate(self.source.events):
            number += isinstance(event, BLOCKS)
            if number == block:
                self.go(at)
                return True
        self.source.want(len(self.source.events))
        return False

    def choose(self, choice: int) -> bool:
        """Choose an answer to the question here; tell whether there is one of that number."""
        question = self.question
        if question is None or not 0 <= choice < len(question.choices):
            return False
        self.choices[self.event] = choice
        self._deal_again()
        self.next()
        return True

    def turn_detail(self) -> None:
        """Show more, or less."""
        self.detailed = not self.detailed
        self._deal_again()

    def resize(self, width: int, height: int) -> None:
        """Deal the screens out again in another room, and stay where one is."""
        if (width, height) != self._size:
            self._size = (width, height)
            self._deal_again()

    def again(self) -> None:
        """Perform again the act that failed."""
        self._restart(self.source.again())

    def replace(self) -> None:
        """Replace the act that failed with that of the recording."""
        self._restart(self.source.replace())

    def _restart(self, first: int) -> None:
        """Drop the events from this one on, and wait for new ones."""
        self._deck = self._new_deck()
        self._deck.deal(self.source.events[:first])  # of what comes, some may be there already
        self.stop = max(len(self._deck.stops) - 1, 0)
        self.waiting = bool(self._deck.stops)
        self.source.want(first)

    def find(self, words: str, *, beyond: bool = False) -> bool:
        """Go to the next performed place with these words, from here or behind it on, then from the top."""
        events = self.source.events
        start = self.event + beyond
        order = [*range(max(start, 0), len(events)), *range(max(start, 0))]
        for number in order:
            if any(words.lower() in line.plain.lower() for line in self._drawn(number, 1000)):
                self.go(number)
                return True
        return False

    def in_sight(self) -> str:
        """Return the value, command or file that was revealed last on this screen; empty if there is none."""
        for number in range(self.event, -1, -1):
            if not any(row.event == number for row in self.rows):
                return ""
            if text := copied(self.source.events[number]):
                return text
        return ""

    # --- drawing ---------------------------------------------------------------------------------

    def _new_deck(self) -> Deck:
        return Deck(self._drawn, *self._size)

    def _deal_again(self) -> None:
        here = self.event
        self._deck = self._new_deck()
        if self.deck.stops:
            self.stop = self.deck.stop_at(here)

    def _drawn(self, number: int, width: int) -> Sequence[Text]:
        events = self.source.events
        event = events[number]
        if isinstance(event, Asked):
            return self._asked(event, number, width)
        if isinstance(event, Answered):
            return self._answered(event, number, width)
        return lines_of(event if self.detailed else less(events, number), width)

    def _asked(self, event: Asked, number: int, width: int) -> list[Text]:
        chosen = self.choices.get(number)
        lines = [*lines_of(Prose(f"**{event.question}**"), width)]
        for at, choice in enumerate(event.choices):
            mark, style = ("▸", "bold") if at == chosen else (" ", "")
            lines.append(Text(f" {mark} {NUMBERS[at]}  {inline_plain(choice)}", style))
        return lines

    def _answered(self, event: Answered, number: int, width: int) -> Sequence[Text]:
        asked = max(at for at in range(number) if isinstance(self.source.events[at], Asked))
        verdict = answer(event, self.choices.get(asked), self.source.events[asked])
        return lines_of(Prose(verdict), width)


@lru_cache(maxsize=2048)
def lines_of(event: Event, width: int) -> tuple[Text, ...]:
    """Draw an event once for each width: a key must not wait for Markdown that was read before."""
    return tuple(drawn(event, width))


def answer(event: Answered, chosen: int | None, asked: Event) -> str:
    """Return what is said of a choice, as Markdown, once the evidence is there."""
    right = f"**{event.choice or 'none of these'}**"
    if chosen is None or not isinstance(asked, Asked):
        return f"The answer: {right}."
    if chosen == event.right:
        return f"You said: {right}. That is right."
    return f"You said: {asked.choices[chosen]}. The right answer is {right}."


def copied(event: Event) -> str:
    """Return what somebody may want to copy of an event."""
    match event:
        case Value():
            return event.value
        case Ran():
            import shlex

            return shlex.join(event.argv)
        case Stored():
            return event.text
        case Crossed():
            return event.exchange.response_body.strip() or event.exchange.request
        case Prose() if event.markdown.startswith("```"):
            return "\n".join(event.markdown.splitlines()[1:-1])
    return ""
