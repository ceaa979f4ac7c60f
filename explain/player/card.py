"""A card on a learner's screen, for a room without a shared place: a shape, a word, and the code to read out.

It is the sticky note of a classroom. Blue and yellow are told apart by most who see red and green alike, and
the shapes by everybody (https://carpentries.github.io/instructor-training/21-management.html).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widgets import Static

from explain.player.fullscreen import Fullscreen, foot, leave_on_sigterm

FONT = {
    "D": ("###.", "#..#", "#..#", "#..#", "###."),
    "E": ("####", "#...", "###.", "#...", "####"),
    "H": ("#..#", "#..#", "####", "#..#", "#..#"),
    "L": ("#...", "#...", "#...", "#...", "####"),
    "N": ("#..#", "##.#", "#.##", "#..#", "#..#"),
    "O": (".##.", "#..#", "#..#", "#..#", ".##."),
    "P": ("###.", "#..#", "###.", "#...", "#..."),
}
TRIANGLE = ("..#..", "..#..", ".###.", ".###.", "#####")
DISC = (".###.", "#####", "#####", "#####", ".###.")


class Face(NamedTuple):
    """One face of the card: its sign in a line of text, its word, its shape, and its colours."""

    sign: str
    word: str
    shape: tuple[str, ...]
    style: str


FACES = {
    "help": Face("▲", "HELP", TRIANGLE, "bold white on blue"),
    "done": Face("●", "DONE", DISC, "bold black on yellow"),
}
"""The faces, by the flag that each shows."""


def picture(face: Face, width: int, height: int) -> list[str]:
    """Draw a face's shape and word as large as a screen of this size holds; in one line where it is small."""
    parts = [face.shape, *(FONT[letter] for letter in face.word)]
    rows = [".".join(dots) for dots in zip(*parts, strict=True)]
    for across in range(width // len(rows[0]), 0, -1):
        down = -(-across // 2)  # a row is about as high as two columns are wide
        if len(rows) * down <= height:
            return [_stretched(row, across) for row in rows for _ in range(down)]
    return [f"{face.sign} {face.word}"]


def _stretched(row: str, across: int) -> str:
    return "".join(("█" if dot == "#" else " ") * across for dot in row)


class Shown(NamedTuple):
    """What is written below the face: the code to read out, and in words what it tells."""

    code: str
    words: str


def lines(face: Face | None, shown: Shown, width: int, height: int) -> list[Text]:
    """Return the lines of a card: its face, if it shows one, the code, and what that tells."""
    drawn = picture(face, max(width - 2, 1), max(height - 6, 1)) if face else []
    below = [" ".join(shown.code), "", shown.words]
    content = [*drawn, "", "", *below] if drawn else below
    rows = [*[""] * ((height - len(content)) // 2), *content][:height]
    rows += [""] * (height - len(rows))
    return [Text(row[:width].center(width), face.style if face else "") for row in rows]


class Card(Fullscreen[int]):
    """Shows the card, and turns it. `show` returns what to write below a flag, and may keep the flag."""

    KEYS: ClassVar[Sequence[tuple[str, str]]] = (
        ("h", "▲ help"), ("d", "● done"), ("o", "neither"), ("q", "quit"),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "turn('help')"),
        Binding("d", "turn('done')"),
        Binding("o", "turn('')"),
        Binding("q,escape", "leave(0)"),
        Binding("ctrl+c", "leave(130)", priority=True),
    ]

    def __init__(self, flag: str, show: Callable[[str], Shown]) -> None:
        super().__init__()
        self.flag, self.show = flag, show
        self.shown = show(flag)

    def compose(self) -> ComposeResult:
        """Make the card, and the keys below it."""
        yield Static(id="body")
        yield Static(id="foot")

    def on_mount(self) -> None:
        """Show the card."""
        self._draw()
        leave_on_sigterm(self.action_leave)

    def on_resize(self, _event: Resize) -> None:
        """Draw it as large as the new size allows."""
        self.call_later(self._draw)

    def _draw(self) -> None:
        width, height = self.size
        if not width or not self.is_attached:
            return
        keys = foot(self.KEYS, width)
        card = lines(FACES.get(self.flag), self.shown, width, max(height - len(keys), 1))
        self.query_one("#body", Static).update(Text("\n").join(card))
        self.query_one("#foot", Static).update(Text("\n").join(keys))

    def action_turn(self, flag: str) -> None:
        """Turn the card to another face, or to none. The code is another one then: it tells the flag."""
        self.flag, self.shown = flag, self.show(flag)
        self._draw()

    def action_leave(self, code: int) -> None:
        """End."""
        self.exit(code, return_code=code)
