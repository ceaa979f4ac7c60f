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
            help="A command line, in quotes; or files that hold some; - reads a line from standard input.",
        ),
    ] = None,
    output: CommandOutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Explain every part of a command line, and find what is wrong with it.

    The line may stand where you keep it: in YAML, a Jenkinsfile, a Makefile, a Dockerfile, a crontab, a
    program. A FILE (or several) is searched for such lines, each with its line number: exit code 1 where
    one has an error. With --output github, findings appear beside the lines of a pull request.
    """
    from explain.cli import command as asked

    asked.explain(line or [], output)


def why(
    message: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MESSAGE | -]",
            autocompletion=offers("pages"),
            help="What was printed; - reads it, or a whole log, from stdin; or a page's id, or a topic.",
        ),
    ] = None,
    more: Annotated[
        bool, typer.Option("--more", help="All of the page, and not one screen.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="One line, for a CI: PAGE-ID: message → fix.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List every page that there is.")] = False,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Say what an error message means: what happened, the causes, the fix.

    It exits with 0 where the message is known, with 1 where it is not, or where an error beside it is
    not, and with 2 where there is no message. In a lab, no message is needed: the wire tells the cause
    of what went wrong last, and it exits with 1 where that is not certain.
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
        bool, typer.Option("--ask-helpers", help="Ask credential helpers for what they hold, too.")
    ] = False,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Show which registries this machine is logged in to, as whom, and until when.

    Ends with 1 where a login is expired or broken, or docker never finds it; with a host, where that
    host is not logged in.
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
    """Examine what the line needs on this machine: OK, warning or error, with the remedy."""
    from explain.cli import doctor as asked

    asked.doctor(online, docker_config, output)
