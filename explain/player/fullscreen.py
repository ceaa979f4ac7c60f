"""What each screen of ours has: the terminal's colours, keys named below, errors that come out of `run`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterable
from typing import TypeVar

from rich.text import Text
from textual.app import App

Result = TypeVar("Result")


class Fullscreen(App[Result]):
    """A screen in the colours of the terminal. After `run`, `fault` is the error that ended it, if any."""

    CSS_PATH = "player.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__(ansi_color=True)  # the terminal's own ground and colours, light or dark
        self.theme = "ansi-dark"
        self.fault: Exception | None = None

    def _handle_exception(self, error: Exception) -> None:
        """Let an error come out of `run`: textual would print a traceback with every local value in it."""
        self.fault = self.fault or error
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def leave_on_sigterm(leave: Callable[[int], None]) -> None:
    """Leave the screen that runs here when the process is asked to end: its terminal is put back then."""
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave, 143)


def foot(keys: Iterable[tuple[str, str]], width: int) -> list[Text]:
    """Return a rule, and below it as many keys with what they do as fit, the first ones first."""
    line = Text(overflow="crop", no_wrap=True)
    for key, what in keys:
        piece = Text.assemble((f" {key} ", "reverse"), f" {what} ")
        if line.cell_len + piece.cell_len > width:
            break
        line.append_text(piece)
    return [Text("─" * width, "dim"), line]
