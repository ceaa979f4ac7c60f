"""The player for a room: a timer, a blank screen, acts that wait for a word, and a lab shell in between."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from explain.hosts.registry import Registry
from explain.player.app import Player
from explain.player.notes import Prompt, clock, prompt_at
from explain.player.outline import blocks_in
from explain.player.place import Place
from explain.player.walk import Walk

HELP = """\
 Space → PgDn   next        x  perform (with --hold)
 ← PgUp         back        b  blank screen
 ] [            beat        t  show or hide the time
 } {            act         l  a lab shell, here
 Home End       first, last g  go to   /  find
 1 2 3          choose      d  details
 a              try again  q  end the talk
 r              what failed: from the recording, then live

You can use a clicker; its Esc and F5 do nothing here.
The clock starts with your first step. For your notes,
use another terminal: explain-ecr talk --notes

Press any key."""


TRIED_AGAIN = "This act failed. Press a to try it again."
REPLACED = f"{TRIED_AGAIN} Press r to show it from the recording; the next act is live again."


class Talk(Player):
    """Shows a walk to a room. `planned` is in minutes; `lab` opens a shell and returns when it is left.

    `tell` is told where the talk is, whenever that has changed.
    """

    HELP = HELP
    KEYS = (
        ("Space", "next"), ("←", "back"), ("b", "blank"), ("t", "time"), ("?", "help"), ("q", "end"),
        ("l", "lab"), ("g", "go to"),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,full_stop", "blank"),
        Binding("t", "time"),
        Binding("x", "perform"),
        Binding("l", "lab"),
        Binding("escape,f5", "stay"),  # a clicker sends them to start and to end its own show
    ]

    def __init__(
        self,
        walk: Walk,
        registry: Registry,
        place: Place,
        planned: int,
        lab: Callable[[], None],
        tell: Callable[[Prompt], None] = lambda _: None,
    ) -> None:
        super().__init__(walk, registry, place)
        self.planned, self.lab, self.tell = planned, lab, tell
        self.told: Prompt | None = None
        self.begun = 0.0
        self.timed = True

    def on_mount(self) -> None:
        """Begin, and keep the time on the screen right."""
        super().on_mount()
        self.set_interval(1, self._tick)

    def _draw(self) -> None:
        super()._draw()
        prompt = prompt_at(self.walk.outline, self.walk.block, self.begun, self.planned)
        if self.walk.source.failed and self.walk.at_end:
            note = REPLACED if self.walk.source.replaceable else TRIED_AGAIN
            prompt = prompt._replace(note=note)
        if prompt != self.told:
            self.told = prompt
            self.tell(prompt)

    # --- time ------------------------------------------------------------------------------------

    def _tick(self) -> None:
        if self.timed and self.begun and self.size.width:
            self.query_one("#head", Static).update(Text("\n").join(self._head(self.size.width)))

    def _how_far(self) -> list[str]:
        *recorded_and_act, share, _ = super()._how_far()
        gone = time.time() - self.begun if self.begun else 0
        return [
            *([f"{clock(gone)} / {clock(60 * self.planned)}"] if self.timed else []),
            *recorded_and_act,
            share,
        ]

    def action_time(self) -> None:
        """Show or hide the time."""
        self.timed = not self.timed
        self._draw()

    def action_next(self) -> None:
        """Reveal what comes next. With the first step the time begins."""
        self.begun = self.begun or time.time()
        super().action_next()

    # --- acts that wait --------------------------------------------------------------------------

    def _keys(self) -> list[tuple[str, str]]:
        if self._held_here:
            return [("x", "performs"), *(key for key in self.KEYS if key[0] != "Space")]
        return super()._keys()

    @property
    def _held_here(self) -> bool:
        """Whether all that can be seen is seen, and the next act waits."""
        walk = self.walk
        return walk.source.held and not walk.question and walk.stop >= len(walk.deck.stops) - 1

    def action_perform(self) -> None:
        """Perform the act that waits here, and show how it begins."""
        if self._held_here:
            self.walk.source.perform()
            self.action_next()

    def _arrived(self) -> None:
        super()._arrived()
        self._pass_over()

    def _go(self, block: int | None) -> None:
        super()._go(block)
        self._pass_over()

    def _pass_over(self) -> None:
        """Perform the acts that somebody jumps over; the one they jump to waits."""
        source, wanted = self.walk.source, self.place.wanted
        if not source.held or wanted is None:
            return
        if wanted > blocks_in(source.events):
            source.perform()
        else:
            self.place.wanted = None
            self.action_last()

    # --- the room --------------------------------------------------------------------------------

    def action_blank(self) -> None:
        """Show nothing, until any key is pressed."""
        self.push_screen(Blank())

    def action_stay(self) -> None:
        """Do nothing: a clicker must not end a talk."""

    def action_lab(self) -> None:
        """Open a lab shell here, and come back to the same screen."""
        try:
            with self.suspend():
                # The shell's Ctrl-C is not ours. A handler, because a child inherits SIG_IGN.
                before = signal.signal(signal.SIGINT, lambda *_: None)
                try:
                    self.lab()
                finally:
                    signal.signal(signal.SIGINT, before)
        except SuspendNotSupported:
            self.notify("Cannot open a lab shell here. Open one in another terminal.")
        self._draw()


class Blank(ModalScreen[None]):
    """Nothing to look at, so that the room looks at the speaker."""

    def compose(self) -> ComposeResult:
        """Cover the screen."""
        yield Static(id="blank")

    def on_key(self, event: Key) -> None:
        """Come back with any key, which does nothing else."""
        event.stop()
        event.prevent_default()
        self.dismiss()
