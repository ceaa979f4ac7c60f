"""What `record` does: perform some steps, and keep what they show in a file."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from explain import library, recording
from explain.cli.calling import name_here
from explain.cli.playing import Options, performing
from explain.cli.report import reporting, say
from explain.errors import UsageProblem
from explain.files import PUBLIC, write_whole
from explain.hosts.registry import registry
from explain.recording import Recording


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which act, and which beat of it, a picture shows; and a recording instead of a new one."""

    act: str = ""
    beat: str = ""
    recording: str | None = None


def record(file: str, spec: str, options: Options, wishes: Wishes) -> None:
    """Write a recording of some steps, or what is made of one, whole or not at all."""
    with reporting("plain"):
        path = Path(file)
        make = _maker(path, wishes)
        recording.check_place(path)
        if wishes.recording is None:
            kept = perform(spec or "1..3", options)
        elif spec:
            raise UsageProblem(
                "The recording already says which steps it has.", "Leave out the SPEC."
            )
        else:
            kept = recording.read(Path(wishes.recording))
        write_whole(path, make(kept), PUBLIC)
        say(_said(path, kept))


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


def _maker(path: Path, wishes: Wishes) -> Callable[[Recording], str]:
    """Return what makes the text of a file. Raises `UsageProblem` if its name does not tell its kind."""
    if (wishes.act or wishes.beat) and path.suffix != ".svg":
        raise UsageProblem("Only an .svg shows one act.", "Leave out --act and --beat.")
    match path.suffix:
        case ".jsonl":
            return recording.as_lines
        case ".html":
            from explain.export.page import page

            return page
        case ".cast":
            from explain.export.cast import cast

            return cast
        case ".svg":
            return lambda kept: _still(kept, wishes)
    raise UsageProblem(
        f"The file name {path} does not say which format to write.",
        "Give it the ending .jsonl to play it again, or .html, .cast or .svg.",
    )


def _still(kept: Recording, wishes: Wishes) -> str:
    from explain.export.still import beats, still

    if wishes.act not in kept.acts:
        raise UsageProblem(
            f"An .svg shows one act, and {wishes.act!r} is not one of these."
            if wishes.act
            else "An .svg shows one act, but you named none.",
            f"Add --act with one of: {', '.join(kept.acts)}.",
        )
    named = beats(kept, wishes.act)
    if wishes.beat and wishes.beat not in named:
        raise UsageProblem(
            f"The act {wishes.act} has no beat {wishes.beat!r}.", f"Its beats: {', '.join(named)}."
        )
    return still(kept, wishes.act, wishes.beat)


def _said(path: Path, kept: Recording) -> str:
    if path.suffix != ".jsonl":
        return f"Written: {path}"
    return (
        f"Recorded: {len(kept.events)} events, {len(kept.acts)} acts, in {path}\n"
        f"Play it: {name_here()} step --from-recording {shlex.quote(str(path))}"
    )
