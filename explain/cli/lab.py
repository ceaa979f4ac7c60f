"""The lab's commands: start one, run something in it, lead another terminal into it, end it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import typer

from explain.cli.commands import LINE
from explain.cli.report import reporting, say
from explain.hosts.registry import Registry
from explain.lab import environment, folder, shells
from explain.lab.remote import RemoteCloud


def shell() -> None:
    """Open the user's own shell in a new lab."""
    from explain.lab import prompts
    from explain.lab.process import running

    with reporting("plain"):
        with running() as lab:
            place = lab.sandbox.folder
            say(_welcome(place))
            own = prompts.interactive(shells.own_shell(lab.outside), place, lab.outside)
            code = lab.run(own.command, own.variables)
        say("You have left the lab, and it is gone.")
    raise typer.Exit(code)


def execute(command: list[str]) -> None:
    """Run one command in a new lab, and end with its exit code."""
    from explain.lab.process import running

    with reporting("plain"), running() as lab:
        code = lab.run(command)
    raise typer.Exit(code)


def up() -> None:
    """Keep a lab running until Ctrl-C or `lab down`."""
    from explain.lab.process import running

    with reporting("plain"):
        with running() as lab:
            kind = shells.kind_of(shells.own_shell(os.environ))
            say(
                f"The lab {lab.address.name} is up. In another terminal, enter it with\n\n"
                f"  {shells.entrance(kind)}\n\n"
                "It ends with Ctrl-C, or with\n\n  explain-ecr lab down"
            )
            lab.ended.wait()
        say("The lab is gone.")


def env(shell_kind: str | None, name: str | None) -> None:
    """Print the commands that bring another terminal into a running lab."""
    with reporting("plain"):
        place, address = folder.find(name)
        kind = shells.kind_of(shell_kind or shells.own_shell(os.environ))
        made = environment.variables(address.doors(place))
        made["PATH"] = environment.path_in(place, os.environ)
        script = shells.script(kind, environment.unset(os.environ), made)
        if sys.stdout.isatty():
            say(script)
        else:  # a shell evaluates it, so that not a byte of it may change
            sys.stdout.buffer.write(os.fsencode(f"{script}\n"))


def down(name: str | None) -> None:
    """End a running lab, and wait until it is gone."""
    with reporting("plain"):
        place, address = folder.find(name)
        RemoteCloud(address).end()
        deadline = time.monotonic() + 10
        while folder.is_alive(place) and time.monotonic() < deadline:
            time.sleep(0.05)
        say(f"The lab {address.name} is gone.")


def _welcome(place: Path) -> str:
    """Say what is real here, what is ours, and what to type first."""
    from explain.lab.furniture import stand_ins

    names = stand_ins(place)
    real = [f"`{name}`" for name in ("aws", "docker") if name not in names]
    yours = f"{' and '.join(real)}: your own. " if real else ""
    ours = f"`{'` and `'.join(names)}`: not installed here, so ours. " if names else ""
    return f"""You are in the lab. {yours}{ours}
Amazon and the docker engine are played by this machine, and nothing leaves it. Leave with `exit`.

Type the line, word for word:

  {LINE}
  docker push {Registry().host}/my-image

  explain-ecr trace        what has crossed the wire so far
  explain-ecr clock +13h   tomorrow; then push again
"""
