"""The option `--no-pager`, which every command has that may fill a screen."""

from __future__ import annotations

from typing import Annotated

import typer


def _switch_pager(context: typer.Context, without: bool) -> None:
    from explain.cli import pager

    # What was said before the command's name holds for the command, too.
    if without or context.parent is None:
        pager.switch(off=without)


NoPagerOption = Annotated[
    bool,
    typer.Option(
        "--no-pager",
        callback=_switch_pager,
        expose_value=False,
        help="Show all at once, without the pager (the variable PAGER, as in git).",
    ),
]
"""Every command that may fill a screen has it; its callback does all that there is to do."""
