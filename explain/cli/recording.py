"""What `record` does: perform some steps, and keep what they show in a file."""

from __future__ import annotations

import shlex
from pathlib import Path

from explain import library, recording
from explain.cli.calling import name_here
from explain.cli.playing import Options, performing
from explain.cli.report import reporting, say
from explain.hosts.registry import registry
from explain.recording import Recording


def record(file: str, spec: str, options: Options) -> None:
    """Write a recording of some steps, whole or not at all."""
    with reporting("plain"):
        path = Path(file)
        recording.check_place(path)
        performed = perform(spec, options)
        recording.write(path, performed)
        say(
            f"Recorded: {len(performed.events)} events, {len(performed.acts)} acts, in {path}\n"
            f"Play it: {name_here()} step --from-recording {shlex.quote(file)}"
        )


def perform(spec: str, options: Options) -> Recording:
    """Perform some steps, and return what they yielded."""
    acts = frozenset().union(*(entry.acts for entry in library.steps(spec)))
    chosen = registry(options.account, options.region)
    with performing(options, acts) as player:
        events = [
            event
            for lesson, section in library.walk(spec)
            for event in player.section(lesson, section)
        ]
    return Recording(spec, chosen, tuple(events))
