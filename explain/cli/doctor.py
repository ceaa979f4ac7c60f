"""`explain-ecr doctor`: what the line needs on this machine."""

from __future__ import annotations

from collections import Counter

import typer

from explain.cli.outputs import Output
from explain.cli.report import reporting
from explain.cli.status import named, now
from explain.doctor.examination import Wishes, examine
from explain.logins.machine import Machine
from explain.narration import Value


def doctor(online: bool, docker_config: str | None, output: Output) -> None:
    """Show every check. Ends with 1 where one of them is an error."""
    seen: Counter[str] = Counter()
    with reporting(output, paged=True) as renderer:
        for finding in examine(Machine.here(), now, Wishes(online, named(docker_config))):
            renderer.draw(finding)
            seen[finding.severity] += 1
        renderer.draw(Value("in all", summary(seen)))
    if seen["error"]:
        raise typer.Exit(1)


def summary(seen: Counter[str]) -> str:
    """Return how many errors, warnings and notes there are, in words."""
    counted = (
        f"{seen[severity]} {severity}{'s' if seen[severity] != 1 and severity != 'ok' else ''}"
        for severity in ("ok", "note", "warning", "error")
        if seen[severity] or severity == "error"
    )
    return ", ".join(counted)
