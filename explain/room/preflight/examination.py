"""The checklist before a workshop, performed in order. Each check yields as soon as it is known."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from explain.logins.machine import Machine
from explain.masking import masked
from explain.narration import Finding
from explain.room.preflight import alone, lab, programs, space, surroundings
from explain.room.preflight.alone import Alone
from explain.room.preflight.findings import Check, checked, found, well
from explain.room.preflight.report import Report
from explain.room.preflight.watching import Watch, watching


def examine(machine: Machine, minutes: int, report: Report) -> Iterator[Check]:
    """Perform the checklist, and fill in a report. All of the course of `minutes` has to run; 0 for none."""
    report.minutes = minutes
    for check in _checks(machine, minutes, report):
        report.note(check)
        yield check


def _checks(machine: Machine, minutes: int, report: Report) -> Iterator[Check]:
    with alone.begun(machine.system) as cut_off:
        yield from checked("python", lambda: surroundings.python(machine))
        yield from checked("terminal", lambda: surroundings.terminal(machine))
        yield from checked("encoding", lambda: surroundings.encoding(machine, sys.stdout))
        asked, curl = programs.ask(machine)
        report.programs(asked, curl)
        yield from checked("aws", lambda: programs.aws(asked))
        yield from checked("docker", lambda: programs.docker(machine, asked))
        yield from checked("curl", lambda: programs.curl(curl))
        yield from checked("exercises", lambda: programs.exercises(machine, minutes))
        yield from _lab(cut_off)


def _lab(cut_off: Alone | None) -> Iterator[Check]:
    """Use a lab, and check the disk and memory that it took, and the connections that it made."""
    is_up = False
    with watching(*([cut_off.process_id] if cut_off else [])) as watch:
        for check in lab.performed():
            is_up = is_up or (check.name == "lab" and not check.failed)
            yield check
    if is_up:  # else there was nothing to look at
        yield from checked("memory", lambda: space.memory(watch.memory))
        yield from checked("network", lambda: network(watch, cut_off))


def network(watch: Watch, cut_off: Alone | None) -> Iterator[Finding]:
    """Say whom our programs reached, and whether they need anybody."""
    if watch.away:
        yield found("left-the-machine", ", ".join(sorted(watch.away)))
        return
    ended = cut_off.ended() if cut_off else None
    if ended is None or ended.exit_code == alone.FORBIDDEN:
        yield found("network-watched", f"{watch.looks} looks at the programs of this check")
    elif ended.exit_code == alone.SLOW:
        yield found("network-too-slow", f"{watch.looks} looks at the programs of this check")
    elif ended.exit_code == alone.WORKED:
        yield well("nothing left this machine: the same works without a network")
    else:
        words = masked(ended.stdout.strip().partition("\n")[0] or ended.stderr.strip()[-200:])
        yield found("needs-a-network", "the same without a network", words=words)
