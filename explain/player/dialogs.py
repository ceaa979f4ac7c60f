"""What opens over the walk: the list to jump to, the words to look for, the keys."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from explain.player.walk import Walk
from explain.render.prose import inline_plain

HELP = """\
Space Enter → PgDn   next
b ← PgUp             back
] [  and  } {        next or previous beat, act
Home End             the beginning; the last so far
g                    choose where to go
d                    more or fewer details
/                    find words; / Enter: find the next
y                    copy the value or command you see
1 2 3                choose an answer
a r                  what failed: again; from a recording
q                    quit; your place is remembered

The mouse wheel moves on and back. Going back performs
nothing again: it shows what you saw. Hold Shift to
select text with the mouse.

Press any key."""


class Help(ModalScreen[None]):
    """The keys."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        """Show the text."""
        yield Static(self.text, classes="dialog", markup=False)

    def on_key(self, event: Key) -> None:
        """Close with any key."""
        event.stop()
        event.prevent_default()
        self.dismiss()


class GoOn(ModalScreen[int | None]):
    """Asks whether to go on where somebody left these lessons. Returns the block's number, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,y,right,pagedown", "close(True)"),
        Binding("n,b,escape,home,left,pageup", "close(False)"),
        Binding("q", "app.quit"),  # and the place stays the one that it asks about
    ]

    def __init__(self, walk: Walk, block: int) -> None:
        super().__init__()
        self.block = block
        item = walk.outline.items[min(block, len(walk.outline.items) - 1)]
        self.where = inline_plain(f"{item.lesson} · {item.section}")

    def compose(self) -> ComposeResult:
        """Ask."""
        said = (
            f"You were at: {self.where}.\n\n Enter  go on from there   n   start at the beginning"
        )
        yield Static(said, classes="dialog", markup=False)

    def action_close(self, go_on: bool) -> None:
        """Go on there, or begin at the beginning."""
        self.dismiss(self.block if go_on else None)


class Contents(ModalScreen[int | None]):
    """The sections, acts and beats of the walk, to jump to. Returns a block's number."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,g", "close")]

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self.entries = contents(walk)
        self.here = max(
            (at for at, (block, _) in enumerate(self.entries) if block < walk.block), default=0
        )

    def compose(self) -> ComposeResult:
        """Show the places to jump to."""
        options = [Option(label, id=str(block)) for block, label in self.entries]
        yield OptionList(*options, classes="dialog", markup=False)

    def on_mount(self) -> None:
        """Select the current place."""
        self.query_one(OptionList).highlighted = self.here

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Jump."""
        self.dismiss(int(event.option.id or 0))

    def action_close(self) -> None:
        """Close the list without jumping."""
        self.dismiss(None)


class Find(ModalScreen[str | None]):
    """Asks for words to look for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close")]

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def compose(self) -> ComposeResult:
        """Show a field, with what was looked for last."""
        yield Input(self.words, placeholder="find", id="find", select_on_focus=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search for the words."""
        self.dismiss(event.value.strip() or None)

    def action_close(self) -> None:
        """Look for nothing."""
        self.dismiss(None)


def contents(walk: Walk) -> list[tuple[int, str]]:
    """List the walk's sections, acts and beats, each with the number of its block."""
    entries: list[tuple[int, str]] = []
    lesson = section = ""
    for block, item in enumerate(walk.outline.items):
        if item.lesson != lesson:
            lesson, section = item.lesson, item.section
            entries.append((block, inline_plain(lesson)))
        elif item.section != section:
            section = item.section
            entries.append((block, f"  {inline_plain(section)}"))
        if item.beat:
            entries.append((block, f"    {item.act} · {item.beat}"))
    return entries
