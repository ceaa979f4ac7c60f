"""The labs that run: list them, and end one."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from explain.cli.inside import relation
from explain.cli.report import reporting, say
from explain.clock import in_words, iso, machine_time
from explain.errors import SandboxProblem
from explain.hosts.registry import Registry
from explain.lab import environment, folder
from explain.lab.folder import Address
from explain.lab.remote import LabGone, RemoteCloud
from explain.lab.terminals import terminals


def list_() -> None:
    """List the labs that run: since when, with which clock, and which terminals are in them."""
    with reporting("plain"):
        labs = folder.running_labs()
        for number, (place, address) in enumerate(labs):
            say(("\n" if number else "") + _described(place, address))
        if not labs:
            say("No lab is running. Start one: explain-ecr lab")


def _described(place: Path, address: Address) -> str:
    """Describe one lab in four lines."""
    began = datetime.fromtimestamp(folder.birth(place), UTC)
    age = timedelta(seconds=int((machine_time() - began).total_seconds()))
    try:
        clock = relation(RemoteCloud(address).clock.offset)
    except LabGone:
        clock = "ending"
    inside = [
        f"{each.name or 'no terminal'} ({each.shell}, {each.process_id})"
        for each in terminals(place)
    ]
    here = ", which this terminal is in" if os.environ.get(environment.LAB) == str(place) else ""
    return (
        f"{address.name}{here}\n"
        f"  since      {iso(began)}, for {in_words(age)}\n"
        f"  registry   {Registry().host}\n"
        f"  clock      {clock}\n"
        f"  terminals  {', '.join(inside) or 'none'}"
    )


def down(name: str | None) -> None:
    """End a running lab, and wait until it is gone."""
    with reporting("plain"):
        place, address = folder.find(name)
        _end(place, address)
        say(f"The lab {address.name} is gone.")


def _end(place: Path, address: Address) -> None:
    """Ask a lab to end, stop its process if it does not answer, and wait until it is gone."""
    with contextlib.suppress(LabGone):  # it ends before its answer is out, or is out of threads
        RemoteCloud(address).end()
    if not _is_gone(place, _PATIENCE / 4):
        with contextlib.suppress(ProcessLookupError):
            os.kill(address.process_id, signal.SIGTERM)
    if not _is_gone(place, _PATIENCE):
        raise SandboxProblem(
            f"The lab {address.name} is still running.",
            f"Stop its process: `kill {address.process_id}`.",
        )


def _is_gone(place: Path, patience: float) -> bool:
    """Wait until a lab is gone, so many seconds at the most; tell whether it is."""
    deadline = time.monotonic() + patience
    while (is_there := folder.is_alive(place)) or place.exists():  # its guard clears up after it
        if time.monotonic() > deadline:
            break
        time.sleep(0.05)
    return not is_there


_PATIENCE = 10.0
"""Seconds that a lab has to end."""
