"""`explain-ecr status`: which registries this machine is logged in to, read from the passwords."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import typer

from explain.cli.outputs import Output
from explain.cli.report import reporting
from explain.clock import machine_time
from explain.errors import UsageProblem
from explain.logins import registries
from explain.logins.machine import Machine
from explain.logins.status import Question
from explain.logins.status import status as look


def status(host: str | None, docker_config: str | None, ask_helpers: bool, output: Output) -> None:
    """Show every login, then what is odd about any. Ends with 1 where one is expired or broken."""
    with reporting(output, paged=True) as renderer:
        question = Question(
            "" if host is None else registries.asked(host), named(docker_config), ask_helpers
        )
        found = look(Machine.here(), now(), question)
        for credential in found.credentials:
            renderer.draw(credential)
        for finding in found.findings:
            renderer.draw(finding)
    if found.failed:
        raise typer.Exit(1)


def now() -> datetime:
    """Return the time: the lab's, inside a lab."""
    lab = os.environ.get("EXPLAIN_ECR_LAB")
    if not lab:
        return machine_time()
    from explain.lab.remote import lab_at

    cloud = lab_at(Path(lab))
    return cloud.clock.now() if cloud else machine_time()


def named(path: str | None) -> Path | None:
    """Return the config.json that somebody named. Raises `UsageProblem` if there is nothing."""
    if path is None:
        return None
    problem = f"There is no {path or 'file without a name'}."
    try:
        found = Path(path).expanduser()
        file = found / "config.json" if found.is_dir() else found
        if path and file.exists():
            return file
    except (OSError, RuntimeError, ValueError) as error:
        problem = f"{path!r} cannot be found: {getattr(error, 'strerror', None) or error}."
    raise UsageProblem(problem, "Give a config.json, or the folder that it is in.")
