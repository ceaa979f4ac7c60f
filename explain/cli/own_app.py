"""The commands about somebody's own line, error and machine, with their options."""

from __future__ import annotations

from typing import Annotated

import typer

from explain.cli.no_pager import NoPagerOption
from explain.cli.options import CommandOutputOption, OutputOption, offers


def command_(
    line: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="'LINE' | FILE... | -",
            help="A command line, in quotes; or files with such lines; - reads a line from standard input.",
        ),
    ] = None,
    output: CommandOutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Explain every part of a command line, and find its mistakes.

    You can paste the line from where you keep it: from YAML, a Jenkinsfile, a Makefile, a Dockerfile,
    a crontab, a program. In a FILE, or several, it finds all such lines, shows their line numbers, and
    exits with 1 if one has an error. With --output github, a pull request shows findings at its lines.
    """
    from explain.cli import command as asked

    asked.explain(line or [], output)


def why(
    message: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MESSAGE | -]",
            autocompletion=offers("pages"),
            help="The message; - reads it, or a whole log, from stdin; or a page's id, or a topic.",
        ),
    ] = None,
    more: Annotated[
        bool, typer.Option("--more", help="The whole page, instead of one screen.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="One line, for CI: PAGE-ID: message → fix.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List all pages.")] = False,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Say what an error message means: what happened, the causes, the fix.

    It exits with 0 if it knows every error, with 1 if it does not, and with 2 if there is no message.
    In a lab, you need no message: it reads from the wire what went wrong last, and exits with 1 if the
    cause is not certain.
    """
    if not message and not list_:
        from explain.cli import causes

        if causes.is_asked_for():
            causes.why(output, brief)
            return
    from explain.cli import why as asked

    if list_:
        asked.list_pages(output)
    else:
        asked.why(message or [], output, asked.Wishes(brief, more))


def status(
    host: Annotated[
        str | None,
        typer.Argument(metavar="[HOST]", help="One registry: its host, an address or an image."),
    ] = None,
    docker_config: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Only this config.json, or the one in this folder."),
    ] = None,
    ask_helpers: Annotated[
        bool, typer.Option("--ask-helpers", help="Also ask credential helpers what they hold.")
    ] = False,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Show which registries this machine is logged in to, as whom, and until when.

    Exits with 1 if a login is expired or broken, or docker never finds it. With a host, exits with 1 if
    that host is not logged in.
    """
    from explain.cli import status as asked

    asked.status(host, docker_config, ask_helpers, output)


def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Also ask AWS for the time, to compare the clock.")
    ] = False,
    docker_config: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Only this config.json, or the one in this folder."),
    ] = None,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Check everything that the line needs on this machine, and say how to fix it."""
    from explain.cli import doctor as asked

    asked.doctor(online, docker_config, output)


def preflight(
    codes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CODE | NAME=CODE]...",
            help="With --read: the codes that learners sent; without any, one on each line of stdin.",
        ),
    ] = None,
    read: Annotated[
        bool, typer.Option("--read", help="Show what some codes say, as a table.")
    ] = False,
    minutes: Annotated[
        int, typer.Option(help="The course that has to run here: 30, 60 or 90.", show_default=False)
    ] = 0,
    output: OutputOption = "auto",
) -> None:
    """Check whether this machine is ready for a workshop, and print a code for the trainer.

    It starts a lab, logs in and pushes, looks at the terminal, the programs, memory and disk, and at whether
    anything left this machine. The exit code is 0 if the machine is ready. The code holds only
    results: the system, the versions of Python, aws and docker, and what failed.
    """
    from explain.cli import preflight as asked

    if read:
        asked.read(codes or [], output)
    else:
        asked.preflight(minutes, output, codes or [])
