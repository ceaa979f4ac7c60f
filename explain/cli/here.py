"""The exercise that is open in this terminal, as a command that is typed there reaches it."""

from __future__ import annotations

import os
from pathlib import Path

from explain.cli.calling import name_here
from explain.errors import UsageProblem
from explain.lab import environment
from explain.lab.folder import address_of
from explain.lab.remote import Steerer


def open_here() -> Steerer | None:
    """Return the way to the exercise that is open in this terminal; None if there is none."""
    inside = os.environ.get(environment.LAB)
    address = address_of(Path(inside)) if inside else None
    if address is None:
        return None
    steerer = Steerer(address)
    return steerer if steerer.knows("/exercise") else None


def here() -> Steerer:
    """Return the way to the exercise that is open here. Raises `UsageProblem`."""
    found = open_here()
    if found is None:
        raise UsageProblem(
            "No exercise is open in this terminal.", f"Open one: `{name_here()} practice next`."
        )
    return found


def check_is_outside() -> None:
    """See that no exercise is open in this terminal. Raises `UsageProblem`."""
    if steerer := open_here():
        raise UsageProblem(
            f"You are in the exercise {steerer.ask('GET', '/exercise')['name']}.",
            "Leave it first, with `exit`.",
        )
