"""Where a player's events come from: an act that is performed meanwhile, or a recording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from threading import Condition, Thread
from typing import Protocol

from explain.errors import ExplainError
from explain.lesson import Cue, FollowCue, Lesson, Section
from explain.masking import masked
from explain.narration import ActBegan, ActEnded, BeatBegan, Event, Failed

AHEAD = 40
"""Events that are performed ahead of what is shown: an act or two, so that nobody waits for one."""


REPORT = "Run it with --all and EXPLAIN_ECR_DEBUG=1, and report what it prints."


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
    def replaceable(self) -> bool:
        """Whether a recording is at hand that has what failed."""
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
        """Try again what failed; return the number of the first event that will come again."""
        ...

    def replace(self) -> int:
        """Take what failed from the recording, and go on; return the number of the first event of it."""
        ...

    def is_recorded(self, event: int) -> bool:
        """Tell whether an event took the place of one that failed."""
        ...

    def close(self) -> None:
        """End whatever is going on."""
        ...


Play = Callable[[Lesson, Section], Iterator[Event]]
Performing = Callable[[], AbstractContextManager[Play]]
"""Sets a stage, and lends what plays a section on it."""


class Fallback(Protocol):
    """What plays sections when a stage fails: a recording."""

    def holds(self, section: Section) -> bool:
        """Tell whether it has all that a section shows."""
        ...

    def section(self, lesson: Lesson, section: Section) -> Iterator[Event]:
        """Play a section."""
        ...


class Recorded:
    """The events of a recording, all of which exist from the start."""

    ended, failed, replaceable, held = True, False, False, False

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events

    def want(self, event: int) -> None:
        """Do nothing: all are there."""

    def perform(self) -> None:
        """Do nothing: no act is held."""

    def again(self) -> int:
        """Do nothing: nothing can fail."""
        return len(self.events)

    replace = again

    def is_recorded(self, event: int) -> bool:  # noqa: ARG002 (the player of a recording knows)
        """Return False: nothing took another's place."""
        return False

    def close(self) -> None:
        """Do nothing: nothing goes on."""


class Live:
    """Performs sections in a thread, a little ahead of what is shown, and keeps what they yield.

    `changed` is called, from that thread, whenever events have come. A whole act is performed at once:
    some of them move the clock or hold a program while they last. With `hold`, none begins before
    `perform` is called for it. `read` plays sections in which nothing is performed, until a stage is needed:
    the first screen need not wait for one. `fallback` is asked for a recording when something fails.
    """

    def __init__(
        self,
        sections: Sequence[tuple[Lesson, Section]],
        performing: Performing,
        read: Play | None = None,
        *,
        hold: bool = False,
        fallback: Callable[[], Fallback | None] = lambda: None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.events: list[Event] = []
        self.ended = self.failed = self.replaceable = self.held = self.whole = False
        self.changed, self._hold, self._find_fallback = changed, hold, fallback
        self._sections, self._performing, self._read = list(sections), performing, read
        self._wanted, self._closing = AHEAD, False
        self._begun: list[int] = []
        self._recorded: set[int] = set()
        self._fallback: Fallback | None = None
        self._condition = Condition()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to perform."""
        self._go_on(0)

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
        first = self._begun[-1]
        del self.events[first:]
        self._go_on(len(self._begun) - 1)
        return first

    def replace(self) -> int:
        """Take the beat that failed, and the rest of its section, from the recording; then perform again."""
        if not self.replaceable:
            return len(self.events)
        beats = [at for at, event in enumerate(self.events) if isinstance(event, BeatBegan)]
        first = max(self._begun[-1], *beats[-1:], 0)
        del self.events[first:]
        self._go_on(len(self._begun) - 1, from_recording=True)
        return first

    def is_recorded(self, event: int) -> bool:
        """Tell whether an event was taken from the recording."""
        return event in self._recorded

    def close(self) -> None:
        """Stop after what is being performed right now, and take the stage down."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if self._thread:
            self._thread.join(timeout=10)

    # --- in the thread ---------------------------------------------------------------------------

    def _go_on(self, section: int, *, from_recording: bool = False) -> None:
        if self._thread:
            self._thread.join()  # it has failed, and says so last of all
        self.failed = self.replaceable = self.ended = False
        self._thread = Thread(target=self._run, args=(section, from_recording), daemon=True)
        self._thread.start()

    def _run(self, section: int, from_recording: bool) -> None:
        try:
            if from_recording:
                self._replay(section)
                section += 1
            if section < len(self._sections):
                self._play_from(section)
            self.whole = not self._closing and not self._recorded
        except ExplainError as error:
            self._fail(Failed(masked(error.message), masked(error.remedy), error.exit_code))
        except Exception as error:  # in this thread nobody else tells of it
            self._fail(Failed(f"The act has a fault: {type(error).__name__}.", REPORT, 1))
        finally:
            self.ended = True
            self.changed()

    def _play_from(self, section: int) -> None:
        """Play from a section on; where the first one performs something, set a stage."""
        with ExitStack() as stage:
            play = None
            for at in range(section, len(self._sections)):
                self._begin(at)
                if not play and (not self._read or _performs(self._sections[at][1])):
                    play = stage.enter_context(self._performing())
                usual = play or self._read
                assert usual
                chosen = self._chosen(usual, at)
                for event in chosen(*self._sections[at]):
                    if self._hold and isinstance(event, ActBegan):
                        self._wait_to_perform()
                    self._keep(event, recorded=chosen is not usual)
                    if self._closing:
                        return

    def _begin(self, section: int) -> None:
        self._begun[section:] = [len(self.events)]

    def _chosen(self, play: Play, section: int) -> Play:
        """Return what plays a section: where an act was replaced, the stage has not seen every place."""
        part = self._sections[section][1]
        is_summary = any(isinstance(block, FollowCue) for block in part.blocks)
        if is_summary and self._recorded and self._fallback and self._fallback.holds(part):
            return self._fallback.section
        return play

    def _replay(self, section: int) -> None:
        """Play from the recording what the events of a section do not have yet."""
        assert self._fallback
        kept = self.events[self._begun[section] :]
        events = list(self._fallback.section(*self._sections[section]))
        if kept:  # up to the beat that failed, which may have been performed otherwise than in the recording
            beats = [at for at, event in enumerate(events) if isinstance(event, BeatBegan)]
            events = events[beats[sum(isinstance(event, BeatBegan) for event in kept)] :]
        for event in events:
            self._keep(event, recorded=True)

    def _fail(self, failed: Failed) -> None:
        self._fallback = self._fallback or self._find_fallback()
        part = self._sections[len(self._begun) - 1][1]
        self.replaceable = self._fallback is not None and self._fallback.holds(part)
        self.failed = True
        self._keep(failed)

    def _wait_to_perform(self) -> None:
        self.held = True
        self.changed()
        with self._condition:
            self._condition.wait_for(lambda: self._closing or not self.held)

    def _keep(self, event: Event, *, recorded: bool = False) -> None:
        if recorded:
            self._recorded.add(len(self.events))
        self.events.append(event)
        self.changed()
        if isinstance(event, ActEnded):
            with self._condition:
                self._condition.wait_for(lambda: self._closing or len(self.events) <= self._wanted)


def _performs(section: Section) -> bool:
    """Tell whether a section needs a stage: an act, or what acts have left."""
    return any(isinstance(block, Cue | FollowCue) for block in section.blocks)
