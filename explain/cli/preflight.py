"""`explain-ecr preflight`: whether this machine is ready for a workshop, and what the codes of a room say."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator, Sequence

import typer

from explain.cli.outputs import Output
from explain.cli.piped import piped
from explain.cli.report import reporting, say
from explain.errors import UsageProblem
from explain.logins.machine import Machine
from explain.narration import Value
from explain.practice.course import COURSES
from explain.visible import as_json

WIDTH = 80
_MOST = 100_000
"""Bytes of standard input that are read: thousands of codes."""


def preflight(minutes: int, output: Output, codes: Sequence[str] = ()) -> None:
    """Perform the checklist. Ends with 1 where the machine is not ready."""
    from explain.room.preflight.examination import examine
    from explain.room.preflight.report import Report

    began = time.monotonic()
    report = Report(Machine.here())
    with reporting(output) as renderer:
        if minutes and minutes not in COURSES:
            raise UsageProblem(
                f"There is no course of {minutes} minutes.",
                f"There are courses of {', '.join(map(str, COURSES))} minutes.",
            )
        if codes:
            raise UsageProblem(
                "Codes are read with `--read`, and nothing else looks at them.",
                "Write `--read` before them, or leave them out to check this machine.",
            )
        for check in examine(report.machine, minutes, report):
            renderer.draw(check.finding)
        word = "ready" if report.ready else "not ready"
        if output == "json":
            renderer.draw(Value(word, report.code))
        else:
            say(f"\n{word} · code {report.code}  ({time.monotonic() - began:.1f} s)")
    if not report.ready:
        raise typer.Exit(1)


def read(codes: Sequence[str], output: Output) -> None:
    """Show the results that codes hold, as a table. Exits with 1 if one of them cannot be read."""
    from explain.room.preflight.reading import entries, summary, table

    with reporting(output):
        chosen = list(entries(codes or _lines()))
        if not chosen:
            raise UsageProblem(
                "There are no codes to read.",
                "Write them behind `--read`, or pipe a line like `name=CODE` for each.",
            )
        if output == "json":
            for entry in chosen:
                fields = entry.result._asdict() if entry.result else {"problem": entry.problem}
                ready = {"ready": entry.result.ready} if entry.result else {}
                say(as_json({"name": entry.name, "code": entry.code, **ready, **fields}))
        else:
            for line in (*table(chosen, WIDTH), "", summary(chosen)):
                say(line)
    if not all(entry.result for entry in chosen):
        raise typer.Exit(1)


def _lines() -> Iterator[str]:
    """Read standard input, a line for each code; at a terminal until Ctrl-D."""
    if sys.stdin and sys.stdin.isatty():
        say(
            "Type a code on each line, with a name before it if you like; end with Ctrl-D.",
            error=True,
        )
        yield from sys.stdin
        return
    yield from io.StringIO(piped(_MOST).data.decode("utf-8", "replace"))
