"""The lab's commands: start one, run something in it, lead another terminal into it.

What a start does not need is in `explain.cli.labs`.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

import typer

from explain.cli.line import LINE
from explain.cli.report import reporting, say
from explain.hosts.registry import Registry
from explain.lab import entering, environment, folder, shells
from explain.lab.folder import Address


def shell(spec: bool, account: str) -> None:
    """Open the user's own shell in a new lab."""
    from explain.lab import prompts
    from explain.lab.process import Options, running

    with reporting("plain"):
        with running(options=Options(spec, account)) as lab:
            place = lab.sandbox.folder
            say(_welcome(place) + _second(account))
            _warn_of_port(lab.address)
            own = prompts.interactive(shells.own_shell(lab.outside), place, lab.outside)
            code = lab.run(own.command, own.variables)
        say("You have left the lab, and it is gone.")
    raise typer.Exit(code)


def _warn_of_port(address: Address) -> None:
    """Say so where this system has sockets in folders, and the engine could not have one."""
    if hasattr(socket, "AF_UNIX") and address.engine_url.startswith("tcp:"):
        say(
            "The sandbox's path is too long for the engine's socket, so the engine listens on a port,"
            " which other users of this machine can reach. A shorter EXPLAIN_ECR_SANDBOX changes that."
        )


def execute(command: list[str], spec: bool, account: str) -> None:
    """Run one command in a new lab, and end with its exit code."""
    from explain.lab.process import Options, running

    with reporting("plain"), running(options=Options(spec, account)) as lab:
        code = lab.run(command)
    raise typer.Exit(code)


def up(spec: bool, account: str) -> None:
    """Keep a lab running until Ctrl-C or `lab down`."""
    from explain.lab.process import Options, running

    with reporting("plain"):
        with running(options=Options(spec, account)) as lab:
            kind = shells.kind_of(shells.own_shell(os.environ))
            say(
                f"The lab {lab.address.name} is up. In another terminal, enter it with\n\n"
                f"  {shells.entrance(kind)}\n\n"
                "It ends with Ctrl-C, or with\n\n  explain-ecr lab down" + _second(account)
            )
            _warn_of_port(lab.address)
            lab.ended.wait()
        say("The lab is gone.")


def env(shell_kind: str | None, name: str | None) -> None:
    """Print the commands that bring another terminal into a running lab."""
    with reporting("plain"):
        place, address = folder.find(name)
        with contextlib.suppress(OSError):  # only `lab list` looks there
            (place / entering.TERMINALS).mkdir(mode=0o700, exist_ok=True)
        _print_script(entering.entering(_kind(shell_kind), address.doors(place), os.environ))


def unset(shell_kind: str | None) -> None:
    """Print the commands that lead this terminal out of its lab, which may be gone."""
    with reporting("plain"):
        if environment.LAB in os.environ:
            _print_script(entering.leaving(_kind(shell_kind), os.environ))
        else:
            say("This terminal is not in a lab.", error=True)


def _kind(named: str | None) -> shells.Kind:
    return shells.kind_of(named or shells.own_shell(os.environ))


def _print_script(script: str) -> None:
    if sys.stdout.isatty():
        say(script)
    else:  # a shell evaluates it, so that not a byte of it may change
        sys.stdout.buffer.write(os.fsencode(f"{script}\n"))


def _second(account: str) -> str:
    """Say how to be the user of the second account, if there is one."""
    if not account:
        return ""
    return (
        f"\nThe user of the second account, {account}, has a profile:\n\n"
        f"  aws --profile {environment.OTHER_PROFILE} ecr describe-repositories\n"
    )


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
