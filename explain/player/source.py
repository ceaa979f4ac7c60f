"""Where a player's events come from: an act that is performed meanwhile, or a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from threading import Condition, Thread
from typing import Protocol

from explain.errors import ExplainError
from explain.lesson import Lesson, Section
from explain.masking import masked
from explain.narration import ActBegan, ActEnded, Event, Failed

AHEAD = 40
"""Events that are performed ahead of what is shown: an act or two, so that nobody waits for one."""


REPORT = "Run it with --all and EXPLAIN_ECR_DEBUG=1, and report what that prints."


class Source(Protocol):
    """What a player asks for events. They are kept: nothing is performed twice because of a key."""

    @property
    def events(self) -> Sequence[Event]:
        """The events so far; more come only at the end."""
        ...

    @property
    def ended(self) -> bool:
        """Whether no more will come."""
        ...

    @property
    def failed(self) -> bool:
        """Whether the last event tells of an act that failed, which may be tried again."""
        ...

    @property
    def held(self) -> bool:
        """Whether the next act waits to be performed until `perform` is called."""
        ...

    def want(self, event: int) -> None:
        """Ask for the events up to this one, and some more."""
        ...

    def perform(self) -> None:
        """Let the act begin that is held."""
        ...

    def again(self) -> int:
        """Try again what failed; return the number of the first event that will come anew."""
        ...

    def close(self) -> None:
        """End whatever is going on."""
        ...


Play = Callable[[Lesson, Section], Iterator[Event]]
Performing = Callable[[], AbstractContextManager[Play]]
"""Sets a stage, and lends what plays a section on it."""


class Recorded:
    """The events of a recording: all of them are there."""

    ended, failed, held = True, False, False

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events

    def want(self, event: int) -> None:
        """Do nothing: all are there."""

    def perform(self) -> None:
        """Do nothing: no act is held."""

    def again(self) -> int:
        """Do nothing: nothing can fail."""
        return len(self.events)

    def close(self) -> None:
        """Do nothing: nothing goes on."""


class Live:
    """Performs sections in a thread, a little ahead of what is shown, and keeps what they yield.

    `changed` is called, from that thread, whenever events have come. A whole act is performed at once:
    some of them move the clock or hold a program while they last. With `hold`, none begins before
    `perform` is called for it.
    """

    def __init__(
        self,
        sections: Sequence[tuple[Lesson, Section]],
        performing: Performing,
        changed: Callable[[], None] = lambda: None,
        *,
        hold: bool = False,
    ) -> None:
        self.events: list[Event] = []
        self.ended = self.failed = self.held = False
        self.changed, self._hold = changed, hold
        self._sections, self._performing = list(sections), performing
        self._wanted, self._closing = AHEAD, False
        self._begun: list[int] = []
        self._condition = Condition()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to perform."""
        self._thread = Thread(target=self._run, args=(0,), daemon=True)
        self._thread.start()

    def want(self, event: int) -> None:
        """Ask for the events up to this one, and some more."""
        with self._condition:
            self._wanted = max(self._wanted, event + AHEAD)
            self._condition.notify()

    def perform(self) -> None:
        """Let the act begin that is held."""
        with self._condition:
            self.held = False
            self._condition.notify()

    def again(self) -> int:
        """Play the section that failed once more, on a new stage."""
        if not self.failed:
            return len(self.events)
        section = max(len(self._begun) - 1, 0)
        first = self._begun[section] if self._begun else 0  # the stage itself may have failed
        del self.events[first:], self._begun[section:]
        self.failed = self.ended = False
        self._thread = Thread(target=self._run, args=(section,), daemon=True)
        self._thread.start()
        return first

    def close(self) -> None:
        """Stop after what is being performed right now, and take the stage down."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if self._thread:
            self._thread.join(timeout=10)

    def _run(self, section: int) -> None:
        try:
            with self._performing() as play:
                for lesson, part in self._sections[section:]:
                    self._begun.append(len(self.events))
                    for event in play(lesson, part):
                        if self._hold and isinstance(event, ActBegan):
                            self._wait_to_perform()
                        self._keep(event)
                        if self._closing:
                            return
        except ExplainError as error:
            self.failed = True
            self._keep(Failed(masked(error.message), masked(error.remedy), error.exit_code))
        except Exception as error:  # in this thread nobody else tells of it
            self.failed = True
            self._keep(Failed(f"The act has a fault: {type(error).__name__}.", REPORT, 1))
        finally:
            self.ended = True
            self.changed()

    def _wait_to_perform(self) -> None:
        self.held = True
        self.changed()
        with self._condition:
            self._condition.wait_for(lambda: self._closing or not self.held)

    def _keep(self, event: Event) -> None:
        self.events.append(event)
        self.changed()
        if isinstance(event, ActEnded):
            with self._condition:
                self._condition.wait_for(lambda: self._closing or len(self.events) <= self._wanted)
