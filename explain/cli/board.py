"""The board of a room: on the screen, as text, as JSON, as a page; and of codes that were read out."""

from __future__ import annotations

import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from explain.cli.calling import name_here
from explain.cli.playing import has_screen
from explain.cli.report import reporting, say, tell
from explain.cli.room import move, of_mine, say_to_all
from explain.errors import ExplainError, RoomProblem, UsageProblem
from explain.files import PUBLIC, check_place, write_whole
from explain.lab.shells import quoted
from explain.room.folder import RoomFolder
from explain.room.looking import look
from explain.room.model import Board, Entry, Room
from explain.visible import as_json

if TYPE_CHECKING:
    from rich.text import Text

Output = Literal["auto", "plain", "json"]

PAUSE = 5.0
"""Seconds between two writings of the page if nothing is drawn."""

_WRITER = "`explain-ecr room board`"


@dataclass(slots=True)
class _Page:
    """The file of a page that is kept up to date; without a file, nothing is written."""

    file: Path | None
    named: bool
    board: Board | None = None
    read_at: float = 0
    is_written: bool = False

    def check(self) -> None:
        """See that the page may be written there. Raises `UsageProblem`."""
        from explain.export.board import is_ours

        if self.file:
            check_place(self.file, is_ours, _WRITER)

    def show(self, board: Board) -> None:
        """Write a board that was just read."""
        self.board, self.read_at = board, time.time()
        self._write("", is_last=board.room.over)

    def tell(self, problem: str) -> None:
        """Write that the board could not be read."""
        self._write(problem)

    def end(self) -> None:
        """Write that the page does not change any more."""
        if self.board and not self.board.room.over:
            self._write(
                "The board was closed, so this page does not change any more.", is_last=True
            )

    def _write(self, problem: str, *, is_last: bool = False) -> None:
        from explain.export.board import page

        if self.file and self.board:
            reload, at = not is_last, self.read_at
            html = page(self.board, at, named=self.named, problem=problem, reload=reload)
            try:
                write_whole(self.file, html, PUBLIC)
                self.is_written = True
            except OSError as error:
                if not self.is_written:  # later, a full disk ends no board
                    raise UsageProblem(
                        f"The page {self.file} cannot be written: {error.strerror or error}.",
                        "Give a file in a folder to which you may write.",
                    ) from error


def board(folder: Path | None, output: Output, page_file: Path | None, *, names: bool) -> None:
    """Show the board of a room, and keep it up to date where it is drawn or written to a page."""
    with reporting("json" if output == "json" else "plain"):
        room = RoomFolder(folder) if folder else of_mine(None)[0]
        page = _Page(page_file, names)
        page.check()
        first = _read(room, page)
        if output == "auto" and has_screen():
            _screen(room, page, first, names=names)
        elif output == "auto" and page_file:
            _keep_page(room, page)
        else:
            _print(first, output, names=names, join=_joining(room))


def _read(folder: RoomFolder, page: _Page) -> Board:
    """Read the board, and write the page. Only the trainer keeps what the board shows for the summary."""
    try:
        seen = look(folder, keep=folder.is_ours())
    except ExplainError as error:
        page.tell(error.message)
        raise
    page.show(seen)
    return seen


def _joining(folder: RoomFolder) -> str:
    return f"{name_here()} room join --folder {quoted('posix', str(folder.path))}"


def _print(seen: Board, output: Output, *, names: bool, join: str = "") -> None:
    """Print a board as it is now."""
    if output == "json":
        from explain.room.snapshot import as_object

        say(as_json(as_object(seen, named=names)))
        return
    from explain.player.board_lines import View, body, head

    view = View(time.time(), names, join=join)
    width = min(shutil.get_terminal_size((80, 24)).columns, 200)
    for line in _plain([*head(seen, view, width), *body(seen, view, width)]):
        say(line)


def _plain(lines: Sequence[Text]) -> Iterator[str]:
    return (line.plain.rstrip() for line in lines)


def _screen(folder: RoomFolder, page: _Page, first: Board, *, names: bool) -> None:
    """Draw the board until somebody leaves it."""
    from explain.cli import screens
    from explain.player.board import BoardScreen, Desk

    desk = Desk(
        folder.changes,
        lambda: _read(folder, page),
        lambda text: say_to_all(text, folder.path),
        lambda name: move(name, folder.path),
    )
    try:
        screens.show(BoardScreen(desk, first, named=names, join=_joining(folder)), page.end)
    finally:
        page.end()


def _keep_page(folder: RoomFolder, page: _Page) -> None:
    """Keep the page current until the room ends or Ctrl-C comes."""
    tell(f"The board is in {page.file}, and is kept up to date until you press Ctrl-C.")
    pause = threading.Event()
    try:
        while not (page.board and page.board.room.over):
            pause.wait(PAUSE)
            with contextlib.suppress(RoomProblem):  # the page says it, and the folder may come back
                _read(folder, page)
    finally:
        page.end()


# --- codes that were read out ------------------------------------------------------------------


def read(codes: Sequence[str], output: Output) -> None:
    """Show the board of some codes; each may have a name before it, as pre-flight reads them."""
    from explain.room.board import board as made
    from explain.room.board import places

    with reporting("json" if output == "json" else "plain"):
        typed = list(_typed(codes))
        if not typed:
            raise UsageProblem(
                "There is no code to read.",
                f"Type those that learners read out: `{name_here()} room read Ada=R7K2-M9QD`.",
            )
        entries, problems = _entries(typed)
        room = Room("", f"Codes read out at {time.strftime('%H:%M')}", 0)
        _print(made(room, entries, places()), output, names=True)
        for problem in problems:
            say(problem, error=True)
        if problems:
            raise typer.Exit(1)


def _typed(words: Sequence[str]) -> Iterator[str]:
    """Give the codes as they were typed; `-` stands for those on standard input, one a line."""
    for word in words:
        lines = (sys.stdin or ()) if word == "-" else [word]  # None if it is closed
        yield from filter(None, map(str.strip, lines))


def _entries(typed: Sequence[str]) -> tuple[list[Entry], list[str]]:
    """Read codes: the seats of a board, and a sentence for each code that cannot be read."""
    from explain.room.preflight.reading import readings, shown
    from explain.room.record import name_of
    from explain.room.spoken import read_code

    entries, problems = [], []
    for seat, word in enumerate(typed, 1):
        for name, code in readings(word):
            try:
                record = read_code(code, name_of(name or f"seat {seat}"))
                entries.append(Entry(seat, record))
                break
            except UsageProblem as error:
                problem = f"{error.message} {error.remedy}"
        else:
            problems.append(f"Code {seat}, {shown(word)}: {problem}")
    return entries, problems
