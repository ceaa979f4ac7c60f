"""The commands for a running lab: turn its clock, put it back."""

from __future__ import annotations

import re
from datetime import timedelta

from explain.cli.report import reporting, say
from explain.errors import UsageProblem
from explain.lab import folder
from explain.lab.remote import RemoteCloud

_BY = re.compile(r"([+-])(\d{1,9}(?:\.\d{1,9})?)(s|m|min|h|d)", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def clock(by: str | None) -> None:
    """Turn the clock of this lab, or tell its time."""
    from explain.clock import iso

    with reporting("plain"):
        amount = _amount(by) if by and by != "reset" else None
        turned = _lab().clock
        if by == "reset":
            turned.reset()
        elif amount:
            turned.turn(amount)
        stands = relation(turned.offset)
        say(f"The lab's clock: {iso(turned.now())}\nIt is {stands}.")


def reset() -> None:
    """Put a running lab's clock and docker configuration back to how they were at its birth."""
    from explain.lab.furniture import log_out
    from explain.sandbox import Sandbox

    place, address = folder.find(None)
    RemoteCloud(address).clock.reset()
    log_out(Sandbox(place))
    say("The lab's clock is right again, and docker is logged out. Images are still there.")


def _lab() -> RemoteCloud:
    return RemoteCloud(folder.find(None)[1])


def relation(offset: timedelta) -> str:
    """Say how far a lab's clock is from the machine's."""
    from explain.clock import in_words

    if not offset:
        return "the same as the machine's"
    return f"{in_words(offset)} {'behind' if offset < timedelta() else 'ahead of'} the machine's"


def _amount(by: str) -> timedelta:
    match = _BY.fullmatch(by.strip())
    if not match:
        raise UsageProblem(
            f"{by!r} is not a length of time.",
            "Write it like +13h, +90min or -30s, or write reset.",
        )
    amount = timedelta(seconds=float(match[2]) * _SECONDS[match[3]])
    return amount if match[1] == "+" else -amount
