"""Whole screens: how they end when they are left, when they fail, and when their terminal goes away."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from explain.player.fullscreen import Fullscreen


def show(app: Fullscreen[int], lost: Callable[[], object] = lambda: None) -> None:
    """Show a screen until it is left, with its exit code; an error in it comes out here.

    `lost` is called if the terminal goes away, before the process ends.
    """
    end_with_the_terminal(lost)
    code = app.run()
    if app.fault:
        raise app.fault
    if code:
        raise typer.Exit(code)


def end_with_the_terminal(lost: Callable[[], object]) -> None:
    """When the terminal is closed, call `lost` and end at once.

    textual's thread that writes to a terminal dies with it, and its main thread then waits for that one for
    ever: nothing that its loop would do is done.
    """

    def ended(*_: object) -> None:
        lost()
        os._exit(129)

    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, ended)
