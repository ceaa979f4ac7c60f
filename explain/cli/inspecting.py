"""`explain-ecr inspect --docker-config`: a configuration that somebody names, without the sandbox."""

from __future__ import annotations

import typer

from explain.cli.outputs import Output
from explain.cli.report import reporting
from explain.cli.status import named, now
from explain.hosts.registry import Registry, registry
from explain.logins.inspection import inspect
from explain.logins.machine import Machine


def inspect_file(path: str, region: str, account: str, output: Output) -> None:
    """Show the file masked, who answers for each host, and the findings. Ends with 1 as `status` does."""
    with reporting(output, paged=True) as renderer:
        file = named(path)
        assert file is not None
        chosen = registry(account, region)
        asked = () if chosen == Registry() else (chosen.host,)
        found = inspect(Machine.here(), file, now(), asked)
        for event in found.events:
            renderer.draw(event)
    if found.failed:
        raise typer.Exit(1)
