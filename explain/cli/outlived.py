"""A terminal that outlives its lab: our commands say so, and work as they do outside of one."""

from __future__ import annotations

import os
from pathlib import Path

LAB = "EXPLAIN_ECR_LAB"
"""As in `explain.lab.environment`, which is imported in a lab only."""


def leave_if_over() -> None:
    """Where this terminal's lab has ended, say how to leave it, and forget it for this command."""
    inside = os.environ.get(LAB)
    if not inside:
        return
    from explain.lab import environment, folder

    if folder.address_of(Path(inside)):
        return
    _tell(Path(inside).name)
    left = environment.left(os.environ)
    os.environ.clear()
    os.environ |= left


def _tell(name: str) -> None:
    from explain.cli.calling import name_here
    from explain.cli.report import say
    from explain.lab import shells

    kind = shells.kind_of(shells.own_shell(os.environ))
    exit_ = shells.entrance(kind, "--unset", name_here())
    say(
        f"The lab {name} has ended, but this terminal is still set up for it: aws and docker reach nothing."
        f"\nLeave it with\n\n  {exit_}\n\nor start another: explain-ecr lab\n",
        error=True,
    )
