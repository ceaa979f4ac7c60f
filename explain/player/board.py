"""The board of a room on a whole screen: it follows the room's folder, and tells all learners something."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Resize
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from explain.errors import ExplainError
from explain.player.board_lines import View, body, head
from explain.player.dialogs import Help
from explain.player.fullscreen import Fullscreen, foot, leave_on_sigterm
from explain.room.folder import LONGEST_HINT
from explain.room.model import Board

LOOK = 1.0
"""Seconds between two looks at whether a file has changed."""

LATEST = 5.0
"""Seconds after which the records are read again, changed or not: time alone makes people stuck or silent."""

HELP = """\
n          names on or off; they are off for the projector
h          a hint to all: write it, Enter sends it
c          where the room is, for `practice catch-up`
↑ ↓        scroll; PgUp PgDn Home End, too
q          leave the board; the room stays open

▲ help and ● done are flags that learners show with
`room flag`. Stuck is who asks for help, who met the same
refusal three times in a row, or who has no new goal for
twice the time of the exercise, at least 5 minutes.

Press any key."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a board is connected to; each raises `ExplainError` where the room's folder cannot be used.

    `changes` returns cheaply what is another value once a record has changed. `read` returns the board; it
    is called from a separate thread. `hint` tells all learners something, `move` says at which exercise
    the room is; an empty name leaves that to the board.
    """

    changes: Callable[[], Hashable]
    read: Callable[[], Board]
    hint: Callable[[str], None]
    move: Callable[[str], None]


class BoardScreen(Fullscreen[int]):
    """Shows a board until somebody leaves it. Returns an exit code."""

    KEYS: ClassVar[Sequence[tuple[str, str]]] = (
        ("n", "names"), ("h", "hint to all"), ("c", "where the room is"), ("?", "keys"), ("q", "quit"),
        ("↑ ↓", "scroll"),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "names"),
        Binding("h", "hint"),
        Binding("c", "move"),
        Binding("question_mark,f1", "help"),
        Binding("q,escape", "leave(0)"),
        Binding("ctrl+c", "leave(130)", priority=True),
        Binding("ctrl+z", "suspend_process"),
    ]

    def __init__(self, desk: Desk, board: Board, *, named: bool = False, join: str = "") -> None:
        super().__init__()
        self.desk, self.board, self.named, self.join = desk, board, named, join
        self.problem = ""
        self.read_at = time.time()
        self._over = threading.Event()

    # --- screen ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Make the three parts of the screen: the room, the board, the keys."""
        yield Static(id="head")
        with VerticalScroll(id="scroll"):
            yield Static(id="board")
        yield Static(id="foot")

    def on_mount(self) -> None:
        """Draw, and follow the room's folder from a thread: a network share may make a reader wait."""
        self._draw()
        leave_on_sigterm(self.action_leave)
        threading.Thread(target=self._follow, name="explain-ecr board", daemon=True).start()

    def on_unmount(self) -> None:
        """Follow nothing any more, however the screen has ended."""
        self._over.set()

    def on_resize(self, _event: Resize) -> None:
        """Draw again, once the new size is known here."""
        self.call_later(self._draw)

    def _draw(self) -> None:
        width, height = self.size
        if not width or not self.is_attached:
            return
        view = View(time.time(), self.named, self.problem, self.join)
        above, below = head(self.board, view, width), foot(self.KEYS, width)
        room = max(height - len(above) - len(below), 1)
        lines = body(self.board, view, max(width - 1, 1), room)  # the scroll bar has one column
        for part, text in (("#head", above), ("#board", lines), ("#foot", below)):
            for widget in self.screen_stack[0].query(part).results(Static):  # none at the very end
                widget.update(Text("\n").join(text))

    # --- the folder ------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Read the records again when one has changed, and every few seconds, until the board is left."""
        before: Hashable = None
        while not self._over.wait(LOOK):
            with contextlib.suppress(ExplainError):  # `look` says what is wrong
                before, changed = self.desk.changes(), before
                if changed == before and time.time() - self.read_at < LATEST:
                    continue
            self.look()

    def look(self) -> None:
        """Read the records; where that fails, keep what was read before, and say so."""
        try:
            board = self.desk.read()
        except ExplainError as error:
            self.call_later(self._took, self.board, error.message)
        else:
            self.read_at = time.time()
            self.call_later(self._took, board, "")

    def _took(self, board: Board, problem: str) -> None:
        ago = int(time.time() - self.read_at)
        self.board = board
        self.problem = f"{problem} What you see here is {ago} s old." if problem else ""
        self._draw()

    # --- keys ------------------------------------------------------------------------------------

    def action_names(self) -> None:
        """Turn names on or off."""
        self.named = not self.named
        self._draw()

    def action_hint(self) -> None:
        """Ask for a hint to all; the field starts with what helps most of them."""
        advice = self.board.advice
        self.push_screen(Hint(self.board.room.hint or (advice.say if advice else "")), self._hinted)

    def _hinted(self, text: str | None) -> None:
        if text:
            self._do(lambda: self.desk.hint(text), "Hint sent.")

    def action_move(self) -> None:
        """Ask where the room is."""
        self.push_screen(Move(self.board), self._moved)

    def _moved(self, name: str | None) -> None:
        if name is not None:
            said = f"The room is at {name}." if name else "The room is where most of it is."
            self._do(lambda: self.desk.move(name), said)

    def _do(self, what: Callable[[], None], said: str) -> None:
        """Do something in the room, and say whether that worked."""
        try:
            what()
        except ExplainError as error:
            self.notify(f"{error.message} {error.remedy}", severity="error", markup=False)
        else:
            self.notify(said, timeout=3, markup=False)
            self.look()

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Help(HELP))

    def action_leave(self, code: int) -> None:
        """Leave the board. The room goes on."""
        self._over.set()
        self.exit(code, return_code=code)


class Hint(ModalScreen[str | None]):
    """Asks for a hint to all learners. Returns it, or None if nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close")]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        """Show a field, with what is said now or would help."""
        field = Input(self.text, id="find", max_length=LONGEST_HINT)
        field.border_title = "Hint to all: Enter sends it, Esc does not"
        yield field

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Send the hint."""
        self.dismiss(" ".join(event.value.split()))

    def action_close(self) -> None:
        """Change nothing."""
        self.dismiss(None)


class Move(ModalScreen[str | None]):
    """Asks at which exercise the room is. Returns its name, an empty one for "as the board sees it"."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,c", "close")]

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.places = [count.place for count in board.counts]
        names = ["", *(place.name for place in self.places)]
        self.here = names.index(board.at) if board.at in names else 0

    def compose(self) -> ComposeResult:
        """Show the exercises."""
        options = [Option("where most learners are", id="none")]
        options += [
            Option(f"{place.number:2} {place.name}", id=place.name) for place in self.places
        ]
        yield OptionList(*options, classes="dialog", markup=False)

    def on_mount(self) -> None:
        """Choose where the room is now."""
        self.query_one(OptionList).highlighted = self.here

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Say that the room is at the chosen exercise."""
        self.dismiss("" if event.option.id == "none" else event.option.id)

    def action_close(self) -> None:
        """Change nothing."""
        self.dismiss(None)
