"""The lab's commands and their options; what they do is in `explain.cli.lab` and `explain.cli.inside`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from explain.cli import outlived
from explain.cli.no_pager import NoPagerOption

lab = typer.Typer(
    rich_markup_mode=None,
    help="A cloud that stays up, and your own shell, aws and docker inside it.",
)
LabName = Annotated[
    str | None, typer.Option("--lab", help="Which lab, if several run; by default the newest.")
]
Spec = Annotated[
    bool,
    typer.Option("--spec", help="Follow the OCI specification even where ECR does not."),
]
Account = Annotated[
    str, typer.Option(metavar="NUMBER", help="Add a second account, for pulls across accounts.")
]


@lab.callback(invoke_without_command=True)
def _lab(context: typer.Context, spec: Spec = False, account: Account = "") -> None:
    context.obj = (spec, account)
    if context.invoked_subcommand != "env":
        outlived.leave_if_over()
    if context.invoked_subcommand is None:
        lab_shell(context)


@lab.command("shell", epilog="Example: explain-ecr lab shell")
def lab_shell(context: typer.Context, spec: Spec = False, account: Account = "") -> None:
    """Open your own shell in a new lab; leaving it stops everything."""
    from explain.cli import lab as commands

    commands.shell(*_asked(context, spec, account))


# What comes after the command's name is the command's, --help too.
@lab.command(
    "exec",
    context_settings={"allow_interspersed_args": False},
    epilog="Example: explain-ecr lab exec -- sh my-script.sh",
)
def lab_exec(
    context: typer.Context,
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND...", help="What to run.")],
    spec: Spec = False,
    account: Account = "",
) -> None:
    """Run one command in a new lab, and return its exit code."""
    from explain.cli import lab as commands

    commands.execute(command, *_asked(context, spec, account))


@lab.command("up", epilog="Example: explain-ecr lab up")
def lab_up(context: typer.Context, spec: Spec = False, account: Account = "") -> None:
    """Run a lab in the foreground, for other terminals."""
    from explain.cli import lab as commands

    commands.up(*_asked(context, spec, account))


def _asked(context: typer.Context, spec: bool, account: str) -> tuple[bool, str]:
    """Return a lab's options, which come before the command's name or after it."""
    before_spec, before_account = context.obj
    return spec or before_spec, account or before_account


@lab.command("env", epilog='Example: eval "$(explain-ecr lab env)"')
def lab_env(
    shell: Annotated[str | None, typer.Option(help="sh, bash, zsh, fish or powershell.")] = None,
    unset: Annotated[
        bool, typer.Option("--unset", help="Take this terminal out of its lab.")
    ] = False,
    name: LabName = None,
) -> None:
    """Print the commands that take a terminal into a lab, or out of it."""
    from explain.cli import lab as commands

    if unset:
        commands.unset(shell)
        return
    outlived.leave_if_over()
    commands.env(shell, name)


@lab.command("list", epilog="Example: explain-ecr lab list")
def lab_list() -> None:
    """List the running labs: since when, their clocks, their terminals."""
    from explain.cli import labs as commands

    commands.list_()


@lab.command("down", epilog="Example: explain-ecr lab down --lab lab-0123abcd")
def lab_down(name: LabName = None) -> None:
    """Stop a running lab."""
    from explain.cli import labs as commands

    commands.down(name)


def trace(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="A file from --save, to read instead of a lab."),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Keep showing what crosses the wire.")
    ] = False,
    diagram: Annotated[bool, typer.Option("--diagram", help="Draw a sequence diagram.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="One row each, without notes.")] = False,
    last: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Only the last N exchanges.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Only since then: 10min, 2h, or 14:02 (UTC).")
    ] = None,
    save: Annotated[
        str | None, typer.Option(metavar="FILE", help="Save it to a file, masked, to share it.")
    ] = None,
    output: Annotated[
        Literal["plain", "json"], typer.Option(help="json is one object per exchange.")
    ] = "plain",
    _no_pager: NoPagerOption = False,
) -> None:
    """Inside a lab: what has crossed the wire, secrets masked."""
    from explain.cli import tracing

    tracing.trace(tracing.Wishes(output, follow, diagram, brief, last, since, save, file))


def clock(
    by: Annotated[
        str | None, typer.Argument(metavar="[+13h | reset]", help="How far to move it.")
    ] = None,
) -> None:
    """Inside a lab: move its clock, or show its time."""
    from explain.cli import inside

    inside.clock(by)
