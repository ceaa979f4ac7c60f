"""The commands that perform one act each, with their options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from explain.cli.no_pager import NoPagerOption
from explain.cli.options import ACCOUNT, REGION, Account, DockerOption, OutputOption, Region

_ACTS = {
    "sign": "Sign the request for a token; let the server check it.",
    "token": "Ask for a token: masked, its length, its expiry.",
    "pipe": "Run both sides of the pipe, and look inside it.",
    "login": "Log docker in; then see three logins fail.",
    "expire": "Move the clock 12 h 1 min forward; the login fails.",
}
"""The acts without an extra argument; `decode` and `inspect` have one each, below."""


def add_to(app: typer.Typer) -> None:
    """Add the commands, in the order of the walkthrough."""
    _add(app, "sign", "token")
    app.command()(decode)
    _add(app, "pipe", "login")
    app.command("inspect")(inspect_)
    _add(app, "expire")


def _add(app: typer.Typer, *names: str) -> None:
    for name in names:
        app.command(name, help=_ACTS[name])(_act_command(name))


def _act_command(name: str) -> Callable[..., None]:
    def play_it(
        region: Region = REGION,
        account: Account = ACCOUNT,
        output: OutputOption = "auto",
        docker: DockerOption = "auto",
        _no_pager: NoPagerOption = False,
    ) -> None:
        from explain.cli import playing

        playing.play_act(name, playing.Options(region, account, output, docker))

    return play_it


def decode(
    given: Annotated[
        str | None, typer.Argument(metavar="[-]", help="- waits for a token on standard input.")
    ] = None,
    region: Region = REGION,
    account: Account = ACCOUNT,
    output: OutputOption = "auto",
    docker: DockerOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Decode a token, base64 inside base64, masked. No key is needed.

    You can pipe one in: a password, an authorizationToken, an `auth`, or JSON that contains one.
    """
    from explain.cli import playing

    playing.play_decode(given, playing.Options(region, account, output, docker))


def inspect_(
    region: Region = REGION,
    account: Account = ACCOUNT,
    output: OutputOption = "auto",
    docker: DockerOption = "auto",
    docker_config: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Another config.json, or its folder; only read."),
    ] = None,
    _no_pager: NoPagerOption = False,
) -> None:
    """Show docker's config.json, masked.

    With --docker-config, shows who provides each login of that file, and any problems. Exits with 1 if a
    login is expired, broken or never found.
    """
    if docker_config is not None:
        from explain.cli import inspecting

        inspecting.inspect_file(docker_config, region, account, output)
        return
    from explain.cli import playing

    playing.play_act("inspect", playing.Options(region, account, output, docker))
