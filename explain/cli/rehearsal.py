"""The recording that a walk falls back on when an act fails: one that is named, or that of the last walk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from explain.errors import ExplainError, UsageProblem
from explain.hosts.registry import Registry
from explain.narration import Event
from explain.sandbox import Sandbox, default_folder

if TYPE_CHECKING:
    from explain.recording import Recording
    from explain.replay import Replay


def named(file: str, registry: Registry) -> Callable[[], Replay]:
    """Read a recording now. Raises an error of ours if it cannot replace what is performed here."""
    from explain import recording

    found = recording.read(Path(file))
    if found.registry != registry:
        raise UsageProblem(
            f"{file} is a recording of another registry: {found.registry.host}.",
            "Record it again with the --account and --region that you give here.",
        )
    if not found.acts:
        raise UsageProblem(f"{file} has no act.", "Record it again: explain-ecr record FILE")
    return lambda: _replay(found)


def kept(spec: str, registry: Registry) -> Callable[[], Replay | None]:
    """Return what reads, when it is needed, the recording of the last walk through these steps."""

    def find() -> Replay | None:
        from explain import recording

        with contextlib.suppress(ExplainError):
            found = recording.read(Sandbox(default_folder()).rehearsal(spec))
            if found.registry == registry:
                return _replay(found)
        return None

    return find


def keep(spec: str, registry: Registry, events: Sequence[Event]) -> None:
    """Keep what a walk showed that was performed to its end."""
    from explain.files import write_whole
    from explain.recording import Recording, as_lines

    place = Sandbox(default_folder()).rehearsal(spec)
    with contextlib.suppress(OSError):  # it is not worth an error at the end
        write_whole(place, as_lines(Recording(spec, registry, tuple(events))))


def _replay(recording: Recording) -> Replay:
    from explain.render.cleaned import cleaned
    from explain.replay import Replay

    # Whatever is in a file may have come from anywhere.
    return Replay([cleaned(event) for event in recording.events])
