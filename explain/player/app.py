"""The player: a walk on a full screen, drawn, and the keys read. What a key does to it is in `walk`."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key, MouseScrollDown, MouseScrollUp, Resize
from textual.widgets import Static

from explain.hosts.registry import Registry
from explain.player.deck import folded
from explain.player.dialogs import HELP, Contents, Find, GoOn, Help
from explain.player.fullscreen import Fullscreen, foot, leave_on_sigterm
from explain.player.line import lit
from explain.player.outline import blocks_in
from explain.player.place import Place
from explain.player.walk import Walk
from explain.render.layout import NUMBERS

GUTTER = 2
"""Columns left of the text: a bar there marks what is new."""

NARROWEST = 20
"""Columns of text that are drawn at least; a terminal with fewer shows their beginnings."""

WIDEST = 100
"""Columns of text beyond which lines are hard to read."""


class Player(Fullscreen[int]):
    """Shows a walk, one screen at a time. Returns an exit code."""

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Space", "next"), ("b", "back"), ("?", "help"), ("q", "quit"), ("g", "go to"), ("d", "more"),
        ("/", "find"), ("y", "copy"),
    )  # fmt: skip
    """The keys that are named below the text, the most needed first: a narrow screen shows as many as fit."""

    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,right,pagedown,down,j", "next"),
        Binding("b,left,pageup,up,k,backspace", "previous"),
        Binding("right_square_bracket,n", "beat(1)"),
        Binding("left_square_bracket,p", "beat(-1)"),
        Binding("right_curly_bracket,N", "act(1)"),
        Binding("left_curly_bracket,P", "act(-1)"),
        Binding("home", "first"),
        Binding("end", "last"),
        Binding("g", "contents"),
        Binding("d", "detail"),
        Binding("slash", "find"),
        Binding("y", "copy"),
        Binding("a", "again"),
        Binding("r", "replace"),
        Binding("question_mark,h,f1", "help"),
        Binding("q,escape", "leave"),
        Binding("ctrl+c", "leave(130)", priority=True),
        Binding("ctrl+z", "suspend_process"),
    ]

    def __init__(
        self,
        walk: Walk,
        registry: Registry,
        place: Place,
    ) -> None:
        super().__init__()
        self.walk, self.registry, self.place = walk, registry, place

    # --- screen ----------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Make the three parts of the screen: the line and how far, the text, the keys."""
        yield Static(id="head")
        yield Static(id="body")
        yield Static(id="foot")

    def on_mount(self) -> None:
        """Begin, and ask whether to go on where somebody left."""
        self._draw()
        leave_on_sigterm(self._leave)
        if self.place.wanted is None and (block := self.place.last()):
            self.push_screen(GoOn(self.walk, block), self._go)
        self._arrived()  # of a recording all is there

    def on_resize(self, _event: Resize) -> None:
        """Deal the screens out again, once the new size is known here."""
        self.call_later(self._draw)

    def arrived(self) -> None:
        """Take notice of events that have come, from whatever thread."""
        self.call_later(self._arrived)

    def _arrived(self) -> None:
        if self.walk.arrived():
            self.place.follow(self.walk)
        if (block := self.place.wanted) is not None and self.walk.go_to_block(block):
            self.place.wanted = None
        self._draw()

    def _moved(self) -> None:
        """Draw where somebody has gone, and remember the place: a player that is killed cannot any more."""
        self.place.follow(self.walk)
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if not width or not self.is_attached:
            return
        for part, lines in zip(("#head", "#body", "#foot"), self.parts(width, height), strict=True):
            self.query_one(part, Static).update(Text("\n").join(lines))

    def parts(self, width: int, height: int) -> tuple[list[Text], list[Text], list[Text]]:
        """Return what is on a screen of this size: the line and how far, the text, the keys."""
        room = max(height - len(self._head(width)) - len(self._foot(width)), 3)
        self.walk.resize(max(min(width - GUTTER, WIDEST), NARROWEST), room)
        # How far one is, and so what the keys do, may be another stop in this room.
        return self._head(width), self._body(), self._foot(width)

    def _head(self, width: int) -> list[Text]:
        lesson, section = self.walk.section
        far = " · ".join(self._how_far())
        title = " · ".join(filter(None, (lesson, section)))
        room = width - len(far) - 2
        title = title if len(title) <= room else section or lesson
        title = title if len(title) <= room else f"{title[: max(room - 1, 0)]}…"
        return [
            Text.assemble(
                (title, "bold"), " " * max(width - len(title) - len(far), 1), (far, "dim")
            ),
            *folded(lit(self.registry, self.walk.outline.act_at(self.walk.block)), width),
            Text("─" * width, "dim"),
        ]

    def _how_far(self) -> list[str]:
        walk = self.walk
        act, acts = walk.outline.act_at(walk.block), walk.outline.acts
        return [
            *(["recorded"] if walk.source.is_recorded(walk.event) else []),
            f"act {acts.index(act) + 1} of {len(acts)}" if act else f"{len(acts)} acts",
            f"{round(100 * walk.outline.progress(walk.block))} %",
            f"{walk.outline.minutes_left(walk.block)} min left",
        ]

    def _body(self) -> list[Text]:
        rows = self.walk.rows
        new = self.walk.new_from
        lines = []
        for at, row in enumerate(rows):
            fresh = at >= new and not row.repeated and row.text.plain.strip()
            text = row.text.copy()
            if row.repeated:
                text.stylize("dim")
            lines.append(Text.assemble(("▎" if fresh else " ", "cyan"), " ", text))
        return lines

    def _foot(self, width: int) -> list[Text]:
        return foot(self._keys(), width)

    def _keys(self) -> list[tuple[str, str]]:
        """List the keys that are worth knowing here, the most important first: a narrow screen has a few."""
        walk = self.walk
        if walk.question:
            return [("/".join(NUMBERS[: len(walk.question.choices)]), "choose"), ("Space", "skip")]
        if walk.source.failed and walk.at_end:
            recording = [("r", "from the recording")] if walk.source.replaceable else []
            return [*recording, ("a", "try again"), ("←", "back"), ("q", "quit")]
        if walk.waiting or self.place.wanted is not None:
            return [("…", "performing"), ("←", "back"), ("q", "quit")]
        if walk.at_end:
            return [("←", "back"), ("Home", "from the beginning"), ("y", "copy"), ("q", "quit")]
        keys = list(self.KEYS)
        if walk.detailed:
            keys = [(key, "less" if key == "d" else what) for key, what in keys]
        return keys

    # --- keys ------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Take a number for a choice where a question is open."""
        number = NUMBERS.find(event.character or " ")
        if self.walk.choose(number):
            event.prevent_default()
            event.stop()
            self._moved()

    def action_next(self) -> None:
        """Reveal what comes next."""
        self.walk.next()
        self._moved()

    def action_previous(self) -> None:
        """Go back to what was to be seen before."""
        self.walk.back()
        self._moved()

    def action_beat(self, by: int) -> None:
        """Go a beat on or back."""
        self._go(self.place.beat(self.walk, by))

    def action_act(self, by: int) -> None:
        """Go an act on or back."""
        self._go(self.place.act(self.walk, by))

    def action_first(self) -> None:
        """Go to the beginning."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last event that was performed."""
        self.walk.go(len(self.walk.source.events) - 1)
        self._moved()

    def _go(self, block: int | None) -> None:
        if block is None:
            return
        if not self.walk.go_to_block(block):
            self.place.wanted = block
        self._moved()

    def action_contents(self) -> None:
        """Show the list of places to jump to."""
        self.push_screen(Contents(self.walk), self._go)

    def action_detail(self) -> None:
        """Show more, or less."""
        self.walk.turn_detail()
        self._draw()

    def action_find(self) -> None:
        """Ask for words to look for."""
        self.push_screen(Find(self.place.words), self._find)

    def _find(self, words: str | None) -> None:
        if words:
            again = words == self.place.words
            self.place.words = words
            if not self.walk.find(words, beyond=again):
                self._find_ahead(words)
            self._moved()

    def _find_ahead(self, words: str) -> None:
        """Look in what is still to be performed, as far as the lessons tell of it."""
        outline = self.walk.outline
        block = outline.find(words, blocks_in(self.walk.source.events))
        if block is not None:
            self._go(block)
        elif self.walk.source.ended:
            self.notify(f"Not found: {words}")
        else:
            self.notify(f"Not found in the lessons, or in anything performed so far: {words}")

    def action_copy(self) -> None:
        """Copy the value or the command in sight, by OSC 52."""
        if text := self.walk.in_sight():
            self.copy_to_clipboard(text)
            line = " ".join(text.split())
            self.notify(f"Copied: {line[:60]}{'…' if len(line) > 60 else ''}", timeout=3)
        else:
            self.notify("There is nothing to copy on this screen.", timeout=3)

    def action_again(self) -> None:
        """Perform again the act that failed."""
        if self.walk.source.failed:
            self.walk.again()
            self._draw()

    def action_replace(self) -> None:
        """Take what failed from the recording, and go on live afterwards."""
        if self.walk.source.replaceable:
            self.walk.replace()
            self._draw()
        elif self.walk.source.failed:
            self.notify("No recording has this act. Make one: explain-ecr record FILE", timeout=5)

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Help(self.HELP))

    def action_leave(self, code: int = 0) -> None:
        """End, and remember the place."""
        self._leave(code)

    def _leave(self, code: int) -> None:
        self.place.keep(self.walk)
        self.exit(code, return_code=code)

    def on_mouse_scroll_down(self, _event: MouseScrollDown) -> None:
        """Go on with the wheel."""
        self.action_next()

    def on_mouse_scroll_up(self, _event: MouseScrollUp) -> None:
        """Go back with the wheel."""
        self.action_previous()
