"""`why` without a message, in a lab: the cause of what went wrong last, from the lab's wire and files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from io import BufferedReader
from itertools import islice

from explain.causes import Cause, State, causes
from explain.causes.state import state_of
from explain.causes.texts import told
from explain.cli.outputs import Output
from explain.cli.report import reporting, say
from explain.clock import iso
from explain.lab import folder
from explain.lab.environment import LAB
from explain.lab.remote import RemoteCloud
from explain.logins.machine import Machine
from explain.narration import Event, Finding, Prose
from explain.wire import Exchange

LATEST = 400
"""Exchanges that are looked at: a push of a large image takes some dozens, and what is older is past."""


def is_asked_for() -> bool:
    """Tell whether we are in a lab, and nothing was piped in that could hold a message."""
    if not os.environ.get(LAB):
        return False
    if sys.stdin is None or sys.stdin.isatty():
        return True
    return isinstance(sys.stdin.buffer, BufferedReader) and not sys.stdin.buffer.peek(1)


def why(output: Output, one_line: bool) -> None:
    """Say why the last thing in this lab went wrong; exit with 1 where that is not certain."""
    with reporting(output, paged=not one_line) as renderer:
        latest = found()
        if one_line and output != "json":
            text = told(latest[0])
            say(f"{latest[0].id}: {text.message} → {text.fix}")
        else:
            for event in events(latest):
                renderer.draw(event)
        if not latest[0].certain:
            raise SystemExit(1)


def exchanges_and_state() -> tuple[Sequence[Exchange], State]:
    """Return what crossed the wire of this lab lately, and what its files are like now."""
    cloud = RemoteCloud(folder.find(None)[1])
    wire = cloud.wire
    exchanges = wire.since(max(0, wire.mark() - LATEST))
    return exchanges, state_of(Machine.here(), iso(cloud.clock.now()))


def found() -> list[Cause]:
    """Return the cause of what went wrong last; where that is not certain, the one before as well."""
    latest = list(islice(causes(*exchanges_and_state()), 2))
    return latest[:1] if latest[0].certain else latest


def events(latest: list[Cause]) -> Iterator[Event]:
    """Yield the events that tell a cause: what happened, the evidence, the fix, and a page to read."""
    cause, *before = latest
    text = told(cause)
    sure = "certain" if cause.certain else "not certain"
    subject = f"{sure}, from exchange {cause.number}" if cause.number else sure
    yield Finding(cause.id, "error" if cause.certain else "warning", subject, text.message)
    if text.evidence:
        yield Prose("\n".join(["**How we know:**", "", *(f"- {line}" for line in text.evidence)]))
    yield Prose(f"**Fix:** {text.fix}\n\n```console\n{text.command}\n```")
    for other in before:
        if other.number:
            yield Prose(f"Earlier (exchange {other.number}): {told(other).message}")
    yield Prose(f"Read more: `explain-ecr why {text.page}`. The wire: `explain-ecr trace`.")
